/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-record.h: what a record says. Facts are gathered once, from the store; record.json and the printed
 * sheets are two views of the same facts. Unknown things are left out or have a stated reason, never guessed.
 */
#pragma once

#include "evidence/luukku-archive.h"
#include "evidence/luukku-checkpoint.h"
#include "evidence/luukku-custody.h"
#include "evidence/luukku-facts.h"
#include "evidence/luukku-machine.h"
#include "evidence/luukku-print.h"
#include "evidence/luukku-visible.h"
#include "evidence/luukku-words.h"
#include "model/luukku-case.h"
#include "model/luukku-conversation.h"
#include "store/luukku-store-cases.h"
#include "store/luukku-store-escalations.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store-labels.h"
#include "store/luukku-store-messages.h"

G_BEGIN_DECLS

#define LUUKKU_RECORD_FORMAT "luukku-evidence-1"
#define LUUKKU_ARCHIVE_APPENDIX "data/appendix/E1.pdf"
#define LUUKKU_RECORD_MAX_TEXT_PAGES 8    /* of one text on paper */
#define LUUKKU_RECORD_MAX_QUOTE_PAGES 120 /* of all texts on paper */
#define LUUKKU_RECORD_MAX_NAME 300        /* characters of a name on paper */
#define LUUKKU_RECORD_MAX_STEPS 200       /* on paper */
#define LUUKKU_RECORD_MAX_DIGESTS 1000    /* files listed on paper */

/* A file of the record; the bytes are in the case's blobs once the record is made. */
typedef struct {
  char *path; /* in the package: "data/messages/0001/text.txt" */
  char *sha256;
  gsize size;
  char *media_type;
  GBytes *bytes;     /* (owned) (nullable) */
  gint64 attachment; /* instead of @bytes: the store's number of the attachment that has them; 0: none */
} LuukkuRecordFile;

/* A text, and how it looks on paper. */
typedef struct {
  LuukkuRecordFile *file; /* no ref: in files of the facts */
  guint characters;
  char *visible;
  LuukkuVisibleCounts counts;
  LuukkuPrintExtent extent;
} LuukkuRecordText;

typedef struct {
  LuukkuVersionKind kind;
  gint64 seen_at;
  LuukkuRecordText *text; /* (owned) (nullable) */
} LuukkuRecordVersion;

typedef struct {
  LuukkuStoredAttachment *stored; /* no ref: in the message's list */
  LuukkuRecordFile *file;         /* no ref; NULL: not stored */
} LuukkuRecordAttachment;

typedef struct {
  LuukkuStoredMessage *stored;   /* (owned) */
  LuukkuRecordText *text;        /* (owned) */
  LuukkuRecordFile *raw;         /* no ref (nullable) */
  guint raw_removed;             /* secrets taken out of it */
  gboolean context;              /* chosen to be beside the message that the record is about */
  LuukkuRecordText *translation; /* (owned) (nullable): never instead of the text */
  GPtrArray *versions;           /* of LuukkuRecordVersion (owned) */
  GPtrArray *attachments;        /* of LuukkuRecordAttachment (owned) */
  GPtrArray *listed;             /* of LuukkuStoredAttachment (owned) */
  GPtrArray *looks;              /* of LuukkuLook (owned): what the program proposed */
  GPtrArray *words;              /* of LuukkuLabelWord (owned): what people decided */
} LuukkuRecordMessage;

/* A picture of the screen that staff added. */
typedef struct {
  guint item;             /* in the facts */
  LuukkuRecordFile *file; /* no ref */
} LuukkuRecordScreenshot;

typedef struct {
  const LuukkuArchiveRequest *request; /* no ref: outlives this */
  char *number;                        /* "LUU-2026-000123-v1" */
  guint version;
  guint supersedes;        /* version that this one replaces, 0: none */
  char *supersedes_sha256; /* (nullable) */
  LuukkuCase *item;
  LuukkuConversation *conversation;
  char *channel_name;  /* (nullable) */
  char *channel_unit;  /* (nullable) */
  GPtrArray *messages; /* of LuukkuRecordMessage (owned) */
  guint left_out;      /* older messages of the conversation */
  GPtrArray *steps;    /* of LuukkuCaseStep (owned) */
  GPtrArray *alarm;    /* of LuukkuStep (owned): steps after an alarm */
  GPtrArray *unsent;   /* of LuukkuReply (owned) */
  GPtrArray *files;    /* of LuukkuRecordFile (owned) */
  guint contacts;
  gint64 first_contact, last_contact;
  GPtrArray *contact_cases; /* of char * (owned) (nullable) */
  GPtrArray *contact_names; /* of char * (owned) (nullable) */
  LuukkuFacts *facts;       /* (owned): what people stated */
  GPtrArray *screenshots;   /* of LuukkuRecordScreenshot (owned) */
  LuukkuRecordFile *notice; /* no ref (nullable): text of the removal request */
  LuukkuMachine machine;
  gint64 made_at;
  gint64 seq_from;                 /* log entry of the record */
  char *head_before;               /* hash of the entry before it */
  char *fingerprint;               /* (nullable): of the signing certificate */
  GPtrArray *custody;              /* of LuukkuCustodyItem (owned): before this record */
  LuukkuCheckpointRow *before;     /* (owned) (nullable): the newest one that was made before this record */
  LuukkuCheckpointRow *checkpoint; /* (owned) (nullable): of the entry with this record; on paper */
} LuukkuRecord;

/* Inside luukku_store_read(): writes nothing. @printer: tells how texts will look. Returns: (transfer full):
 * NULL with @error. */
LuukkuRecord *luukku_record_gather (LuukkuStore *store, const LuukkuArchiveRequest *request,
                                    LuukkuPrinter *printer, GError **error) G_GNUC_NON_NULL (1, 2, 3);
void luukku_record_free (LuukkuRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRecord, luukku_record_free)

/* Whether a person chose messages; FALSE: the record has the whole conversation. */
gboolean luukku_record_is_chosen (const LuukkuRecord *self) G_GNUC_NON_NULL (1);
/* Whether @message is of the conversation of the case. */
gboolean luukku_record_is_own (const LuukkuRecord *self, const LuukkuRecordMessage *message)
    G_GNUC_NON_NULL (1, 2);
/* @bytes become a file of the record; of luukku_record_add_kept() they are in the case's blobs already.
 * Returns: (transfer none). */
LuukkuRecordFile *luukku_record_add_file (LuukkuRecord *self, const char *path, const char *media_type,
                                          GBytes *bytes) G_GNUC_NON_NULL (1, 2, 3, 4);
LuukkuRecordFile *luukku_record_add_kept (LuukkuRecord *self, const char *path, const char *media_type,
                                          GBytes *bytes) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Inside a transaction of the caller: puts the files into the case's blobs. */
gboolean luukku_record_keep_files (const LuukkuRecord *self, LuukkuStore *store, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): floating, as [{path, sha256, size}, …] of the files from @first on. */
GVariant *luukku_record_list_files (const LuukkuRecord *self, guint first) G_GNUC_NON_NULL (1);

/* Returns: (transfer none): floating a{sv}: record.json. */
GVariant *luukku_record_to_variant (const LuukkuRecord *self) G_GNUC_NON_NULL (1);
/* @entry: the log entry with the record. @digest: SHA-256 of record.json. Returns: (transfer full). */
LuukkuDocument *luukku_record_to_document (const LuukkuRecord *self, LuukkuWords *words,
                                           const LuukkuLogHeader *entry, const char *digest)
    G_GNUC_NON_NULL (1, 2, 3, 4);

/* --- what people stated (luukku-record-stated.c, luukku-sheet-stated.c) */
/* Adds the files that come from statements. */
gboolean luukku_record_gather_stated (LuukkuRecord *self, LuukkuStore *store, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Adds the members of @prefix ("target."), of one item, to @out; FALSE when none is stated. */
gboolean luukku_record_put_stated (GVariantBuilder *out, const LuukkuRecord *self, gint64 message, guint item,
                                   const char *prefix) G_GNUC_NON_NULL (1, 2, 5);
/* Adds everything that is stated of the case. */
void luukku_record_put_all_stated (GVariantBuilder *out, const LuukkuRecord *self) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): appendix E1, on its own sheet; NULL when nothing belongs there. */
LuukkuDocument *luukku_record_to_appendix (const LuukkuRecord *self, LuukkuWords *words,
                                           const LuukkuLogHeader *entry, const char *digest)
    G_GNUC_NON_NULL (1, 2, 3, 4);

/* --- labels (luukku-record-labels.c): what the program proposed and what people decided, never mixed */
gboolean luukku_record_gather_labels (LuukkuRecordMessage *message, LuukkuStore *store, GError **error)
    G_GNUC_NON_NULL (1, 2);
gboolean luukku_record_gather_alarm (LuukkuRecord *self, LuukkuStore *store, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Adds "proposed_by_program" and "decided_by_people" of one message. */
void luukku_record_put_labels (GVariantBuilder *out, const LuukkuRecordMessage *message)
    G_GNUC_NON_NULL (1, 2);
/* Adds "alarm_steps": who, when, whom, how, reference, acknowledgement. */
void luukku_record_put_alarm (GVariantBuilder *out, const LuukkuRecord *self) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): "confirmed", "rejected", "added". */
const char *luukku_record_decision (LuukkuLabelDecision kind);

/* Returns: (transfer none): "queued", "sending", "sent", "failed", "uncertain". */
const char *luukku_record_reply_state (int state);

/* Returns: (transfer none): the commands that check a package, for paper and read-me files. */
const char *luukku_record_commands (void);

G_END_DECLS
