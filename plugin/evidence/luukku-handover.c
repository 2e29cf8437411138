/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-handover.c: the hand-over sheet: what the package is, who gets it, for what; and its log entry. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-handover.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "evidence/luukku-bag.h"
#include "evidence/luukku-custody.h"
#include "evidence/luukku-fast-digest.h"
#include "evidence/luukku-package-reader.h"
#include "evidence/luukku-package.h"
#include "evidence/luukku-print.h"
#include "evidence/luukku-sheet-private.h"

#include <string.h>

#define MAX_FIELD 1000 /* characters */
#define SHEET_NAME "hand-over.pdf"

typedef struct {
  const LuukkuHandover *handover;
  LuukkuWords *words;
  LuukkuRecordRow *row; /* (owned) */
  char *digest, *tags, *fingerprint, *checkpoint;
  gint64 size, now;
  GBytes *pdf; /* (out) */
} Sheet;

static void
sheet_clear (Sheet *self)
{
  luukku_words_free (self->words);
  luukku_record_row_free (self->row);
  g_free (self->digest);
  g_free (self->tags);
  g_free (self->fingerprint);
  g_free (self->checkpoint);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

static gboolean
is_given (const char *text)
{
  return text && *text && g_utf8_validate (text, -1, NULL) && luukku_text_length (text) <= MAX_FIELD;
}

/* The package must verify, and be of a record of this store. */
static gboolean
look_at_package (Sheet *self, LuukkuStore *store, GError **error)
{
  const char *path = self->handover->package;
  g_autoptr (LuukkuPackageReport) report = luukku_package_verify (path, NULL, error);
  g_autoptr (GMappedFile) file = report ? g_mapped_file_new (path, FALSE, NULL) : NULL;
  g_autoptr (GBytes) bytes = file ? g_mapped_file_get_bytes (file) : NULL;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) files = NULL;
  g_autofree char *top = NULL;

  if (!report)
    return FALSE;
  if (report->faults->len || !report->record || !bytes) {
    luukku_set_error (
        error, LUUKKU_ERROR_UNVERIFIED,
        N_ ("The package does not verify, or it is a folder; export it again as a .zip and hand "
            "that over."));
    return FALSE;
  }
  if (!(files = luukku_package_read (path, &top, faults, error)))
    return FALSE;
  self->digest = luukku_fast_digest_bytes (bytes);
  self->size = (gint64) g_bytes_get_size (bytes);
  self->tags = luukku_fast_digest_bytes (g_hash_table_lookup (files, LUUKKU_BAG_TAG_MANIFEST));
  self->checkpoint = g_strchomp (luukku_bag_text (g_hash_table_lookup (files, LUUKKU_BAG_CHECKPOINT)));
  self->fingerprint = g_strdup (report->fingerprint);
  self->row = luukku_store_find_record (store, report->record, NULL);
  if (self->row)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                    N_ ("The package is of a record that this inbox does not have; choose another one."));
  return FALSE;
}

static void
add_row (Sheet *self, LuukkuDocument *document, const char *label, const char *value)
{
  luukku_document_add (document, LUUKKU_BLOCK_ROW, g_strdup (luukku_words_get (self->words, label)),
                       luukku_sheet_shown (value, MAX_FIELD));
}

static LuukkuDocument *
to_document (Sheet *self, const LuukkuLogHeader *entry)
{
  LuukkuDocument *document = luukku_document_new (luukku_words_get_language (self->words));
  g_autofree char *name = g_path_get_basename (self->handover->package),
                  *size = g_strdup_printf ("%" G_GINT64_FORMAT, self->size);
  g_autofree char *file = NULL, *digest = luukku_digest_group (self->digest),
                  *tags = luukku_digest_group (self->tags), *hash = luukku_digest_group (entry->hash);
  g_autofree char *time = luukku_words_time (self->words, self->now), *by = NULL;
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, entry->seq);

  document->title = g_strdup (luukku_words_get (self->words, "handover-title"));
  document->author = luukku_sheet_shown (self->handover->actor, MAX_FIELD);
  document->subject = g_strdup (self->row->number);
  document->head_left = g_strdup (document->title);
  document->head_right = g_strdup (self->row->number);
  document->foot = g_strdup_printf ("%s\n%s %s", self->row->number, seq, hash);
  document->created_at = self->now;
  file = luukku_words_fill (self->words, "handover-file-value", "name", name, "size", size, NULL);
  by = luukku_words_fill (self->words, "handover-by-value", "actor", self->handover->actor, "time", time,
                          NULL);
  luukku_document_add (document, LUUKKU_BLOCK_TITLE, g_strdup (document->title), NULL);
  luukku_document_add (document, LUUKKU_BLOCK_TEXT,
                       g_strdup (luukku_words_get (self->words, "handover-explained")), NULL);
  add_row (self, document, "handover-file", file);
  add_row (self, document, "handover-digest", digest);
  add_row (self, document, "handover-tags", tags);
  add_row (self, document, "row-fingerprint", self->fingerprint);
  add_row (self, document, "handover-checkpoint", self->checkpoint);
  add_row (self, document, "handover-recipient", self->handover->recipient);
  add_row (self, document, "handover-purpose", self->handover->purpose);
  add_row (self, document, "handover-by", by);
  luukku_document_add (document, LUUKKU_BLOCK_SIGNATURES,
                       g_strdup (luukku_words_get (self->words, "handover-by")),
                       g_strdup (luukku_words_get (self->words, "sign-receiver")));
  return document;
}

static gboolean
on_header (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  LuukkuLogHeader **out = data;

  *out = g_new0 (LuukkuLogHeader, 1);
  (*out)->seq = header->seq;
  (*out)->hash = g_strdup (header->hash); /* what the sheet says of it */
  return TRUE;
}

/* One hand-over is one entry: when it is in the log already the sheet names that one, and only that the sheet
 * was made is new. */
static gboolean
log_hand_over (const Sheet *self, LuukkuStore *store, LuukkuLogHeader **ret_entry, GError **error)
{
  LuukkuCustodyAct act = { .case_number = self->row->case_number,
                           .kind = "handover",
                           .actor = self->handover->actor,
                           .record = self->row->number,
                           .recipient = self->handover->recipient,
                           .purpose = self->handover->purpose,
                           .sha256 = self->digest };
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuCustodyItem) before = luukku_custody_find (store, &act, &local);

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!before)
    return luukku_custody_append (store, &act, ret_entry, error);
  act.kind = "print";
  act.file = SHEET_NAME;
  return luukku_store_walk_log (store, before->seq, before->seq, on_header, ret_entry, error) &&
         luukku_custody_append (store, &act, NULL, error);
}

static gboolean
make (LuukkuStore *store, gpointer data, GError **error)
{
  Sheet *self = data;
  g_autoptr (LuukkuLogHeader) entry = NULL;
  g_autoptr (LuukkuPrinter) printer = NULL;
  g_autoptr (LuukkuDocument) document = NULL;

  if (!log_hand_over (self, store, &entry, error))
    return FALSE;
  printer = luukku_printer_new ();
  document = to_document (self, entry);
  self->pdf = luukku_printer_make_pdf (printer, document, NULL, error);
  return self->pdf != NULL;
}

GBytes *
luukku_handover_make (LuukkuStore *store, const LuukkuHandover *handover, GError **error)
{
  g_auto (Sheet) self = { .handover = handover, .now = luukku_clock_now (luukku_store_get_clock (store)) };

  if (!is_given (handover->recipient) || !is_given (handover->purpose) || !is_given (handover->actor)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("A hand-over needs the recipient, the purpose and who hands over; give all three."));
    return NULL;
  }
  self.words = luukku_words_new (handover->language ? handover->language : "fi", error);
  if (!self.words || !look_at_package (&self, store, error))
    return NULL;
  if (!luukku_store_transaction (store, make, &self, error))
    g_clear_pointer (&self.pdf, g_bytes_unref);
  return self.pdf;
}
