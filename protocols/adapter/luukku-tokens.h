/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tokens.h: access tokens in the desktop keyring (libsecret only in luukku-tokens.c); without a keyring in
 * memory for this run. A token is never written to a file or a log. */
#pragma once

#include <gio/gio.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_TOKENS (luukku_tokens_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuTokens, luukku_tokens, LUUKKU, TOKENS, GObject)

/* Returns: (transfer full): the keyring when built with libsecret. */
LuukkuTokens *luukku_tokens_new (void);
/* Returns: (transfer full): memory only: tests, and the choice of who wants no keyring. */
LuukkuTokens *luukku_tokens_new_in_memory (void);

/* Result: (transfer full) the token, NULL without @error when there is none. @error means that the keyring cannot be
 * reached; the token kept in memory, if any, is found all the same. */
void luukku_tokens_lookup_async (LuukkuTokens *self, const char *protocol_id, const char *account,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3);
char *luukku_tokens_lookup_finish (LuukkuTokens *self, GAsyncResult *result, GError **error) G_GNUC_NON_NULL (1, 2);

/* Keeps @token in memory at once and then in the keyring. FALSE with @error when only memory has it: the sentence
 * says that it must be given again after the next start. */
void luukku_tokens_store_async (LuukkuTokens *self, const char *protocol_id, const char *account, const char *token,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3, 4);
gboolean luukku_tokens_store_finish (LuukkuTokens *self, GAsyncResult *result, GError **error) G_GNUC_NON_NULL (1, 2);

/* Forgets it in memory and in the keyring (a dead token). */
void luukku_tokens_clear_async (LuukkuTokens *self, const char *protocol_id, const char *account,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3);
gboolean luukku_tokens_clear_finish (LuukkuTokens *self, GAsyncResult *result, GError **error) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
