/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-registers.h: the registers: accounts, users, consents, contact points, units, services and
 * what else model/luukku-register.h names. Nothing is written over in silence: every change of a field is a
 * row of the history with who and when, and an entry is ended, never deleted. */
#pragma once

#include "model/luukku-entry.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

#define LUUKKU_ENTRY_SOURCE_PERSON "person"

/* What happened to an entry; on disk as text, append only. */
#define LUUKKU_CHANGE_ADDED "added"
#define LUUKKU_CHANGE_SET "set" /* one field; old and new say what */
#define LUUKKU_CHANGE_CONFIRMED "confirmed"
#define LUUKKU_CHANGE_ENDED "ended"
#define LUUKKU_CHANGE_RENEWED "renewed" /* in force again */

typedef struct {
  gint64 id;
  gint64 at;   /* UTC µs */
  char *actor; /* who */
  char *what;  /* LUUKKU_CHANGE_… */
  char *field; /* (nullable): of LUUKKU_CHANGE_SET */
  char *old;   /* (nullable): it was empty */
  char *now;   /* (nullable): it was emptied; the reason of LUUKKU_CHANGE_ENDED */
} LuukkuEntryChange;

LUUKKU_API void luukku_entry_change_free (LuukkuEntryChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuEntryChange, luukku_entry_change_free)

/* Adds @entry, or changes the one of its register and key to its fields: what differs goes into the history,
 * what is the same leaves no trace. A new entry of source "person" (or NULL) is confirmed by @actor; a change
 * by a person leaves a confirmation as it is and confirms nothing. An entry out of force is refused
 * (REFUSED): renew it first. One transaction. *@ret_changed: (out) (optional): whether anything was written.
 */
LUUKKU_API gboolean luukku_store_put_entry (LuukkuStore *self, const LuukkuEntry *entry, const char *actor,
                                            gboolean *ret_changed, GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* A person says that the entry is right. NOT_FOUND without one. */
LUUKKU_API gboolean luukku_store_confirm_entry (LuukkuStore *self, const char *registry, const char *key,
                                                const char *actor, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* Out of force from now on, @reason (nullable) in the history; ended again is no error. */
LUUKKU_API gboolean luukku_store_end_entry (LuukkuStore *self, const char *registry, const char *key,
                                            const char *actor, const char *reason, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
LUUKKU_API gboolean luukku_store_renew_entry (LuukkuStore *self, const char *registry, const char *key,
                                              const char *actor, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);

/* Returns: (transfer full) (nullable): NULL with NOT_FOUND when there is none, in force or not. */
LUUKKU_API LuukkuEntry *luukku_store_get_entry (LuukkuStore *self, const char *registry, const char *key,
                                                GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full): LuukkuEntry by key; an older store has none. @with_ended: those out of force,
 * too. */
LUUKKU_API GPtrArray *luukku_store_list_entries (LuukkuStore *self, const char *registry, gboolean with_ended,
                                                 GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: a number that is another one after every change of any register; 0: nothing was ever entered. */
LUUKKU_API gint64 luukku_store_get_register_version (LuukkuStore *self) G_GNUC_NON_NULL (1);
/* Returns: entries in force, -1 with @error. */
LUUKKU_API int luukku_store_count_entries (LuukkuStore *self, const char *registry, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuEntryChange, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_entry_changes (LuukkuStore *self, const char *registry,
                                                       const char *key, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
