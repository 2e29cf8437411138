/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-oauth.h: the token service of a mailbox that signs in with OAuth 2: it gives an access token
 * for our refresh token, good for about an hour (adapter/luukku-oauth-renewal.h). */
#pragma once

#include "adapter/luukku-oauth-renewal.h"

G_BEGIN_DECLS

typedef struct {
  const char *address;       /* of the token service, cleaned by luukku_http_clean_base(), with a path */
  const char *client_id;     /* what the service calls the town's registration */
  const char *client_secret; /* (nullable): only some registrations have one */
  const char *refresh_token; /* (nullable): none was given */
} LuukkuMailOauthInit;

/* @init: copied. @renewed: not called after close. Returns: (transfer full). */
LuukkuOauthRenewal *luukku_mail_oauth_new (const LuukkuMailOauthInit *init, LuukkuTransport *transport,
                                           LuukkuClock *clock, LuukkuOauthRenewed renewed, gpointer data)
    G_GNUC_NON_NULL (1, 2, 3, 4);

/* Pure. As LuukkuHttpCheck: {"error":"invalid_grant", …} (RFC 6749 section 5.2). */
gboolean luukku_mail_oauth_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
