/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-registers.c: entries of the registers with the history of every field. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-registers.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define SCHEMA_REGISTERS 6 /* an older store, opened for reading only, has none */

#define COLUMNS "id, register, key, source, confirmed_by, confirmed_at, ended_by, ended_at"

void
luukku_entry_change_free (LuukkuEntryChange *self)
{
  if (self == NULL)
    return;
  g_free (self->actor);
  g_free (self->what);
  g_free (self->field);
  g_free (self->old);
  g_free (self->now);
  g_free (self);
}

static gboolean
has_registers (LuukkuStore *self)
{
  return luukku_store_get_schema (self) >= SCHEMA_REGISTERS;
}

static gboolean
fail_not_found (const char *registry, const char *key, GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                    /* TRANSLATORS: name of a register ("accounts"), then the entry that was asked for */
                    N_ ("The register “%s” has no entry “%s”. List the register to see what it has."),
                    registry, key);
  return FALSE;
}

/* --- reading */

static LuukkuEntry *
read_entry (LuukkuQuery *query)
{
  LuukkuEntry *entry =
      luukku_entry_new (luukku_query_peek_text (query, 1), luukku_query_peek_text (query, 2));

  entry->id = luukku_query_get_int (query, 0);
  entry->source = luukku_query_dup_text (query, 3);
  entry->confirmed_by = luukku_query_dup_text (query, 4);
  entry->confirmed_at = luukku_query_get_int (query, 5);
  entry->ended_by = luukku_query_dup_text (query, 6);
  entry->ended_at = luukku_query_get_int (query, 7);
  return entry;
}

static LuukkuEntry *
find_entry (LuukkuStore *self, const char *registry, const char *key, GError **error)
{
  g_autoptr (LuukkuEntry) entry = NULL;
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "SELECT " COLUMNS " FROM register_entry WHERE register = ? AND key = ?");
  g_autoptr (LuukkuQuery) values = NULL;

  luukku_query_bind_text (query, 1, registry);
  luukku_query_bind_text (query, 2, key);
  if (luukku_query_next (query))
    entry = read_entry (query);
  if (!luukku_query_finish (query, error) || entry == NULL)
    return NULL;
  values = luukku_query_new (luukku_store_get_db (self),
                             "SELECT field, value FROM register_value WHERE entry = ?");
  luukku_query_bind_int (values, 1, entry->id);
  while (luukku_query_next (values))
    luukku_entry_set (entry, luukku_query_peek_text (values, 0), luukku_query_peek_text (values, 1));
  return luukku_query_finish (values, error) ? g_steal_pointer (&entry) : NULL;
}

LuukkuEntry *
luukku_store_get_entry (LuukkuStore *self, const char *registry, const char *key, GError **error)
{
  g_autoptr (GError) local = NULL;
  LuukkuEntry *entry = has_registers (self) ? find_entry (self, registry, key, &local) : NULL;

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (entry == NULL)
    fail_not_found (registry, key, error);
  return entry;
}

/* Both queries go through the same entries by key. */
static gboolean
read_values (LuukkuStore *self, const char *registry, gboolean with_ended, GPtrArray *entries, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT e.id, v.field, v.value FROM register_entry e JOIN register_value v ON v.entry = e.id "
      "WHERE e.register = ? AND (? OR e.ended_at = 0) ORDER BY e.key");
  guint i = 0;

  luukku_query_bind_text (query, 1, registry);
  luukku_query_bind_int (query, 2, with_ended);
  while (luukku_query_next (query)) {
    gint64 id = luukku_query_get_int (query, 0);
    while (i < entries->len && ((LuukkuEntry *) entries->pdata[i])->id != id)
      i++;
    if (i < entries->len)
      luukku_entry_set (entries->pdata[i], luukku_query_peek_text (query, 1),
                        luukku_query_peek_text (query, 2));
  }
  return luukku_query_finish (query, error);
}

GPtrArray *
luukku_store_list_entries (LuukkuStore *self, const char *registry, gboolean with_ended, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_entry_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (!has_registers (self))
    return g_steal_pointer (&entries);
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT " COLUMNS " FROM register_entry "
                            "WHERE register = ? AND (? OR ended_at = 0) ORDER BY key");
  luukku_query_bind_text (query, 1, registry);
  luukku_query_bind_int (query, 2, with_ended);
  while (luukku_query_next (query))
    g_ptr_array_add (entries, read_entry (query));
  if (!luukku_query_finish (query, error) || !read_values (self, registry, with_ended, entries, error))
    return NULL;
  return g_steal_pointer (&entries);
}

gint64
luukku_store_get_register_version (LuukkuStore *self)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 version = 0;

  if (!has_registers (self))
    return 0;
  query = luukku_query_new (luukku_store_get_db (self), "SELECT max (id) FROM register_change");
  return luukku_query_run_int (query, 0, &version, NULL) ? version : 0;
}

int
luukku_store_count_entries (LuukkuStore *self, const char *registry, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 count;

  if (!has_registers (self))
    return 0;
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT count (*) FROM register_entry WHERE register = ? AND ended_at = 0");
  luukku_query_bind_text (query, 1, registry);
  return luukku_query_run_int (query, 0, &count, error) ? (int) count : -1;
}

GPtrArray *
luukku_store_list_entry_changes (LuukkuStore *self, const char *registry, const char *key, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_entry_change_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (!has_registers (self))
    return g_steal_pointer (&changes);
  query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT c.id, c.at, c.actor, c.what, c.field, c.old, c.now FROM register_change c "
                        "JOIN register_entry e ON e.id = c.entry WHERE e.register = ? AND e.key = ? "
                        "ORDER BY c.id");
  luukku_query_bind_text (query, 1, registry);
  luukku_query_bind_text (query, 2, key);
  while (luukku_query_next (query)) {
    LuukkuEntryChange *change = g_new0 (LuukkuEntryChange, 1);

    change->id = luukku_query_get_int (query, 0);
    change->at = luukku_query_get_int (query, 1);
    change->actor = luukku_query_dup_text (query, 2);
    change->what = luukku_query_dup_text (query, 3);
    change->field = luukku_query_dup_text (query, 4);
    change->old = luukku_query_dup_text (query, 5);
    change->now = luukku_query_dup_text (query, 6);
    g_ptr_array_add (changes, change);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&changes) : NULL;
}

/* --- writing; inside a transaction */

typedef struct {
  const LuukkuEntry *entry; /* what is wanted (nullable) */
  const char *registry;
  const char *key;
  const char *actor;
  const char *reason; /* (nullable) */
  gboolean changed;
} Task;

static gboolean
add_change (LuukkuStore *self, gint64 entry, const char *actor, const LuukkuEntryChange *change,
            GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "INSERT INTO register_change (entry, at, actor, what, field, old, now) "
                                  "VALUES (?, ?, ?, ?, ?, ?, ?)");

  luukku_query_bind_int (query, 1, entry);
  luukku_query_bind_int (query, 2, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 3, actor);
  luukku_query_bind_text (query, 4, change->what);
  luukku_query_bind_text (query, 5, change->field);
  luukku_query_bind_text (query, 6, change->old);
  luukku_query_bind_text (query, 7, change->now);
  return luukku_query_run (query, error);
}

static gboolean
write_value (LuukkuStore *self, gint64 entry, const char *field, const char *value, GError **error)
{
  LuukkuSqlite *db = luukku_store_get_db (self);
  g_autoptr (LuukkuQuery) query =
      value == NULL
          ? luukku_query_new (db, "DELETE FROM register_value WHERE entry = ? AND field = ?")
          : luukku_query_new (db, "INSERT INTO register_value (entry, field, value) VALUES (?, ?, ?) "
                                  "ON CONFLICT (entry, field) DO UPDATE SET value = excluded.value");

  luukku_query_bind_int (query, 1, entry);
  luukku_query_bind_text (query, 2, field);
  if (value != NULL)
    luukku_query_bind_text (query, 3, value);
  return luukku_query_run (query, error);
}

/* Returns: (transfer container): fields of both, in order. */
static GList *
all_fields (const LuukkuEntry *old, const LuukkuEntry *new)
{
  GList *fields = g_hash_table_get_keys (new->fields);
  GHashTableIter iter;
  gpointer field;

  g_hash_table_iter_init (&iter, old->fields);
  while (g_hash_table_iter_next (&iter, &field, NULL)) {
    if (luukku_entry_get (new, field) == NULL)
      fields = g_list_prepend (fields, field);
  }
  return g_list_sort (fields, (GCompareFunc) g_strcmp0);
}

static gboolean
write_fields (LuukkuStore *self, const LuukkuEntry *old, Task *task, GError **error)
{
  g_autoptr (GList) fields = all_fields (old, task->entry);

  for (GList *l = fields; l != NULL; l = l->next) {
    LuukkuEntryChange change = { .what = (char *) LUUKKU_CHANGE_SET, .field = l->data };

    change.old = (char *) luukku_entry_get (old, l->data);
    change.now = (char *) luukku_entry_get (task->entry, l->data);
    if (g_strcmp0 (change.old, change.now) == 0)
      continue;
    task->changed = TRUE;
    if (!write_value (self, old->id, l->data, change.now, error) ||
        !add_change (self, old->id, task->actor, &change, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
note (LuukkuStore *self, gint64 entry, const char *actor, const char *what, const char *reason,
      GError **error)
{
  const LuukkuEntryChange change = { .what = (char *) what, .now = (char *) reason };

  return add_change (self, entry, actor, &change, error);
}

static gboolean
mark_confirmed (LuukkuStore *self, gint64 entry, const char *actor, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "UPDATE register_entry SET confirmed_by = ?, confirmed_at = ? WHERE id = ?");

  luukku_query_bind_text (query, 1, actor);
  luukku_query_bind_int (query, 2, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_int (query, 3, entry);
  return luukku_query_run (query, error) && note (self, entry, actor, LUUKKU_CHANGE_CONFIRMED, NULL, error);
}

static gboolean
mark_ended (LuukkuStore *self, gint64 entry, const char *actor, gint64 at, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "UPDATE register_entry SET ended_by = ?, ended_at = ? WHERE id = ?");

  luukku_query_bind_text (query, 1, at > 0 ? actor : NULL);
  luukku_query_bind_int (query, 2, at);
  luukku_query_bind_int (query, 3, entry);
  return luukku_query_run (query, error);
}

/* Returns: (transfer full) (nullable): NULL when it is not there, or with @error. */
static LuukkuEntry *
insert_entry (LuukkuStore *self, const Task *task, GError **error)
{
  const LuukkuEntry *wanted = task->entry;
  const char *source = wanted->source != NULL ? wanted->source : LUUKKU_ENTRY_SOURCE_PERSON;
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "INSERT INTO register_entry (register, key, source) VALUES (?, ?, ?)");
  g_autoptr (LuukkuEntry) entry = NULL;

  luukku_query_bind_text (query, 1, wanted->registry);
  luukku_query_bind_text (query, 2, wanted->key);
  luukku_query_bind_text (query, 3, source);
  if (!luukku_query_run (query, error))
    return NULL;
  entry = find_entry (self, wanted->registry, wanted->key, error);
  if (entry == NULL || !note (self, entry->id, task->actor, LUUKKU_CHANGE_ADDED, source, error))
    return NULL;
  if (g_str_equal (source, LUUKKU_ENTRY_SOURCE_PERSON) &&
      !mark_confirmed (self, entry->id, task->actor, error))
    return NULL;
  return g_steal_pointer (&entry);
}

static gboolean
put_in_transaction (LuukkuStore *self, gpointer data, GError **error)
{
  Task *task = data;
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuEntry) old = find_entry (self, task->registry, task->key, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (old != NULL && old->ended_at > 0) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("The entry “%s” is out of force. Put it into force again first, then change it."),
                      task->key);
    return FALSE;
  }
  if (old == NULL) {
    task->changed = TRUE;
    old = insert_entry (self, task, error);
  }
  return old != NULL && write_fields (self, old, task, error);
}

static gboolean
check_fields (const LuukkuEntry *entry, GError **error)
{
  GHashTableIter iter;
  gpointer field, value;

  g_hash_table_iter_init (&iter, entry->fields);
  while (g_hash_table_iter_next (&iter, &field, &value)) {
    if (!luukku_store_take_name (field, error) || !luukku_store_take_text (value, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_task (LuukkuStore *self, const Task *task, GError **error)
{
  return luukku_store_can_write (self, error) && luukku_store_take_name (task->registry, error) &&
         luukku_store_take_name (task->key, error) && luukku_store_take_name (task->actor, error) &&
         luukku_store_take_text (task->reason, error);
}

gboolean
luukku_store_put_entry (LuukkuStore *self, const LuukkuEntry *entry, const char *actor, gboolean *ret_changed,
                        GError **error)
{
  Task task = { .entry = entry, .registry = entry->registry, .key = entry->key, .actor = actor };

  if (!check_task (self, &task, error) || !luukku_store_take_optional (entry->source, error) ||
      !check_fields (entry, error) || !luukku_store_transaction (self, put_in_transaction, &task, error))
    return FALSE;
  if (ret_changed != NULL)
    *ret_changed = task.changed;
  return TRUE;
}

/* --- steps on one entry */

static gboolean
confirm_in_transaction (LuukkuStore *self, gpointer data, GError **error)
{
  const Task *task = data;
  g_autoptr (LuukkuEntry) entry = luukku_store_get_entry (self, task->registry, task->key, error);

  return entry != NULL && mark_confirmed (self, entry->id, task->actor, error);
}

static gboolean
end_in_transaction (LuukkuStore *self, gpointer data, GError **error)
{
  const Task *task = data;
  g_autoptr (LuukkuEntry) entry = luukku_store_get_entry (self, task->registry, task->key, error);

  if (entry == NULL || entry->ended_at > 0)
    return entry != NULL;
  return mark_ended (self, entry->id, task->actor, luukku_clock_now (luukku_store_get_clock (self)), error) &&
         note (self, entry->id, task->actor, LUUKKU_CHANGE_ENDED, task->reason, error);
}

static gboolean
renew_in_transaction (LuukkuStore *self, gpointer data, GError **error)
{
  const Task *task = data;
  g_autoptr (LuukkuEntry) entry = luukku_store_get_entry (self, task->registry, task->key, error);

  if (entry == NULL || entry->ended_at == 0)
    return entry != NULL;
  return mark_ended (self, entry->id, task->actor, 0, error) &&
         note (self, entry->id, task->actor, LUUKKU_CHANGE_RENEWED, NULL, error);
}

static gboolean
run_task (LuukkuStore *self, Task *task, LuukkuStoreFunc step, GError **error)
{
  return check_task (self, task, error) && luukku_store_transaction (self, step, task, error);
}

gboolean
luukku_store_confirm_entry (LuukkuStore *self, const char *registry, const char *key, const char *actor,
                            GError **error)
{
  Task task = { .registry = registry, .key = key, .actor = actor };

  return run_task (self, &task, confirm_in_transaction, error);
}

gboolean
luukku_store_end_entry (LuukkuStore *self, const char *registry, const char *key, const char *actor,
                        const char *reason, GError **error)
{
  Task task = { .registry = registry, .key = key, .actor = actor, .reason = reason };

  return run_task (self, &task, end_in_transaction, error);
}

gboolean
luukku_store_renew_entry (LuukkuStore *self, const char *registry, const char *key, const char *actor,
                          GError **error)
{
  Task task = { .registry = registry, .key = key, .actor = actor };

  return run_task (self, &task, renew_in_transaction, error);
}
