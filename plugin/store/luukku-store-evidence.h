/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-evidence.h: rows of the evidence log. What the bytes mean and how they are chained is
 * evidence/'s business (evidence/luukku-chain.h); here they are only kept, append-only, guarded by triggers
 * against UPDATE, DELETE, REPLACE and UPSERT. Call inside luukku_store_transaction(). */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

/* A header: no personal data, never deleted. */
typedef struct {
  gint64 seq; /* 1… without holes */
  char *at;   /* "2026-11-20T11:41:31.204Z" */
  char *leaf; /* SHA-256 of the entry's bytes */
  char *prev; /* hash of seq - 1, 64 zeros for the first */
  char *hash; /* of the header line */
} LuukkuLogHeader;

LUUKKU_API void luukku_log_header_free (LuukkuLogHeader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuLogHeader, luukku_log_header_free)

typedef struct {
  const char *case_number; /* "LUU-2026-000123" */
  const char *kind;        /* "record", "render", "export", "view", "print", … */
  const char *actor;
  GBytes *bytes; /* exact bytes hashed into the leaf */
} LuukkuLogEntry;

/* Returns: (transfer full) (nullable): the newest header; NULL without @error when the log is empty. */
LUUKKU_API LuukkuLogHeader *luukku_store_get_log_head (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);
/* REFUSED when seq or prev do not follow the head. */
LUUKKU_API gboolean luukku_store_append_log (LuukkuStore *self, const LuukkuLogHeader *header,
                                             const LuukkuLogEntry *entry, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

/* One row while walking the log in order; @entry with bytes NULL: erased. FALSE stops the walk with @error.
 * What it points to is valid during the call only. */
typedef gboolean (*LuukkuLogFunc) (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data,
                                   GError **error);
/* @to_seq 0: to the end. */
LUUKKU_API gboolean luukku_store_walk_log (LuukkuStore *self, gint64 from_seq, gint64 to_seq,
                                           LuukkuLogFunc function, gpointer data, GError **error)
    G_GNUC_NON_NULL (1, 4);

/* The same for the entries of one case whose content is there; erased ones are not met. */
LUUKKU_API gboolean luukku_store_walk_case_log (LuukkuStore *self, const char *case_number,
                                                LuukkuLogFunc function, gpointer data, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: how many entries the log has, -1 with @error. */
LUUKKU_API gint64 luukku_store_count_log (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);

typedef struct {
  gint64 seq;    /* whose content is gone */
  gint64 by_seq; /* entry with the decision */
} LuukkuLogErasure;

/* Returns: (transfer full): LuukkuLogErasure, by decision, then by entry. */
LUUKKU_API GArray *luukku_store_list_log_erasures (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);

/* --- blobs: raw payloads, attachments, the printed record; content-addressed inside one case */
LUUKKU_API gboolean luukku_store_put_blob (LuukkuStore *self, const char *case_number, const char *media_type,
                                           GBytes *bytes, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The same when the caller has the digest of @bytes already; or when they are those of a stored attachment,
 * which then go from table to table. */
LUUKKU_API gboolean luukku_store_put_known_blob (LuukkuStore *self, const char *case_number,
                                                 const char *media_type, const char *sha256, GBytes *bytes,
                                                 GError **error) G_GNUC_NON_NULL (1, 2, 3, 4, 5);
LUUKKU_API gboolean luukku_store_put_attachment_blob (LuukkuStore *self, const char *case_number,
                                                      const char *media_type, const char *sha256,
                                                      gint64 attachment, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: (transfer full) (nullable): NULL without @error when there is none. */
LUUKKU_API GBytes *luukku_store_get_blob (LuukkuStore *self, const char *case_number, const char *sha256,
                                          GError **error) G_GNUC_NON_NULL (1, 2, 3);

/* --- records: the look-up from record number to log entries */
typedef struct {
  char *number; /* "LUU-2026-000123-v1" */
  char *case_number;
  guint version;
  char *kind;        /* "threat" */
  gint64 record_seq; /* log entry with record.json */
  gint64 render_seq; /* log entry that names record.pdf and record.txt */
  gint64 made_at;    /* UTC µs */
} LuukkuRecordRow;

LUUKKU_API void luukku_record_row_free (LuukkuRecordRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRecordRow, luukku_record_row_free)

LUUKKU_API gboolean luukku_store_add_record (LuukkuStore *self, const LuukkuRecordRow *row, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable). */
LUUKKU_API LuukkuRecordRow *luukku_store_find_record (LuukkuStore *self, const char *number, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* @case_number: (nullable): of one case. Returns: (transfer full): LuukkuRecordRow, newest first. */
LUUKKU_API GPtrArray *luukku_store_list_records (LuukkuStore *self, const char *case_number, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
