/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-classify.c: asks the engine of moderation/ about a message and says its labels in the words of the
 * packs, and has its lists read before the first message needs them. Holds no rule of its own. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-private.h"
#include "moderation/luukku-moderation.h"
#include "rules/luukku-incoming.h"

#include <string.h>

/* The engine's label, then the names that packs have for it, the first one that the pack in force knows. */
static const struct {
  const char *label;
  const char *names[3];
} table[] = {
  { LUUKKU_LABEL_THREAT_PERSON, { "threat-person" } },
  { LUUKKU_LABEL_THREAT_PREMISES, { "threat-site" } },
  { LUUKKU_LABEL_HARASSMENT, { "harassment" } },
  { LUUKKU_LABEL_HATE, { "hate", "discriminatory" } },
  { LUUKKU_LABEL_PROFANITY, { "inappropriate" } },
  { LUUKKU_LABEL_SPAM, { "spam" } },
  { LUUKKU_LABEL_PHISHING, { "security-incident", "unsafe-link" } },
  { LUUKKU_LABEL_REMOVAL, { "removal-request" } },
  { LUUKKU_LABEL_SAFETY, { "unsafe-report" } },
  { LUUKKU_LABEL_SELF_HARM, { "self-harm" } },
};

static const char *
name_of (LuukkuInbox *inbox, const char *label)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (!g_str_equal (table[i].label, label))
      continue;
    for (guint k = 0; k < G_N_ELEMENTS (table[i].names) && table[i].names[k] != NULL; k++) {
      if (luukku_inbox_find_incoming (inbox, table[i].names[k]) != NULL)
        return table[i].names[k];
    }
    return table[i].names[0];
  }
  return NULL;
}

static guint
confidence_of (LuukkuConfidence confidence)
{
  return confidence == LUUKKU_CONFIDENCE_CERTAIN ? 1000 : 700;
}

static gboolean
has_name (GPtrArray *proposals, const char *name)
{
  for (guint i = 0; i < proposals->len; i++) {
    if (g_str_equal (((LuukkuProposal *) g_ptr_array_index (proposals, i))->name, name))
      return TRUE;
  }
  return FALSE;
}

static void
add_reasons (LuukkuInbox *inbox, const LuukkuClassification *found, GPtrArray *proposals)
{
  GArray *reasons = luukku_classification_get_reasons (found);

  for (guint i = 0; i < reasons->len; i++) {
    const LuukkuReason *reason = &g_array_index (reasons, LuukkuReason, i);
    const char *name = name_of (inbox, reason->label);
    LuukkuProposal *proposal = NULL;

    if (name == NULL || !luukku_classification_has (found, reason->label) ||
        reason->confidence == LUUKKU_CONFIDENCE_POSSIBLE)
      continue;
    proposal = luukku_proposal_new (name, reason->rule, LUUKKU_ALARM_NONE);
    proposal->start = reason->start;
    proposal->end = reason->end;
    proposal->confidence = confidence_of (reason->confidence);
    g_ptr_array_add (proposals, proposal);
  }
}

/* What the pack says by its own words, where the engine has not said it already. */
static void
add_pack_labels (LuukkuInbox *inbox, const LuukkuClassification *found, const LuukkuStoredMessage *message,
                 const char *text, GPtrArray *proposals)
{
  const LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  g_auto (GStrv) files = luukku_seen_kinds_of_files (inbox, message);
  const LuukkuIncomingContext context = {
    .interface_language = inbox->language,
    .labels = luukku_classification_get_labels (found),
    .is_criticism = luukku_classification_get_protection (found) != NULL,
    .attachments = (const char *const *) files,
    .allow_list = inbox->contacts,
    .is_false_name = luukku_inbox_find_incoming (inbox, "impersonation") != NULL &&
                     luukku_inbox_is_false_name (inbox, message->message),
    .is_public = luukku_inbox_is_public_message (inbox, message),
  };
  g_autoptr (GPtrArray) labels = pack != NULL ? luukku_incoming_labels (pack, &context, text) : NULL;

  for (guint i = 0; labels != NULL && i < labels->len; i++) {
    const LuukkuPackLabel *label = g_ptr_array_index (labels, i);
    LuukkuProposal *proposal = NULL;

    if (has_name (proposals, label->name))
      continue;
    proposal = luukku_proposal_new (label->name, label->rule, LUUKKU_ALARM_NONE);
    proposal->start = label->start;
    proposal->end = label->end;
    g_ptr_array_add (proposals, proposal);
  }
}

/* Returns: (transfer full): "tulen_sinne-huomenna.jpg" as words. */
static char *
words_of_name (const char *name)
{
  const char *dot = strrchr (name, '.');
  char *words = dot != NULL && dot > name ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);

  return g_strdelimit (words, "_-+.", ' ');
}

/* Somebody may write what is urgent into the name of a file alone. What it has besides is not looked at:
 * names are mostly made by machines. */
static void
add_names_of_files (LuukkuInbox *inbox, const LuukkuStoredMessage *message,
                    const LuukkuModerationContext *context, GPtrArray *proposals)
{
  const GPtrArray *files = luukku_message_get_attachments (message->message);

  for (guint i = 0; files != NULL && i < files->len; i++) {
    const LuukkuAttachment *file = g_ptr_array_index (files, i);
    g_autofree char *words = file->name != NULL ? words_of_name (file->name) : NULL;
    g_autoptr (LuukkuClassification) found = NULL;
    GArray *reasons = NULL;

    if (words == NULL || strchr (words, ' ') == NULL)
      continue;
    found = luukku_moderation_classify (context, words);
    reasons = luukku_classification_get_reasons (found);
    for (guint k = 0; k < reasons->len; k++) {
      const LuukkuReason *reason = &g_array_index (reasons, LuukkuReason, k);
      const char *name = name_of (inbox, reason->label);

      if (name != NULL && luukku_label_is_urgent (name) && !has_name (proposals, name) &&
          luukku_classification_has (found, reason->label) &&
          reason->confidence != LUUKKU_CONFIDENCE_POSSIBLE)
        g_ptr_array_add (proposals, luukku_proposal_new (name, reason->rule, LUUKKU_ALARM_NONE));
    }
  }
}

gboolean
luukku_inbox_classify (LuukkuInbox *inbox, LuukkuStoredMessage *message, GPtrArray *proposals,
                       char **ret_engine, gpointer data, GError **error)
{
  const char *text =
      message->latest_text != NULL ? message->latest_text : luukku_message_get_text (message->message);
  const LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  g_auto (GStrv) hosts = pack != NULL ? luukku_pack_list_trusted_hosts (pack) : NULL;
  const LuukkuModerationContext context = { .language = message->language,
                                            .trusted_hosts = (const char *const *) hosts,
                                            .seen_from_others = luukku_seen_from_others (inbox, message) };
  g_autoptr (LuukkuClassification) found = luukku_moderation_classify (&context, text);

  *ret_engine = g_strdup (luukku_classification_get_lexicons (found));
  add_reasons (inbox, found, proposals);
  add_names_of_files (inbox, message, &context, proposals);
  add_pack_labels (inbox, found, message, text, proposals);
  if (luukku_classification_get_protection (found) != NULL && !has_name (proposals, "negative"))
    g_ptr_array_add (proposals, luukku_proposal_new ("negative", "criticism", LUUKKU_ALARM_NONE));
  return TRUE;
}
