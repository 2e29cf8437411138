/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-removal.c: the elements, the text, the dates and the one way out of a removal request. Sends nothing
 * itself: it says whether a request may leave, and keeps that it did. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-removal.h"

#include "base/luukku-error.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-fast-digest.h"
#include "evidence/luukku-log-entry.h"
#include "evidence/luukku-words.h"

#include <string.h>

#define ZONE "Europe/Helsinki"
#define NOTICE "data/removal/notice.txt"

typedef struct {
  const char *name;
  const char *fields[3];
  const char *sentence;
} Element;

static const Element elements[] = {
  { "a",
    { "removal.reasons" },
    N_ ("The removal request gives no reasons yet. Write why the message is against the law, then send "
        "it.") },
  { "b",
    { "removal.locations" },
    N_ ("The removal request has no exact web address yet. Copy the address of the message, then send it.") },
  { "c",
    { "removal.notifier-name", "removal.notifier-email" },
    N_ ("The removal request lacks the name or the e-mail address of who makes it. Add both, then send "
        "it.") },
  { "d",
    { "removal.bona-fide-by" },
    N_ ("Nobody has confirmed yet that the information in the removal request is accurate and complete. A "
        "named person confirms it, then it can be sent.") },
};

static const Element *
find_missing (const LuukkuFacts *facts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (elements[i].fields) && elements[i].fields[k]; k++)
      if (!luukku_facts_get (facts, 0, 0, elements[i].fields[k]))
        return &elements[i];
  return NULL;
}

const char *
luukku_removal_missing (const LuukkuFacts *facts)
{
  const Element *element = find_missing (facts);

  return element ? element->name : NULL;
}

gboolean
luukku_removal_is_complete (const LuukkuFacts *facts, GError **error)
{
  const Element *element = find_missing (facts);

  if (!element)
    return TRUE;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-security"
  luukku_set_error (error, LUUKKU_ERROR_REFUSED, element->sentence);
#pragma GCC diagnostic pop
  return FALSE;
}

char *
luukku_removal_notice (const LuukkuFacts *facts, const char *case_number, const char *language,
                       GError **error)
{
  static const char *const keys[] = { "requested-from", "reasons",      "locations",    "notifier-name",
                                      "notifier-email", "bona-fide-by", "legal-pointer" };
  g_autoptr (LuukkuWords) words = luukku_words_new (language, error);
  const char *values[G_N_ELEMENTS (keys)];

  if (!words)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autofree char *field = g_strconcat ("removal.", keys[i], NULL);
    const char *value = luukku_facts_get (facts, 0, 0, field);

    values[i] = value ? value : "—";
  }
  return luukku_words_fill (words, "removal-notice", "case", case_number, "to", values[0], "reasons",
                            values[1], "locations", values[2], "name", values[3], "email", values[4],
                            "confirmed", values[5], "pointer", values[6], NULL);
}

/* --- dates */

gint64
luukku_removal_complaint_until (gint64 informed_at)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (ZONE);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (informed_at / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) until =
      local ? g_date_time_add_months (local, LUUKKU_REMOVAL_COMPLAINT_MONTHS) : NULL;

  return until ? g_date_time_to_unix (until) * G_USEC_PER_SEC : 0;
}

gint64
luukku_removal_next_reminder (gint64 sent_at, guint reminded, gboolean decided)
{
  if (decided || !sent_at)
    return 0;
  return sent_at + (gint64) (reminded + 1) * LUUKKU_REMOVAL_REMIND_DAYS * G_TIME_SPAN_DAY;
}

gboolean
luukku_removal_update_watch (LuukkuStore *store, const char *case_number, gboolean reminded, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuRemovalWatch) watch = luukku_store_get_removal_watch (store, case_number, &local);
  g_autoptr (LuukkuFacts) facts = watch ? luukku_facts_load (store, case_number, &local) : NULL;

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!watch)
    return TRUE;
  watch->reminded += reminded ? 1 : 0;
  watch->remind_at = luukku_removal_next_reminder (
      watch->sent_at, watch->reminded, luukku_facts_get (facts, 0, 0, "removal.decision") != NULL);
  return luukku_store_put_removal_watch (store, watch, error);
}

/* --- sending */

typedef struct {
  const char *case_number, *actor;
  const char *to; /* (nullable): by mail; then it is not sent yet */
  char *notice;   /* (out) */
  char *record;   /* (out) */
} Submission;

/* The newest record must hold exactly the text that leaves. *@ret_record: (transfer full): its row. */
static gboolean
find_record (LuukkuStore *store, Submission *self, const LuukkuFacts *facts, LuukkuRecordRow **ret_record,
             GError **error)
{
  static const char *const languages[] = { "fi", "sv", "en" };
  g_autoptr (GPtrArray) records = luukku_store_list_records (store, self->case_number, error);
  g_autoptr (LuukkuLogFiles) files = NULL;
  const LuukkuRecordRow *newest;
  const char *kept;

  if (!records)
    return FALSE;
  newest = records->len ? records->pdata[0] : NULL;
  if (newest && g_str_equal (newest->kind, "removal") &&
      (files = luukku_log_files_load (store, newest->record_seq, NULL)) != NULL &&
      (kept = luukku_log_files_get_digest (files, NOTICE)) != NULL) {
    for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
      g_autofree char *notice = luukku_removal_notice (facts, self->case_number, languages[i], error);
      g_autofree char *digest = notice ? luukku_fast_digest_text (notice) : NULL;

      if (g_strcmp0 (digest, kept) != 0)
        continue;
      self->notice = g_steal_pointer (&notice);
      *ret_record = luukku_store_find_record (store, newest->number, error);
      return *ret_record != NULL;
    }
  }
  luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                    N_ ("Archive the message and this removal request first: the record must be safe before "
                        "the request leaves."));
  return FALSE;
}

static gboolean
begin_waiting (LuukkuStore *store, const Submission *self, GError **error)
{
  gint64 now = luukku_clock_now (luukku_store_get_clock (store));
  g_autofree char *at = luukku_time_to_iso8601 (now);
  const LuukkuStatement sent = { 0, 0, (char *) "removal.sent-at", at, 0, (char *) self->actor };
  const LuukkuRemovalWatch watch = { (char *) self->case_number, now,
                                     luukku_removal_next_reminder (now, 0, FALSE), 0 };

  return luukku_store_add_fact (store, self->case_number, &sent, error) &&
         luukku_store_put_removal_watch (store, &watch, error);
}

static gboolean
append (LuukkuStore *store, const Submission *self, const char *kind, GError **error)
{
  GVariantBuilder content;

  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&content, "{sv}", "record", g_variant_new_string (self->record));
  if (self->notice) {
    g_autofree char *digest = luukku_fast_digest_text (self->notice);

    g_variant_builder_add (&content, "{sv}", "notice_sha256", g_variant_new_string (digest));
  }
  if (self->to) {
    g_variant_builder_add (&content, "{sv}", "to", g_variant_new_string (self->to));
    g_variant_builder_add (&content, "{sv}", "way", g_variant_new_string ("e-mail"));
  }
  return luukku_chain_append (store, self->case_number, kind, self->actor, g_variant_builder_end (&content),
                              NULL, error);
}

static gboolean
submit (LuukkuStore *store, gpointer data, GError **error)
{
  Submission *self = data;
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (store, self->case_number, error);
  g_autoptr (LuukkuRecordRow) record = NULL;

  if (!facts || !luukku_removal_is_complete (facts, error) ||
      !find_record (store, self, facts, &record, error))
    return FALSE;
  self->record = g_strdup (record->number);
  return append (store, self, "removal-request", error) && (self->to || begin_waiting (store, self, error));
}

gboolean
luukku_removal_submit (LuukkuStore *store, const char *case_number, const char *actor, char **ret_notice,
                       GError **error)
{
  Submission self = { .case_number = case_number, .actor = actor };
  gboolean done = luukku_store_transaction (store, submit, &self, error);

  if (done && ret_notice)
    *ret_notice = g_steal_pointer (&self.notice);
  g_free (self.notice);
  g_free (self.record);
  return done;
}

gboolean
luukku_removal_leave (LuukkuStore *store, const char *case_number, const char *actor, const char *to,
                      char **ret_record, char **ret_notice, GError **error)
{
  Submission self = { .case_number = case_number, .actor = actor, .to = to };
  gboolean done = luukku_store_transaction (store, submit, &self, error);

  if (done) {
    *ret_record = g_steal_pointer (&self.record);
    *ret_notice = g_steal_pointer (&self.notice);
  }
  g_free (self.notice);
  g_free (self.record);
  return done;
}

static gboolean
note_sent (LuukkuStore *store, gpointer data, GError **error)
{
  return append (store, data, "removal-sent", error) && begin_waiting (store, data, error);
}

static gboolean
note_not_sent (LuukkuStore *store, gpointer data, GError **error)
{
  return append (store, data, "removal-not-sent", error);
}

gboolean
luukku_removal_left (LuukkuStore *store, const char *case_number, const char *actor, const char *record,
                     gboolean sent, GError **error)
{
  Submission self = { .case_number = case_number, .actor = actor, .record = (char *) record };

  return luukku_store_transaction (store, sent ? note_sent : note_not_sent, &self, error);
}
