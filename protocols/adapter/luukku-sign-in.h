/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sign-in.h: a person signs in at a platform in a browser (authorization code with PKCE, RFC 8252):
 *
 *   new → get_address (shown, or opened in the browser) → wait_async … the browser comes back to this
 * machine, the code is changed for tokens → wait_finish
 *
 * Where a platform sends nobody back to this machine, the browser ends at a page of the town, and the person
 * pastes that page's address, or the code in it:
 *
 *   new_pasted → get_address → wait_async … paste … → wait_finish
 *
 * One time only: another attempt is another object. What comes back without our state is refused and changes
 * nothing. Errors are LUUKKU_FAULT. Main thread only. */
#pragma once

#include "adapter/luukku-oauth.h"

G_BEGIN_DECLS

#define LUUKKU_SIGN_IN_PATIENCE (10 * G_TIME_SPAN_MINUTE)

#define LUUKKU_TYPE_SIGN_IN (luukku_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuSignIn, luukku_sign_in, LUUKKU, SIGN_IN, GObject)

/* Listens from now on. @service: static. @base: cleaned. @client_secret: (nullable). @port: 0: any, for
 * tests; a platform wants the one that was told to it. Returns: (transfer full): NULL with SETTINGS. */
LuukkuSignIn *luukku_sign_in_new (const LuukkuOauthService *service, LuukkuTransport *transport,
                                  LuukkuClock *clock, const char *base, const char *client_id,
                                  const char *client_secret, guint port, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4, 5);
/* @address: of the page at the platform with its query, https; NULL: made of @service. @redirect: the town's
 * page, as the platform knows it. Returns: (transfer full): NULL with SETTINGS. */
LuukkuSignIn *luukku_sign_in_new_pasted (const LuukkuOauthService *service, LuukkuTransport *transport,
                                         LuukkuClock *clock, const char *base, const char *client_id,
                                         const char *client_secret, const char *address, const char *redirect,
                                         GError **error) G_GNUC_NON_NULL (1, 2, 3, 4, 5, 8);
/* Returns: whether it was made by new_pasted. */
gboolean luukku_sign_in_is_pasted (LuukkuSignIn *self) G_GNUC_NON_NULL (1);
/* What a person has brought: the address at which the browser has ended, whose state must be ours, or the
 * bare code. Returns: FALSE with INVALID_INPUT when it is neither: nothing has changed, it can be given
 * again. */
gboolean luukku_sign_in_paste (LuukkuSignIn *self, const char *text, GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): the page at the platform. */
const char *luukku_sign_in_get_address (LuukkuSignIn *self) G_GNUC_NON_NULL (1);
/* Once. */
void luukku_sign_in_wait_async (LuukkuSignIn *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer data) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): what luukku_oauth_tokens_read() takes; to be given to luukku_http_forget(). */
char *luukku_sign_in_wait_finish (LuukkuSignIn *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
