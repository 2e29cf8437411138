/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-compose.h: the addresses and bodies of calls to a feedback system; pure. */
#pragma once

#include <gio/gio.h>

#include "model/luukku-send-request.h"

G_BEGIN_DECLS

/* Returns: (transfer full): "2026-11-20T10:30:00Z". */
char *luukku_open311_time (gint64 time);
/* Appends "&NAME=VALUE" with @value escaped; NULL or "" adds nothing. */
void luukku_open311_add_query (GString *path, const char *name, const char *value) G_GNUC_NON_NULL (1, 2);

/* A form: fields in their order, then files. */
typedef struct _LuukkuOpen311Form LuukkuOpen311Form;

LuukkuOpen311Form *luukku_open311_form_new (void);
void luukku_open311_form_free (LuukkuOpen311Form *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuOpen311Form, luukku_open311_form_free)
/* NULL or "" adds nothing. */
void luukku_open311_form_add (LuukkuOpen311Form *self, const char *name, const char *value)
    G_GNUC_NON_NULL (1, 2);
/* @files: of LuukkuSendFile (nullable). With files the body is multipart/form-data whose parts "media[]" they
 * are (CitySDK), otherwise application/x-www-form-urlencoded. @boundary_seed: any text of this call.
 * *@ret_type: (transfer full): the media type. Returns: (transfer full). */
GBytes *luukku_open311_form_end (LuukkuOpen311Form *self, GPtrArray *files, const char *boundary_seed,
                                 char **ret_type) G_GNUC_NON_NULL (1, 3, 4);

G_END_DECLS
