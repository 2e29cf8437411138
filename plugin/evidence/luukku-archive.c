/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-archive.c: makes a record: facts, record.json, log entry "record", sheets, log entry "render", and
 * keeps all in one transaction. The second entry names the sheets, so that the sheets can name the first one.
 * Must not send, hide or delete anything anywhere: archiving comes before every such act. */
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

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_NOTE 20000 /* characters */
#define MAX_FIELD 1000
#define RECORD_JSON "data/record.json"

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

#define MAX_TRIES 3 /* before the log is locked meanwhile */

typedef struct {
  const LuukkuArchiveRequest *request;
  LuukkuWords *words;
  LuukkuPrinter *printer;
  const char *fingerprint;
  const char *key_dir;                    /* (nullable): no key, no checkpoint */
  LuukkuRecord *record;                   /* (owned) (nullable): what is made, not kept yet */
  LuukkuChainEntry *entry, *render_entry; /* (owned) (nullable) */
  gboolean overtaken;                     /* the log went on meanwhile */
  char *number;                           /* (out) */
  GPtrArray *pictures;                    /* (out): a preview: nothing is kept */
  guint dpi, max_pages, pages;
} Making;

static void
making_clear (Making *self)
{
  g_clear_pointer (&self->record, luukku_record_free);
  g_clear_pointer (&self->entry, luukku_chain_entry_free);
  g_clear_pointer (&self->render_entry, luukku_chain_entry_free);
}

/* --- making: reads, draws and signs; keeps nothing */

/* Log entry with the number of the record and the files from @first on. */
static LuukkuChainEntry *
prepare_entry (LuukkuStore *store, const LuukkuRecord *record, const LuukkuLogHeader *after, const char *kind,
               guint first, GError **error)
{
  GVariantBuilder content;

  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&content, "{sv}", "record", g_variant_new_string (record->number));
  g_variant_builder_add (&content, "{sv}", "files", luukku_record_list_files (record, first));
  if (record->request->organisation)
    g_variant_builder_add (&content, "{sv}", "organisation",
                           g_variant_new_string (record->request->organisation));
  return luukku_chain_prepare (store, after, record->request->case_number, kind, record->request->actor,
                               g_variant_builder_end (&content), error);
}

static gboolean
write_json (LuukkuRecord *record, GError **error)
{
  g_autofree char *json = luukku_canonical_json (luukku_record_to_variant (record), error);
  g_autoptr (GBytes) bytes = json ? g_bytes_new (json, strlen (json)) : NULL;

  if (!bytes)
    return FALSE;
  luukku_record_add_file (record, "data/record.json", "application/json", bytes);
  return TRUE;
}

/* Names and own statements: a sheet that is disclosed by itself. */
static gboolean
write_appendix (LuukkuRecord *record, Making *making, const char *digest, GError **error)
{
  g_autoptr (LuukkuDocument) document =
      luukku_record_to_appendix (record, making->words, making->entry->header, digest);
  g_autoptr (GBytes) pdf = NULL;

  if (!document)
    return TRUE;
  pdf = luukku_printer_make_pdf (making->printer, document, NULL, error);
  if (!pdf)
    return FALSE;
  luukku_record_add_file (record, LUUKKU_ARCHIVE_APPENDIX, "application/pdf", pdf);
  return TRUE;
}

static gboolean
write_sheets (LuukkuRecord *record, Making *making, GError **error)
{
  const LuukkuRecordFile *json = record->files->pdata[record->files->len - 1];
  g_autoptr (LuukkuDocument) document =
      luukku_record_to_document (record, making->words, making->entry->header, json->sha256);
  g_autoptr (GBytes) pdf = luukku_printer_make_pdf (making->printer, document, NULL, error);
  g_autoptr (GBytes) text = luukku_document_to_text (document);

  if (!pdf)
    return FALSE;
  luukku_record_add_file (record, "data/record.pdf", "application/pdf", pdf);
  luukku_record_add_file (record, "data/record.txt", "text/plain", text);
  return write_appendix (record, making, json->sha256, error);
}

static gboolean
draw_preview (const LuukkuRecord *record, Making *making, GError **error)
{
  const LuukkuRecordFile *json = record->files->pdata[record->files->len - 1];
  g_autoptr (LuukkuDocument) document =
      luukku_record_to_document (record, making->words, making->entry->header, json->sha256);
  char *head = g_strdup (luukku_words_get (making->words, "preview"));

  g_free (document->head_left);
  document->head_left = head;
  making->pictures = luukku_printer_make_pictures (making->printer, document, making->dpi, making->max_pages,
                                                   &making->pages, error);
  return making->pictures != NULL;
}

static gboolean
gather (LuukkuStore *store, gpointer data, GError **error)
{
  Making *making = data;

  making->record = luukku_record_gather (store, making->request, making->printer, error);
  return making->record != NULL;
}

/* The checkpoint on the paper covers the record's own entry. A key that is locked or broken keeps nobody from
 * archiving: the record then says that it has none. */
static void
add_checkpoint (LuukkuStore *store, LuukkuRecord *record, const Making *making)
{
  if (making->key_dir)
    record->checkpoint = luukku_checkpoint_sign (store, making->key_dir, making->request->organisation,
                                                 making->entry->header, "paper", NULL);
}

/* Between the steps that take long. */
static gboolean
is_stopped (const LuukkuRecord *record, GError **error)
{
  const LuukkuArchiveRequest *request = record->request;
  guint total = record->messages->len;

  if (!request->progress || request->progress (total, total, request->progress_data))
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  return TRUE;
}

static gboolean
prepare (LuukkuStore *store, Making *making, GError **error)
{
  LuukkuRecord *record;
  LuukkuLogHeader before = { 0 };
  guint first;

  making_clear (making);
  if (!luukku_store_read (store, gather, making, error))
    return FALSE;
  record = making->record;
  record->fingerprint = g_strdup (making->fingerprint);
  before.seq = record->seq_from - 1;
  before.hash = record->head_before;
  if (!write_json (record, error) ||
      !(making->entry = prepare_entry (store, record, before.seq ? &before : NULL, "record", 0, error)))
    return FALSE;
  add_checkpoint (store, record, making);
  if (is_stopped (record, error))
    return FALSE;
  if (making->max_pages)
    return draw_preview (record, making, error);
  first = record->files->len;
  if (!write_sheets (record, making, error) || is_stopped (record, error))
    return FALSE;
  making->render_entry = prepare_entry (store, record, making->entry->header, "render", first, error);
  return making->render_entry != NULL;
}

/* --- keeping */

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

/* Whatever concerns evidence is in the log: while it stands still, what was gathered still holds. */
static gboolean
is_overtaken (LuukkuStore *store, Making *making)
{
  g_autoptr (LuukkuLogHeader) head = luukku_store_get_log_head (store, NULL);

  making->overtaken = making->record->seq_from != (head ? head->seq : 0) + 1 ||
                      g_strcmp0 (making->record->head_before, head ? head->hash : LUUKKU_CHAIN_ZERO) != 0;
  return making->overtaken;
}

static gboolean
keep (LuukkuStore *store, gpointer data, GError **error)
{
  Making *making = data;
  LuukkuRecord *record = making->record;
  const LuukkuRecordRow row = { .number = record->number,
                                .case_number = (char *) making->request->case_number,
                                .version = record->version,
                                .kind = (char *) making->request->kind,
                                .record_seq = making->entry->header->seq,
                                .render_seq = making->render_entry->header->seq,
                                .made_at = record->made_at };

  if (is_overtaken (store, making)) {
    g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_BUSY, "overtaken"); /* never told: tried again */
    return FALSE;
  }
  return luukku_record_keep_files (record, store, error) && luukku_chain_put (store, making->entry, error) &&
         (!record->checkpoint || luukku_store_add_checkpoint (store, record->checkpoint, error)) &&
         luukku_chain_put (store, making->render_entry, error) &&
         luukku_store_add_record (store, &row, error) && tell_case (store, record, error);
}

static gboolean
prepare_and_keep (LuukkuStore *store, gpointer data, GError **error)
{
  return prepare (store, data, error) && keep (store, data, error);
}

/* Making takes long, keeping does not: only keeping holds the store, so that what comes in meanwhile need not
 * wait. What overtakes it too often is made to wait. */
static gboolean
make_record (LuukkuStore *store, Making *making, GError **error)
{
  if (making->max_pages)
    return prepare (store, making, error);
  for (guint i = 0; i < MAX_TRIES && !luukku_store_in_transaction (store); i++) {
    g_autoptr (GError) local = NULL;

    making->overtaken = FALSE;
    if (prepare (store, making, &local) && luukku_store_transaction (store, keep, making, &local))
      return TRUE;
    if (!making->overtaken) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }
  return luukku_store_transaction (store, prepare_and_keep, making, error);
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
  if (make_record (store, making, error) && !making->max_pages)
    making->number = g_strdup (making->record->number);
  making_clear (making);
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

  run (store, request, &making, error);
  if (making.pictures && ret_pages)
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
  gboolean sheet = !g_str_equal (reading->path, RECORD_JSON);
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

/* --- what is in it */
gboolean
luukku_archive_shows (LuukkuStore *store, const LuukkuRecordRow *record, LuukkuMessage *message)
{
  g_autoptr (LuukkuLogFiles) files = luukku_log_files_load (store, record->record_seq, NULL);
  const char *digest = files ? luukku_log_files_get_digest (files, RECORD_JSON) : NULL;
  g_autoptr (GBytes) bytes = digest ? luukku_store_get_blob (store, record->case_number, digest, NULL) : NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  JsonNode *root = data && json_parser_load_from_data (parser, data, (gssize) size, NULL)
                       ? json_parser_get_root (parser)
                       : NULL;
  JsonNode *list = root && JSON_NODE_HOLDS_OBJECT (root)
                       ? json_object_get_member (json_node_get_object (root), "messages")
                       : NULL;
  JsonArray *messages = list && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;

  for (guint i = 0; messages && i < json_array_get_length (messages); i++) {
    JsonNode *node = json_array_get_element (messages, i);
    JsonObject *one = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

    if (one && g_strcmp0 (json_object_get_string_member_with_default (one, "message_id", NULL),
                          luukku_message_get_platform_id (message)) == 0)
      return TRUE;
  }
  return FALSE;
}
