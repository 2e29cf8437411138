/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-private.h: what the files of store/ share, and what its tests may turn. */
#pragma once

#include "model/luukku-message.h"
#include "store/luukku-sqlite.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

#define LUUKKU_STORE_APPLICATION_ID 0x4C55554B /* 'LUUK' */
#define LUUKKU_STORE_SCHEMA 17                 /* the newest of sql/version-NNN.sql */
#define LUUKKU_STORE_SCHEMA_SETUP 17           /* from here on channels are set up from the directory */
#define LUUKKU_STORE_SCHEMA_TURNS 16           /* from here on a file may be a message of its own */
#define LUUKKU_STORE_SCHEMA_READS 15           /* from here on residents are told that messages were read */
#define LUUKKU_STORE_SCHEMA_FILES 14           /* from here on files go along with replies */
#define LUUKKU_STORE_SCHEMA_WRITING 12  /* from here on there are notes, times to take back, put-off cases */
#define LUUKKU_STORE_SCHEMA_RETENTION 7 /* from here on there are holds, erasures, withdrawals */
#define LUUKKU_STORE_BUSY_MS 2000       /* how long a writer waits for another process */

#define LUUKKU_STORE_ZONE "Europe/Helsinki" /* a town's year begins at its own midnight */

/* Limits, in bytes. */
#define LUUKKU_STORE_MAX_NAME 4096                /* keys, ids, names, reasons */
#define LUUKKU_STORE_MAX_TEXT (4 * 1024 * 1024)   /* texts of messages, replies, drafts; cursors, permits */
#define LUUKKU_STORE_MAX_BLOB (256 * 1024 * 1024) /* raw payloads, attachments, entries */
#define LUUKKU_STORE_PREVIEW 120                  /* characters of a first line */

/* --- opening */
typedef struct {
  int busy_ms; /* as LUUKKU_STORE_BUSY_MS */
  int schema;  /* newest schema to make or to know */
} LuukkuStoreTuning;

/* luukku_store_open() with other figures; tests. */
LuukkuStore *luukku_store_open_tuned (const char *path, LuukkuStoreFlags flags, LuukkuClock *clock,
                                      const LuukkuStoreTuning *tuning, GError **error)
    G_GNUC_NON_NULL (1, 3, 4);

/* Where a store may be (luukku-store-place.c). */
typedef enum {
  LUUKKU_PLACE_MISSING, /* or an empty file */
  LUUKKU_PLACE_OURS,
} LuukkuPlace;

/* Looks at @path without the engine and without changing anything. FALSE when no store can be there. */
gboolean luukku_place_examine (const char *path, LuukkuPlace *ret_place, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Makes the empty file (0600) and its folder. */
gboolean luukku_place_create (const char *path, GError **error) G_GNUC_NON_NULL (1);
/* Pure. @magic: f_type of statfs(2); @type: (nullable): the mount's type, looked at for FUSE only. */
gboolean luukku_place_is_network (gint64 magic, const char *type);
/* Pure. Returns: (transfer full) (nullable): type of the mount of device @device ("8:1") in text of
 * mountinfo. */
char *luukku_place_find_mount_type (const char *mountinfo, const char *device) G_GNUC_NON_NULL (1, 2);

/* --- schema (luukku-store-migrate.c) */
gboolean luukku_schema_get (LuukkuSqlite *db, int *ret_version, GError **error) G_GNUC_NON_NULL (1, 2);
/* Brings @db to @version, each step in one transaction. */
gboolean luukku_schema_migrate (LuukkuSqlite *db, int version, GError **error) G_GNUC_NON_NULL (1);
/* quick_check. */
gboolean luukku_schema_check (LuukkuSqlite *db, GError **error) G_GNUC_NON_NULL (1);
/* A verified copy of @db at @path, which must not exist. */
gboolean luukku_schema_copy (LuukkuSqlite *db, const char *path, GError **error) G_GNUC_NON_NULL (1, 2);

/* --- the quick check in a worker (luukku-store-watch.c) */
typedef enum {
  LUUKKU_WATCH_RUNNING = 0,
  LUUKKU_WATCH_SOUND,
  LUUKKU_WATCH_DAMAGED,
  LUUKKU_WATCH_UNKNOWN, /* it could not be looked at, or was stopped */
} LuukkuWatchState;

typedef struct _LuukkuStoreWatch LuukkuStoreWatch;

/* Begins at once. @told runs once in the thread's main context when the state is known, unless it was freed
 * before. Returns: (transfer full). */
LuukkuStoreWatch *luukku_store_watch_new (const char *path, int busy_ms, GSourceFunc told, gpointer data)
    G_GNUC_NON_NULL (1, 3);
LuukkuWatchState luukku_store_watch_get_state (LuukkuStoreWatch *self) G_GNUC_NON_NULL (1);
/* Blocks until it is known. */
LuukkuWatchState luukku_store_watch_wait (LuukkuStoreWatch *self) G_GNUC_NON_NULL (1);
/* Stops it. */
void luukku_store_watch_free (LuukkuStoreWatch *self);

/* --- inside an open store */
LuukkuSqlite *luukku_store_get_db (LuukkuStore *self) G_GNUC_NON_NULL (1);
int luukku_store_get_schema (LuukkuStore *self) G_GNUC_NON_NULL (1);
/* FALSE with READ_ONLY, or with DAMAGED once the check in the worker knows it. */
gboolean luukku_store_can_write (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);
/* Several statements as one: begin, then `return luukku_store_end (self, work (…), error)`. */
gboolean luukku_store_begin (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);
/* What the running transaction has appended last to the log, so that the next entry need not ask for it: no
 * one else can have written meanwhile, and the schema looks all the same. @header: (transfer full)
 * (nullable). */
void luukku_store_take_log_end (LuukkuStore *self, LuukkuLogHeader *header) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): NULL: not known. */
const LuukkuLogHeader *luukku_store_peek_log_end (LuukkuStore *self) G_GNUC_NON_NULL (1);
gboolean luukku_store_end (LuukkuStore *self, gboolean keep, GError **error) G_GNUC_NON_NULL (1);

/* --- limits (luukku-store-limits.c) */
/* A name or id that must be there. */
gboolean luukku_store_take_name (const char *name, GError **error);
/* The others may be NULL. */
gboolean luukku_store_take_optional (const char *name, GError **error);
gboolean luukku_store_take_text (const char *text, GError **error);
gboolean luukku_store_take_bytes (GBytes *bytes, GError **error);
/* A digest, 64 lower-case hex digits. */
gboolean luukku_store_take_digest (const char *digest, GError **error);
/* Returns: FALSE with NOT_FOUND. */
gboolean luukku_store_not_found (GError **error);

/* --- search (luukku-store-search.c). Returns: (transfer full) (nullable): @groups in FTS5's language. */
char *luukku_store_make_question (GPtrArray *groups) G_GNUC_NON_NULL (1);

/* --- shared rows. *@ret_id 0: there is none */
gboolean luukku_store_find_channel_id (LuukkuStore *self, const char *channel, gint64 *ret_id, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Makes it when needed; inside a transaction. */
gboolean luukku_store_ensure_channel (LuukkuStore *self, const char *channel, gint64 *ret_id, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
gboolean luukku_store_ensure_conversation (LuukkuStore *self, gint64 channel, const char *platform_id,
                                           gint64 *ret_id, GError **error) G_GNUC_NON_NULL (1, 3, 4);
/* The conversation's row after a message was inserted. */
gboolean luukku_store_note_message (LuukkuStore *self, gint64 conversation, gint64 id, LuukkuMessage *message,
                                    const char *language, GError **error) G_GNUC_NON_NULL (1, 4);
/* Returns: (transfer full): @text through the mask in force, if any. */
char *luukku_store_mask (LuukkuStore *self, const char *text) G_GNUC_NON_NULL (1, 2);
/* Whether lines in the store may still have been written without the mask in force. */
gboolean luukku_store_has_bare_lines (LuukkuStore *self) G_GNUC_NON_NULL (1);
/* Writes the lines of all conversations anew; inside a transaction. */
gboolean luukku_store_refresh_lines (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);
/* Writes preview and folded text anew. */
gboolean luukku_store_refresh_line (LuukkuStore *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);
/* Whether the message was erased here before (luukku-store-retention.c): it does not come in again. */
gboolean luukku_store_was_erased (LuukkuStore *self, gint64 channel, const char *platform_id,
                                  gboolean *ret_erased, GError **error) G_GNUC_NON_NULL (1, 3, 4);
/* The attachments of a message; known ones get their new address. */
gboolean luukku_store_put_attachments (LuukkuStore *self, gint64 message, GPtrArray *attachments,
                                       GError **error) G_GNUC_NON_NULL (1, 3);
/* --- files of replies (luukku-store-files.c); inside a transaction, after the reply's state was set */
/* FAILED: they wait for the next reply again. */
gboolean luukku_store_return_files (LuukkuStore *self, gint64 reply, GError **error) G_GNUC_NON_NULL (1);
/* SENT: those whose turn it was are attachments of @message from now on; for the others the next message is
 * queued, with the permit that they passed the gate with. */
gboolean luukku_store_deliver_files (LuukkuStore *self, gint64 reply, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): as listed. */
GPtrArray *luukku_store_load_attachments (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
