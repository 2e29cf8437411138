/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-setup.c: from the registers to a list of channels that wait to be set up. What an entry does not say
 * stands in the list as a need; nothing is guessed. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-setup.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-registers.h"
#include "model/luukku-by-hand.h"
#include "model/luukku-platform.h"

#include <string.h>

#define NO_CHANNEL "unknown" /* in the store, where a channel must have a name */

/* What people must look up before the account has a name: gone when the registers say it. */
static const char *const naming_needs[] = { "page-id", "organisation-id", "phone-number-id", "name", NULL };

void
luukku_setup_row_free (LuukkuSetupRow *self)
{
  if (self == NULL)
    return;
  g_free (self->entry);
  g_free (self->registry);
  g_free (self->unit);
  g_free (self->unit_name);
  g_free (self->title);
  g_free (self->platform);
  g_free (self->channel);
  g_free (self->account);
  g_free (self->handle);
  g_free (self->trouble);
  g_strfreev (self->needs);
  g_free (self->existing);
  g_free (self);
}

/* --- what is collected */
typedef struct {
  LuukkuInbox *inbox;       /* (no ref) */
  GPtrArray *platforms;     /* (owned) */
  GPtrArray *units;         /* LuukkuEntry (owned) */
  GPtrArray *decisions;     /* LuukkuSetupDecision (owned) */
  const char *const *there; /* keys of accounts */
  GPtrArray *rows;          /* LuukkuSetupRow (owned) */
} Collect;

static void
collect_clear (Collect *self)
{
  g_clear_pointer (&self->platforms, g_ptr_array_unref);
  g_clear_pointer (&self->units, g_ptr_array_unref);
  g_clear_pointer (&self->decisions, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Collect, collect_clear)

static const LuukkuEntry *
find_unit (const Collect *self, const char *key)
{
  for (guint i = 0; key != NULL && i < self->units->len; i++) {
    const LuukkuEntry *unit = g_ptr_array_index (self->units, i);

    if (g_str_equal (unit->key, key))
      return unit;
  }
  return NULL;
}

static const LuukkuSetupDecision *
find_decision (const Collect *self, const char *entry, const char *channel)
{
  for (guint i = 0; i < self->decisions->len; i++) {
    const LuukkuSetupDecision *decision = g_ptr_array_index (self->decisions, i);

    if (g_str_equal (decision->entry, entry) && g_str_equal (decision->channel, channel))
      return decision;
  }
  return NULL;
}

static gboolean
is_there (const Collect *self, const char *key)
{
  for (guint i = 0; key != NULL && self->there[i] != NULL; i++) {
    if (g_ascii_strcasecmp (self->there[i], key) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Returns: (transfer full): the key of what a name on @channel would be. */
static char *
key_of (const char *channel, const char *account)
{
  if (luukku_by_hand_is_channel (channel))
    return g_strdup (channel);
  return account != NULL ? g_strconcat (channel, ":", account, NULL) : NULL;
}

/* --- one row */

/* What the entry says of the account: the channel of Luukku, else its address, else its name there. */
static void
read_account (const LuukkuEntry *entry, const LuukkuPlatform *platform, const GPtrArray *platforms,
              LuukkuSetupRow *row)
{
  const char *said = luukku_entry_get (entry, "channel"), *colon = said != NULL ? strchr (said, ':') : NULL;
  const char *address = luukku_entry_get (entry, "address");
  const LuukkuPlatform *found = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  if (colon != NULL && (gsize) (colon - said) == strlen (row->channel) &&
      g_str_has_prefix (said, row->channel)) {
    row->account = g_strdup (colon + 1);
    return;
  }
  if (address == NULL)
    address = luukku_entry_get (entry, platform->by_hand == NULL && *platform->channels != NULL &&
                                               g_str_equal (*platform->channels, "mail")
                                           ? "email"
                                           : "handle");
  if (address == NULL)
    return;
  name = luukku_platforms_read_address (platforms, address, platform, &found, &error);
  if (name != NULL && found != platform)
    luukku_set_error (
        &error, LUUKKU_ERROR_INVALID_INPUT,
        /* TRANSLATORS: an address, then the names of two services. */
        N_ ("“%s” is an address of %s, but the entry says %s. Correct the entry in the register."), address,
        found->name, platform->name);
  if (error != NULL)
    row->trouble = g_strdup (error->message);
  else if (luukku_platform_is_account (platform, name))
    row->account = g_steal_pointer (&name);
  else
    row->handle = g_steal_pointer (&name);
}

static char **
needs_of (const LuukkuEntry *entry, const LuukkuPlatform *platform, const LuukkuSetupRow *row)
{
  g_autoptr (GStrvBuilder) needs = g_strv_builder_new ();

  if (platform->account != LUUKKU_ACCOUNT_IS_ID && row->account == NULL && !row->by_hand)
    g_strv_builder_add (needs, "name");
  for (guint i = 0; !row->by_hand && platform->needs[i] != NULL; i++) {
    if (row->account == NULL || !g_strv_contains (naming_needs, platform->needs[i]))
      g_strv_builder_add (needs, platform->needs[i]);
  }
  if (g_str_equal (entry->registry, "accounts") && luukku_entry_get (entry, "holder") == NULL)
    g_strv_builder_add (needs, "holder");
  return g_strv_builder_end (needs);
}

static void
add_decision (const Collect *self, LuukkuSetupRow *row)
{
  const LuukkuSetupDecision *decision = find_decision (self, row->entry, row->channel);
  g_autofree char *key = key_of (row->channel, row->account);

  if (decision != NULL) {
    row->choice = decision->choice;
    row->chosen_at = decision->at;
    if (is_there (self, decision->account))
      row->existing = g_strdup (decision->account);
    else if (row->choice == LUUKKU_SETUP_MADE)
      row->choice = LUUKKU_SETUP_OPEN; /* somebody has taken the account away again */
  }
  if (row->existing == NULL && is_there (self, key))
    row->existing = g_strdup (key);
}

/* "Facebook: Rautalammin kunta (rautalamminkunta)": a unit may have several accounts there. Returns:
 * (transfer full). */
static char *
title_of (const LuukkuEntry *entry, const char *platform, const LuukkuSetupRow *row)
{
  gboolean is_unit = g_str_equal (entry->registry, "units");
  const char *name = is_unit ? NULL : luukku_entry_get (entry, "name");
  const char *there = row->handle != NULL ? row->handle : row->account;

  if (name != NULL || is_unit || there == NULL)
    return g_strdup_printf ("%s: %s", platform, name != NULL ? name : row->unit_name);
  return g_strdup_printf ("%s: %s (%s)", platform, row->unit_name, there);
}

static void
add_row (Collect *self, const LuukkuEntry *entry, const LuukkuPlatform *platform, const char *channel)
{
  LuukkuSetupRow *row = g_new0 (LuukkuSetupRow, 1);
  gboolean is_unit = g_str_equal (entry->registry, "units");
  const LuukkuEntry *unit = is_unit ? entry : find_unit (self, luukku_entry_get (entry, "unit"));
  const char *language = self->inbox->language;

  row->entry = g_strdup (entry->key);
  row->registry = g_strdup (entry->registry);
  row->unit = g_strdup (unit != NULL ? unit->key : "");
  row->unit_name = g_strdup (unit != NULL ? luukku_entry_get_name (unit, language) : entry->key);
  row->platform = g_strdup (platform != NULL ? platform->id : luukku_entry_get (entry, "platform"));
  row->channel = g_strdup (channel);
  row->by_hand = luukku_by_hand_is_channel (channel);
  if (platform != NULL)
    read_account (entry, platform, self->platforms, row);
  else
    row->trouble =
        g_strdup (luukku_tr (N_ ("Luukku does not know this service. Its messages can be taken in by "
                                 "hand.")));
  row->title =
      title_of (entry, platform != NULL ? platform->name : luukku_entry_get (entry, "platform"), row);
  row->needs = platform != NULL ? needs_of (entry, platform, row) : g_new0 (char *, 1);
  add_decision (self, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_entry (Collect *self, const LuukkuEntry *entry, const char *word)
{
  const LuukkuPlatform *platform = luukku_platforms_find (self->platforms, word);
  const char *state = luukku_entry_get (entry, "state");

  if (g_strcmp0 (state, "closed") == 0 || g_strcmp0 (state, "closing") == 0)
    return;
  if (platform == NULL) {
    add_row (self, entry, NULL, NO_CHANNEL);
    return;
  }
  for (guint i = 0; platform->channels[i] != NULL; i++)
    add_row (self, entry, platform, platform->channels[i]);
  if (platform->by_hand != NULL && *platform->by_hand != '\0') {
    g_autofree char *channel = g_strconcat (LUUKKU_BY_HAND_PREFIX, platform->by_hand, NULL);

    add_row (self, entry, platform, channel);
  }
}

/* --- the list */

static gboolean
add_entries (Collect *self, GError **error)
{
  LuukkuStore *store = self->inbox->store;
  g_autoptr (GPtrArray) accounts = luukku_store_list_entries (store, "accounts", FALSE, error);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (accounts, i);
    const char *word = luukku_entry_get (entry, "platform");

    if (word != NULL)
      add_entry (self, entry, word);
  }
  for (guint i = 0; accounts != NULL && i < self->units->len; i++) {
    const LuukkuEntry *unit = g_ptr_array_index (self->units, i);

    if (luukku_entry_get (unit, "email") != NULL)
      add_entry (self, unit, "mail");
  }
  return accounts != NULL;
}

/* Unit after unit; within one as the registers have them. */
static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const LuukkuSetupRow *one = *(LuukkuSetupRow *const *) a, *other = *(LuukkuSetupRow *const *) b;
  int order = g_utf8_collate (one->unit_name, other->unit_name);

  if (order == 0)
    order = strcmp (one->unit, other->unit);
  if (order == 0)
    order = strcmp (one->entry, other->entry);
  return order != 0 ? order : strcmp (one->channel, other->channel);
}

/* The name has turned up after all. */
static void
drop_naming_needs (LuukkuSetupRow *row)
{
  g_autoptr (GStrvBuilder) needs = g_strv_builder_new ();

  for (guint i = 0; row->needs[i] != NULL; i++) {
    if (!g_strv_contains (naming_needs, row->needs[i]))
      g_strv_builder_add (needs, row->needs[i]);
  }
  g_strfreev (row->needs);
  row->needs = g_strv_builder_end (needs);
}

/* A page's id is the same for its messages, its comments and the account of Instagram that is linked to it.
 */
static void
share_ids (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    LuukkuSetupRow *row = g_ptr_array_index (rows, i);

    for (guint j = 0; j < rows->len && row->account == NULL; j++) {
      const LuukkuSetupRow *other = g_ptr_array_index (rows, j);
      const char *colon = other->existing != NULL ? strchr (other->existing, ':') : NULL;

      if (colon != NULL && g_str_has_prefix (other->channel, "facebook") && *row->unit != '\0' &&
          g_str_equal (row->unit, other->unit) &&
          g_strv_contains ((const char *const *) row->needs, "page-id") &&
          (g_str_equal (row->entry, other->entry) || g_str_has_prefix (row->channel, "instagram"))) {
        row->account = g_strdup (colon + 1);
        drop_naming_needs (row);
      }
    }
  }
}

GPtrArray *
luukku_setup_list (LuukkuInbox *inbox, const char *const *accounts, GError **error)
{
  g_auto (Collect) collect = { .inbox = inbox, .there = accounts };

  collect.platforms = luukku_platforms_load (error);
  if (collect.platforms == NULL ||
      (collect.units = luukku_store_list_entries (inbox->store, "units", FALSE, error)) == NULL ||
      (collect.decisions = luukku_store_list_setup (inbox->store, error)) == NULL)
    return NULL;
  collect.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_setup_row_free);
  if (!add_entries (&collect, error))
    return NULL;
  share_ids (collect.rows);
  g_ptr_array_sort (collect.rows, compare_rows);
  return g_steal_pointer (&collect.rows);
}

gboolean
luukku_setup_is_open (const LuukkuSetupRow *self, gint64 since)
{
  if (self->existing != NULL)
    return FALSE;
  return self->choice == LUUKKU_SETUP_OPEN || (self->choice == LUUKKU_SETUP_LATER && self->chosen_at < since);
}

/* --- decisions */

/* The register tells colleagues which channel it is; where it says something, that stays. */
static void
note_in_register (LuukkuInbox *inbox, const LuukkuSetupRow *row, const char *account)
{
  g_autoptr (LuukkuEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (row->registry, "accounts"))
    return;
  entry = luukku_store_get_entry (inbox->store, row->registry, row->entry, NULL);
  if (entry == NULL || luukku_entry_get (entry, "channel") != NULL)
    return;
  luukku_entry_set (entry, "channel", account);
  if (!luukku_registers_put (inbox, entry, NULL, &error))
    g_debug ("register entry without its channel: code %d", error->code);
}

gboolean
luukku_setup_choose (LuukkuInbox *inbox, const LuukkuSetupRow *row, LuukkuSetupChoice choice,
                     const char *account, GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (inbox);
  const LuukkuSetupDecision decision = {
    .entry = row->entry,
    .channel = row->channel,
    .choice = choice,
    .account = (char *) account,
    .actor = actor,
  };

  if (!luukku_store_add_setup (inbox->store, &decision, error))
    return FALSE;
  if (choice == LUUKKU_SETUP_MADE && account != NULL)
    note_in_register (inbox, row, account);
  return TRUE;
}

char *
luukku_setup_by_hand_key (const LuukkuSetupRow *row)
{
  if (row->by_hand)
    return g_strdup (row->channel);
  return g_strconcat (LUUKKU_BY_HAND_PREFIX, luukku_by_hand_is_name (row->platform) ? row->platform : "other",
                      NULL);
}

/* --- words */

const char *
luukku_setup_need_sentence (const char *need)
{
  static const struct {
    const char *need;
    const char *sentence;
  } needs[] = {
    { "name", N_ ("the account's name in the service") },
    { "page-id", N_ ("the Page's id (digits, in the Page's settings)") },
    { "organisation-id", N_ ("the page's number (digits, in the address when you manage it)") },
    { "phone-number-id", N_ ("the phone number id (digits, on Meta's app page)") },
    { "linked-page", N_ ("a professional account that is linked to the town's Page") },
    { "app", N_ ("an app of the town at the service") },
    { "approval", N_ ("the service's approval of the app") },
    { "client-id", N_ ("the app's client id") },
    { "client-secret", N_ ("the app's secret") },
    { "authorize-address", N_ ("the authorization address that the service shows for the app") },
    { "token", N_ ("an access token") },
    { "app-password", N_ ("an app password") },
    { "password", N_ ("the password of the mailbox, or its sign-in with OAuth 2") },
    { "login", N_ ("the account's password, or an access token") },
    { "sign-in", N_ ("somebody who signs in as the town in the browser") },
    { "servers", N_ ("the names of the mail servers") },
    { "relay", N_ ("the town's relay") },
    { "cost", N_ ("a budget: the service charges for reading") },
    { "holder", N_ ("a holder, named in the register") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++) {
    if (g_str_equal (need, needs[i].need))
      return luukku_tr (needs[i].sentence);
  }
  return need;
}

const char *
luukku_setup_state_sentence (const LuukkuSetupRow *self)
{
  if (self->existing != NULL)
    return luukku_tr (N_ ("already there"));
  switch (self->choice) {
  case LUUKKU_SETUP_LATER:
    return luukku_tr (N_ ("put off"));
  case LUUKKU_SETUP_NOT_OURS:
    return luukku_tr (N_ ("not ours"));
  case LUUKKU_SETUP_BY_HAND:
    return luukku_tr (N_ ("by hand only"));
  case LUUKKU_SETUP_OPEN:
  case LUUKKU_SETUP_MADE:
  default:
    return luukku_tr (N_ ("not decided"));
  }
}
