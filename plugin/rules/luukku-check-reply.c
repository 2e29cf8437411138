/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-check-reply.c: rules about an answer in its conversation: the parts of an answer to criticism, the
 * third answer in an hour, an answer that is too fast and too sharp. What is not known makes them silent. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include "rules/luukku-template.h"

#include <string.h>

void
luukku_check_reply_parts (LuukkuRun *run, const LuukkuRule *rule)
{
  g_autoptr (GString) names = NULL;
  g_auto (GStrv) missing = NULL;
  const char *values[] = { "missing", NULL, NULL };

  if (!luukku_run_has_label (run, rule) ||
      (run->context->replies != NULL && run->context->replies->count > 0))
    return;
  missing = luukku_template_missing_parts (run->text, run->language, (const char *const *) rule->parts);
  if (missing[0] == NULL)
    return;
  names = g_string_new (NULL);
  for (guint i = 0; missing[i] != NULL; i++) {
    if (i > 0)
      g_string_append (names, ", ");
    g_string_append (names, luukku_template_part_name (missing[i]));
  }
  values[1] = names->str;
  luukku_run_add_whole (run, rule, "REPLY-PARTS", values);
}

void
luukku_check_reply_count (LuukkuRun *run, const LuukkuRule *rule)
{
  const LuukkuReplyTimes *replies = run->context->replies;
  gint64 now = run->context->now;
  guint count = 1; /* this one */

  if (replies == NULL || now == 0 || !luukku_run_has_label (run, rule))
    return;
  for (guint i = 0; i < replies->count; i++)
    count += replies->times[i] <= now && now - replies->times[i] <= rule->within ? 1 : 0;
  if (count >= rule->replies)
    luukku_run_add_whole (run, rule, "REPLY-COUNT", NULL);
}

void
luukku_check_answer_speed (LuukkuRun *run, const LuukkuRule *rule)
{
  gint64 since = run->context->now - run->context->message_at;

  if (run->context->now == 0 || run->context->message_at == 0 || since < 0 || since >= rule->within ||
      !luukku_run_has_label (run, rule))
    return;
  for (guint i = 0; rule->with[i] != NULL; i++) {
    gboolean sharp = strcmp (rule->with[i], "shouting") == 0 ? luukku_run_shouts (run, NULL)
                                                             : luukku_run_find (run, rule->with[i])->len > 0;

    if (sharp) {
      luukku_run_add_whole (run, rule, "SPEED", NULL);
      return;
    }
  }
}
