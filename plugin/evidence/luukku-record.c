/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-record.c: gathers the facts of a record from the store, and puts its files into the case's blobs
 * when luukku-archive.c says so. Decides nothing: what the store does not know is not said. Gathering only
 * reads one state of the store; nobody who writes waits for it. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-record.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-fast-digest.h"
#include "evidence/luukku-log-entry.h"
#include "evidence/luukku-scrub.h"
#include "store/luukku-store-replies.h"
#include "store/luukku-store-retention.h"

#include <gio/gio.h>
#include <string.h>

#define MIN_QUOTE_HEIGHT 60.0 /* points: a few lines of every text are printed, however many there are */

typedef struct {
  LuukkuStore *store; /* no ref: the caller's */
  LuukkuPrinter *printer;
  LuukkuRecord *record;
  double budget; /* points of quoted text left on paper */
  guint attachments;
} Gathering;

/* --- freeing */

static void
file_free (LuukkuRecordFile *file)
{
  g_free (file->path);
  g_free (file->sha256);
  g_free (file->media_type);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}

static void
text_free (LuukkuRecordText *text)
{
  if (!text)
    return;
  g_free (text->visible);
  g_free (text);
}

static void
version_free (LuukkuRecordVersion *version)
{
  text_free (version->text);
  g_free (version);
}

static void
message_free (LuukkuRecordMessage *message)
{
  luukku_stored_message_free (message->stored);
  text_free (message->text);
  text_free (message->translation);
  g_clear_pointer (&message->versions, g_ptr_array_unref);
  g_clear_pointer (&message->attachments, g_ptr_array_unref);
  g_clear_pointer (&message->listed, g_ptr_array_unref);
  g_clear_pointer (&message->looks, g_ptr_array_unref);
  g_clear_pointer (&message->words, g_ptr_array_unref);
  g_free (message);
}

void
luukku_record_free (LuukkuRecord *self)
{
  if (!self)
    return;
  g_free (self->number);
  g_free (self->supersedes_sha256);
  g_clear_pointer (&self->item, luukku_case_unref);
  g_clear_pointer (&self->conversation, luukku_conversation_unref);
  g_free (self->channel_name);
  g_free (self->channel_unit);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->alarm, g_ptr_array_unref);
  g_clear_pointer (&self->unsent, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->contact_cases, g_ptr_array_unref);
  g_clear_pointer (&self->contact_names, g_ptr_array_unref);
  g_clear_pointer (&self->facts, luukku_facts_free);
  g_clear_pointer (&self->screenshots, g_ptr_array_unref);
  g_free (self->head_before);
  g_free (self->fingerprint);
  g_clear_pointer (&self->custody, g_ptr_array_unref);
  luukku_checkpoint_row_free (self->before);
  luukku_checkpoint_row_free (self->checkpoint);
  g_free (self);
}

/* --- files */

static LuukkuRecordFile *
add_named (LuukkuRecord *self, const char *path, const char *media_type, GBytes *bytes)
{
  LuukkuRecordFile *file = g_new0 (LuukkuRecordFile, 1);

  file->path = g_strdup (path);
  file->sha256 = luukku_fast_digest_bytes (bytes);
  file->size = g_bytes_get_size (bytes);
  file->media_type = g_strdup (media_type);
  g_ptr_array_add (self->files, file);
  return file;
}

LuukkuRecordFile *
luukku_record_add_file (LuukkuRecord *self, const char *path, const char *media_type, GBytes *bytes)
{
  LuukkuRecordFile *file = add_named (self, path, media_type, bytes);

  file->bytes = g_bytes_ref (bytes);
  return file;
}

LuukkuRecordFile *
luukku_record_add_kept (LuukkuRecord *self, const char *path, const char *media_type, GBytes *bytes)
{
  return add_named (self, path, media_type, bytes);
}

/* Pictures and films may be large: they are not held in memory meanwhile. */
static LuukkuRecordFile *
add_attachment (LuukkuRecord *self, const char *path, const char *media_type, GBytes *bytes,
                gint64 attachment)
{
  LuukkuRecordFile *file = add_named (self, path, media_type, bytes);

  file->attachment = attachment;
  return file;
}

gboolean
luukku_record_keep_files (const LuukkuRecord *self, LuukkuStore *store, GError **error)
{
  const char *number = self->request->case_number;

  for (guint i = 0; i < self->files->len; i++) {
    const LuukkuRecordFile *file = self->files->pdata[i];

    if (file->bytes &&
        !luukku_store_put_known_blob (store, number, file->media_type, file->sha256, file->bytes, error))
      return FALSE;
    if (file->attachment && !luukku_store_put_attachment_blob (store, number, file->media_type, file->sha256,
                                                               file->attachment, error))
      return FALSE;
  }
  return TRUE;
}

GVariant *
luukku_record_list_files (const LuukkuRecord *self, guint first)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("av"));
  for (guint i = first; i < self->files->len; i++) {
    const LuukkuRecordFile *file = self->files->pdata[i];

    GVariantBuilder object;

    g_variant_builder_init (&object, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&object, "{sv}", "path", g_variant_new_string (file->path));
    g_variant_builder_add (&object, "{sv}", "sha256", g_variant_new_string (file->sha256));
    g_variant_builder_add (&object, "{sv}", "size", g_variant_new_int64 (file->size));
    g_variant_builder_add (&list, "v", g_variant_builder_end (&object));
  }
  return g_variant_builder_end (&list);
}

/* What a file is called in the package comes from these tables, never from outside. */
typedef struct {
  const char *media_type;
  const char *extension;
} Extension;

static const Extension raw_extensions[] = {
  { "application/json", "json" },
  { "message/rfc822", "eml" },
  { "text/plain", "txt" },
};

static const Extension attachment_extensions[] = {
  { "application/pdf", "pdf" }, { "audio/aac", "aac" },  { "audio/mp4", "m4a" }, { "audio/mpeg", "mp3" },
  { "audio/ogg", "ogg" },       { "audio/wav", "wav" },  { "image/bmp", "bmp" }, { "image/gif", "gif" },
  { "image/heic", "heic" },     { "image/jpeg", "jpg" }, { "image/png", "png" }, { "image/tiff", "tif" },
  { "image/webp", "webp" },     { "text/plain", "txt" }, { "video/mp4", "mp4" }, { "video/quicktime", "mov" },
  { "video/webm", "webm" },     { "text/csv", "csv" },
};

static const char *
extension_of (const Extension *table, gsize count, const char *media_type)
{
  for (gsize i = 0; media_type && i < count; i++)
    if (g_ascii_strcasecmp (media_type, table[i].media_type) == 0)
      return table[i].extension;
  return "bin";
}

/* --- texts */

static LuukkuRecordText *
gather_text (Gathering *self, const char *text, const char *path, const char *language)
{
  gsize size = strlen (text);
  g_autoptr (GBytes) bytes = g_bytes_new (text, size);
  LuukkuRecordText *out = g_new0 (LuukkuRecordText, 1);
  double most = MIN (LUUKKU_RECORD_MAX_TEXT_PAGES * (double) LUUKKU_PRINT_PAGE_HEIGHT, self->budget);

  out->file = luukku_record_add_file (self->record, path, "text/plain", bytes);
  out->characters = luukku_text_length (text);
  out->visible = luukku_visible_text (text, size, &out->counts);
  luukku_printer_measure (self->printer, out->visible, language, MAX (most, MIN_QUOTE_HEIGHT), &out->extent);
  self->budget = MAX (0, self->budget - out->extent.height);
  return out;
}

static gboolean
gather_versions (Gathering *self, LuukkuRecordMessage *message, guint n, GError **error)
{
  g_autoptr (GPtrArray) versions = NULL;

  message->versions = g_ptr_array_new_with_free_func ((GDestroyNotify) version_free);
  if (!message->stored->versions)
    return TRUE;
  if (!(versions = luukku_store_list_versions (self->store, message->stored->id, error)))
    return FALSE;
  for (guint i = 0; i < versions->len; i++) {
    const LuukkuMessageVersion *version = versions->pdata[i];
    LuukkuRecordVersion *out = g_new0 (LuukkuRecordVersion, 1);
    g_autofree char *path = g_strdup_printf ("data/messages/%04u/version-%02u.txt", n, i + 1);

    g_ptr_array_add (message->versions, out);
    out->kind = version->kind;
    out->seen_at = version->seen_at;
    if (version->text)
      out->text = gather_text (self, version->text, path, self->record->request->language);
  }
  return TRUE;
}

static gboolean
gather_attachments (Gathering *self, LuukkuRecordMessage *message, GError **error)
{
  message->attachments = g_ptr_array_new_with_free_func (g_free);
  if (!(message->listed = luukku_store_list_attachments (self->store, message->stored->id, error)))
    return FALSE;
  for (guint i = 0; i < message->listed->len; i++) {
    LuukkuStoredAttachment *stored = message->listed->pdata[i];
    LuukkuRecordAttachment *out = g_new0 (LuukkuRecordAttachment, 1);
    g_autoptr (GBytes) bytes = NULL;
    g_autofree char *path = NULL;
    g_autoptr (GError) local = NULL;
    const char *type = stored->attachment->media_type;

    g_ptr_array_add (message->attachments, out);
    out->stored = stored;
    if (stored->state != LUUKKU_ATTACHMENT_STORED)
      continue;
    bytes = luukku_store_get_attachment_bytes (self->store, stored->id, &local);
    if (local) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (!bytes)
      continue;
    path = g_strdup_printf ("data/attachments/%04u.%s", ++self->attachments,
                            extension_of (attachment_extensions, G_N_ELEMENTS (attachment_extensions), type));
    out->file =
        add_attachment (self->record, path, type ? type : "application/octet-stream", bytes, stored->id);
  }
  return TRUE;
}

static void
gather_raw (Gathering *self, LuukkuRecordMessage *message, guint n)
{
  const char *type = luukku_message_get_raw_type (message->stored->message);
  GBytes *raw = luukku_message_get_raw (message->stored->message);
  g_autoptr (GBytes) scrubbed = NULL;
  g_autofree char *path = NULL;

  if (!raw)
    return;
  path = g_strdup_printf ("data/messages/%04u/raw.%s", n,
                          extension_of (raw_extensions, G_N_ELEMENTS (raw_extensions), type));
  scrubbed = luukku_scrub_payload (raw, &message->raw_removed);
  message->raw =
      luukku_record_add_file (self->record, path, type ? type : "application/octet-stream", scrubbed);
}

static void
gather_translation (Gathering *self, LuukkuRecordMessage *message, guint n)
{
  const char *text = luukku_facts_get (self->record->facts, message->stored->id, 0, "translation.text");
  g_autofree char *path = g_strdup_printf ("data/messages/%04u/translation.txt", n);

  if (text)
    message->translation = gather_text (self, text, path, self->record->request->language);
}

/* --- which messages */

static gboolean
is_in (const GArray *numbers, gint64 id)
{
  for (guint i = 0; numbers && i < numbers->len; i++)
    if (g_array_index (numbers, gint64, i) == id)
      return TRUE;
  return FALSE;
}

static gboolean
is_object (const LuukkuArchiveRequest *request, gint64 id)
{
  return request->objects ? is_in (request->objects, id) : id == request->message;
}

gboolean
luukku_record_is_chosen (const LuukkuRecord *self)
{
  return self->request->objects || self->request->message;
}

gboolean
luukku_record_is_own (const LuukkuRecord *self, const LuukkuRecordMessage *message)
{
  return g_strcmp0 (luukku_message_get_conversation_id (message->stored->message),
                    luukku_conversation_peek (self->conversation)->platform_id) == 0;
}

/* @stored: (transfer full). */
static gboolean
gather_message (Gathering *self, LuukkuStoredMessage *stored, GError **error)
{
  LuukkuRecordMessage *message = g_new0 (LuukkuRecordMessage, 1);
  guint n = self->record->messages->len + 1;
  g_autofree char *text_path = g_strdup_printf ("data/messages/%04u/text.txt", n);

  message->stored = stored;
  message->context = luukku_record_is_chosen (self->record) && !is_object (self->record->request, stored->id);
  g_ptr_array_add (self->record->messages, message);
  message->text = gather_text (self, luukku_message_get_text (stored->message), text_path,
                               self->record->request->language);
  gather_raw (self, message, n);
  gather_translation (self, message, n);
  return gather_versions (self, message, n, error) && gather_attachments (self, message, error) &&
         luukku_record_gather_labels (message, self->store, error);
}

/* The chosen message and what a person wanted around it. *@ret_from, *@ret_until: first, and one behind. */
static gboolean
find_chosen (const LuukkuArchiveRequest *request, GPtrArray *all, guint *ret_from, guint *ret_until,
             GError **error)
{
  for (guint i = 0; i < all->len; i++)
    if (((LuukkuStoredMessage *) all->pdata[i])->id == request->message) {
      *ret_from = i - MIN (i, request->before);
      *ret_until = i + 1 + MIN (all->len - i - 1, request->after);
      return TRUE;
    }
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                    N_ ("The message to archive is not in this case; open the case and choose it again."));
  return FALSE;
}

static int
compare_sent (gconstpointer a, gconstpointer b)
{
  const LuukkuStoredMessage *first = *(const LuukkuStoredMessage *const *) a,
                            *second = *(const LuukkuStoredMessage *const *) b;
  gint64 left = luukku_message_get_sent_at (first->message),
         right = luukku_message_get_sent_at (second->message);

  if (left != right)
    return left < right ? -1 : 1;
  return first->id < second->id ? -1 : first->id > second->id;
}

/* Puts those of @all that were chosen into @chosen and tells how many were not. */
static guint
pick (const LuukkuArchiveRequest *request, GPtrArray *all, GPtrArray *chosen)
{
  guint left = 0;

  for (guint i = 0; i < all->len; i++) {
    LuukkuStoredMessage *stored = all->pdata[i];

    if (is_in (request->objects, stored->id) || is_in (request->context, stored->id))
      g_ptr_array_add (chosen, g_steal_pointer (&all->pdata[i]));
    else
      left++;
  }
  return left;
}

/* What a person ticked, of all conversations of the sender. Returns: (transfer full): LuukkuStoredMessage;
 * NULL with @error. */
static GPtrArray *
list_ticked (Gathering *self, GError **error)
{
  const LuukkuArchiveRequest *request = self->record->request;
  guint wanted = request->objects->len + (request->context ? request->context->len : 0);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_stored_message_free);
  g_autoptr (GArray) ids = luukku_store_list_same_resident (self->store, request->case_number, error);

  for (guint i = 0; ids && i < ids->len; i++) {
    gint64 id = g_array_index (ids, gint64, i);
    g_autoptr (GPtrArray) all = luukku_store_list_messages (self->store, id, 0, error);
    guint left;

    if (!all)
      return NULL;
    left = pick (request, all, chosen);
    if (id == luukku_conversation_peek (self->record->conversation)->id)
      self->record->left_out = left;
  }
  if (!ids)
    return NULL;
  if (!request->objects->len || chosen->len != wanted) {
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("Choose at least one message that the record is about; open the case and choose again."));
    return NULL;
  }
  if (chosen->len > LUUKKU_ARCHIVE_MAX_MESSAGES) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("A record has at most %d messages; choose fewer, and make another record."),
                      LUUKKU_ARCHIVE_MAX_MESSAGES);
    return NULL;
  }
  g_ptr_array_sort (chosen, compare_sent);
  return g_steal_pointer (&chosen);
}

/* Takes the rows from @from up to the one before @until out of @all. */
static gboolean
gather_rows (Gathering *self, GPtrArray *all, guint from, guint until, GError **error)
{
  const LuukkuArchiveRequest *request = self->record->request;

  for (guint i = from; i < until; i++) {
    if (request->progress && !request->progress (i - from, until - from, request->progress_data)) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
      return FALSE;
    }
    if (!gather_message (self, g_steal_pointer (&all->pdata[i]), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
gather_ticked (Gathering *self, GError **error)
{
  g_autoptr (GPtrArray) chosen = list_ticked (self, error);

  return chosen && gather_rows (self, chosen, 0, chosen->len, error);
}

static gboolean
gather_messages (Gathering *self, GError **error)
{
  const LuukkuArchiveRequest *request = self->record->request;
  g_autoptr (GPtrArray) all = luukku_store_list_messages (
      self->store, luukku_conversation_peek (self->record->conversation)->id, 0, error);
  guint from, until;

  if (!all)
    return FALSE;
  if (!all->len) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("The case has no messages; there is nothing to archive."));
    return FALSE;
  }
  until = all->len;
  from = all->len > LUUKKU_ARCHIVE_MAX_MESSAGES ? all->len - LUUKKU_ARCHIVE_MAX_MESSAGES : 0;
  if (request->message && !find_chosen (request, all, &from, &until, error))
    return FALSE;
  self->record->left_out = all->len - (until - from);
  return gather_rows (self, all, from, until, error);
}

/* --- around the messages */

/* Earlier contacts of the same sender, for repetition: how often, in which cases, under which names. */
static void
gather_contacts (Gathering *self, const LuukkuConversationInit *conversation, GError **error)
{
  LuukkuRecord *record = self->record;

  if (luukku_store_count_contacts (self->store, conversation->channel, conversation->resident_id,
                                   &record->contacts, &record->first_contact, &record->last_contact, error))
    record->contact_cases = luukku_store_list_contact_cases (self->store, conversation->channel,
                                                             conversation->resident_id, error);
  if (record->contact_cases)
    record->contact_names = luukku_store_list_contact_names (self->store, conversation->channel,
                                                             conversation->resident_id, error);
}

static gboolean
gather_case (Gathering *self, GError **error)
{
  LuukkuRecord *record = self->record;
  const char *number = record->request->case_number;
  const LuukkuConversationInit *conversation;
  g_autoptr (GError) local = NULL;

  record->item = luukku_store_get_case (self->store, number, &local);
  if (!record->item && !local)
    luukku_set_error (&local, LUUKKU_ERROR_NOT_FOUND, N_ ("There is no case %s; look at the list of cases."),
                      number);
  if (record->item)
    record->conversation =
        luukku_store_get_conversation (self->store, luukku_case_peek (record->item)->conversation, &local);
  if (record->item && !record->conversation && !local)
    luukku_set_error (&local, LUUKKU_ERROR_DAMAGED,
                      N_ ("Case %s has no conversation; check the store with luukku verify."), number);
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  conversation = luukku_conversation_peek (record->conversation);
  record->channel_name = luukku_store_get_channel_name (self->store, conversation->channel, &local);
  if (!local)
    record->channel_unit = luukku_store_get_channel_unit (self->store, conversation->channel, &local);
  if (!local && conversation->resident_id)
    gather_contacts (self, conversation, &local);
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  record->steps = luukku_store_list_steps (self->store, luukku_case_peek (record->item)->id, error);
  if (!record->steps)
    return FALSE;
  record->unsent = luukku_store_list_unsent (self->store, conversation->id, error);
  return record->unsent != NULL && luukku_record_gather_alarm (record, self->store, error);
}

/* Which version this is, and what it replaces. */
static gboolean
gather_version (Gathering *self, GError **error)
{
  LuukkuRecord *record = self->record;
  g_autoptr (GPtrArray) earlier =
      luukku_store_list_records (self->store, record->request->case_number, error);
  const LuukkuRecordRow *newest = NULL;

  if (!earlier)
    return FALSE;
  for (guint i = 0; i < earlier->len; i++) {
    const LuukkuRecordRow *row = earlier->pdata[i];

    if (!newest || row->version > newest->version)
      newest = row;
  }
  record->version = newest ? newest->version + 1 : 1;
  record->number = g_strdup_printf ("%s-v%u", record->request->case_number, record->version);
  if (newest) {
    g_autoptr (LuukkuLogFiles) files = NULL;
    g_autoptr (GError) local = NULL;

    record->supersedes = newest->version;
    files = luukku_log_files_load (self->store, newest->record_seq,
                                   &local); /* erased: its number still says it */
    if (files)
      record->supersedes_sha256 = g_strdup (luukku_log_files_get_digest (files, "data/record.json"));
  }
  return TRUE;
}

static gboolean
gather_log_place (Gathering *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuLogHeader) head = luukku_store_get_log_head (self->store, &local);

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  self->record->seq_from = head ? head->seq + 1 : 1;
  self->record->head_before = g_strdup (head ? head->hash : LUUKKU_CHAIN_ZERO);
  return TRUE;
}

/* Who had the case's evidence so far, and the newest checkpoint. */
static gboolean
gather_custody (Gathering *self, GError **error)
{
  g_autoptr (GPtrArray) checkpoints = luukku_store_list_checkpoints (self->store, 1, error);

  if (!checkpoints)
    return FALSE;
  if (checkpoints->len)
    self->record->before = g_ptr_array_steal_index (checkpoints, 0);
  self->record->custody = luukku_custody_list (self->store, self->record->request->case_number, error);
  return self->record->custody != NULL;
}

LuukkuRecord *
luukku_record_gather (LuukkuStore *store, const LuukkuArchiveRequest *request, LuukkuPrinter *printer,
                      GError **error)
{
  g_autoptr (LuukkuRecord) record = g_new0 (LuukkuRecord, 1);
  Gathering self = { store, printer, record,
                     LUUKKU_RECORD_MAX_QUOTE_PAGES * (double) LUUKKU_PRINT_PAGE_HEIGHT, 0 };

  record->request = request;
  record->files = g_ptr_array_new_with_free_func ((GDestroyNotify) file_free);
  record->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) message_free);
  record->screenshots = g_ptr_array_new_with_free_func (g_free);
  record->made_at = luukku_clock_now (luukku_store_get_clock (store));
  luukku_machine_read (&record->machine);
  if (!gather_case (&self, error) || !gather_version (&self, error) || !gather_log_place (&self, error) ||
      !gather_custody (&self, error) ||
      !(record->facts = luukku_facts_load (store, request->case_number, error)) ||
      !(request->objects ? gather_ticked (&self, error) : gather_messages (&self, error)) ||
      !luukku_record_gather_stated (record, store, error))
    return NULL;
  return g_steal_pointer (&record);
}
