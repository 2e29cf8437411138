/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-setup.h: which channels the registers speak of (accounts, mailboxes of units), what each still needs
 * before it works here, and what people have decided about it. Nothing here makes an account: that is the
 * front end's. What was decided is kept, so that it can be gone on with another day. */
#pragma once

#include "inbox/luukku-inbox.h"
#include "store/luukku-store-setup.h"

G_BEGIN_DECLS

/* One channel that an entry of the registers can become: Facebook's page has two. */
typedef struct {
  char *entry;     /* key of the entry: "kuopio.city-facebook" */
  char *registry;  /* of the entry: "accounts" */
  char *unit;      /* key of the unit, "" when the entry has none */
  char *unit_name; /* in the interface language */
  char *title;     /* "Facebook: Rautalammin kunta (rautalampi)" */
  char *platform;  /* id of it, or what the entry calls it */
  char *channel;   /* id of the adapter, "manual:NAME", or "unknown" */
  char *account;   /* (nullable): name of the account in Luukku, as far as the registers say it */
  char *handle;    /* (nullable): name in the service */
  char *trouble;   /* (nullable): what of the entry is not understood */
  char **needs;    /* luukku_setup_need_sentence() */
  char *existing;  /* (nullable): key of the account that is there already */
  gboolean by_hand;
  LuukkuSetupChoice choice;
  gint64 chosen_at; /* UTC µs, 0: nobody has */
} LuukkuSetupRow;

LUUKKU_API void luukku_setup_row_free (LuukkuSetupRow *self);
/* @accounts: keys of the channels that are there ("x:rautalampi"), NULL-terminated. Returns: (transfer full):
 * LuukkuSetupRow, unit after unit. */
LUUKKU_API GPtrArray *luukku_setup_list (LuukkuInbox *inbox, const char *const *accounts, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Whether @self is to be asked about in a run that began at @since: neither there nor decided; what was put
 * off is asked again the next time. */
LUUKKU_API gboolean luukku_setup_is_open (const LuukkuSetupRow *self, gint64 since) G_GNUC_NON_NULL (1);
/* Keeps what was decided. @account: (nullable): key of the channel that was made; it goes into the register
 * where that says none. */
LUUKKU_API gboolean luukku_setup_choose (LuukkuInbox *inbox, const LuukkuSetupRow *row,
                                         LuukkuSetupChoice choice, const char *account, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): the key of the by-hand channel that stands for @row when people carry its
 * messages. */
LUUKKU_API char *luukku_setup_by_hand_key (const LuukkuSetupRow *row) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): what is needed, in words: "the Page's id (digits)". */
LUUKKU_API const char *luukku_setup_need_sentence (const char *need) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): how it stands, in words: "put off". */
LUUKKU_API const char *luukku_setup_state_sentence (const LuukkuSetupRow *self) G_GNUC_NON_NULL (1);

G_END_DECLS
