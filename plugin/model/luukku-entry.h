/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-entry.h: one entry of a register as a plain value: which register, its key, its fields as a clerk
 * wrote them, who confirmed it and since when it is out of force. Which fields there are: luukku-register.h.
 */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct {
  gint64 id;           /* of the store; 0: not stored yet */
  char *registry;      /* "accounts": luukku_register_find() */
  char *key;           /* the entry's own, unique in its register: "minna", "town-facebook" */
  GHashTable *fields;  /* char* field -> char* value, never empty (owned) */
  char *source;        /* "person", or "directory:hanko 2026-11-20.1" (nullable): not stored yet */
  char *confirmed_by;  /* (nullable): no person has said yet that it is right */
  gint64 confirmed_at; /* UTC µs, 0: not confirmed */
  char *ended_by;      /* (nullable) */
  gint64 ended_at;     /* UTC µs, 0: in force */
  guint line;          /* of the directory file that it was read from, 0 elsewhere */
} LuukkuEntry;

/* Returns: (transfer full). */
LUUKKU_API LuukkuEntry *luukku_entry_new (const char *registry, const char *key) G_GNUC_NON_NULL (1, 2);
LUUKKU_API LuukkuEntry *luukku_entry_copy (const LuukkuEntry *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_entry_free (LuukkuEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuEntry, luukku_entry_free)

/* Returns: (transfer none) (nullable): NULL when the field is empty. */
LUUKKU_API const char *luukku_entry_get (const LuukkuEntry *self, const char *field) G_GNUC_NON_NULL (1, 2);
/* @value: (nullable): NULL or blank empties the field; blanks around it are dropped. */
LUUKKU_API void luukku_entry_set (LuukkuEntry *self, const char *field, const char *value)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): the parts of a list ("a;b"), NULL-terminated, may be empty. */
LUUKKU_API char **luukku_entry_get_list (const LuukkuEntry *self, const char *field) G_GNUC_NON_NULL (1, 2);
/* Returns: whether the list @field has @item. */
LUUKKU_API gboolean luukku_entry_lists (const LuukkuEntry *self, const char *field, const char *item)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer none): what a person calls the entry in @language (nullable): name[language], name,
 * else the key. */
LUUKKU_API const char *luukku_entry_get_name (const LuukkuEntry *self, const char *language)
    G_GNUC_NON_NULL (1);
/* In force and confirmed by a person: only then may a check lean on it. */
LUUKKU_API gboolean luukku_entry_counts (const LuukkuEntry *self) G_GNUC_NON_NULL (1);
/* Returns: whether the day @day ("2026-11-20") is within the fields @from and @until; an empty one is open,
 * @until itself still counts. */
LUUKKU_API gboolean luukku_entry_covers (const LuukkuEntry *self, const char *from, const char *until,
                                         const char *day) G_GNUC_NON_NULL (1, 2, 3, 4);

G_END_DECLS
