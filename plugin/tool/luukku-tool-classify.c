/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-classify.c: `luukku classify`: what an incoming message may be, with the reasons; a batch
 * measures the labels over a table. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "moderation/luukku-moderation.h"
#include "rules/luukku-incoming.h"

static GVariant *
reason_to_variant (const LuukkuReason *reason)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "label", "s", reason->label);
  g_variant_dict_insert (&dict, "rule", "s", reason->rule);
  g_variant_dict_insert (&dict, "start", "u", reason->start);
  g_variant_dict_insert (&dict, "end", "u", reason->end);
  g_variant_dict_insert (&dict, "confidence", "s", luukku_confidence_to_string (reason->confidence));
  g_variant_dict_insert_value (&dict, "cues", g_variant_new_strv (reason->cues, -1));
  g_variant_dict_insert (&dict, "message", "s", luukku_tr (reason->sentence));
  return g_variant_dict_end (&dict);
}

static GVariant *
pack_label_to_variant (const LuukkuPackLabel *label)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "label", "s", label->name);
  g_variant_dict_insert (&dict, "rule", "s", label->rule);
  g_variant_dict_insert (&dict, "start", "u", label->start);
  g_variant_dict_insert (&dict, "end", "u", label->end);
  g_variant_dict_insert (&dict, "severity", "s", label->severity);
  g_variant_dict_insert (&dict, "citation", "s", label->citation != NULL ? label->citation : "");
  g_variant_dict_insert (&dict, "title", "s", label->title);
  g_variant_dict_insert (&dict, "message", "s", label->message);
  g_variant_dict_insert (&dict, "escalation", "s", label->escalation != NULL ? label->escalation : "");
  g_variant_dict_insert (&dict, "protected", "b", label->protect);
  return g_variant_dict_end (&dict);
}

static void
print_json (const LuukkuClassification *found, GPtrArray *pack_labels)
{
  GArray *reasons = luukku_classification_get_reasons (found);
  const char *language = luukku_classification_get_language (found);
  const char *protection = luukku_classification_get_protection (found);
  GVariantBuilder list;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, "labels",
                               g_variant_new_strv (luukku_classification_get_labels (found), -1));
  g_variant_builder_init (&list, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < reasons->len; i++)
    g_variant_builder_add (&list, "v", reason_to_variant (&g_array_index (reasons, LuukkuReason, i)));
  g_variant_dict_insert_value (&dict, "reasons", g_variant_builder_end (&list));
  g_variant_builder_init (&list, G_VARIANT_TYPE ("av"));
  for (guint i = 0; pack_labels != NULL && i < pack_labels->len; i++)
    g_variant_builder_add (&list, "v", pack_label_to_variant (pack_labels->pdata[i]));
  g_variant_dict_insert_value (&dict, "pack", g_variant_builder_end (&list));
  g_variant_dict_insert (&dict, "language", "s", language != NULL ? language : "");
  g_variant_dict_insert (&dict, "lexicons", "s", luukku_classification_get_lexicons (found));
  g_variant_dict_insert (&dict, "protected", "s", protection != NULL ? luukku_tr (protection) : "");
  tool_print_json (g_variant_dict_end (&dict));
}

static void
print_text (const LuukkuClassification *found, GPtrArray *pack_labels)
{
  GArray *reasons = luukku_classification_get_reasons (found);
  const char *const *labels = luukku_classification_get_labels (found);
  const char *protection = luukku_classification_get_protection (found);

  for (guint i = 0; i < reasons->len; i++) {
    const LuukkuReason *reason = &g_array_index (reasons, LuukkuReason, i);

    g_print ("%s: %s [%u–%u] %s (%s)\n", luukku_confidence_to_string (reason->confidence),
             luukku_tr (luukku_moderation_label (reason->label)->title), reason->start, reason->end,
             luukku_tr (reason->sentence), reason->rule);
  }
  for (guint i = 0; pack_labels != NULL && i < pack_labels->len; i++) {
    const LuukkuPackLabel *label = pack_labels->pdata[i];

    g_print ("%s: %s [%u–%u] %s (%s)\n", label->severity, label->title, label->start, label->end,
             label->message, label->citation != NULL ? label->citation : "-");
  }
  if (protection != NULL)
    g_print ("%s\n", luukku_tr (protection));
  if (labels[0] == NULL)
    g_print ("%s\n", _ ("no label"));
  for (guint i = 0; labels[i] != NULL; i++)
    g_print ("%s%s%s", i > 0 ? ";" : "", labels[i], labels[i + 1] == NULL ? "\n" : "");
}

/* As the inbox asks: with the hosts that the pack trusts. @pack: (nullable). */
static LuukkuClassification *
look (const LuukkuPack *pack, const char *text)
{
  g_auto (GStrv) hosts = pack != NULL ? luukku_pack_list_trusted_hosts (pack) : NULL;
  const LuukkuModerationContext context = { .trusted_hosts = (const char *const *) hosts };

  return luukku_moderation_classify (&context, text);
}

/* ToolRowFunc; @data: a LuukkuPack (nullable). */
static void
print_batch_line (const char *id, const char *language, const char *text, gpointer data)
{
  g_autoptr (LuukkuClassification) found = look (data, text);
  g_autofree char *labels = g_strjoinv (";", (char **) luukku_classification_get_labels (found));

  g_print ("%s\t%s\n", id, labels);
}

int
tool_classify (int argc, char **argv)
{
  g_autofree char *pack_name = NULL, *format = NULL;
  gboolean batch = FALSE, is_public = FALSE, as_json;
  const GOptionEntry entries[] = {
    { "pack", 0, 0, G_OPTION_ARG_STRING, &pack_name,
      N_ ("the guideline, for its own labels: its id or a file"), N_ ("ID_OR_FILE") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("text or json"), N_ ("FORMAT") },
    { "public", 0, 0, G_OPTION_ARG_NONE, &is_public,
      N_ ("everyone can read the message, as a comment: the guideline's rules for those too"), NULL },
    { "batch", 0, 0, G_OPTION_ARG_NONE, &batch, N_ ("a table (id, lang, text): labels only"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPack) pack = NULL;
  g_autoptr (LuukkuClassification) found = NULL;
  g_autoptr (GPtrArray) pack_labels = NULL;
  g_autofree char *text = NULL, *spoken = NULL;

  if (!tool_parse ("classify", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc > 2)
    return tool_fail_usage (_ ("Give one file, or none to read the standard input."));
  as_json = g_strcmp0 (format, "json") == 0;
  if (format != NULL && !as_json && !g_str_equal (format, "text"))
    return tool_fail_usage (_ ("--format takes text or json."));
  if (pack_name != NULL) {
    pack = luukku_pack_find (pack_name, NULL, &error);
    if (pack == NULL)
      return tool_fail (error);
  }
  if (batch)
    return tool_each_row (argc > 1 ? argv[1] : NULL, print_batch_line, pack);
  text = tool_read_text (argc > 1 ? argv[1] : NULL, &error);
  if (text == NULL)
    return tool_fail (error);
  g_strchomp (text);
  found = look (pack, text);
  spoken = tool_interface_language (NULL);
  if (pack != NULL)
    pack_labels = luukku_incoming_labels (
        pack,
        &(LuukkuIncomingContext){ .interface_language = spoken,
                                  .labels = luukku_classification_get_labels (found),
                                  .is_criticism = luukku_classification_get_protection (found) != NULL,
                                  .is_public = is_public },
        text);
  if (as_json)
    print_json (found, pack_labels);
  else
    print_text (found, pack_labels);
  return *luukku_classification_get_labels (found) == NULL && (pack_labels == NULL || pack_labels->len == 0)
             ? TOOL_OK
             : TOOL_FOUND;
}
