/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-oauth-renewal.h: an access token that counts, for as long as the refresh token does (RFC 6749
 * section 6). However many ask, one request is on its way; who asks meanwhile waits for it.
 *
 * Where a name and a password are known, they give new tokens when there are none, or when the refresh token
 * is dead; otherwise nobody signs in with them, because services count it.
 *
 * A renewal whose answer was lost is tried again with the old refresh token; a service that has changed it
 * meanwhile refuses that, and a person signs in again. Errors are LUUKKU_FAULT: AUTH with needs_reauth when
 * the refresh token is dead or there is none. Main thread only. */
#pragma once

#include "adapter/luukku-oauth.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;            /* of the service, N_(), for people; static */
  const char *base;            /* cleaned by luukku_http_clean_base() */
  const char *path;            /* of the token calls, after @base */
  const char *client_id;       /* (nullable): what the service calls the town's registration */
  const char *client_secret;   /* (nullable): only some registrations have one */
  LuukkuHttpCheck check;       /* of the token calls' answers; static */
  const char *no_token;        /* N_(): said when there are no tokens; static */
  const LuukkuOauthWire *wire; /* (nullable): how its token calls differ; static */
  GBytes *login_body;          /* (nullable): of @wire->login: JSON with a name and a password */
} LuukkuOauthRenewalInit;

/* The service has given new tokens; told before anything is done with them.
 * @refresh_changed: the refresh token is another one; the old one may be dead now. */
typedef void (*LuukkuOauthRenewed) (const LuukkuOauthTokens *tokens, gboolean refresh_changed, gpointer data);

#define LUUKKU_TYPE_OAUTH_RENEWAL (luukku_oauth_renewal_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuOauthRenewal, luukku_oauth_renewal, LUUKKU, OAUTH_RENEWAL, GObject)

/* @init: copied but for what is static. @tokens: (transfer full) (nullable); @tokens->access may be NULL.
 * @renewed: (nullable): not called after close. Returns: (transfer full). */
LuukkuOauthRenewal *luukku_oauth_renewal_new (const LuukkuOauthRenewalInit *init, LuukkuTransport *transport,
                                              LuukkuClock *clock, LuukkuOauthTokens *tokens,
                                              LuukkuOauthRenewed renewed, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer none) (nullable): the access token that get would give at once. */
const char *luukku_oauth_renewal_peek (LuukkuOauthRenewal *self) G_GNUC_NON_NULL (1);
/* Result: (transfer full): an access token that is not known to have ended, or the only one that there will
 * be; for luukku_http_forget(). */
void luukku_oauth_renewal_get_async (LuukkuOauthRenewal *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);
char *luukku_oauth_renewal_get_finish (LuukkuOauthRenewal *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* A server did not take @token: whoever asks next gets another one, unless there is one already.
 * Returns: whether there is one or may be one. */
gboolean luukku_oauth_renewal_refuse (LuukkuOauthRenewal *self, const char *token) G_GNUC_NON_NULL (1, 2);
/* Returns: whether the access token has ended by the clock, or does within minutes. */
gboolean luukku_oauth_renewal_has_ended (LuukkuOauthRenewal *self) G_GNUC_NON_NULL (1);
/* Returns: UTC µs when a person has to sign in again; 0: never, or not known. */
gint64 luukku_oauth_renewal_get_end (LuukkuOauthRenewal *self) G_GNUC_NON_NULL (1);
/* Ends what is pending with CANCELLED; idempotent. */
void luukku_oauth_renewal_close (LuukkuOauthRenewal *self) G_GNUC_NON_NULL (1);

G_END_DECLS
