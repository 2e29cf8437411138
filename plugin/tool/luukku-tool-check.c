/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-check.c: `luukku check` and `luukku pack-check`: the gate's eyes without a chat window. A batch
 * measures the personal-data detectors alone. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include <string.h>

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "detect/luukku-detect.h"
#include "rules/luukku-rules.h"

/* --- one draft */

static GVariant *
finding_to_variant (const LuukkuFindingInit *finding)
{
  GVariantDict dict;
  const char *const none[] = { NULL };

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "rule", "s", finding->rule);
  g_variant_dict_insert (&dict, "kind", "s", finding->kind);
  g_variant_dict_insert (&dict, "severity", "s", luukku_severity_to_string (finding->severity));
  g_variant_dict_insert (&dict, "start", "u", finding->start);
  g_variant_dict_insert (&dict, "end", "u", finding->end);
  g_variant_dict_insert (&dict, "confidence", "s", luukku_confidence_to_string (finding->confidence));
  g_variant_dict_insert_value (&dict, "cues",
                               g_variant_new_strv (finding->cues != NULL ? finding->cues : none, -1));
  g_variant_dict_insert (&dict, "citation", "s", finding->citation != NULL ? finding->citation : "");
  g_variant_dict_insert (&dict, "message", "s", finding->message != NULL ? finding->message : "");
  return g_variant_dict_end (&dict);
}

static void
print_verdict_json (LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  GVariantBuilder list;
  GVariantDict dict;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < findings->len; i++)
    g_variant_builder_add (&list, "v", finding_to_variant (luukku_finding_peek (findings->pdata[i])));
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "verdict", "s",
                         luukku_severity_to_string (luukku_verdict_get_severity (verdict)));
  g_variant_dict_insert_value (&dict, "findings", g_variant_builder_end (&list));
  tool_print_json (g_variant_dict_end (&dict));
}

static void
print_verdict_text (LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (findings->pdata[i]);

    g_print ("%s: %s [%u–%u] %s (%s)\n", luukku_severity_to_string (finding->severity), finding->title,
             finding->start, finding->end, finding->message,
             finding->citation != NULL ? finding->citation : "-");
  }
  g_print ("%s\n", luukku_severity_to_string (luukku_verdict_get_severity (verdict)));
}

/* --- a table of lines: id, lang, text, … with \n \t \\ escaped */

/* ToolRowFunc; @data: a LuukkuAllowList (nullable). */
static void
print_batch_line (const char *id, const char *language, const char *text, gpointer data)
{
  const LuukkuDetectOptions options = { .allow_list = data, .language = *language != '\0' ? language : NULL };
  g_autoptr (GArray) hits = NULL;
  const char *separator = "";

  luukku_detect_full (text, &options, &hits);
  g_print ("%s\t", id);
  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);

    if (hit->confidence < LUUKKU_CONFIDENCE_LIKELY)
      continue; /* a hint, no warning */
    g_print ("%s%s:%u-%u", separator, hit->kind, hit->start, hit->end);
    separator = ";";
  }
  g_print ("\n");
}

int
tool_check (int argc, char **argv)
{
  g_autofree char *pack_name = NULL, *channel = NULL, *language = NULL, *allow_path = NULL, *format = NULL;
  gboolean batch = FALSE;
  const GOptionEntry entries[] = {
    { "pack", 0, 0, G_OPTION_ARG_STRING, &pack_name, N_ ("the guideline: its id or a file"),
      N_ ("ID_OR_FILE") },
    { "channel", 0, 0, G_OPTION_ARG_STRING, &channel, N_ ("where the draft would leave"), N_ ("NAME") },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("language of the findings"), N_ ("CODE") },
    { "allow-list", 0, 0, G_OPTION_ARG_FILENAME, &allow_path, N_ ("the town's own contact points"),
      N_ ("FILE") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("text or json"), N_ ("FORMAT") },
    { "batch", 0, 0, G_OPTION_ARG_NONE, &batch, N_ ("a table (id, lang, text): personal data only"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuAllowList) allow_list = NULL;
  g_autoptr (LuukkuPack) pack = NULL;
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autofree char *text = NULL, *spoken = NULL;
  gboolean as_json;

  if (!tool_parse ("check", entries, &argc, &argv))
    return TOOL_USAGE;
  if (allow_path != NULL) {
    allow_list = luukku_allow_list_load (allow_path, &error);
    if (allow_list == NULL)
      return tool_fail (error);
  }
  if (batch)
    return tool_each_row (argc > 1 ? argv[1] : NULL, print_batch_line, allow_list);
  as_json = g_strcmp0 (format, "json") == 0;
  if (format != NULL && !as_json && !g_str_equal (format, "text"))
    return tool_fail_usage (_ ("--format takes text or json."));
  if (pack_name == NULL)
    return tool_fail_usage (_ ("Name the guideline with --pack=ID_OR_FILE, for example --pack=rautalampi."));
  pack = luukku_pack_find (pack_name, NULL, &error);
  if (pack == NULL)
    return tool_fail (error);
  text = tool_read_input (argc > 1 ? argv[1] : NULL, NULL, &error);
  if (text == NULL)
    return tool_fail (error);
  g_strchomp (text);
  spoken = tool_interface_language (language);
  verdict = luukku_rules_check (
      pack,
      &(LuukkuRuleContext){ .channel = channel, .interface_language = spoken, .allow_list = allow_list },
      text);
  if (as_json)
    print_verdict_json (verdict);
  else
    print_verdict_text (verdict);
  return luukku_verdict_get_severity (verdict) == LUUKKU_SEVERITY_PASS ? TOOL_OK : TOOL_FOUND;
}

/* --- packs */

static gboolean
pack_is_clean (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (LuukkuPack) pack = luukku_pack_load (path, &problems, &error);

  for (guint i = 0; problems != NULL && i < problems->len; i++) {
    const LuukkuPackProblem *problem = problems->pdata[i];

    g_print ("%s:%u: %s%s%s%s%s\n", path, problem->line, problem->group != NULL ? problem->group : "",
             problem->key != NULL ? " " : "", problem->key != NULL ? problem->key : "",
             problem->group != NULL || problem->key != NULL ? ": " : "", problem->message);
  }
  if (pack == NULL && (problems == NULL || problems->len == 0))
    g_print ("%s: %s\n", path, error->message);
  if (pack != NULL && !luukku_pack_is_approved (pack)) {
    g_autofree char *sentence = luukku_pack_tell_approval (pack);

    g_print ("%s: %s\n", path, sentence);
  }
  return pack != NULL && (problems == NULL || problems->len == 0);
}

int
tool_pack_check (int argc, char **argv)
{
  const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  gboolean clean = TRUE;

  if (!tool_parse ("pack-check", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc < 2)
    return tool_fail_usage (_ ("Name one or more guideline packs, for example kunta.pack."));
  for (int i = 1; i < argc; i++) {
    if (!g_file_test (argv[i], G_FILE_TEST_IS_REGULAR)) {
      /* TRANSLATORS: %s is a file name */
      return tool_fail_usage (_ ("There is no file %s. Check its name."), argv[i]);
    }
    clean = pack_is_clean (argv[i]) && clean;
  }
  if (clean)
    g_print (
        ngettext ("The guideline pack has no errors.\n", "The guideline packs have no errors.\n", argc - 1));
  return clean ? TOOL_OK : TOOL_FOUND;
}
