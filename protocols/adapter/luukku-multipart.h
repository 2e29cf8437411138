/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-multipart.h: a request's body as multipart/form-data (RFC 7578), for calls that carry files. Pure.
 *
 *   form = luukku_multipart_new ();
 *   luukku_multipart_add_text (form, "type", "image/png");
 *   luukku_multipart_add_file (form, "file", name, "image/png", bytes);
 *   body = luukku_multipart_end (form, &content_type); */
#pragma once

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct _LuukkuMultipart LuukkuMultipart;

/* Returns: (transfer full). */
LuukkuMultipart *luukku_multipart_new (void);
void luukku_multipart_free (LuukkuMultipart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMultipart, luukku_multipart_free)

void luukku_multipart_add_text (LuukkuMultipart *self, const char *name, const char *value)
    G_GNUC_NON_NULL (1, 2, 3);
/* @file_name: as people gave it, any characters. @media_type: "image/png". */
void luukku_multipart_add_file (LuukkuMultipart *self, const char *name, const char *file_name,
                                const char *media_type, GBytes *bytes) G_GNUC_NON_NULL (1, 2, 3, 4, 5);
/* *@ret_content_type: (transfer full): with the boundary, which stands in none of the parts; the same parts
 * give the same bytes. Returns: (transfer full): the body; @self is empty afterwards. */
GBytes *luukku_multipart_end (LuukkuMultipart *self, char **ret_content_type) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
