/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-register-audit.c: what in the registers nobody looks after any more: accounts whose holder has left,
 * missing substitutes, fields that the guideline asks for, entries that nobody has confirmed. It tells;
 * people change. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-registers.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"

#include <string.h>

typedef struct {
  LuukkuInbox *inbox;       /* no ref */
  LuukkuRegisterBook *book; /* no ref */
  LuukkuPack *pack;         /* no ref (nullable) */
  GPtrArray *concerns;      /* LuukkuConcern (owned) */
} Audit;

void
luukku_concern_free (LuukkuConcern *self)
{
  if (self == NULL)
    return;
  g_free (self->registry);
  g_free (self->key);
  g_free (self->sentence);
  g_free (self);
}

/* @format: N_(), filled with what follows. */
static void G_GNUC_PRINTF (5, 6)
    add (Audit *self, const char *kind, const char *registry, const char *key, const char *format, ...)
{
  LuukkuConcern *concern = g_new0 (LuukkuConcern, 1);
  va_list args;

  concern->kind = kind;
  concern->registry = g_strdup (registry);
  concern->key = g_strdup (key);
  va_start (args, format);
  concern->sentence = g_strdup_vprintf (luukku_tr (format), args);
  va_end (args);
  g_ptr_array_add (self->concerns, concern);
}

/* --- who is still there */

/* Returns: (transfer none) (nullable): the user @who, confirmed and within his or her time. */
static const LuukkuEntry *
find_user (const Audit *self, const char *who)
{
  for (guint i = 0; i < self->book->users->len; i++) {
    const LuukkuEntry *user = g_ptr_array_index (self->book->users, i);

    if (luukku_entry_counts (user) && luukku_register_is_user (user, who) &&
        luukku_entry_covers (user, "from", "until", self->book->day))
      return user;
  }
  return NULL;
}

/* Whether somebody who is still there stands in for @user by the register of substitutes. */
static gboolean
has_stand_in (const Audit *self, const LuukkuEntry *user)
{
  g_autoptr (GPtrArray) substitutes =
      luukku_store_list_entries (self->inbox->store, "substitutes", FALSE, NULL);

  for (guint i = 0; substitutes != NULL && i < substitutes->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (substitutes, i);

    if (luukku_entry_counts (entry) && luukku_register_is_user (user, luukku_entry_get (entry, "for")) &&
        luukku_entry_covers (entry, "from", "until", self->book->day) &&
        find_user (self, luukku_entry_get (entry, "who")) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* --- accounts */

static void
check_holder (Audit *self, const LuukkuEntry *account)
{
  const char *holder = luukku_entry_get (account, "holder");

  if (holder == NULL)
    add (self, LUUKKU_CONCERN_NO_HOLDER, "accounts", account->key,
         N_ ("The account %s has no holder. Enter who answers for it."), account->key);
  else if (find_user (self, holder) == NULL)
    add (
        self, LUUKKU_CONCERN_HOLDER_LEFT, "accounts", account->key,
        /* TRANSLATORS: a person's login name or name, then the short name of an account */
        N_ ("%s is not a user any more but holds the account %s. Name another holder, end the old access and "
            "change the password."),
        holder, account->key);
}

static void
check_substitutes (Audit *self, const LuukkuEntry *account)
{
  g_auto (GStrv) substitutes = luukku_entry_get_list (account, "substitutes");
  const char *holder = luukku_entry_get (account, "holder");
  const LuukkuEntry *user = holder != NULL ? find_user (self, holder) : NULL;

  for (guint i = 0; substitutes[i] != NULL; i++) {
    if (find_user (self, substitutes[i]) == NULL)
      add (self, LUUKKU_CONCERN_SUBSTITUTE_LEFT, "accounts", account->key,
           N_ ("%s is not a user any more but stands in on the account %s. Name another substitute."),
           substitutes[i], account->key);
  }
  if (substitutes[0] == NULL && (user == NULL || !has_stand_in (self, user)))
    add (self, LUUKKU_CONCERN_NO_SUBSTITUTE, "accounts", account->key,
         N_ ("Nobody stands in for the holder of the account %s. Name a substitute."), account->key);
}

static guint
pack_number (const Audit *self, const char *key)
{
  g_auto (GStrv) list =
      self->pack != NULL ? luukku_pack_get_list (self->pack, "Register accounts", key) : NULL;

  return list != NULL && list[0] != NULL ? (guint) g_ascii_strtoull (list[0], NULL, 10) : 0;
}

static void
check_users_of (Audit *self, const LuukkuEntry *account)
{
  guint needed = MAX (pack_number (self, "MinUpdaters"), pack_number (self, "MinAdmins"));
  guint there = 0;

  for (guint i = 0; i < self->book->users->len; i++) {
    const LuukkuEntry *user = g_ptr_array_index (self->book->users, i);

    if (luukku_entry_counts (user) &&
        luukku_register_book_may_write (self->book, account, user, NULL) == LUUKKU_FACT_YES)
      there++;
  }
  if (there < needed)
    add (self, LUUKKU_CONCERN_FEW_USERS, "accounts", account->key,
         /* TRANSLATORS: short name of an account, then two numbers */
         N_ ("Users of the account %s: %u. The guideline asks for at least %u; enter more."), account->key,
         there, needed);
}

static void
check_end (Audit *self, const LuukkuEntry *account)
{
  if (!luukku_entry_covers (account, "", "end-date", self->book->day))
    add (self, LUUKKU_CONCERN_OVER, "accounts", account->key,
         N_ ("The time of the account %s was over on %s. Give it more time, or close it."), account->key,
         luukku_entry_get (account, "end-date"));
}

static void
check_account (Audit *self, const LuukkuEntry *account)
{
  const char *state = luukku_entry_get (account, "state");

  if (!luukku_entry_counts (account) || g_strcmp0 (state, "closed") == 0 || g_strcmp0 (state, "planned") == 0)
    return;
  check_holder (self, account);
  check_substitutes (self, account);
  check_users_of (self, account);
  check_end (self, account);
}

/* --- users */

static void
check_user (Audit *self, const LuukkuEntry *user)
{
  const char *until = luukku_entry_get (user, "until");
  const char *day = self->book->day;
  gboolean away =
      (luukku_entry_get (user, "away-from") != NULL || luukku_entry_get (user, "away-until") != NULL) &&
      luukku_entry_covers (user, "away-from", "away-until", day);

  if (!luukku_entry_counts (user))
    return;
  if (until != NULL && strcmp (until, day) < 0) {
    if (luukku_entry_get (user, "accounts") != NULL)
      add (self, LUUKKU_CONCERN_ACCESS_LEFT, "users", user->key,
           /* TRANSLATORS: login name, then a date */
           N_ ("The work of %s ended on %s. End the access in the services, change the passwords of the "
               "accounts "
               "and end this entry."),
           user->key, until);
    return;
  }
  if (away && !has_stand_in (self, user))
    add (self, LUUKKU_CONCERN_AWAY, "users", user->key,
         N_ ("%s is away, and nobody stands in. Name a substitute."), user->key);
}

/* --- all registers */

/* Fields that the pack asks for. What carries them is a field of ours, or several entries together: the users
 * of an account, the accounts of a user. */
static void
check_required (Audit *self, const LuukkuRegister *registry, const LuukkuEntry *entry)
{
  g_autofree char *group = g_strdup_printf ("Register %s", registry->id);
  g_auto (GStrv) required = self->pack != NULL ? luukku_pack_get_list (self->pack, group, "Required") : NULL;
  g_autoptr (GString) missing = g_string_new (NULL);

  for (guint i = 0; required != NULL && required[i] != NULL; i++) {
    const char *name = luukku_register_field_of (registry->id, required[i]);
    const LuukkuField *field = luukku_register_find_field (registry, name);

    if (field == NULL || luukku_entry_get (entry, name) != NULL ||
        strstr (missing->str, luukku_tr (field->label)) != NULL)
      continue;
    g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", luukku_tr (field->label));
  }
  if (missing->len > 0)
    add (self, LUUKKU_CONCERN_MISSING, registry->id, entry->key,
         /* TRANSLATORS: short name of an entry, then names of fields */
         N_ ("The guideline asks for more about %s: %s. Fill it in."), entry->key, missing->str);
}

static void
check_dates (Audit *self, const LuukkuRegister *registry, const LuukkuEntry *entry)
{
  static const struct {
    const char *registry;
    const char *field;
  } ends[] = { { "services", "review-before" }, { "documents", "valid-until" }, { "inductions", "next" } };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    if (strcmp (ends[i].registry, registry->id) == 0 &&
        !luukku_entry_covers (entry, "", ends[i].field, self->book->day))
      add (self, LUUKKU_CONCERN_OVER, registry->id, entry->key,
           /* TRANSLATORS: short name of an entry, then a date */
           N_ ("The entry %s was to be looked at by %s. Look whether it still holds, and give a new date."),
           entry->key, luukku_entry_get (entry, ends[i].field));
  }
}

static gboolean
check_register (Audit *self, const LuukkuRegister *registry, GError **error)
{
  g_autoptr (GPtrArray) entries = luukku_store_list_entries (self->inbox->store, registry->id, FALSE, error);
  guint open = 0;

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (entries, i);

    if (!luukku_entry_counts (entry)) {
      open++;
      continue;
    }
    if (strcmp (registry->id, "accounts") == 0)
      check_account (self, entry);
    else if (strcmp (registry->id, "users") == 0)
      check_user (self, entry);
    check_required (self, registry, entry);
    check_dates (self, registry, entry);
  }
  if (open > 0)
    add (self, LUUKKU_CONCERN_NOT_CONFIRMED, registry->id, "",
         /* TRANSLATORS: title of a register, then a number */
         N_ ("%s: entries that nobody has confirmed: %u. No check leans on them; confirm each one that is "
             "right."),
         luukku_tr (registry->title), open);
  return TRUE;
}

GPtrArray *
luukku_registers_check (LuukkuInbox *inbox, GError **error)
{
  g_autoptr (GPtrArray) concerns = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_concern_free);
  Audit self = { .inbox = inbox, .concerns = concerns };

  self.book = luukku_register_book_get (inbox);
  self.pack = luukku_gate_get_pack (inbox->gate);
  for (const LuukkuRegister *registry = luukku_register_get_all (); registry->id != NULL; registry++) {
    if (!check_register (&self, registry, error))
      return NULL;
  }
  return g_steal_pointer (&concerns);
}
