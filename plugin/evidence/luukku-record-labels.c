/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-record-labels.c: what the program proposed about the messages of a record and what people decided,
 * in lists of their own, and the steps after an alarm. A proposal has the rules and the versions of the word
 * lists that it came from; a decision has a person's name. Nothing here makes one out of the other. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-record.h"

/* --- gathering */
gboolean
luukku_record_gather_labels (LuukkuRecordMessage *message, LuukkuStore *store, GError **error)
{
  if (luukku_message_get_direction (message->stored->message) != LUUKKU_DIRECTION_IN)
    return TRUE;
  message->looks = luukku_store_list_looks (store, message->stored->id, error);
  if (message->looks == NULL)
    return FALSE;
  message->words = luukku_store_list_label_words (store, message->stored->id, error);
  return message->words != NULL;
}

gboolean
luukku_record_gather_alarm (LuukkuRecord *self, LuukkuStore *store, GError **error)
{
  self->alarm = luukku_store_list_alarm_steps (store, luukku_case_peek (self->item)->id, error);
  return self->alarm != NULL;
}

/* --- record.json */
static void
put (GVariantBuilder *out, const char *key, const char *value)
{
  if (value != NULL && *value != '\0')
    g_variant_builder_add (out, "{sv}", key, g_variant_new_string (value));
}

/* 0: not known, left out. */
static void
put_time (GVariantBuilder *out, const char *key, gint64 time)
{
  g_autofree char *iso = time != 0 ? luukku_time_to_iso8601 (time) : NULL;

  put (out, key, iso);
}

static void
put_number (GVariantBuilder *out, const char *key, guint value)
{
  g_variant_builder_add (out, "{sv}", key, g_variant_new_int64 (value));
}

static void
put_flag (GVariantBuilder *out, const char *key, gboolean value)
{
  g_variant_builder_add (out, "{sv}", key, g_variant_new_boolean (value));
}

static void
begin (GVariantBuilder *list, const char *type)
{
  g_variant_builder_init (list, G_VARIANT_TYPE (type));
}

/* As a list: "kauhava/threat-person; threat.verb-object" are two rules. */
static void
put_rules (GVariantBuilder *out, const char *rules)
{
  g_auto (GStrv) parts = g_strsplit (rules, ";", -1);
  GVariantBuilder list;

  begin (&list, "as");
  for (char **part = parts; *part != NULL; part++) {
    if (*g_strstrip (*part) != '\0')
      g_variant_builder_add (&list, "s", *part);
  }
  g_variant_builder_add (out, "{sv}", "rules", g_variant_builder_end (&list));
}

static void
put_proposals (GVariantBuilder *out, GPtrArray *proposals)
{
  GVariantBuilder list;

  begin (&list, "av");
  for (guint i = 0; i < proposals->len; i++) {
    const LuukkuProposal *proposal = g_ptr_array_index (proposals, i);
    GVariantBuilder object;

    begin (&object, "a{sv}");
    put (&object, "label", proposal->name);
    put_rules (&object, proposal->rule);
    put_number (&object, "confidence_permille", proposal->confidence);
    if (proposal->end != 0) {
      put_number (&object, "start", proposal->start);
      put_number (&object, "end", proposal->end);
    }
    g_variant_builder_add (&list, "v", g_variant_builder_end (&object));
  }
  g_variant_builder_add (out, "{sv}", "labels", g_variant_builder_end (&list));
}

static void
put_looks (GVariantBuilder *out, GPtrArray *looks)
{
  GVariantBuilder list;

  begin (&list, "av");
  for (guint i = 0; i < looks->len; i++) {
    const LuukkuLook *look = g_ptr_array_index (looks, i);
    GVariantBuilder object;

    begin (&object, "a{sv}");
    put_time (&object, "at", look->at);
    put (&object, "lexicons", look->engine);
    put_flag (&object, "could_not_be_read", look->failed);
    put_proposals (&object, look->proposals);
    g_variant_builder_add (&list, "v", g_variant_builder_end (&object));
  }
  g_variant_builder_add (out, "{sv}", "proposed_by_program", g_variant_builder_end (&list));
}

const char *
luukku_record_decision (LuukkuLabelDecision kind)
{
  switch (kind) {
  case LUUKKU_LABEL_REJECTED:
    return "rejected";
  case LUUKKU_LABEL_ADDED:
    return "added";
  case LUUKKU_LABEL_CONFIRMED:
  default:
    return "confirmed";
  }
}

static void
put_words (GVariantBuilder *out, GPtrArray *words)
{
  GVariantBuilder list;

  begin (&list, "av");
  for (guint i = 0; i < words->len; i++) {
    const LuukkuLabelWord *word = g_ptr_array_index (words, i);
    GVariantBuilder object;

    begin (&object, "a{sv}");
    put_time (&object, "at", word->at);
    put (&object, "label", word->name);
    put (&object, "decision", luukku_record_decision (word->kind));
    put (&object, "by", word->actor);
    put (&object, "note", word->note);
    g_variant_builder_add (&list, "v", g_variant_builder_end (&object));
  }
  g_variant_builder_add (out, "{sv}", "decided_by_people", g_variant_builder_end (&list));
}

void
luukku_record_put_labels (GVariantBuilder *out, const LuukkuRecordMessage *message)
{
  if (message->looks == NULL)
    return;
  put_looks (out, message->looks);
  put_words (out, message->words);
}

static void
put_step (GVariantBuilder *out, const LuukkuStep *step)
{
  put (out, "escalation", step->escalation);
  put_number (out, "place", step->place);
  put (out, "step", step->text);
  put (out, "role", step->role);
  put_flag (out, "mandatory", step->mandatory);
  put_time (out, "opened_at", step->opened_at);
  put_time (out, "done_at", step->done_at);
  put (out, "by", step->done_by);
  put (out, "whom", step->whom);
  put (out, "how", step->how);
  put (out, "reference", step->reference);
  put (out, "note", step->note);
  put_time (out, "acknowledged_at", step->acknowledged_at);
  put (out, "acknowledged_by", step->acknowledged_by);
  put_time (out, "left_out_at", step->waived_at);
  put (out, "left_out_by", step->waived_by);
  put (out, "left_out_because", step->waive_reason);
}

void
luukku_record_put_alarm (GVariantBuilder *out, const LuukkuRecord *self)
{
  GVariantBuilder list;

  begin (&list, "av");
  for (guint i = 0; i < self->alarm->len; i++) {
    GVariantBuilder object;

    begin (&object, "a{sv}");
    put_step (&object, g_ptr_array_index (self->alarm, i));
    g_variant_builder_add (&list, "v", g_variant_builder_end (&object));
  }
  g_variant_builder_add (out, "{sv}", "alarm_steps", g_variant_builder_end (&list));
}
