/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-check-files.c: rules about what goes along with a text, and about long quotations. A box is ticked
 * or it is not: while one that is needed stays open nothing leaves, however the pack words it. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include "base/luukku-error.h"

#include <stdlib.h>
#include <string.h>

static gboolean
has_file_of (const LuukkuRun *run, const LuukkuRule *rule)
{
  for (guint i = 0; rule->kinds[i] != NULL; i++) {
    if (luukku_has (run->context->attachments, rule->kinds[i]))
      return TRUE;
  }
  return FALSE;
}

/* Lexicons= and Units= narrow the rule to texts with such a word or to such units. */
static gboolean
is_concerned (LuukkuRun *run, const LuukkuRule *rule)
{
  if (rule->lexicons[0] == NULL && rule->units[0] == NULL)
    return TRUE;
  if (luukku_has ((const char *const *) rule->units, run->context->unit_kind))
    return TRUE;
  for (guint i = 0; rule->lexicons[i] != NULL; i++) {
    if (luukku_run_find (run, rule->lexicons[i])->len > 0)
      return TRUE;
  }
  return FALSE;
}

static guint
ticks_needed (const LuukkuRule *rule)
{
  if (rule->n_ticks == 0)
    return 0;
  if (rule->ticks_needed == NULL || strcmp (rule->ticks_needed, "all") == 0)
    return rule->n_ticks;
  if (strcmp (rule->ticks_needed, "any") == 0)
    return 1;
  return MIN ((guint) strtoul (rule->ticks_needed, NULL, 10), rule->n_ticks);
}

static gboolean
is_ticked (const LuukkuRun *run, const LuukkuRule *rule, guint number)
{
  g_autofree char *tick = g_strdup_printf ("%s:%u", rule->id, number);

  return luukku_has (run->context->ticks, tick);
}

/* Whether enough is ticked. A number means the first ones: TicksNeeded=1 is Tick1. */
static gboolean
has_ticks (const LuukkuRun *run, const LuukkuRule *rule)
{
  guint needed = ticks_needed (rule);
  gboolean any = g_strcmp0 (rule->ticks_needed, "any") == 0;

  if (needed == 0)
    return FALSE;
  for (guint i = 1; i <= (any ? rule->n_ticks : needed); i++) {
    if (is_ticked (run, rule, i) == any)
      return any;
  }
  return !any;
}

/* Returns: (transfer full): the texts of the boxes that are still open, in the reader's language. */
static char *
open_ticks (const LuukkuRun *run, const LuukkuRule *rule)
{
  const char *language = run->context->interface_language != NULL ? run->context->interface_language : "";
  g_autofree char *group = g_strdup_printf ("Outgoing %s", rule->id);
  GString *list = g_string_new (NULL);

  for (guint i = 1; i <= rule->n_ticks; i++) {
    g_autofree char *key = g_strdup_printf ("Tick%u", i);
    g_autofree char *text = luukku_pack_get_text (run->pack, group, key, language);

    if (text != NULL && !is_ticked (run, rule, i))
      g_string_append_printf (list, "%s☐ %s", list->len > 0 ? "  " : "", text);
  }
  return g_string_free (list, FALSE);
}

static void
ask_for_ticks (LuukkuRun *run, const LuukkuRule *rule, const char *cue)
{
  const char *const cues[] = { cue, NULL };
  g_autofree char *boxes = NULL;
  LuukkuFindingInit init = {
    .kind = "TICKS",
    .confidence = LUUKKU_CONFIDENCE_CERTAIN,
    .start = run->length,
    .end = run->length,
    .cues = cues,
  };

  if (has_ticks (run, rule))
    return;
  if (rule->n_ticks > 0)
    init.severity = LUUKKU_SEVERITY_BLOCK;
  boxes = open_ticks (run, rule);
  luukku_run_add (run, rule, &init, NULL, *boxes != '\0' ? boxes : NULL);
}

void
luukku_check_attachment (LuukkuRun *run, const LuukkuRule *rule)
{
  if (has_file_of (run, rule) && is_concerned (run, rule))
    ask_for_ticks (run, rule, "attachment");
}

/* --- quotations */

static gunichar
closing_mark (gunichar c)
{
  switch (c) {
  case '"':
    return '"';
  case 0xAB:
    return 0xBB;
  case 0xBB:
  case 0x201D:
  case 0x201C:
  case 0x201E:
    return c == 0xBB ? 0xBB : 0x201D;
  default:
    return 0;
  }
}

/* Characters of the longest text between quotation marks or of lines that begin with ">". */
static guint
longest_quotation (const char *text)
{
  guint longest = 0, line = 0;
  gboolean quoted_line = FALSE;
  gunichar closing = 0;
  guint inside = 0;
  gunichar before = '\n';

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (before == '\n') {
      quoted_line = c == '>';
      line = quoted_line ? line : 0;
    }
    line += quoted_line ? 1 : 0;
    if (closing != 0 && (c == closing || (closing == 0x201D && c == 0x201C))) {
      longest = MAX (longest, inside);
      closing = 0;
    } else if (closing != 0) {
      inside++;
    } else {
      closing = closing_mark (c);
      inside = 0;
    }
    longest = MAX (longest, line);
    before = c;
  }
  return longest;
}

/* A quotation is told by its marks, which people also use for other things: it is confirmed, never blocked.
 */
void
luukku_check_attachment_or_quote (LuukkuRun *run, const LuukkuRule *rule)
{
  if (has_file_of (run, rule)) {
    ask_for_ticks (run, rule, "attachment");
    return;
  }
  if (rule->quote_min_chars > 0 && longest_quotation (run->text) >= rule->quote_min_chars &&
      !has_ticks (run, rule))
    luukku_run_add_whole (run, rule, "QUOTATION", NULL);
}
