/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-ticks.c: the boxes that a rule wants ticked before a picture, a recording or a long quotation
 * leaves. A tick is a person's word about one exact text in one conversation: it is forgotten with the text.
 */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-aids.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TEXTS 100 /* whose ticks are remembered; more than anybody has open */

void
luukku_tick_free (LuukkuTick *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->rule);
  g_free (self->label);
  g_free (self);
}

static char *
make_key (const char *channel, const char *conversation)
{
  return g_strdup_printf ("%s\n%s", channel, conversation);
}

/* Returns: (transfer full) (nullable): what was ticked for @text. A value is the text's digest, then the ids.
 */
static char **
find_ticks (LuukkuInbox *inbox, const char *channel, const char *conversation, const char *text)
{
  g_autofree char *key = make_key (channel, conversation);
  const char *value = g_hash_table_lookup (inbox->ticks, key);
  g_autofree char *digest = value != NULL ? luukku_digest_text (text) : NULL;

  if (value == NULL || !g_str_has_prefix (value, digest))
    return NULL;
  return g_strsplit (value + strlen (digest) + 1, ";", -1);
}

/* Returns: (transfer none) (nullable): a rule with boxes. */
static const LuukkuRule *
find_rule (LuukkuInbox *inbox, const char *id, gsize length)
{
  LuukkuPack *pack = luukku_gate_get_pack (inbox->gate);
  GPtrArray *rules = pack != NULL ? luukku_pack_get_outgoing (pack) : NULL;

  for (guint i = 0; rules != NULL && i < rules->len; i++) {
    const LuukkuRule *rule = g_ptr_array_index (rules, i);

    if (rule->n_ticks > 0 && strlen (rule->id) == length && strncmp (rule->id, id, length) == 0)
      return rule;
  }
  return NULL;
}

static gboolean
is_tick (LuukkuInbox *inbox, const char *tick)
{
  const char *colon = strrchr (tick, ':');
  const LuukkuRule *rule = colon != NULL ? find_rule (inbox, tick, (gsize) (colon - tick)) : NULL;
  guint64 number = 0;

  return rule != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 1, rule->n_ticks, &number, NULL);
}

/* Returns: (transfer none) (nullable): the box that already says @label. */
static LuukkuTick *
find_same (GPtrArray *list, const char *label)
{
  for (guint i = 0; i < list->len; i++) {
    LuukkuTick *tick = g_ptr_array_index (list, i);

    if (g_strcmp0 (tick->label, label) == 0)
      return tick;
  }
  return NULL;
}

static void
add_tick (GPtrArray *list, const char *id, const char *rule, const char *label, gboolean ticked)
{
  LuukkuTick *tick = find_same (list, label);
  g_autofree char *joined = tick != NULL ? g_strdup_printf ("%s;%s", tick->id, id) : NULL;

  if (tick != NULL) {
    g_free (tick->id);
    tick->id = g_steal_pointer (&joined);
    tick->ticked = tick->ticked && ticked;
    return;
  }
  tick = g_new0 (LuukkuTick, 1);
  tick->id = g_strdup (id);
  tick->rule = g_strdup (rule);
  tick->label = g_strdup (label);
  tick->ticked = ticked;
  g_ptr_array_add (list, tick);
}

static void
add_ticks_of (GPtrArray *list, LuukkuInbox *inbox, const LuukkuRule *rule, char **ticked)
{
  g_autofree char *group = g_strdup_printf ("Outgoing %s", rule->id);

  for (guint i = 1; i <= rule->n_ticks; i++) {
    g_autofree char *key = g_strdup_printf ("Tick%u", i);
    g_autofree char *id = g_strdup_printf ("%s:%u", rule->id, i);
    g_autofree char *label =
        luukku_pack_get_text (luukku_gate_get_pack (inbox->gate), group, key, inbox->language);

    add_tick (list, id, rule->id, label,
              ticked != NULL && g_strv_contains ((const char *const *) ticked, id));
  }
}

GPtrArray *
luukku_aids_list_ticks (LuukkuInbox *inbox, const char *channel, const char *conversation,
                        LuukkuVerdict *verdict)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_tick_free);
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  g_auto (GStrv) ticked = find_ticks (inbox, channel, conversation, luukku_verdict_get_text (verdict));

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));
    const LuukkuRule *rule =
        finding->rule != NULL ? find_rule (inbox, finding->rule, strlen (finding->rule)) : NULL;

    if (rule != NULL && finding->severity >= LUUKKU_SEVERITY_CONFIRM &&
        !g_ptr_array_find (seen, rule, NULL)) {
      g_ptr_array_add (seen, (gpointer) rule);
      add_ticks_of (list, inbox, rule, ticked);
    }
  }
  return list;
}

gboolean
luukku_aids_set_ticks (LuukkuInbox *inbox, const char *channel, const char *conversation, const char *text,
                       const char *const *ticks, GError **error)
{
  g_autofree char *digest = luukku_digest_text (text);
  g_autofree char *joined = g_strjoinv (";", (char **) ticks);
  g_auto (GStrv) each = g_strsplit (joined, ";", -1); /* a box may stand for several rules */

  for (guint i = 0; each[i] != NULL; i++) {
    if (is_tick (inbox, each[i]))
      continue;
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The guideline in use has no such box to tick. Look at the reply once more."));
    return FALSE;
  }
  if (g_hash_table_size (inbox->ticks) >= MAX_TEXTS)
    g_hash_table_remove_all (inbox->ticks);
  g_hash_table_insert (inbox->ticks, make_key (channel, conversation),
                       g_strdup_printf ("%s;%s", digest, joined));
  return TRUE;
}

void
luukku_occasion_add_ticks (LuukkuOccasion *self, LuukkuInbox *inbox, const char *conversation,
                           const char *text)
{
  g_strfreev (self->ticks);
  self->ticks = find_ticks (inbox, self->channel, conversation, text);
  self->context.ticks = (const char *const *) self->ticks;
}

void
luukku_inbox_drop_ticks (LuukkuInbox *self, const char *channel, const char *conversation)
{
  g_autofree char *key = make_key (channel, conversation);

  g_hash_table_remove (self->ticks, key);
}
