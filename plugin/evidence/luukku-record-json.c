/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-record-json.c: the facts as one value, from which the canonical bytes of record.json are made. Keys
 * are stable: other programs read them. Strings and whole numbers only. A key that is not known is left out,
 * unless its absence itself has to be told (url_missing_reason, not_stored_reason). */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-record.h"

#include "luukku-config.h"
#include "store/luukku-store-replies.h"

#include <string.h>

#define ZONE "Europe/Helsinki"

static void
put_string (GVariantBuilder *out, const char *key, const char *value)
{
  if (value)
    g_variant_builder_add (out, "{sv}", key, g_variant_new_string (value));
}

static void
put_int (GVariantBuilder *out, const char *key, gint64 value)
{
  g_variant_builder_add (out, "{sv}", key, g_variant_new_int64 (value));
}

static void
put_bool (GVariantBuilder *out, const char *key, gboolean value)
{
  g_variant_builder_add (out, "{sv}", key, g_variant_new_boolean (value));
}

/* 0: not known, left out. */
static void
put_time (GVariantBuilder *out, const char *key, gint64 time)
{
  g_autofree char *iso = time ? luukku_time_to_iso8601 (time) : NULL;

  put_string (out, key, iso);
}

/* The same instant in UTC, and on the wall clock of Finland with its offset. */
static void
put_time_both (GVariantBuilder *out, const char *key, gint64 time)
{
  g_autofree char *local_key = g_strconcat (key, "_helsinki", NULL);
  g_autofree char *local = time ? luukku_time_format_local (time, ZONE, "%Y-%m-%dT%H:%M:%S%:z") : NULL;

  put_time (out, key, time);
  put_string (out, local_key, local);
}

static void
put_value (GVariantBuilder *out, const char *key, GVariantBuilder *value)
{
  g_variant_builder_add (out, "{sv}", key, g_variant_builder_end (value));
}

static void
begin_object (GVariantBuilder *out)
{
  g_variant_builder_init (out, G_VARIANT_TYPE_VARDICT);
}

static void
begin_list (GVariantBuilder *out)
{
  g_variant_builder_init (out, G_VARIANT_TYPE ("av"));
}

static void
add_object (GVariantBuilder *list, GVariantBuilder *object)
{
  g_variant_builder_add (list, "v", g_variant_builder_end (object));
}

const char *
luukku_record_reply_state (int state)
{
  switch ((LuukkuReplyState) state) {
  case LUUKKU_REPLY_QUEUED:
    return "queued";
  case LUUKKU_REPLY_SENDING:
    return "sending";
  case LUUKKU_REPLY_SENT:
    return "sent";
  case LUUKKU_REPLY_FAILED:
    return "failed";
  case LUUKKU_REPLY_UNCERTAIN:
  default:
    return "uncertain";
  }
}

/* --- messages */

static void
put_clock (GVariantBuilder *out, const LuukkuRecord *self)
{
  GVariantBuilder clock;

  begin_object (&clock);
  put_time (&clock, "as_of", self->made_at);
  put_bool (&clock, "synchronised", self->machine.synchronised);
  put_int (&clock, "max_error_us", self->machine.max_error_us);
  put_int (&clock, "boottime_ms", self->machine.boottime_ms);
  put_string (&clock, "boot_id", *self->machine.boot_id ? self->machine.boot_id : NULL);
  put_value (out, "clock", &clock);
}

static void
put_sender (GVariantBuilder *out, const LuukkuRecord *self, const LuukkuRecordMessage *message)
{
  GVariantBuilder sender;

  begin_object (&sender);
  put_string (&sender, "platform_id", luukku_message_get_author_id (message->stored->message));
  put_string (&sender, "display_name", luukku_message_get_author_name (message->stored->message));
  luukku_record_put_stated (&sender, self, message->stored->id, 0, "message.sender-");
  put_time (&sender, "seen_at", luukku_message_get_fetched_at (message->stored->message));
  put_value (out, "sender", &sender);
}

static void
put_strings (GVariantBuilder *out, const char *key, GPtrArray *strings)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("as"));
  for (guint i = 0; strings && i < strings->len; i++)
    g_variant_builder_add (&list, "s", strings->pdata[i]);
  put_value (out, key, &list);
}

static void
put_earlier (GVariantBuilder *out, const LuukkuRecord *self)
{
  GVariantBuilder earlier;

  begin_object (&earlier);
  put_int (&earlier, "count", self->contacts);
  put_time (&earlier, "first", self->first_contact);
  put_time (&earlier, "last", self->last_contact);
  put_strings (&earlier, "cases", self->contact_cases);
  put_strings (&earlier, "names", self->contact_names);
  put_value (out, "earlier", &earlier);
}

static void
put_render (GVariantBuilder *out, const LuukkuRecordText *text)
{
  GVariantBuilder render;

  begin_object (&render);
  put_int (&render, "bidi", text->counts.bidi);
  put_int (&render, "ctrl", text->counts.ctrl);
  put_int (&render, "zero", text->counts.zero);
  put_int (&render, "other", text->counts.other);
  put_int (&render, "invalid_bytes", text->counts.invalid_bytes);
  put_int (&render, "cut_marks", text->counts.cut_marks);
  put_int (&render, "unknown_glyphs", text->extent.unknown_glyphs);
  if (text->extent.printed < strlen (text->visible))
    put_int (&render, "truncated_at", text->extent.printed);
  put_value (out, "render", &render);
}

static const char *
version_name (LuukkuVersionKind kind)
{
  switch (kind) {
  case LUUKKU_VERSION_EDITED:
    return "edited";
  case LUUKKU_VERSION_DISAPPEARED:
    return "disappeared";
  case LUUKKU_VERSION_RETURNED:
  default:
    return "returned";
  }
}

static void
put_platform_events (GVariantBuilder *out, const LuukkuRecordMessage *message)
{
  GVariantBuilder events;

  begin_list (&events);
  for (guint i = 0; i < message->versions->len; i++) {
    const LuukkuRecordVersion *version = message->versions->pdata[i];
    GVariantBuilder event;

    begin_object (&event);
    put_string (&event, "event", version_name (version->kind));
    put_time (&event, "seen_at", version->seen_at);
    if (version->text) {
      put_string (&event, "text", version->text->file->path);
      put_string (&event, "text_sha256", version->text->file->sha256);
      put_render (&event, version->text);
    }
    add_object (&events, &event);
  }
  put_value (out, "platform_events", &events);
}

static void
put_attachments (GVariantBuilder *out, const LuukkuRecordMessage *message)
{
  GVariantBuilder list;

  begin_list (&list);
  for (guint i = 0; i < message->attachments->len; i++) {
    const LuukkuRecordAttachment *attachment = message->attachments->pdata[i];
    const LuukkuStoredAttachment *stored = attachment->stored;
    GVariantBuilder object;

    begin_object (&object);
    put_string (&object, "name_as_received", stored->attachment->name);
    put_string (&object, "media_type_claimed", stored->attachment->media_type);
    put_bool (&object, "stored", attachment->file != NULL);
    if (attachment->file) {
      put_string (&object, "file", attachment->file->path);
      put_string (&object, "sha256", attachment->file->sha256);
      put_int (&object, "size", attachment->file->size);
    } else {
      if (stored->attachment->size >= 0)
        put_int (&object, "size_claimed", stored->attachment->size);
      put_string (&object, "not_stored_reason", stored->reason ? stored->reason : "not-fetched");
    }
    add_object (&list, &object);
  }
  put_value (out, "attachments", &list);
}

static const char *
direction_name (LuukkuDirection direction)
{
  switch (direction) {
  case LUUKKU_DIRECTION_IN:
    return "in";
  case LUUKKU_DIRECTION_OUT:
    return "out";
  case LUUKKU_DIRECTION_OUT_OTHER:
  default:
    return "out-written-elsewhere";
  }
}

/* Never blank: either the address or why there is none. */
static void
put_address (GVariantBuilder *out, const LuukkuRecord *self, const LuukkuRecordMessage *message)
{
  const char *url = luukku_facts_get (self->facts, message->stored->id, 0, "message.url");
  const char *reason = luukku_facts_get (self->facts, message->stored->id, 0, "message.url-missing-reason");

  if (url)
    put_string (out, "url", url);
  else
    put_string (out, "url_missing_reason", reason ? reason : "not-given-by-platform");
}

static void
put_raw (GVariantBuilder *out, const LuukkuRecordMessage *message)
{
  /* Answers are fetched over TLS; no platform of ours signs them, and their headers are not kept. */
  put_string (out, "signature_check", "not-signed-by-platform");
  put_string (out, "raw_headers_missing_reason", "not-kept");
  if (!message->raw) {
    put_string (out, "raw_missing_reason", "not-kept");
    return;
  }
  put_string (out, "raw", message->raw->path);
  put_string (out, "raw_sha256", message->raw->sha256);
  put_string (out, "raw_media_type", luukku_message_get_raw_type (message->stored->message));
  put_int (out, "raw_secrets_removed", message->raw_removed);
}

static void
put_translation (GVariantBuilder *out, const LuukkuRecord *self, const LuukkuRecordMessage *message)
{
  GVariantBuilder translation;

  if (!message->translation)
    return;
  begin_object (&translation);
  put_string (&translation, "file", message->translation->file->path);
  put_string (&translation, "sha256", message->translation->file->sha256);
  for (const char *const *key = (const char *const[]){ "kind", "by", "language", NULL }; *key; key++) {
    g_autofree char *field = g_strconcat ("translation.", *key, NULL);

    put_string (&translation, *key, luukku_facts_get (self->facts, message->stored->id, 0, field));
  }
  put_value (out, "translation", &translation);
}

static void
put_message (GVariantBuilder *out, const LuukkuRecord *self, const LuukkuRecordMessage *message, guint n)
{
  LuukkuMessage *given = message->stored->message;
  LuukkuDirection direction = luukku_message_get_direction (given);

  put_int (out, "n", n);
  put_string (out, "direction", direction_name (direction));
  put_string (out, "message_id", luukku_message_get_platform_id (given));
  put_string (out, "thread_id", luukku_message_get_conversation_id (given));
  put_string (out, "reply_to", luukku_message_get_reply_to (given));
  put_string (out, "role", message->context ? "context" : "subject");
  put_address (out, self, message);
  put_time_both (out, "sent_at_platform", luukku_message_get_sent_at (given));
  put_time_both (out, "received_at", luukku_message_get_fetched_at (given));
  put_time_both (out, "fetched_at", luukku_message_get_fetched_at (given));
  put_clock (out, self);
  put_sender (out, self, message);
  if (direction == LUUKKU_DIRECTION_IN)
    put_earlier (out, self);
  put_string (out, "text", message->text->file->path);
  put_string (out, "text_sha256", message->text->file->sha256);
  put_string (out, "lang", message->stored->language);
  put_raw (out, message);
  put_translation (out, self, message);
  put_render (out, message->text);
  put_platform_events (out, message);
  put_attachments (out, message);
  luukku_record_put_labels (out, message);
}

static void
put_messages (GVariantBuilder *out, const LuukkuRecord *self)
{
  GVariantBuilder list;

  begin_list (&list);
  for (guint i = 0; i < self->messages->len; i++) {
    GVariantBuilder object;

    begin_object (&object);
    put_message (&object, self, self->messages->pdata[i], i + 1);
    add_object (&list, &object);
  }
  put_value (out, "messages", &list);
  put_int (out, "messages_left_out", self->left_out);
  put_string (out, "selection",
              !luukku_record_is_chosen (self) ? "conversation"
              : self->messages->len == 1      ? "one-message"
              : self->request->objects        ? "chosen-messages"
                                              : "message-with-context");
}

/* --- what people did */

static void
put_replies (GVariantBuilder *out, const LuukkuRecord *self)
{
  GVariantBuilder list;

  begin_list (&list);
  for (guint i = 0; i < self->messages->len; i++) {
    const LuukkuRecordMessage *message = self->messages->pdata[i];
    GVariantBuilder object;

    if (luukku_message_get_direction (message->stored->message) == LUUKKU_DIRECTION_IN)
      continue;
    begin_object (&object);
    put_int (&object, "message", i + 1);
    put_string (&object, "by", luukku_message_get_author_name (message->stored->message));
    put_time (&object, "at", luukku_message_get_sent_at (message->stored->message));
    put_string (&object, "state", "sent");
    add_object (&list, &object);
  }
  for (guint i = 0; i < self->unsent->len; i++) {
    const LuukkuReply *reply = self->unsent->pdata[i];
    GVariantBuilder object;

    begin_object (&object);
    put_string (&object, "by", reply->sender);
    put_time (&object, "at", reply->queued_at);
    put_string (&object, "state", luukku_record_reply_state (reply->state));
    add_object (&list, &object);
  }
  put_value (out, "replies", &list);
}

static gboolean
is_decision (LuukkuCaseEvent event)
{
  return event == LUUKKU_CASE_EVENT_WARNING_PASSED || event == LUUKKU_CASE_EVENT_CLOSED ||
         event == LUUKKU_CASE_EVENT_REOPENED || event == LUUKKU_CASE_EVENT_LABEL_DECIDED ||
         event == LUUKKU_CASE_EVENT_SANCTION;
}

static void
put_steps (GVariantBuilder *out, const LuukkuRecord *self, const char *key, gboolean only_decisions)
{
  GVariantBuilder list;

  begin_list (&list);
  for (guint i = 0; i < self->steps->len; i++) {
    const LuukkuCaseStep *step = self->steps->pdata[i];
    GVariantBuilder object;

    if (only_decisions && !is_decision (step->event))
      continue;
    begin_object (&object);
    put_time (&object, "at", step->at);
    put_string (&object, "what", luukku_case_event_to_string (step->event));
    put_string (&object, "by", step->actor);
    put_string (&object, "detail", step->detail);
    add_object (&list, &object);
  }
  if (only_decisions) {
    GVariantBuilder object;

    begin_object (&object);
    put_time (&object, "at", self->made_at);
    put_string (&object, "what", "archived");
    put_string (&object, "by", self->request->actor);
    put_string (&object, "role", self->request->role);
    put_string (&object, "ground", self->request->note);
    add_object (&list, &object);
  }
  put_value (out, key, &list);
}

/* --- the whole */

static void
put_identity (GVariantBuilder *out, const LuukkuRecord *self)
{
  const LuukkuConversationInit *conversation = luukku_conversation_peek (self->conversation);
  const char *colon = strchr (conversation->channel, ':');
  g_autofree char *protocol = colon ? g_strndup (conversation->channel, colon - conversation->channel)
                                    : g_strdup (conversation->channel);
  GVariantBuilder account;

  put_string (out, "format", LUUKKU_RECORD_FORMAT);
  put_string (out, "record", self->number);
  put_string (out, "case_id", self->request->case_number);
  put_int (out, "version", self->version);
  if (self->supersedes)
    put_int (out, "supersedes", self->supersedes);
  put_string (out, "supersedes_sha256", self->supersedes_sha256);
  put_string (out, "language", self->request->language);
  put_string (out, "organisation", self->request->organisation);
  put_string (out, "unit", self->channel_unit);
  begin_object (&account);
  put_string (&account, "channel", protocol);
  put_string (&account, "id", colon ? colon + 1 : conversation->channel);
  put_string (&account, "name", self->channel_name);
  put_value (out, "account", &account);
}

static void
put_class (GVariantBuilder *out, const LuukkuRecord *self)
{
  g_auto (GStrv) rules =
      g_strsplit_set (self->request->proposed_by ? self->request->proposed_by : "", ";,", -1);
  GVariantBuilder proposed;
  const char *const kinds[] = { self->request->kind, NULL };

  g_variant_builder_add (out, "{sv}", "class", g_variant_new_strv (kinds, -1));
  put_string (out, "class_set_by", self->request->actor);
  put_time (out, "class_at", self->made_at);
  g_variant_builder_init (&proposed, G_VARIANT_TYPE ("as"));
  for (char **rule = rules; *rule; rule++)
    if (*g_strstrip (*rule))
      g_variant_builder_add (&proposed, "s", *rule);
  put_value (out, "class_proposed_by_program", &proposed);
}

static void
put_made (GVariantBuilder *out, const LuukkuRecord *self)
{
  GVariantBuilder made;

  begin_object (&made);
  put_string (&made, "by", self->request->actor);
  put_string (&made, "role", self->request->role);
  put_string (&made, "note", self->request->note);
  put_string (&made, "program", "luukku");
  put_string (&made, "version", LUUKKU_VERSION);
  put_string (&made, "host", self->machine.host);
  put_time (&made, "at", self->made_at);
  put_value (out, "made", &made);
}

/* "custody": every act with the evidence so far; "disclosures": those of them that gave it to somebody. */
static void
put_custody (GVariantBuilder *out, const LuukkuRecord *self, const char *key, gboolean only_given)
{
  GVariantBuilder list;

  begin_list (&list);
  for (guint i = 0; i < self->custody->len; i++) {
    const LuukkuCustodyItem *item = self->custody->pdata[i];
    GVariantBuilder object;

    if (only_given && !g_str_equal (item->kind, "handover"))
      continue;
    begin_object (&object);
    put_int (&object, "seq", item->seq);
    put_string (&object, "at", item->at);
    put_string (&object, "what", item->kind);
    put_string (&object, "by", item->actor);
    put_string (&object, "record", item->record);
    put_string (&object, "recipient", item->recipient);
    put_string (&object, "purpose", item->purpose);
    put_string (&object, "file", item->file);
    put_string (&object, "sha256", item->sha256);
    add_object (&list, &object);
  }
  put_value (out, key, &list);
}

/* A line loses its newline. */
static void
put_log (GVariantBuilder *out, const LuukkuRecord *self)
{
  g_autofree char *line = self->before ? g_strchomp (g_strdup (self->before->line)) : NULL;
  GVariantBuilder log;

  begin_object (&log);
  put_int (&log, "seq_from", self->seq_from);
  put_string (&log, "head_before", self->head_before);
  put_string (&log, "checkpoint", line);
  if (line)
    put_string (&log, "checkpoint_left_by", self->before->way);
  else
    put_string (&log, "checkpoint_missing_reason", "none-made-yet");
  put_value (out, "log", &log);
}

GVariant *
luukku_record_to_variant (const LuukkuRecord *self)
{
  GVariantBuilder out;

  begin_object (&out);
  put_identity (&out, self);
  put_class (&out, self);
  put_messages (&out, self);
  put_replies (&out, self);
  put_steps (&out, self, "decisions", TRUE);
  put_steps (&out, self, "steps", FALSE);
  luukku_record_put_alarm (&out, self);
  luukku_record_put_all_stated (&out, self);
  put_custody (&out, self, "custody", FALSE);
  put_custody (&out, self, "disclosures", TRUE);
  put_made (&out, self);
  g_variant_builder_add (&out, "{sv}", "files", luukku_record_list_files (self, 0));
  put_string (&out, "signer_sha256", self->fingerprint);
  put_log (&out, self);
  return g_variant_builder_end (&out);
}
