/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-oauth.h: the token service of a mailbox that signs in with OAuth 2: it gives an access token
 * for our refresh token (RFC 6749 section 6), good for about an hour. However many ask, one request is on its
 * way. Errors are LUUKKU_FAULT; AUTH with needs_reauth when the refresh token is dead. Main thread only. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

typedef struct {
  const char *address;       /* of the token service, cleaned by luukku_http_clean_base() */
  const char *client_id;     /* what the service calls the town's registration */
  const char *client_secret; /* (nullable): only some registrations have one */
  const char *refresh_token; /* (nullable): none was given */
} LuukkuMailOauthInit;

/* The service has given another refresh token; the old one may be dead now. */
typedef void (*LuukkuMailOauthRenewed) (const char *refresh_token, gpointer data);

#define LUUKKU_TYPE_MAIL_OAUTH (luukku_mail_oauth_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuMailOauth, luukku_mail_oauth, LUUKKU, MAIL_OAUTH, GObject)

/* @init: copied. @renewed: not called after close. Returns: (transfer full). */
LuukkuMailOauth *luukku_mail_oauth_new (const LuukkuMailOauthInit *init, LuukkuTransport *transport,
                                        LuukkuClock *clock, LuukkuMailOauthRenewed renewed, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* Result: (transfer full): an access token that is not known to have ended; to be wiped. */
void luukku_mail_oauth_get_async (LuukkuMailOauth *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);
char *luukku_mail_oauth_get_finish (LuukkuMailOauth *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* A mail server did not take @token: whoever asks next gets another one, unless there is one already. */
void luukku_mail_oauth_refuse (LuukkuMailOauth *self, const char *token) G_GNUC_NON_NULL (1);
/* Returns: whether the access token has ended by the clock. */
gboolean luukku_mail_oauth_has_ended (LuukkuMailOauth *self) G_GNUC_NON_NULL (1);
/* Ends what is pending with CANCELLED; idempotent. */
void luukku_mail_oauth_close (LuukkuMailOauth *self) G_GNUC_NON_NULL (1);

/* Pure. As LuukkuHttpCheck: {"error":"invalid_grant", …} (RFC 6749 section 5.2). */
gboolean luukku_mail_oauth_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
