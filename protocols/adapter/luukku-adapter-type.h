/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-adapter-type.h: how an adapter introduces itself: the row it has in protocols/luukku-registry.c. */
#pragma once

#include "adapter/luukku-adapter.h"
#include "adapter/luukku-sign-in.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_OPTION_STRING,
  LUUKKU_OPTION_INT,
  LUUKKU_OPTION_CHOICE, /* one of a few, a string; the first is the default */
  LUUKKU_OPTION_BOOL,   /* a tick, as text "yes" or "no" */
} LuukkuOptionKind;

/* What an option of the kind CHOICE may be. */
typedef struct {
  const char *option; /* its name */
  const char *value;  /* as stored: "starttls" */
  const char *label;  /* N_() */
} LuukkuAdapterChoice;

/* One account option, shown on the Advanced page of the account dialog. */
typedef struct {
  LuukkuOptionKind kind;
  const char *name;  /* "api-base" */
  const char *label; /* N_() */
  const char *default_string;
  int default_int;
} LuukkuAdapterOption;

/* One secret that a person is asked for and the keyring keeps. */
typedef struct {
  const char *name;     /* "relay"; NULL: the account's token itself, which every table begins with */
  const char *label;    /* N_() */
  gboolean is_password; /* a person's words: spaces and letters of any script are allowed */
  gboolean optional;    /* may be left empty */
} LuukkuAdapterSecret;

#define LUUKKU_MAX_SECRETS 4 /* of one account */

/* What the account dialog and the keyring gave. */
typedef struct {
  const char *account; /* the account name: a Page id, … */
  const char *token;   /* (nullable) */
  GHashTable *options; /* (transfer none) (nullable): name → value as text */
  GHashTable *secrets; /* (transfer none) (nullable): name → the secrets besides the token */
} LuukkuAdapterSettings;

/* Returns: (transfer none) (nullable): the value, or the default of @option. */
const char *luukku_adapter_settings_get_string (const LuukkuAdapterSettings *self,
                                                const LuukkuAdapterOption *option) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (nullable): the secret @name. */
const char *luukku_adapter_settings_get_secret (const LuukkuAdapterSettings *self, const char *name)
    G_GNUC_NON_NULL (1, 2);
/* A value that is no number, or below 1, counts as the default. */
int luukku_adapter_settings_get_int (const LuukkuAdapterSettings *self, const LuukkuAdapterOption *option)
    G_GNUC_NON_NULL (1, 2);
/* Of an option of the kind BOOL. */
gboolean luukku_adapter_settings_get_bool (const LuukkuAdapterSettings *self,
                                           const LuukkuAdapterOption *option) G_GNUC_NON_NULL (1, 2);

typedef struct {
  const char *id;             /* "facebook": folder, channel file, head of the channel key */
  const char *protocol_id;    /* "prpl-luukku-facebook": stored in accounts.xml, never changes */
  const char *name;           /* N_(): "Facebook (Luukku)" */
  const char *icon;           /* base name of the protocol icon */
  const char *account_label;  /* N_(): what the account name is, "Page id" */
  gboolean needs_token;       /* ask for it and keep it in the keyring */
  const char *token_label;    /* N_() (nullable): "Page access token"; with secrets: not used */
  gboolean token_is_password; /* a person's words: spaces and letters of any script are allowed */
  /* (nullable): instead of the single token: which secrets an account with these settings has. The table is
   * static and ends with label NULL. */
  const LuukkuAdapterSecret *(*get_secrets) (const LuukkuAdapterSettings *settings);
  const LuukkuAdapterOption *options; /* ends with name NULL (nullable) */
  const LuukkuAdapterChoice *choices; /* of all options; ends with option NULL (nullable) */
  /* (transfer full): NULL with SETTINGS. @transport: (nullable): adapters that need no network get NULL. */
  LuukkuAdapter *(*create) (const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                            LuukkuClock *clock, GError **error);
  /* MAY: a person signs in in a browser instead of giving a token. Secrets of get_secrets besides the token
   * are the town's app's: they are asked for first. (transfer full): listening; NULL with SETTINGS. */
  LuukkuSignIn *(*sign_in) (const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                            LuukkuClock *clock, GError **error);
  /* (nullable): whether a person signs in in a browser with these options; NULL: always when there is
   * sign_in. */
  gboolean (*signs_in) (const LuukkuAdapterSettings *settings);
  gboolean needs_network;
  /* (nullable): an account with these settings needs the transport although needs_network is not set. */
  gboolean (*needs_transport) (const LuukkuAdapterSettings *settings);
  const char *no_reply; /* N_() (nullable): what to do where the platform takes no answer, for the window */
  gboolean by_hand;     /* no adapter, create is NULL: people carry messages in and replies out */
  gboolean replies_by_hand; /* messages come in by themselves, people carry replies out: nothing is sent */
} LuukkuAdapterType;

G_END_DECLS
