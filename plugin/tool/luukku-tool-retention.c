/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-retention.c: `luukku retention`, `hold`, `release` and `erase`: what leaves the archive again.
 */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-evidence.h"

/* --- retention */

static void
print_lines (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    const LuukkuRetentionLine *line = lines->pdata[i];
    g_autofree char *until = line->until != 0 ? luukku_time_to_iso8601 (line->until) : g_strdup ("-");

    g_print ("%s\t%s\t%s\t%s\t%s\n", line->kept->number, luukku_retention_state_to_string (line->state),
             line->kept->kind != NULL ? line->kept->kind : LUUKKU_RETENTION_CORRESPONDENCE, until,
             line->rule != NULL && line->rule->citation != NULL ? line->rule->citation : "-");
  }
}

int
tool_retention (int argc, char **argv)
{
  g_autofree char *path = NULL, *pack = NULL, *plan = NULL;
  gboolean list = FALSE;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "pack", 0, 0, G_OPTION_ARG_STRING, &pack, N_ ("guideline pack"), N_ ("ID_OR_FILE") },
    { "plan", 0, 0, G_OPTION_ARG_FILENAME, &plan,
      N_ ("the municipality's plan, a file with [Retention …] groups"), N_ ("FILE") },
    { "list", 0, 0, G_OPTION_ARG_NONE, &list, N_ ("every case with its state, one a line"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *text = NULL;

  if (!tool_parse ("retention", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 1)
    return tool_fail_usage (_ ("luukku retention takes no names; --help tells its options."));
  store = tool_open_store (path, TRUE, LUUKKU_STORE_READ_ONLY, &error);
  if (store == NULL)
    return tool_fail (error);
  inbox = luukku_inbox_new (store, luukku_store_get_clock (store));
  if ((pack != NULL && !luukku_inbox_load_pack (inbox, pack, &error)) ||
      (rules = luukku_inbox_load_plan (inbox, plan, &error)) == NULL ||
      (lines = luukku_retention_propose (store, rules, &error)) == NULL)
    return tool_fail (error);
  if (rules->len == 0)
    g_printerr ("luukku: %s\n",
                _ ("Neither the municipality's plan nor the pack says how long anything is kept, so "
                   "nothing is proposed."));
  if (list) {
    print_lines (lines);
    return TOOL_OK;
  }
  text = luukku_retention_to_text (lines, luukku_clock_now (luukku_store_get_clock (store)));
  g_print ("%s", text);
  return TOOL_OK;
}

/* --- holds */

static int
change_hold (int argc, char **argv, const char *command, gboolean place)
{
  g_autofree char *path = NULL, *ground = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "ground", 0, 0, G_OPTION_ARG_STRING, &ground,
      N_ ("why; written into the log, without the resident's name"), N_ ("TEXT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;

  if (!tool_parse (command, entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2 || ground == NULL)
    return tool_fail_usage (_ ("Name one case and say why with --ground=TEXT."));
  if ((inbox = tool_open_inbox (path)) == NULL)
    return TOOL_USAGE;
  return luukku_inbox_set_hold (inbox, argv[1], place, ground, &error) ? TOOL_OK : tool_fail (error);
}

int
tool_hold (int argc, char **argv)
{
  return change_hold (argc, argv, "hold", TRUE);
}

int
tool_release (int argc, char **argv)
{
  return change_hold (argc, argv, "release", FALSE);
}

/* --- erase */

int
tool_erase (int argc, char **argv)
{
  g_autofree char *path = NULL, *ground = NULL, *decided_by = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &path, N_ ("the inbox file"), N_ ("FILE") },
    { "decided-by", 0, 0, G_OPTION_ARG_STRING, &decided_by, N_ ("the manager who decided"), N_ ("NAME") },
    { "ground", 0, 0, G_OPTION_ARG_STRING, &ground, N_ ("the number of the decision; written into the log"),
      N_ ("TEXT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuInbox) inbox = NULL;
  g_auto (LuukkuErasureResult) result = { 0 };
  g_autofree char *text = NULL;

  if (!tool_parse ("erase", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc != 2 || ground == NULL || decided_by == NULL)
    return tool_fail_usage (_ ("Name one case and say --decided-by=NAME --ground=TEXT."));
  if ((inbox = tool_open_inbox (path)) == NULL)
    return TOOL_USAGE;
  if (!luukku_inbox_erase (inbox, argv[1], decided_by, ground, &result, &error))
    return tool_fail (error);
  g_print (ngettext ("Erased: %u message.\n", "Erased: %u messages.\n",
                     result.counts.messages_in + result.counts.messages_out),
           result.counts.messages_in + result.counts.messages_out);
  text = luukku_inbox_erasure_to_text (&result);
  g_print ("%s", text);
  return result.pending ? TOOL_FOUND : TOOL_OK;
}
