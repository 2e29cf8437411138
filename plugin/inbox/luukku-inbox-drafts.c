/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-drafts.c: a typed text is never lost, and what must not lie in a database does not. A draft is
 * on disk as it was typed, except for the places that block it: they are masked there and whole only in
 * memory, as long as the program runs. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-private.h"

#include <string.h>

/* Takes code points [@start, @end) of *@text away from sight. */
static void
mask (char **text, guint start, guint end)
{
  char *masked = NULL;

  if (end <= start)
    return;
  masked = luukku_text_mask (*text, start, end);
  g_free (*text);
  *text = masked;
}

/* Identity codes are looked for here too: without a pack, or with one that lacks the rule, the verdict knows
 * nothing. Each span becomes as many "•" as it had code points, so that the places of the others stay right.
 */
static char *
text_for_disk (const char *text, const LuukkuVerdict *verdict)
{
  char *safe = luukku_inbox_mask (text);
  GPtrArray *findings = verdict != NULL ? luukku_verdict_get_findings (verdict) : NULL;

  for (guint i = 0; findings != NULL && i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (finding->severity == LUUKKU_SEVERITY_BLOCK)
      mask (&safe, finding->start, finding->end);
  }
  return safe;
}

static void
keep_in_memory (LuukkuInbox *self, gint64 conversation, const char *text)
{
  if (g_hash_table_size (self->drafts) >= LUUKKU_INBOX_MAX_KEPT_DRAFTS &&
      !g_hash_table_contains (self->drafts, &conversation))
    return; /* the entry of the window still has it */
  g_hash_table_insert (self->drafts, g_memdup2 (&conversation, sizeof conversation), g_strdup (text));
}

gboolean
luukku_inbox_keep_draft (LuukkuInbox *self, gint64 conversation, const char *text,
                         const LuukkuVerdict *verdict, GError **error)
{
  g_autofree char *safe = text_for_disk (text, verdict);

  if (!luukku_store_put_draft (self->store, conversation, safe, error)) {
    keep_in_memory (self, conversation, text);
    return FALSE;
  }
  luukku_inbox_keep_seen (self, conversation);
  if (g_str_equal (safe, text))
    g_hash_table_remove (self->drafts, &conversation);
  else
    keep_in_memory (self, conversation, text);
  return TRUE;
}

gboolean
luukku_inbox_drop_draft (LuukkuInbox *self, gint64 conversation, GError **error)
{
  if (!luukku_store_drop_draft (self->store, conversation, error))
    return FALSE;
  g_hash_table_remove (self->drafts, &conversation);
  g_hash_table_remove (self->writing, &conversation);
  return TRUE;
}

char *
luukku_drafts_join (const char *text, const char *draft)
{
  if (draft == NULL || *draft == '\0' || g_str_equal (draft, text))
    return g_strdup (text);
  if (g_str_has_prefix (draft, text) && draft[strlen (text)] == '\n')
    return g_strdup (draft);
  return g_strconcat (text, "\n\n", draft, NULL);
}

void
luukku_inbox_return_draft (LuukkuInbox *self, const LuukkuReply *reply)
{
  const char *kept = g_hash_table_lookup (self->drafts, &reply->conversation);
  g_autofree char *joined = NULL;

  if (kept == NULL || *reply->text == '\0')
    return;
  joined = luukku_drafts_join (reply->text, kept);
  keep_in_memory (self, reply->conversation, joined);
}

/* --- public */
gboolean
luukku_inbox_save_draft (LuukkuInbox *self, const char *channel, const char *conversation, const char *text,
                         GError **error)
{
  g_autoptr (LuukkuOccasion) occasion = luukku_occasion_new (self, channel, conversation);
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autofree char *valid = NULL;
  gint64 id = 0;

  if (occasion->conversation == NULL) {
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("This conversation is not in the inbox, so its draft cannot be kept. Keep a copy of the text."));
    return FALSE;
  }
  if (strlen (text) > LUUKKU_INBOX_MAX_REPLY) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("The text is too long for a reply. Make it shorter."));
    return FALSE;
  }
  id = luukku_conversation_peek (occasion->conversation)->id;
  if (*text == '\0')
    return luukku_inbox_drop_draft (self, id, error);
  valid = luukku_text_make_valid (text, -1);
  verdict = luukku_gate_check (self->gate, &occasion->context, valid);
  return luukku_inbox_keep_draft (self, id, valid, verdict, error);
}

char *
luukku_inbox_get_draft (LuukkuInbox *self, const char *channel, const char *conversation)
{
  g_autoptr (LuukkuConversation) found =
      luukku_store_find_conversation (self->store, channel, conversation, NULL);
  const char *kept = NULL;

  if (found == NULL)
    return NULL;
  kept = g_hash_table_lookup (self->drafts, &luukku_conversation_peek (found)->id);
  if (kept != NULL)
    return g_strdup (kept);
  return luukku_store_get_draft (self->store, luukku_conversation_peek (found)->id, NULL);
}
