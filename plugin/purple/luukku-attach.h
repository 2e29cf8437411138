/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-attach.h: files that go along with the next reply: chosen by a form of libpurple, dropped onto a
 * window, or named by the command /file; told by lines where no user interface shows them. */
#pragma once

#include "purple/luukku-view.h"

G_BEGIN_DECLS

/* Attaches the file at @path, or asks for one when it is NULL. FALSE with the sentence why none can go along.
 */
gboolean luukku_attach_file (LuukkuView *self, const char *path, GError **error) G_GNUC_NON_NULL (1);
/* @rest: what stands behind /file: nothing (asks), "list", "remove N", or a path. */
gboolean luukku_attach_command (LuukkuView *self, const char *rest, GError **error) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
