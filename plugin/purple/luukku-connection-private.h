/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-connection-private.h: what luukku-connection.c, luukku-login.c, luukku-login-secrets.c and
 * luukku-browser.c share. */
#pragma once

#include "adapter/luukku-adapter-type.h"
#include "adapter/luukku-http.h"
#include "adapter/luukku-poller.h"
#include "purple/luukku-connection.h"

struct _LuukkuConnection {
  GObject parent_instance;
  PurpleConnection *gc;             /* no ref: libpurple's; NULL after close() */
  const LuukkuAdapterType *type;    /* static */
  char *channel;                    /* key */
  const LuukkuAdapterSecret *table; /* static, or single: the secrets this account has (nullable) */
  LuukkuAdapterSecret single[2];
  guint looking_for;         /* row of table: which secret the keyring is asked for */
  char *token;               /* (nullable); never written anywhere */
  GHashTable *secrets;       /* name → the secrets besides the token; wiped */
  GCancellable *cancellable; /* (ref): everything that is pending */
  LuukkuAdapter *adapter;    /* (ref) (nullable) */
  LuukkuPoller *poller;      /* (ref) (nullable) */
  LuukkuSignIn *sign_in;     /* (ref) (nullable): a person is signing in in a browser */
  GCancellable *signing;     /* (ref) (nullable): ends that */
  guint retry_id;            /* timer of the next try to open, 0: none */
  guint tries;               /* tries to open that failed in a row */
  gint64 next_at;            /* UTC µs of the next try while the link is down */
  gboolean up;               /* the inbox knows us: add_channel was called */
  gboolean down;             /* the link is told as down */
};

/* luukku-login.c: from the account's settings to luukku_connection_opened(). */
void luukku_login_start (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Opens now what failed to open before; nothing when that is under way or done. */
void luukku_login_try_now (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Returns: whether the account's name and options can be right; before a secret is asked for. */
gboolean luukku_login_check_settings (LuukkuConnection *self, GError **error) G_GNUC_NON_NULL (1);
/* Makes the adapter when there is none, and opens it. */
void luukku_login_open (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): what the account's options are, name → value as text. */
GHashTable *luukku_login_collect_options (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): NULL with @error. */
LuukkuTransport *luukku_login_make_transport (LuukkuConnection *self, GError **error) G_GNUC_NON_NULL (1);

/* luukku-login-secrets.c */
/* From the keyring or from a person, then luukku_login_open(). */
void luukku_login_find_secrets (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Asks for the secrets, or for signing in in a browser, as the type says. @why: (nullable): above the
 * question. */
void luukku_login_ask_token (LuukkuConnection *self, const char *why) G_GNUC_NON_NULL (1);
/* What a person has got in another way than by the question: kept, and gone on with. */
void luukku_login_take_token (LuukkuConnection *self, const char *token) G_GNUC_NON_NULL (1, 2);
/* The platform has given another token in the place of ours. */
void luukku_login_store_token (LuukkuConnection *self, const char *token) G_GNUC_NON_NULL (1, 2);
/* The secrets are of no use: the next login asks anew. */
void luukku_login_forget_secrets (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* What the town's app at the platform has: it is asked for again before somebody signs in. */
void luukku_login_forget_app (LuukkuConnection *self) G_GNUC_NON_NULL (1);
/* Returns: whether a person signs in in a browser, with the account's options as they are. */
gboolean luukku_login_signs_in (LuukkuConnection *self) G_GNUC_NON_NULL (1);

/* luukku-browser.c */
void luukku_login_sign_in (LuukkuConnection *self, const char *why) G_GNUC_NON_NULL (1);

/* luukku-connection.c */
/* The adapter is open; @name: (nullable): the account's own name. */
void luukku_connection_opened (LuukkuConnection *self, const char *name) G_GNUC_NON_NULL (1);
/* The link does not work now but will be tried again at @next_at. */
void luukku_connection_link_down (LuukkuConnection *self, const GError *error, gint64 next_at)
    G_GNUC_NON_NULL (1, 2);
/* Nothing works before a person acts: libpurple shows the sentence and closes the account. */
void luukku_connection_fail (LuukkuConnection *self, const GError *error) G_GNUC_NON_NULL (1, 2);
