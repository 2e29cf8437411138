/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-archive.h: makes an evidence record of a case: record.json, record.txt and record.pdf, chained into
 * the log in ONE transaction that is committed before anything is shown as archived. The program never
 * decides crime, truth or secrecy: publicity is "not assessed" until a named person says otherwise. */
#pragma once

#include "model/luukku-message.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

#define LUUKKU_ARCHIVE_MAX_MESSAGES 500
#define LUUKKU_ARCHIVE_MAX_CONTEXT 50 /* messages on either side of a chosen one */

/* So many of so many messages are in the record. FALSE: stop; nothing is kept then (G_IO_ERROR_CANCELLED). */
typedef gboolean (*LuukkuArchiveProgress) (guint done, guint total, gpointer data);

typedef struct {
  const char *case_number;  /* "LUU-2026-000123" */
  const char *kind;         /* "threat", "removal", "harassment", "other" */
  const char *language;     /* "fi", "sv", "en" of the record; NULL: "fi" */
  const char *actor;        /* who archives */
  const char *role;         /* their title (nullable) */
  const char *organisation; /* (nullable) */
  const char *note;         /* what the person adds (nullable) */
  gint64 message;           /* the store's number of one message; 0: the whole conversation */
  guint before, after;      /* with @message: how many messages around it a person wants beside it */
  const char *proposed_by;  /* rule ids that proposed the kind, NULL: a person chose it */
  /* Instead of @message, (nullable): gint64, the store's numbers of the messages that the record is about,
   * and of those beside them. Of any conversation of the same sender on the channel. */
  const GArray *objects, *context;
  LuukkuArchiveProgress progress; /* (nullable): in the thread that archives */
  gpointer progress_data;
} LuukkuArchiveRequest;

/* Returns: (transfer full): the record's number, "LUU-2026-000123-v1". */
LUUKKU_API char *luukku_archive_make (LuukkuStore *store, const LuukkuArchiveRequest *request, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* The sheets as they would be, for a screen: nothing is kept, and every sheet says that it is a preview.
 * *@ret_pages: (out) (optional): of the whole record. Returns: (transfer full): GBytes (PNG) of the first
 * @max_pages. */
LUUKKU_API GPtrArray *luukku_archive_preview (LuukkuStore *store, const LuukkuArchiveRequest *request,
                                              guint dpi, guint max_pages, guint *ret_pages, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* The kinds that may be given. Returns: (transfer none): NULL-terminated. */
LUUKKU_API const char *const *luukku_archive_get_kinds (void);

/* Returns: (transfer full): the archived bytes of "record.pdf", "record.json" or "record.txt"; NOT_FOUND when
 * there is no such record or file. Reading them is a logged act of @actor ("view"). */
LUUKKU_API GBytes *luukku_archive_read (LuukkuStore *store, const char *record, const char *file,
                                        const char *actor, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);

/* The same for a printer: the act of @actor is "print". It is in the log before the paper comes out: a print
 * that is not logged must not exist. */
LUUKKU_API GBytes *luukku_archive_read_for_print (LuukkuStore *store, const char *record, const char *file,
                                                  const char *actor, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: whether @message of the channel stands in @record, as its subject or beside it; FALSE too when
 * that cannot be told any more. A question of the program's own: not logged, nothing is shown. */
LUUKKU_API gboolean luukku_archive_shows (LuukkuStore *store, const LuukkuRecordRow *record,
                                          LuukkuMessage *message) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
