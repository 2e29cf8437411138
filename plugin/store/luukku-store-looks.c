/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-looks.c: every look at a message with what it proposed, and every decision of people, each as
 * it was made and apart from each other, for the evidence. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-labels.h"

#include "store/luukku-store-private.h"

#define SCHEMA_LABELS 9

void
luukku_look_free (LuukkuLook *self)
{
  if (self == NULL)
    return;
  g_free (self->engine);
  g_ptr_array_unref (self->proposals);
  g_free (self);
}

void
luukku_label_word_free (LuukkuLabelWord *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->actor);
  g_free (self->note);
  g_free (self);
}

static LuukkuLook *
read_look (LuukkuQuery *query)
{
  LuukkuLook *look = g_new0 (LuukkuLook, 1);

  look->id = luukku_query_get_int (query, 0);
  look->at = luukku_query_get_int (query, 1);
  look->engine = luukku_query_dup_text (query, 2);
  look->failed = luukku_query_get_int (query, 3) != 0;
  look->proposals = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_proposal_free);
  return look;
}

static LuukkuProposal *
read_proposal (LuukkuQuery *query)
{
  g_autofree char *name = luukku_query_dup_text (query, 4);
  g_autofree char *rule = luukku_query_dup_text (query, 5);
  LuukkuProposal *proposal = luukku_proposal_new (name, rule, (LuukkuAlarm) luukku_query_get_int (query, 9));

  proposal->start = (guint) luukku_query_get_int (query, 6);
  proposal->end = (guint) luukku_query_get_int (query, 7);
  proposal->confidence = (guint) luukku_query_get_int (query, 8);
  return proposal;
}

GPtrArray *
luukku_store_list_looks (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (GPtrArray) looks = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_look_free);
  g_autoptr (LuukkuQuery) query = NULL;
  LuukkuLook *look = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return g_steal_pointer (&looks);
  query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT c.id, c.at, c.engine, c.failed, l.name, l.rule, l.span_start, l.span_end, "
                        "l.confidence, l.alarm FROM classified c LEFT JOIN label l ON l.classified = c.id "
                        "WHERE c.message = ? ORDER BY c.id, l.id");
  luukku_query_bind_int (query, 1, message);
  while (luukku_query_next (query)) {
    g_autofree char *name = luukku_query_dup_text (query, 4);

    if (look == NULL || look->id != luukku_query_get_int (query, 0)) {
      look = read_look (query);
      g_ptr_array_add (looks, look);
    }
    if (name != NULL)
      g_ptr_array_add (look->proposals, read_proposal (query));
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&looks) : NULL;
}

GPtrArray *
luukku_store_list_label_words (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_label_word_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return g_steal_pointer (&words);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT at, name, kind, actor, note FROM label_decision WHERE message = ? ORDER BY id");
  luukku_query_bind_int (query, 1, message);
  while (luukku_query_next (query)) {
    LuukkuLabelWord *word = g_new0 (LuukkuLabelWord, 1);

    word->at = luukku_query_get_int (query, 0);
    word->name = luukku_query_dup_text (query, 1);
    word->kind = (LuukkuLabelDecision) luukku_query_get_int (query, 2);
    word->actor = luukku_query_dup_text (query, 3);
    word->note = luukku_query_dup_text (query, 4);
    g_ptr_array_add (words, word);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&words) : NULL;
}

/* 2 is LUUKKU_ALARM_QUEUE, 3 LUUKKU_CASE_CLOSED. What a resident tells us or asks of us is answered: nobody
 * decides whether it stays. */
GArray *
luukku_store_list_queued (LuukkuStore *self, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (LuukkuQueued));
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return g_steal_pointer (&rows);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT i.conversation, min (c.at) FROM case_item i JOIN label l ON l.case_id = i.id "
      "JOIN classified c ON c.id = l.classified WHERE i.alarm = 2 AND i.state <> 3 AND l.alarm = 2 "
      "AND l.name NOT IN ('unsafe-report', 'removal-request') "
      "AND NOT EXISTS (SELECT 1 FROM label_decision d WHERE d.message = l.message AND d.name = l.name "
      "AND d.at >= c.at) AND NOT EXISTS (SELECT 1 FROM platform_act a WHERE a.message = l.message) "
      "GROUP BY i.conversation ORDER BY min (c.at)");
  while (luukku_query_next (query)) {
    const LuukkuQueued row = { luukku_query_get_int (query, 0), luukku_query_get_int (query, 1) };

    g_array_append_val (rows, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}
