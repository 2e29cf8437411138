/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-contacts.c: whom to tell after an alarm, by the register of contact points. What nobody has
 * confirmed, or somebody has changed since, is shown and not used. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-registers.h"

#include <string.h>

#define REGISTRY "contacts"

/* The words of the register for each way. */
static const char *const kinds[] = {
  [LUUKKU_WAY_ACCOUNT] = "account",
  [LUUKKU_WAY_MAIL] = "email",
  [LUUKKU_WAY_PHONE] = "phone",
};

void
luukku_alarm_contact_free (LuukkuAlarmContact *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->address);
  g_free (self->name);
  g_free (self->unit);
  g_free (self->confirmed_by);
  g_free (self);
}

/* @role, @roles: with ";" between them. */
static gboolean
share_a_role (const char *role, char **roles)
{
  g_auto (GStrv) asked = g_strsplit (role, ";", -1);

  for (char **one = asked; *one != NULL; one++) {
    if (g_strv_contains ((const char *const *) roles, g_strstrip (*one)))
      return TRUE;
  }
  return FALSE;
}

/* Whether the number or the role was changed after somebody had confirmed it. */
static gboolean
was_changed_since (LuukkuInbox *self, const LuukkuEntry *entry)
{
  g_autoptr (GPtrArray) changes = luukku_store_list_entry_changes (self->store, REGISTRY, entry->key, NULL);
  gboolean changed = changes == NULL;

  for (guint i = 0; changes != NULL && i < changes->len; i++) {
    const LuukkuEntryChange *change = g_ptr_array_index (changes, i);

    if (g_str_equal (change->what, LUUKKU_CHANGE_CONFIRMED))
      changed = FALSE;
    else if (g_str_equal (change->what, LUUKKU_CHANGE_SET) &&
             (g_strcmp0 (change->field, "value") == 0 || g_strcmp0 (change->field, "kind") == 0 ||
              g_strcmp0 (change->field, "roles") == 0))
      changed = TRUE;
  }
  return changed;
}

/* Returns: (transfer full) (nullable): NULL for a kind by which nobody is told. */
static LuukkuAlarmContact *
contact_of (LuukkuInbox *self, const LuukkuEntry *entry)
{
  const char *kind = luukku_entry_get (entry, "kind");
  const char *name = luukku_entry_get (entry, "person");
  LuukkuAlarmContact *contact = NULL;
  guint way = 0;

  while (way < G_N_ELEMENTS (kinds) && g_strcmp0 (kind, kinds[way]) != 0)
    way++;
  if (way == G_N_ELEMENTS (kinds) || luukku_entry_get (entry, "value") == NULL)
    return NULL;
  contact = g_new0 (LuukkuAlarmContact, 1);
  contact->key = g_strdup (entry->key);
  contact->way = (LuukkuWay) way;
  contact->address = g_strdup (luukku_entry_get (entry, "value"));
  contact->name = g_strdup (name != NULL ? name : luukku_entry_get (entry, "name"));
  contact->unit = g_strdup (luukku_entry_get (entry, "unit"));
  if (luukku_entry_counts (entry) && !was_changed_since (self, entry)) {
    contact->confirmed_by = g_strdup (entry->confirmed_by);
    contact->confirmed_at = entry->confirmed_at;
  }
  return contact;
}

/* The pack may name a shared mailbox of a role. Returns: (transfer full) (nullable). */
static LuukkuAlarmContact *
contact_of_pack (LuukkuInbox *self, const char *role)
{
  LuukkuPack *pack = luukku_gate_get_pack (self->gate);
  g_autofree char *group = g_strconcat ("Role ", role, NULL);
  g_autofree char *address =
      pack != NULL ? luukku_pack_get_text (pack, group, "Mailbox", self->language) : NULL;
  LuukkuAlarmContact *contact = NULL;

  if (address == NULL || *address == '\0')
    return NULL;
  contact = g_new0 (LuukkuAlarmContact, 1);
  contact->way = LUUKKU_WAY_MAIL;
  contact->address = g_steal_pointer (&address);
  return contact;
}

/* --- the order */
typedef struct {
  char *unit;   /* of the channel, in words (nullable) */
  char *key;    /* of the unit in the register, by the account behind the channel (nullable) */
  char *of_key; /* what the unit of that key is called (nullable) */
} Order;

static void
order_clear (Order *self)
{
  g_free (self->unit);
  g_free (self->key);
  g_free (self->of_key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, order_clear)

/* 0: of the unit; 1: of every unit; 2: of another one, which has nothing to do with this. */
static int
rank (const LuukkuAlarmContact *contact, const Order *order)
{
  if (contact->unit == NULL || (order->unit == NULL && order->key == NULL))
    return 1;
  return g_strcmp0 (contact->unit, order->unit) == 0 || g_strcmp0 (contact->unit, order->key) == 0 ||
                 g_strcmp0 (contact->unit, order->of_key) == 0
             ? 0
             : 2;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const LuukkuAlarmContact *first = *(LuukkuAlarmContact *const *) a;
  const LuukkuAlarmContact *second = *(LuukkuAlarmContact *const *) b;

  if ((first->confirmed_by == NULL) != (second->confirmed_by == NULL))
    return first->confirmed_by == NULL ? 1 : -1;
  if (rank (first, data) != rank (second, data))
    return rank (first, data) - rank (second, data);
  return (int) first->way - (int) second->way;
}

static void
find_unit (LuukkuInbox *self, gint64 conversation, Order *order)
{
  g_autoptr (LuukkuConversation) of =
      conversation != 0 ? luukku_store_get_conversation (self->store, conversation, NULL) : NULL;
  LuukkuRegisterBook *book = luukku_register_book_get (self);
  const char *channel = of != NULL ? luukku_conversation_peek (of)->channel : NULL;
  const LuukkuEntry *account = channel != NULL ? luukku_register_book_find_account (book, channel) : NULL;

  if (channel == NULL)
    return;
  order->unit = luukku_store_get_channel_unit (self->store, channel, NULL);
  order->key = account != NULL ? g_strdup (luukku_entry_get (account, "unit")) : NULL;
  order->of_key =
      account != NULL ? g_strdup (luukku_register_book_unit_name (book, account, self->language)) : NULL;
}

GPtrArray *
luukku_inbox_list_alarm_contacts (LuukkuInbox *self, gint64 conversation, const char *role)
{
  GPtrArray *contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_alarm_contact_free);
  g_autoptr (GPtrArray) entries = luukku_store_list_entries (self->store, REGISTRY, FALSE, NULL);
  g_auto (Order) order = { 0 };

  find_unit (self, conversation, &order);
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (entries, i);
    g_auto (GStrv) roles = luukku_entry_get_list (entry, "roles");
    LuukkuAlarmContact *contact = share_a_role (role, roles) ? contact_of (self, entry) : NULL;

    /* Somebody of another unit is nobody's supervisor here. */
    if (contact != NULL && rank (contact, &order) < 2)
      g_ptr_array_add (contacts, contact);
    else
      luukku_alarm_contact_free (contact);
  }
  if (contacts->len == 0) {
    LuukkuAlarmContact *contact = contact_of_pack (self, role);

    if (contact != NULL)
      g_ptr_array_add (contacts, contact);
  }
  g_ptr_array_sort_with_data (contacts, compare, &order);
  return contacts;
}

/* --- entering and confirming */
gboolean
luukku_inbox_put_alarm_contact (LuukkuInbox *self, const char *role, LuukkuWay way, const char *address,
                                GError **error)
{
  g_autoptr (GPtrArray) entries = luukku_store_list_entries (self->store, REGISTRY, FALSE, error);
  g_autoptr (LuukkuEntry) entry = NULL;
  g_autofree char *clean = g_strstrip (g_strdup (address));
  g_autofree char *roles = NULL;

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len && entry == NULL; i++) {
    const LuukkuEntry *old = g_ptr_array_index (entries, i);

    if (g_strcmp0 (luukku_entry_get (old, "kind"), kinds[way]) == 0 &&
        g_strcmp0 (luukku_entry_get (old, "value"), clean) == 0)
      entry = luukku_entry_copy (old);
  }
  if (entry == NULL) {
    entry = luukku_entry_new (REGISTRY, "");
    luukku_entry_set (entry, "kind", kinds[way]);
    luukku_entry_set (entry, "value", clean);
    luukku_entry_set (entry, "whose", "staff");
  }
  if (!luukku_entry_lists (entry, "roles", role)) {
    const char *before = luukku_entry_get (entry, "roles");

    roles = before != NULL ? g_strconcat (before, ";", role, NULL) : g_strdup (role);
    luukku_entry_set (entry, "roles", roles);
  }
  return luukku_registers_put (self, entry, NULL, error) &&
         luukku_registers_confirm (self, REGISTRY, entry->key, error);
}

static gboolean
confirm (LuukkuInbox *self, const char *role, const LuukkuAlarmContact *contact, GError **error)
{
  if (contact->key == NULL)
    return luukku_inbox_put_alarm_contact (self, role, contact->way, contact->address, error);
  return luukku_registers_confirm (self, REGISTRY, contact->key, error);
}

gboolean
luukku_inbox_confirm_alarm_contacts (LuukkuInbox *self, gint64 conversation, const char *role,
                                     guint *ret_count, GError **error)
{
  g_autoptr (GPtrArray) contacts = luukku_inbox_list_alarm_contacts (self, conversation, role);
  guint count = 0;

  for (guint i = 0; i < contacts->len; i++) {
    const LuukkuAlarmContact *contact = g_ptr_array_index (contacts, i);

    if (contact->confirmed_by != NULL)
      continue;
    if (!confirm (self, role, contact, error))
      return FALSE;
    count++;
  }
  if (contacts->len == 0) {
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("There is no contact for this step in the register. Enter one with /escalate contact "
            "ADDRESS, or under Registers, Contact points."));
    return FALSE;
  }
  if (ret_count != NULL)
    *ret_count = count;
  return TRUE;
}
