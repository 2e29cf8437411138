/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-urn.h: LinkedIn's names of things. Pure.
 *
 *   urn:li:organization:123        urn:li:person:Ab3-x_        urn:li:share:7001, urn:li:ugcPost:…,
 * urn:li:activity:… urn:li:comment:(urn:li:activity:663,664)                   a comment: what it stands
 * under, and its number
 *
 * Rest.li 2.0: a name in a path or a query is percent-encoded with its colons, commas and parentheses; the
 * List(…) and (start:…,end:…) around names stay as they are. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Returns: whether @urn is a name, plain or of a comment. */
gboolean luukku_linkedin_is_urn (const char *urn);
/* Returns: whether @urn is a plain name of the kind @kind: "share". */
gboolean luukku_linkedin_urn_is (const char *urn, const char *kind) G_GNUC_NON_NULL (2);
/* Returns: whether a post goes by such a name. */
gboolean luukku_linkedin_urn_is_post (const char *urn);
/* Returns: (transfer full): for a path or a query. */
char *luukku_linkedin_urn_escape (const char *urn) G_GNUC_NON_NULL (1);
/* Returns: FALSE when @urn is no comment. *@ret_object, *@ret_id: (transfer full). */
gboolean luukku_linkedin_urn_split_comment (const char *urn, char **ret_object, char **ret_id)
    G_GNUC_NON_NULL (2, 3);
/* Returns: (transfer full) (nullable): NULL when it would be none. */
char *luukku_linkedin_urn_make_comment (const char *object, const char *id);

G_END_DECLS
