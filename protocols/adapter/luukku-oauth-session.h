/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-oauth-session.h: the calls of one account whose access token ends after hours and is renewed with a
 * refresh token (luukku-oauth-renewal.h). Errors are LUUKKU_FAULT. Main thread only. */
#pragma once

#include "adapter/luukku-oauth.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_OAUTH_SESSION (luukku_oauth_session_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuOauthSession, luukku_oauth_session, LUUKKU, OAUTH_SESSION, GObject)

/* The new tokens as text, before anything is done with them. */
typedef void (*LuukkuOauthKeep) (const char *text, gpointer data);

/* @service: static. @base: of the token calls. @client_secret: (nullable): some services want one although a
 * program on a desk can keep none (RFC 8252 section 8.5). @tokens: (transfer full) (nullable): without them
 * every call is AUTH with @no_token, N_(). Returns: (transfer full). */
LuukkuOauthSession *luukku_oauth_session_new (const LuukkuOauthService *service, LuukkuTransport *transport,
                                              LuukkuClock *clock, const char *base, const char *client_id,
                                              const char *client_secret, LuukkuOauthTokens *tokens,
                                              const char *no_token, LuukkuOauthKeep keep, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3, 4, 8, 9);
/* The same for a service with a login: @login_body: (nullable): JSON with a name and a password, which give
 * tokens when there are none that count. Returns: (transfer full). */
LuukkuOauthSession *luukku_oauth_session_new_with_login (const LuukkuOauthService *service,
                                                         LuukkuTransport *transport, LuukkuClock *clock,
                                                         const char *base, GBytes *login_body,
                                                         LuukkuOauthTokens *tokens, const char *no_token,
                                                         LuukkuOauthKeep keep, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3, 4, 7, 8);
/* Ends a renewal under way with CANCELLED; no keep() afterwards. */
void luukku_oauth_session_close (LuukkuOauthSession *self) G_GNUC_NON_NULL (1);
/* Returns: UTC µs when a person has to sign in again; 0: never, or not known. */
gint64 luukku_oauth_session_get_end (LuukkuOauthSession *self) G_GNUC_NON_NULL (1);

/* As luukku_http_call_async() on @http, with a token that counts. AUTH with the status 401 or 400, and
 * without permission, is answered by one renewal and one more try: nothing has been done then. */
void luukku_oauth_session_call_async (LuukkuOauthSession *self, LuukkuHttp *http, const LuukkuHttpCall *call,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3);
JsonNode *luukku_oauth_session_call_finish (LuukkuOauthSession *self, GAsyncResult *result,
                                            LuukkuResponse **ret_response, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* A token that counts for some minutes on @http, for bytes that are fetched without
 * luukku_oauth_session_call_async(). */
void luukku_oauth_session_ready_async (LuukkuOauthSession *self, LuukkuHttp *http, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 2);
gboolean luukku_oauth_session_ready_finish (LuukkuOauthSession *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
