/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-seen.c: the incoming rules of a pack that look at what is no text: the same words again and again, a
 * writer who went against the rules before, kinds of files. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-private.h"
#include "model/luukku-sla.h"
#include "store/luukku-store-seen.h"

#include <string.h>

#define MIN_SAME 20        /* characters: a shorter text says nothing by coming again: "Kiitos!" */
#define MIN_SAME_OTHERS 40 /* characters: people have the same questions */
#define OTHERS_WITHIN (7 * G_TIME_SPAN_DAY)

/* --- the same text */
gboolean
luukku_seen_from_others (LuukkuInbox *self, const LuukkuStoredMessage *stored)
{
  guint count = 0, others = 0;

  return g_utf8_strlen (luukku_message_get_text (stored->message), -1) >= MIN_SAME_OTHERS &&
         luukku_store_count_same_text (self->store, stored->id,
                                       luukku_clock_now (self->clock) - OTHERS_WITHIN, &count, &others,
                                       NULL) &&
         others > 0;
}

/* "3 in 24 hours" */
static gboolean
read_repeat (const LuukkuPack *pack, const char *group, const char *key, guint *ret_times, gint64 *ret_within)
{
  g_auto (GStrv) list = luukku_pack_get_list (pack, group, key);
  const char *value = list != NULL ? list[0] : NULL;
  const char *in = value != NULL ? strstr (value, " in ") : NULL;

  *ret_times = in != NULL ? (guint) g_ascii_strtoull (value, NULL, 10) : 0;
  return *ret_times > 0 && luukku_sla_parse_span (in + strlen (" in "), ret_within, NULL);
}

static gboolean
is_same_again (LuukkuInbox *self, const LuukkuPack *pack, const char *group,
               const LuukkuStoredMessage *stored)
{
  guint times = 0, count = 0, others = 0;
  gint64 within = 0;

  return g_utf8_strlen (luukku_message_get_text (stored->message), -1) >= MIN_SAME &&
         read_repeat (pack, group, "Same", &times, &within) &&
         luukku_store_count_same_text (self->store, stored->id, luukku_clock_now (self->clock) - within,
                                       &count, &others, NULL) &&
         count >= times;
}

/* --- the writer */

/* Whether the message is one more of them: who asks about the library is no offender for it. */
static gboolean
is_breach (LuukkuInbox *self, GPtrArray *proposals, gboolean is_public)
{
  for (guint i = 0; i < proposals->len; i++) {
    const LuukkuProposal *proposal = g_ptr_array_index (proposals, i);

    if (!luukku_label_is_protected (proposal->name) && !g_str_equal (proposal->name, "removal-request") &&
        luukku_inbox_alarm_of (self, proposal->name, is_public) >= LUUKKU_ALARM_QUEUE)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_repeat_offender (LuukkuInbox *self, const LuukkuPack *pack, const char *group,
                    const LuukkuStoredMessage *stored)
{
  g_auto (GStrv) breaches = luukku_pack_get_list (pack, group, "Breaches");
  g_auto (GStrv) spans = luukku_pack_get_list (pack, group, "Within");
  const char *author = luukku_message_get_author_id (stored->message);
  guint limit = breaches[0] != NULL ? (guint) g_ascii_strtoull (breaches[0], NULL, 10) : 0;
  guint count = 0;
  gint64 within = 0;

  return author != NULL && limit > 0 && spans[0] != NULL && luukku_sla_parse_span (spans[0], &within, NULL) &&
         luukku_store_count_breaches (self->store, luukku_message_get_channel (stored->message), author,
                                      luukku_clock_now (self->clock) - within, &count, NULL) &&
         count >= limit;
}

/* --- files */
char **
luukku_seen_kinds_of_files (LuukkuInbox *self, const LuukkuStoredMessage *stored)
{
  static const char *const programs[] = { ".exe", ".com", ".scr", ".bat", ".cmd", ".msi", ".ps1", ".vbs",
                                          ".js",  ".jar", ".apk", ".sh",  ".lnk", ".iso", ".dll", ".hta" };
  static const char *const kinds[] = { "image", "audio", "video" };
  g_autoptr (GPtrArray) list = luukku_store_list_attachments (self->store, stored->id, NULL);
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();

  for (guint i = 0; list != NULL && i < list->len; i++) {
    const LuukkuAttachment *file = ((LuukkuStoredAttachment *) list->pdata[i])->attachment;
    g_autofree char *name = g_ascii_strdown (file->name != NULL ? file->name : "", -1);
    const char *type = file->media_type != NULL ? file->media_type : "";
    gboolean program = strstr (type, "x-msdownload") != NULL || strstr (type, "x-executable") != NULL ||
                       strstr (type, "vnd.android.package-archive") != NULL;

    for (guint k = 0; k < G_N_ELEMENTS (programs) && !program; k++)
      program = g_str_has_suffix (name, programs[k]);
    if (program)
      g_strv_builder_add (found, "program");
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
      if (g_str_has_prefix (type, kinds[k]))
        g_strv_builder_add (found, kinds[k]);
    }
  }
  return g_strv_builder_end (found);
}

/* --- the rules */
void
luukku_seen_add_labels (LuukkuInbox *self, const LuukkuStoredMessage *stored, GPtrArray *proposals)
{
  const LuukkuPack *pack = luukku_gate_get_pack (self->gate);
  g_autoptr (GPtrArray) rules = pack != NULL ? luukku_pack_list_incoming (pack) : NULL;
  gboolean breach = is_breach (self, proposals, luukku_inbox_is_public_message (self, stored));

  for (guint i = 0; rules != NULL && i < rules->len; i++) {
    const LuukkuIncomingRule *rule = g_ptr_array_index (rules, i);
    g_autofree char *group = g_strconcat ("Incoming ", rule->id, NULL);

    if (g_strcmp0 (rule->check, "duplicate") == 0
            ? is_same_again (self, pack, group, stored)
            : g_strcmp0 (rule->check, "repeat-offender") == 0 && breach &&
                  is_repeat_offender (self, pack, group, stored))
      g_ptr_array_add (proposals, luukku_proposal_new (rule->name, rule->check, LUUKKU_ALARM_NONE));
  }
}
