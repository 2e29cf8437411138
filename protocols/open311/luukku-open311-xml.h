/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-xml.h: an answer in XML as the JSON that the same server would give, so that one parser
 * reads both. Pure. */
#pragma once

#include <json-glib/json-glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* What a document may have. Beyond it nothing of it is taken. */
#define LUUKKU_OPEN311_XML_MAX_DEPTH 12
#define LUUKKU_OPEN311_XML_MAX_ELEMENTS 200000

/* <requests><request><status>open</status></request></requests> becomes
 * {"requests":{"request":{"status":"open"}}}: every value is a string, elements of one name beside each other
 * are a list, attributes are left out. A document type, and with it every entity of its own, is refused, and
 * so is a page of HTML. Returns: (transfer full): NULL with INVALID_DATA or TOO_LARGE. */
JsonNode *luukku_open311_xml_to_json (GBytes *bytes, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
