/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-registers.c: entering and confirming. What is wrong is told before it is in the register. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-registers.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "language/luukku-language.h"

#include <string.h>

/* --- names of entries */

static gboolean
is_taken (LuukkuInbox *inbox, const char *registry, const char *key)
{
  g_autoptr (LuukkuEntry) entry = luukku_store_get_entry (inbox->store, registry, key, NULL);

  return entry != NULL;
}

/* The same contact point is not entered twice. Returns: (transfer full) (nullable): its key. */
static char *
find_contact (LuukkuInbox *inbox, const LuukkuEntry *wanted)
{
  g_autoptr (GPtrArray) contacts = luukku_store_list_entries (inbox->store, "contacts", FALSE, NULL);

  for (guint i = 0; contacts != NULL && i < contacts->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (contacts, i);

    if (g_strcmp0 (luukku_entry_get (entry, "kind"), luukku_entry_get (wanted, "kind")) == 0 &&
        g_strcmp0 (luukku_entry_get (entry, "value"), luukku_entry_get (wanted, "value")) == 0)
      return g_strdup (entry->key);
  }
  return NULL;
}

/* "consents-3": a name that tells nothing, because names of entries stand on command lines. */
static void
make_key (LuukkuInbox *inbox, LuukkuEntry *entry)
{
  char *key = strcmp (entry->registry, "contacts") == 0 ? find_contact (inbox, entry) : NULL;

  for (guint i = 1; key == NULL; i++) {
    key = g_strdup_printf ("%s-%u", entry->registry, i);
    if (is_taken (inbox, entry->registry, key))
      g_clear_pointer (&key, g_free);
  }
  g_free (entry->key);
  entry->key = key;
}

/* --- what is refused */

/* The same strict form as a line of contacts.list. */
static gboolean
check_contact (const LuukkuEntry *entry, GError **error)
{
  const char *kind = luukku_entry_get (entry, "kind");
  const char *value = luukku_entry_get (entry, "value");
  g_autofree char *line = g_strconcat (kind, "\t", value, NULL);
  g_autoptr (LuukkuAllowList) list = NULL;

  if (strcmp (kind, "email") == 0)
    return luukku_register_check_value (
        luukku_register_find_field (luukku_register_find ("accounts"), "role-email"), value, error);
  if (strcmp (kind, "account") == 0 && strpbrk (value, " \t\r\n") == NULL)
    return TRUE;
  list = luukku_allow_list_parse ("", line, strlen (line), NULL);
  if (list != NULL)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    /* TRANSLATORS: a kind of contact point: "phone number", "bank account number" */
                    N_ ("What was given is no %s. Write it as it stands on the municipality's web pages."),
                    luukku_register_choice_label (kind));
  return FALSE;
}

/* "maija.meikalainen@": two words of which the first is a first name. */
static gboolean
is_personal_email (LuukkuInbox *inbox, const char *email)
{
  g_autofree char *local = g_strndup (email, strcspn (email, "@"));
  g_auto (GStrv) parts = g_strsplit (local, ".", -1);
  g_autoptr (GPtrArray) users = luukku_store_list_entries (inbox->store, "users", FALSE, NULL);
  g_autofree char *name = NULL;

  if (g_strv_length (parts) != 2 || *parts[0] == '\0' || *parts[1] == '\0')
    return FALSE;
  for (guint i = 0; users != NULL && i < users->len; i++) {
    const LuukkuEntry *user = g_ptr_array_index (users, i);
    const char *own = luukku_entry_get (user, "email");

    if (own != NULL && g_ascii_strcasecmp (own, email) == 0)
      return TRUE;
  }
  name = g_strdup_printf ("%c%s", g_ascii_toupper (parts[0][0]), parts[0] + 1);
  return (luukku_name_kinds (name) & LUUKKU_NAME_FIRST) != 0;
}

static char *
pack_value (LuukkuInbox *inbox, const char *key)
{
  LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  g_auto (GStrv) list = pack != NULL ? luukku_pack_get_list (pack, "Register accounts", key) : NULL;

  return list != NULL && list[0] != NULL ? g_strdup (list[0]) : NULL;
}

static gboolean
check_main (LuukkuInbox *inbox, const LuukkuEntry *entry, GError **error)
{
  const char *platform = luukku_entry_get (entry, "platform");
  g_autofree char *one = pack_value (inbox, "OneMainPerPlatform");
  g_autoptr (GPtrArray) accounts = NULL;

  if (g_strcmp0 (one, "yes") != 0 || platform == NULL ||
      strcmp (luukku_entry_get (entry, "kind"), "main") != 0)
    return TRUE;
  accounts = luukku_store_list_entries (inbox->store, "accounts", FALSE, error);
  for (guint i = 0; accounts != NULL && i < accounts->len; i++) {
    const LuukkuEntry *other = g_ptr_array_index (accounts, i);

    if (strcmp (other->key, entry->key) == 0 || g_strcmp0 (luukku_entry_get (other, "kind"), "main") != 0 ||
        g_strcmp0 (luukku_entry_get (other, "platform"), platform) != 0 ||
        g_strcmp0 (luukku_entry_get (other, "state"), "closed") == 0)
      continue;
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        /* TRANSLATORS: short name of an account, then a service such as "facebook" */
        N_ ("The main account on %2$s is %1$s already, and the guideline allows one. Choose another "
            "kind, or close that account first."),
        other->key, platform);
    return FALSE;
  }
  return accounts != NULL;
}

/* Kauhava: the page must not hang on one employee (001:92), and the town's address opens nothing private. */
static gboolean
check_account (LuukkuInbox *inbox, const LuukkuEntry *entry, GError **error)
{
  const char *email = luukku_entry_get (entry, "role-email");
  g_autofree char *personal = pack_value (inbox, "PersonalEmail");

  if (email != NULL && g_strcmp0 (luukku_entry_get (entry, "kind"), "personal") == 0) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("A shared e-mail address does not belong to a personal account. Leave the field empty."));
    return FALSE;
  }
  if (email != NULL && g_strcmp0 (personal, "refuse") == 0 && is_personal_email (inbox, email)) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("The e-mail address looks like one person's own. Give the shared address of the unit, so "
            "that the account does not hang on one employee."));
    return FALSE;
  }
  return check_main (inbox, entry, error);
}

/* --- entering */

static const char *
actor_of (LuukkuInbox *inbox, char **ret_owned)
{
  *ret_owned = luukku_inbox_dup_actor (inbox);
  return *ret_owned;
}

gboolean
luukku_registers_put (LuukkuInbox *inbox, LuukkuEntry *entry, gboolean *ret_changed, GError **error)
{
  const LuukkuRegister *registry = luukku_register_find (entry->registry);
  g_autofree char *actor = NULL;

  if (registry != NULL && registry->key_label == NULL && *entry->key == '\0')
    make_key (inbox, entry);
  if (!luukku_register_check_entry (entry, NULL, error))
    return FALSE;
  if (strcmp (entry->registry, "contacts") == 0 && !check_contact (entry, error))
    return FALSE;
  if (strcmp (entry->registry, "accounts") == 0 && !check_account (inbox, entry, error))
    return FALSE;
  return luukku_store_put_entry (inbox->store, entry, actor_of (inbox, &actor), ret_changed, error);
}

gboolean
luukku_registers_confirm (LuukkuInbox *inbox, const char *registry, const char *key, GError **error)
{
  g_autofree char *actor = NULL;

  return luukku_store_confirm_entry (inbox->store, registry, key, actor_of (inbox, &actor), error);
}

gboolean
luukku_registers_end (LuukkuInbox *inbox, const char *registry, const char *key, const char *reason,
                      GError **error)
{
  g_autofree char *actor = NULL;

  return luukku_store_end_entry (inbox->store, registry, key, actor_of (inbox, &actor), reason, error);
}

gboolean
luukku_registers_renew (LuukkuInbox *inbox, const char *registry, const char *key, GError **error)
{
  g_autofree char *actor = NULL;

  return luukku_store_renew_entry (inbox->store, registry, key, actor_of (inbox, &actor), error);
}

/* --- import */

typedef struct {
  GPtrArray *entries; /* no ref */
  const char *actor;
  guint added, known;
} Import;

static gboolean
import_in_transaction (LuukkuStore *store, gpointer data, GError **error)
{
  Import *import = data;

  for (guint i = 0; i < import->entries->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (import->entries, i);
    g_autoptr (GError) local = NULL;
    g_autoptr (LuukkuEntry) before = luukku_store_get_entry (store, entry->registry, entry->key, &local);

    if (before != NULL) {
      import->known++;
      continue;
    }
    if (!g_error_matches (local, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (!luukku_store_put_entry (store, entry, import->actor, NULL, error))
      return FALSE;
    import->added++;
  }
  return TRUE;
}

gboolean
luukku_registers_import (LuukkuInbox *inbox, const LuukkuDirectory *directory, guint *ret_added,
                         guint *ret_known, GError **error)
{
  g_autofree char *actor = NULL;
  Import import = { .entries = luukku_directory_get_entries (directory), .actor = actor_of (inbox, &actor) };

  if (!luukku_store_transaction (inbox->store, import_in_transaction, &import, error))
    return FALSE;
  if (ret_added != NULL)
    *ret_added = import.added;
  if (ret_known != NULL)
    *ret_known = import.known;
  return TRUE;
}

/* --- asking */

gboolean
luukku_consent_is_in_force (const LuukkuEntry *consent, const char *kind, const char *day)
{
  const char *withdrawn = luukku_entry_get (consent, "withdrawn-on");

  return luukku_entry_counts (consent) && g_strcmp0 (luukku_entry_get (consent, "value"), "given") == 0 &&
         (luukku_entry_get (consent, "data-kinds") == NULL ||
          luukku_entry_lists (consent, "data-kinds", kind)) &&
         luukku_entry_covers (consent, "given-on", "until", day) &&
         (withdrawn == NULL || strcmp (day, withdrawn) < 0);
}

GPtrArray *
luukku_registers_suggest (LuukkuInbox *inbox, const char *text, const char *language, guint max)
{
  LuukkuRegisterBook *book = luukku_register_book_get (inbox);

  return luukku_directory_suggest (book->places, text, NULL, language != NULL ? language : inbox->language,
                                   max);
}
