/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-error.h: a feedback system's error answers as faults. Pure. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_OPEN311_NAME "Open311" /* in sentences */

/* As LuukkuHttpCheck. What is below 300 passes whatever it holds: the body may be XML, and who asked reads
 * it. An error may be [{"code","description"}] (GeoReport v2), {"code","detail"} (the Finnish cities), the
 * same in XML, or a page of HTML, whose words are never looked at. */
gboolean luukku_open311_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);

/* Returns: (transfer full) (nullable): what @answer holds, JSON or XML; NULL when it is neither. */
JsonNode *luukku_open311_read_body (JsonNode *root, LuukkuResponse *response) G_GNUC_NON_NULL (2);

G_END_DECLS
