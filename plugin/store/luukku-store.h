/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store.h: the archive of messages and cases. The interface speaks of messages, cases, replies and log
 * entries, never of its engine (SQLite today, only in this folder; PostgreSQL will come). Synchronous: a
 * commit costs about 0.25 ms. Main thread; another thread opens its own store, read only.
 *
 * Promises: a message is inserted once by (channel, platform id); its first text is never written over; what
 * was acknowledged is on disk (WAL, synchronous=FULL); nothing deletes a store, a damaged one is left as it
 * is.
 *
 * Signal "damaged" (): the check in the worker found damage; nothing is written from now on.
 *
 * Errors (LUUKKU_ERROR): DISK_FULL, BUSY, READ_ONLY, DAMAGED, NEWER, INVALID_INPUT, NOT_FOUND, REFUSED,
 * FAILED, each a sentence that says what to do. The calls are spread over luukku-store-*.h by subject. */
#pragma once

#include <glib-object.h>

#include "base/luukku-clock.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_STORE (luukku_store_get_type ())
LUUKKU_API G_DECLARE_FINAL_TYPE (LuukkuStore, luukku_store, LUUKKU, STORE, GObject)

    typedef enum {
      LUUKKU_STORE_READ_WRITE = 0,
      LUUKKU_STORE_READ_ONLY = 1 << 0, /* must exist; nothing is created or migrated */
      /* The quick check runs in a worker: the store opens at once, signal "damaged" and every write after it
       * say when it is not sound. A store that has to be migrated is checked before. */
      LUUKKU_STORE_CHECK_LATER = 1 << 1,
    } LuukkuStoreFlags;

/* Opens the store at @path, makes it (0600, its folder 0700) when it is not there, checks application_id,
 * version and a quick_check, backs it up beside itself and verifies the copy before a migration. A store made
 * by a newer Luukku is opened read only: luukku_store_is_read_only() tells, luukku_store_get_notice() has the
 * sentence. A store on a network file system is refused. @path ":memory:" is for tests and pipes.
 * @clock: (transfer none), kept. Returns: (transfer full): NULL with @error. */
LUUKKU_API LuukkuStore *luukku_store_open (const char *path, LuukkuStoreFlags flags, LuukkuClock *clock,
                                           GError **error) G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer none). */
LUUKKU_API const char *luukku_store_get_path (LuukkuStore *self) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuClock *luukku_store_get_clock (LuukkuStore *self) G_GNUC_NON_NULL (1);
/* While many large rows are read: the file is mapped instead of read page by page (each page is 4,096 bytes).
 * Not for longer, because a disk that fails under a map ends the program. Changes no data. */
LUUKKU_API void luukku_store_set_mapped (LuukkuStore *self, gboolean mapped) G_GNUC_NON_NULL (1);
LUUKKU_API gboolean luukku_store_is_read_only (LuukkuStore *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): a sentence a person should see (read only because newer; backup made
 * …). */
LUUKKU_API const char *luukku_store_get_notice (LuukkuStore *self) G_GNUC_NON_NULL (1);

/* Runs @function inside one transaction: commits when it returns TRUE, rolls back otherwise. Nesting joins
 * the outer transaction (the outer one decides). Returns: FALSE with @error from @function or from the
 * commit. */
typedef gboolean (*LuukkuStoreFunc) (LuukkuStore *self, gpointer data, GError **error);
LUUKKU_API gboolean luukku_store_transaction (LuukkuStore *self, LuukkuStoreFunc function, gpointer data,
                                              GError **error) G_GNUC_NON_NULL (1, 2);

LUUKKU_API gboolean luukku_store_in_transaction (LuukkuStore *self) G_GNUC_NON_NULL (1);
/* Runs @function, which only reads: what it reads is one state of the store, and nobody who writes waits for
 * it. Inside a transaction it reads that one's state. */
LUUKKU_API gboolean luukku_store_read (LuukkuStore *self, LuukkuStoreFunc function, gpointer data,
                                       GError **error) G_GNUC_NON_NULL (1, 2);

/* Waits for the check of LUUKKU_STORE_CHECK_LATER. FALSE with DAMAGED. */
LUUKKU_API gboolean luukku_store_wait_checked (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);
/* The full check of the engine (slow). FALSE with DAMAGED and what to do. */
LUUKKU_API gboolean luukku_store_check (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);

/* Writes a verified copy to @path (must not exist). */
LUUKKU_API gboolean luukku_store_backup (LuukkuStore *self, const char *path, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Takes out of a text what lists and searches must not show. Returns: (transfer full). */
typedef char *(*LuukkuStoreMaskFunc) (const char *text);
/* From now on what the inbox list shows and searches of a text goes through @mask; messages themselves stay
 * whole. Lines from before are written anew once; where that fails (a store for reading only) they are masked
 * while listing, and @error says why. */
LUUKKU_API gboolean luukku_store_set_mask (LuukkuStore *self, LuukkuStoreMaskFunc mask, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Small values of the program itself ("unit-name"): not for residents' data. Returns: (transfer full)
 * (nullable). */
LUUKKU_API char *luukku_store_get_setting (LuukkuStore *self, const char *name, GError **error)
    G_GNUC_NON_NULL (1, 2);
LUUKKU_API gboolean luukku_store_set_setting (LuukkuStore *self, const char *name, const char *value,
                                              GError **error) G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full): @text as lists are filtered by it, without letter case. */
LUUKKU_API char *luukku_store_fold (const char *text) G_GNUC_NON_NULL (1);

G_END_DECLS
