/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-register-book.c: what the registers say about an account, the person who writes and the contact
 * points. What nobody has confirmed says nothing. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-register-book.h"

#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-registers.h"

#include <string.h>

#define ZONE "Europe/Helsinki" /* a right ends with the town's own day */

void
luukku_register_book_free (LuukkuRegisterBook *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_clear_pointer (&self->consents, g_ptr_array_unref);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_pointer (&self->inductions, g_ptr_array_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->base, luukku_allow_list_unref);
  g_clear_pointer (&self->allow_list, luukku_allow_list_unref);
  g_strfreev (self->public_contacts);
  g_strfreev (self->staff_contacts);
  g_strfreev (self->private_contacts);
  g_free (self->day);
  g_free (self->asked);
  g_free (self->service);
  g_free (self);
}

/* Returns: (transfer full): what cannot be read says nothing; the store's own error is told where it is
 * opened. */
static GPtrArray *
read_register (LuukkuInbox *inbox, const char *registry)
{
  GPtrArray *entries = luukku_store_list_entries (inbox->store, registry, FALSE, NULL);

  return entries != NULL ? entries : g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_entry_free);
}

/* --- contact points */

/* Whether the employee @person agreed that contact details are given out. */
static gboolean
has_agreed (const LuukkuRegisterBook *self, const char *person)
{
  for (guint i = 0; person != NULL && i < self->consents->len; i++) {
    const LuukkuEntry *consent = g_ptr_array_index (self->consents, i);

    if (luukku_entry_counts (consent) && g_strcmp0 (luukku_entry_get (consent, "person"), person) == 0 &&
        g_strcmp0 (luukku_entry_get (consent, "subject"), "staff") == 0 &&
        luukku_consent_is_in_force (consent, "contact-details", self->day))
      return TRUE;
  }
  return FALSE;
}

/* One that names a channel holds for that channel only. */
char **
luukku_register_book_list_named (const LuukkuRegisterBook *self, const char *channel)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; i < self->consents->len; i++) {
    const LuukkuEntry *consent = g_ptr_array_index (self->consents, i);
    const char *person = luukku_entry_get (consent, "person");
    const char *where = luukku_entry_get (consent, "channel");

    if (person != NULL && luukku_entry_counts (consent) && (where == NULL || strcmp (where, channel) == 0) &&
        luukku_consent_is_in_force (consent, "name", self->day))
      g_strv_builder_add (list, person);
  }
  return g_strv_builder_end (list);
}

/* Returns: (transfer full): values of the confirmed contact points of @whose. */
static char **
list_contacts (const LuukkuRegisterBook *self, const char *whose)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  gboolean staff = strcmp (whose, "staff") == 0;

  for (guint i = 0; i < self->contacts->len; i++) {
    const LuukkuEntry *contact = g_ptr_array_index (self->contacts, i);

    if (!luukku_entry_counts (contact) || g_strcmp0 (luukku_entry_get (contact, "whose"), whose) != 0 ||
        (staff && has_agreed (self, luukku_entry_get (contact, "person"))))
      continue;
    g_strv_builder_add (list, luukku_entry_get (contact, "value"));
  }
  return g_strv_builder_end (list);
}

/* What is also in contacts.list stays; the register adds. */
static LuukkuAllowList *
make_allow_list (const LuukkuRegisterBook *self)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_auto (GStrv) rows = NULL;

  for (guint i = 0; i < self->contacts->len; i++) {
    const LuukkuEntry *contact = g_ptr_array_index (self->contacts, i);
    g_autofree char *line =
        g_strconcat (luukku_entry_get (contact, "kind"), "\t", luukku_entry_get (contact, "value"), NULL);

    /* A contact in Pidgin is nothing that stands in a reply. */
    if (luukku_entry_counts (contact) && g_strcmp0 (luukku_entry_get (contact, "whose"), "public") == 0 &&
        g_strcmp0 (luukku_entry_get (contact, "kind"), "account") != 0)
      g_strv_builder_add (lines, line);
  }
  rows = g_strv_builder_end (lines);
  if (rows[0] == NULL)
    return self->base != NULL ? luukku_allow_list_ref (self->base) : NULL;
  return luukku_allow_list_extend (self->base, (const char *const *) rows);
}

/* --- the book */

static LuukkuRegisterBook *
book_new (LuukkuInbox *inbox, gint64 version, const char *day)
{
  LuukkuRegisterBook *self = g_new0 (LuukkuRegisterBook, 1);
  g_autoptr (GPtrArray) services = read_register (inbox, "services");

  self->version = version;
  self->day = g_strdup (day);
  self->accounts = read_register (inbox, "accounts");
  self->users = read_register (inbox, "users");
  self->consents = read_register (inbox, "consents");
  self->contacts = read_register (inbox, "contacts");
  self->inductions = read_register (inbox, "inductions");
  self->places = read_register (inbox, "units");
  while (services->len > 0)
    g_ptr_array_add (self->places, g_ptr_array_steal_index (services, services->len - 1));
  self->base = inbox->contacts != NULL ? luukku_allow_list_ref (inbox->contacts) : NULL;
  self->allow_list = make_allow_list (self);
  self->public_contacts = list_contacts (self, "public");
  self->staff_contacts = list_contacts (self, "staff");
  self->private_contacts = list_contacts (self, "private");
  return self;
}

LuukkuRegisterBook *
luukku_register_book_get (LuukkuInbox *inbox)
{
  gint64 version = luukku_store_get_register_version (inbox->store);
  g_autofree char *day = luukku_time_format_local (luukku_clock_now (inbox->clock), ZONE, "%F");
  LuukkuRegisterBook *book = inbox->book;

  if (book != NULL && book->version == version && book->base == inbox->contacts &&
      strcmp (book->day, day) == 0)
    return book;
  luukku_register_book_free (book);
  inbox->book = book_new (inbox, version, day);
  return inbox->book;
}

/* --- accounts and users */

const LuukkuEntry *
luukku_register_book_find_account (const LuukkuRegisterBook *self, const char *channel)
{
  for (guint i = 0; i < self->accounts->len; i++) {
    const LuukkuEntry *account = g_ptr_array_index (self->accounts, i);
    const char *of = luukku_entry_get (account, "channel");

    if (luukku_entry_counts (account) && strcmp (of != NULL ? of : account->key, channel) == 0)
      return account;
  }
  return NULL;
}

gboolean
luukku_register_is_user (const LuukkuEntry *user, const char *who)
{
  return strcmp (user->key, who) == 0 || g_strcmp0 (luukku_entry_get (user, "name"), who) == 0;
}

const LuukkuEntry *
luukku_register_book_find_user (const LuukkuRegisterBook *self, const char *name, const char *login)
{
  const char *const ids[] = { name, login };

  for (guint n = 0; n < G_N_ELEMENTS (ids); n++) {
    for (guint i = 0; ids[n] != NULL && i < self->users->len; i++) {
      const LuukkuEntry *user = g_ptr_array_index (self->users, i);

      if (luukku_entry_counts (user) && luukku_register_is_user (user, ids[n]))
        return user;
    }
  }
  return NULL;
}

static gboolean
names_account (const LuukkuEntry *user, const LuukkuEntry *account)
{
  const char *channel = luukku_entry_get (account, "channel");

  return luukku_entry_lists (user, "accounts", account->key) ||
         (channel != NULL && luukku_entry_lists (user, "accounts", channel));
}

LuukkuFact
luukku_register_book_may_write (const LuukkuRegisterBook *self, const LuukkuEntry *account,
                                const LuukkuEntry *user, const char *who)
{
  const char *holder = luukku_entry_get (account, "holder");
  gboolean anybody = holder != NULL;

  if (user != NULL && !luukku_entry_covers (user, "from", "until", self->day))
    return LUUKKU_FACT_NO;
  if (user != NULL &&
      (names_account (user, account) || (holder != NULL && luukku_register_is_user (user, holder))))
    return LUUKKU_FACT_YES;
  if (user == NULL && who != NULL && g_strcmp0 (holder, who) == 0)
    return LUUKKU_FACT_YES;
  for (guint i = 0; !anybody && i < self->users->len; i++) {
    const LuukkuEntry *other = g_ptr_array_index (self->users, i);

    anybody = luukku_entry_counts (other) && names_account (other, account);
  }
  return anybody ? LUUKKU_FACT_NO : LUUKKU_FACT_UNKNOWN;
}

/* The register of inductions, where a town has one, beside the user's own field. */
LuukkuFact
luukku_register_book_is_inducted (const LuukkuRegisterBook *self, const LuukkuEntry *user)
{
  const char *on = user != NULL ? luukku_entry_get (user, "inducted") : NULL;

  if (user == NULL)
    return LUUKKU_FACT_UNKNOWN;
  if (on != NULL && strcmp (on, self->day) <= 0)
    return LUUKKU_FACT_YES;
  for (guint i = 0; i < self->inductions->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (self->inductions, i);
    const char *date = luukku_entry_get (entry, "on");

    if (luukku_entry_counts (entry) && luukku_register_is_user (user, luukku_entry_get (entry, "person")) &&
        date != NULL && strcmp (date, self->day) <= 0)
      return LUUKKU_FACT_YES;
  }
  return LUUKKU_FACT_NO;
}

LuukkuFact
luukku_register_book_has_agreement (const LuukkuRegisterBook *self, const LuukkuEntry *user)
{
  const char *on = user != NULL ? luukku_entry_get (user, "supervisor-agreement") : NULL;

  if (user == NULL)
    return LUUKKU_FACT_UNKNOWN;
  return on != NULL && strcmp (on, self->day) <= 0 ? LUUKKU_FACT_YES : LUUKKU_FACT_NO;
}

/* --- units and services */

static const LuukkuEntry *
find_unit (const LuukkuRegisterBook *self, const LuukkuEntry *account)
{
  const char *unit = luukku_entry_get (account, "unit");

  for (guint i = 0; unit != NULL && i < self->places->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (self->places, i);

    if (luukku_entry_counts (entry) && strcmp (entry->registry, "units") == 0 &&
        strcmp (entry->key, unit) == 0)
      return entry;
  }
  return NULL;
}

const char *
luukku_register_book_unit_name (const LuukkuRegisterBook *self, const LuukkuEntry *account,
                                const char *language)
{
  const LuukkuEntry *unit = find_unit (self, account);

  return unit != NULL ? luukku_entry_get_name (unit, language) : luukku_entry_get (account, "unit");
}

const char *
luukku_register_book_unit_kind (const LuukkuRegisterBook *self, const LuukkuEntry *account)
{
  const char *kind = luukku_entry_get (account, "unit-kind");
  const LuukkuEntry *unit = kind == NULL ? find_unit (self, account) : NULL;

  return unit != NULL ? luukku_entry_get (unit, "kind") : kind;
}

const char *
luukku_register_book_service (LuukkuRegisterBook *self, const char *text, const char *language)
{
  g_autoptr (GPtrArray) found = NULL;

  if (self->places->len == 0 || !g_utf8_validate (text, -1, NULL))
    return NULL;
  if (g_strcmp0 (self->asked, text) == 0)
    return self->service;
  g_free (self->asked);
  self->asked = g_strdup (text);
  g_clear_pointer (&self->service, g_free);
  found = luukku_directory_suggest (self->places, text, NULL, language, G_MAXUINT);
  for (guint i = 0; i < found->len; i++) {
    const LuukkuSuggestion *one = g_ptr_array_index (found, i);

    if (!one->confirmed || one->contact == NULL)
      continue;
    self->service = g_strdup_printf ("%s, %s", one->name, one->contact);
    break;
  }
  return self->service;
}

/* A directory puts its municipality in front: "kuopio.navigaattori". */
static const LuukkuEntry *
find_place (const LuukkuRegisterBook *self, const char *name)
{
  for (guint i = 0; i < self->places->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (self->places, i);
    const char *dot = strchr (entry->key, '.');

    if (luukku_entry_counts (entry) &&
        (strcmp (entry->key, name) == 0 || (dot != NULL && strcmp (dot + 1, name) == 0)))
      return entry;
  }
  return NULL;
}

char *
luukku_register_book_named_services (const LuukkuRegisterBook *self, const char *const *names,
                                     const char *language)
{
  static const char *const contacts[] = { "phone", "email", "address" };
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++) {
    const LuukkuEntry *entry = find_place (self, names[i]);
    const char *contact = NULL;

    for (guint k = 0; entry != NULL && contact == NULL && k < G_N_ELEMENTS (contacts); k++)
      contact = luukku_entry_get (entry, contacts[k]);
    if (contact != NULL)
      g_string_append_printf (list, "%s%s, %s", list->len > 0 ? "; " : "",
                              luukku_entry_get_name (entry, language), contact);
  }
  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}
