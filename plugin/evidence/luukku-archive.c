/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-archive.c: makes a record: facts, record.json, log entry "record", sheets, log entry "render", all
 * in one transaction. The second entry names the sheets, so that the sheets can name the first one. Must not
 * send, hide or delete anything anywhere: archiving comes before every such act. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-archive.h"

#include "base/luukku-canonical.h"
#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-checkpoint.h"
#include "evidence/luukku-custody.h"
#include "evidence/luukku-log-entry.h"
#include "evidence/luukku-package.h"
#include "evidence/luukku-record.h"

#include <string.h>

#define MAX_NOTE 20000 /* characters */
#define MAX_FIELD 1000

static const char *const kinds[] = { "threat", "removal", "harassment", "other", NULL };

const char *const *
luukku_archive_get_kinds (void)
{
  return kinds;
}

static gboolean
fits (const char *text, guint max)
{
  return !text || (g_utf8_validate (text, -1, NULL) && luukku_text_length (text) <= max);
}

static gboolean
check_request (const LuukkuArchiveRequest *request, GError **error)
{
  if (!request->case_number || !request->actor || !*request->actor) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("A record needs a case number and the name of the person who archives; give both."));
    return FALSE;
  }
  if (!request->kind || !g_strv_contains (kinds, request->kind)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("A record is archived as threat, removal, harassment or other; choose one of them."));
    return FALSE;
  }
  if (!fits (request->note, MAX_NOTE) || !fits (request->actor, MAX_FIELD) ||
      !fits (request->role, MAX_FIELD) || !fits (request->organisation, MAX_FIELD) ||
      !fits (request->proposed_by, MAX_FIELD) || !fits (request->case_number, MAX_FIELD)) {
    luukku_set_error (
        error, LUUKKU_ERROR_TOO_LARGE,
        N_ ("The note or a name is too long for a record; shorten it (a note may have %d characters)."),
        MAX_NOTE);
    return FALSE;
  }
  if (request->before > LUUKKU_ARCHIVE_MAX_CONTEXT || request->after > LUUKKU_ARCHIVE_MAX_CONTEXT) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("At most %d messages on either side can be beside the chosen one; take fewer, or the "
            "whole conversation."),
        LUUKKU_ARCHIVE_MAX_CONTEXT);
    return FALSE;
  }
  return TRUE;
}

typedef struct {
  const LuukkuArchiveRequest *request;
  LuukkuWords *words;
  LuukkuPrinter *printer;
  const char *fingerprint;
  const char *key_dir; /* (nullable): no key, no checkpoint */
  char *number;        /* (out) */
  GPtrArray *pictures; /* (out): a preview: nothing is kept */
  guint dpi, max_pages, pages;
} Making;

/* Log entry with the number of the record and the files from @first on. */
static gboolean
log_files (LuukkuStore *store, const LuukkuRecord *record, const char *kind, guint first,
           LuukkuLogHeader **ret_header, GError **error)
{
  GVariantBuilder content;

  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&content, "{sv}", "record", g_variant_new_string (record->number));
  g_variant_builder_add (&content, "{sv}", "files", luukku_record_list_files (record, first));
  if (record->request->organisation)
    g_variant_builder_add (&content, "{sv}", "organisation",
                           g_variant_new_string (record->request->organisation));
  return luukku_chain_append (store, record->request->case_number, kind, record->request->actor,
                              g_variant_builder_end (&content), ret_header, error);
}

static gboolean
write_json (LuukkuStore *store, LuukkuRecord *record, GError **error)
{
  g_autofree char *json = luukku_canonical_json (luukku_record_to_variant (record), error);
  g_autoptr (GBytes) bytes = json ? g_bytes_new (json, strlen (json)) : NULL;

  return bytes &&
         luukku_record_add_file (record, store, "data/record.json", "application/json", bytes, error);
}

/* Names and own statements: a sheet that is disclosed by itself. */
static gboolean
write_appendix (LuukkuStore *store, LuukkuRecord *record, Making *making, const LuukkuLogHeader *entry,
                const char *digest, GError **error)
{
  g_autoptr (LuukkuDocument) document = luukku_record_to_appendix (record, making->words, entry, digest);
  g_autoptr (GBytes) pdf = NULL;

  if (!document)
    return TRUE;
  pdf = luukku_printer_make_pdf (making->printer, document, NULL, error);
  return pdf && luukku_record_add_file (record, store, LUUKKU_ARCHIVE_APPENDIX, "application/pdf", pdf,
                                        error) != NULL;
}

static gboolean
write_sheets (LuukkuStore *store, LuukkuRecord *record, Making *making, const LuukkuLogHeader *entry,
              GError **error)
{
  const LuukkuRecordFile *json = record->files->pdata[record->files->len - 1];
  g_autoptr (LuukkuDocument) document =
      luukku_record_to_document (record, making->words, entry, json->sha256);
  g_autoptr (GBytes) pdf = luukku_printer_make_pdf (making->printer, document, NULL, error);
  g_autoptr (GBytes) text = luukku_document_to_text (document);

  return pdf && luukku_record_add_file (record, store, "data/record.pdf", "application/pdf", pdf, error) &&
         luukku_record_add_file (record, store, "data/record.txt", "text/plain", text, error) &&
         write_appendix (store, record, making, entry, json->sha256, error);
}

/* The case's own history tells of the record too; the case may have been closed since. */
static gboolean
tell_case (LuukkuStore *store, const LuukkuRecord *record, GError **error)
{
  const LuukkuCaseInit *item = luukku_case_peek (record->item);
  LuukkuCaseNote note = { .actor = record->request->actor, .detail = record->number, .at = record->made_at };
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuCase) newest = luukku_store_find_case (store, item->conversation, &local);
  g_autoptr (LuukkuCase) after = NULL;

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!luukku_store_set_case_kind (store, item->id, record->request->kind, error))
    return FALSE;
  if (!newest || luukku_case_peek (newest)->id != item->id || item->state == LUUKKU_CASE_CLOSED)
    return TRUE;
  after = luukku_store_case_event (store, item->conversation, LUUKKU_CASE_EVENT_ARCHIVED, &note, error);
  return after != NULL;
}

/* FALSE always: the transaction is undone. */
static gboolean
draw_preview (const LuukkuRecord *record, Making *making, const LuukkuLogHeader *entry, GError **error)
{
  const LuukkuRecordFile *json = record->files->pdata[record->files->len - 1];
  g_autoptr (LuukkuDocument) document =
      luukku_record_to_document (record, making->words, entry, json->sha256);
  char *head = g_strdup (luukku_words_get (making->words, "preview"));

  g_free (document->head_left);
  document->head_left = head;
  making->pictures = luukku_printer_make_pictures (making->printer, document, making->dpi, making->max_pages,
                                                   &making->pages, error);
  if (making->pictures)
    g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_FAILED, "preview");
  return FALSE;
}

/* The checkpoint on the paper covers the record's own entry. A key that is locked or broken keeps nobody from
 * archiving: the record then says that it has none. */
static gboolean
add_checkpoint (LuukkuStore *store, LuukkuRecord *record, const Making *making, GError **error)
{
  if (making->key_dir)
    record->checkpoint =
        luukku_checkpoint_sign (store, making->key_dir, making->request->organisation, "paper", NULL);
  return !record->checkpoint || luukku_store_add_checkpoint (store, record->checkpoint, error);
}

static gboolean
make_record (LuukkuStore *store, gpointer data, GError **error)
{
  Making *making = data;
  g_autoptr (LuukkuRecord) record = luukku_record_gather (store, making->request, making->printer, error);
  g_autoptr (LuukkuLogHeader) record_entry = NULL, render_entry = NULL;
  LuukkuRecordRow row = { 0 };
  guint first;

  if (!record)
    return FALSE;
  record->fingerprint = g_strdup (making->fingerprint);
  if (!write_json (store, record, error) || !log_files (store, record, "record", 0, &record_entry, error) ||
      !add_checkpoint (store, record, making, error))
    return FALSE;
  if (making->max_pages)
    return draw_preview (record, making, record_entry, error);
  first = record->files->len;
  if (!write_sheets (store, record, making, record_entry, error) ||
      !log_files (store, record, "render", first, &render_entry, error))
    return FALSE;
  row.number = record->number;
  row.case_number = (char *) making->request->case_number;
  row.version = record->version;
  row.kind = (char *) making->request->kind;
  row.record_seq = record_entry->seq;
  row.render_seq = render_entry->seq;
  row.made_at = record->made_at;
  if (!luukku_store_add_record (store, &row, error) || !tell_case (store, record, error))
    return FALSE;
  making->number = g_strdup (record->number);
  return TRUE;
}

/* The printed record names the certificate that will sign its package, so the key is made before printing. */
static gboolean
find_signer (LuukkuStore *store, const char *organisation, char **ret_dir, char **ret_fingerprint,
             GError **error)
{
  const char *path = luukku_store_get_path (store);

  if (g_str_equal (path, ":memory:") || luukku_store_is_read_only (store))
    return TRUE; /* no folder; or the transaction will say why nothing can be written */
  *ret_dir = luukku_signer_default_dir (path);
  return luukku_signer_ensure (*ret_dir, organisation, luukku_store_get_clock (store), ret_fingerprint,
                               error);
}

static void
run (LuukkuStore *store, const LuukkuArchiveRequest *request, Making *making, GError **error)
{
  LuukkuArchiveRequest filled = *request;
  g_autoptr (LuukkuWords) words = NULL;
  g_autoptr (LuukkuPrinter) printer = NULL;
  g_autofree char *fingerprint = NULL, *key_dir = NULL;

  if (!filled.language)
    filled.language = "fi";
  if (!check_request (&filled, error) || !(words = luukku_words_new (filled.language, error)) ||
      !find_signer (store, filled.organisation, &key_dir, &fingerprint, error))
    return;
  printer = luukku_printer_new ();
  making->request = &filled;
  making->words = words;
  making->printer = printer;
  making->fingerprint = fingerprint;
  making->key_dir = key_dir;
  if (!luukku_store_transaction (store, make_record, making, error))
    g_clear_pointer (&making->number, g_free);
}

char *
luukku_archive_make (LuukkuStore *store, const LuukkuArchiveRequest *request, GError **error)
{
  Making making = { 0 };

  run (store, request, &making, error);
  return making.number;
}

GPtrArray *
luukku_archive_preview (LuukkuStore *store, const LuukkuArchiveRequest *request, guint dpi, guint max_pages,
                        guint *ret_pages, GError **error)
{
  Making making = { .dpi = CLAMP (dpi, 36, 300), .max_pages = MAX (max_pages, 1) };
  g_autoptr (GError) local = NULL;

  run (store, request, &making, &local);
  if (!making.pictures)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (ret_pages)
    *ret_pages = making.pages;
  return making.pictures;
}

/* --- reading */

typedef struct {
  const char *record, *path, *actor;
  const char *act; /* "view", "print" */
  GBytes *bytes;   /* (out) */
} Reading;

static gboolean
read_file (LuukkuStore *store, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuRecordRow) row = luukku_store_find_record (store, reading->record, &local);
  g_autoptr (LuukkuLogFiles) files = NULL;
  gboolean sheet = !g_str_equal (reading->path, "data/record.json");
  const char *digest;
  LuukkuCustodyAct act = { .kind = reading->act, .actor = reading->actor, .record = reading->record };

  if (!row) {
    if (local)
      g_propagate_error (error, g_steal_pointer (&local));
    else
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("There is no such record; look at the list of records."));
    return FALSE;
  }
  files = luukku_log_files_load (store, sheet ? row->render_seq : row->record_seq, error);
  digest = files ? luukku_log_files_get_digest (files, reading->path) : NULL;
  if (!files)
    return FALSE;
  reading->bytes = digest ? luukku_store_get_blob (store, row->case_number, digest, &local) : NULL;
  if (!reading->bytes) {
    if (local)
      g_propagate_error (error, g_steal_pointer (&local));
    else
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("The file of this record has been erased."));
    return FALSE;
  }
  act.case_number = row->case_number;
  act.file = reading->path;
  return luukku_custody_append (store, &act, NULL, error);
}

static GBytes *
read_as (LuukkuStore *store, const char *record, const char *file, const char *actor, const char *act,
         GError **error)
{
  static const char *const known[] = { "record.pdf", "record.json", "record.txt", "E1.pdf", NULL };
  gboolean appendix = g_str_equal (file, "E1.pdf");
  g_autofree char *path = appendix ? g_strdup (LUUKKU_ARCHIVE_APPENDIX) : g_strconcat ("data/", file, NULL);
  Reading reading = { record, path, actor, act, NULL };

  if (!g_strv_contains (known, file)) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("A record has the files record.pdf, record.json and record.txt, and E1.pdf where "
                          "names were stated; "
                          "ask for one of them."));
    return NULL;
  }
  if (!luukku_store_transaction (store, read_file, &reading, error))
    g_clear_pointer (&reading.bytes, g_bytes_unref);
  return reading.bytes;
}

GBytes *
luukku_archive_read (LuukkuStore *store, const char *record, const char *file, const char *actor,
                     GError **error)
{
  return read_as (store, record, file, actor, "view", error);
}

GBytes *
luukku_archive_read_for_print (LuukkuStore *store, const char *record, const char *file, const char *actor,
                               GError **error)
{
  return read_as (store, record, file, actor, "print", error);
}
