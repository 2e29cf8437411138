/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-case.c: every change of a case is a line in its conversation, whoever made it and however:
 * button, command, the tool, a delivered reply. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "inbox/luukku-inbox-alarm.h"
#include "model/luukku-proposal.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"
#include "store/luukku-store-labels.h"

#include "purple/luukku-i18n.h"

static void
tell_handler (LuukkuView *self, const LuukkuCaseInit *now)
{
  g_autofree char *sentence =
      now->handler != NULL
          /* TRANSLATORS: %s: a person's name. */
          ? g_strdup_printf (_ ("The case is now with %s."), now->handler)
          : g_strdup (_ ("Nobody has the case now; it waits for somebody in the inbox."));

  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
}

/* A message that opens the case again speaks for itself. */
static void
tell_state (LuukkuView *self, LuukkuCaseState before, const LuukkuCaseInit *now)
{
  if (now->state == LUUKKU_CASE_CLOSED)
    luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, _ ("The case is closed."));
  else if (before == LUUKKU_CASE_CLOSED)
    luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, _ ("The case is open again."));
  else if (now->state == LUUKKU_CASE_ANSWERED)
    luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, _ ("The case is answered; the answer clock has stopped."));
}

static void
tell_later (LuukkuView *self, const LuukkuCaseInit *now)
{
  gint64 time = luukku_clock_now (luukku_core_get_clock ());
  g_autofree char *when = now->later_at != 0 ? luukku_words_when (now->later_at, time) : NULL;
  g_autofree char *sentence =
      when != NULL
          /* TRANSLATORS: %s is a time as it is said: "today 14:05", "Monday 9:00". */
          ? g_strdup_printf (_ ("To be answered later: reminder %s. The answer clock runs on."), when)
          : g_strdup (_ ("The case is not put off any more."));

  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
}

/* What the case is called now, in words that the pack or the program has for it. */
static void
tell_labels (LuukkuView *self, const char *labels)
{
  g_auto (GStrv) names = luukku_labels_split (labels);
  g_autofree char *joined = NULL;
  g_autofree char *sentence = NULL;

  for (guint i = 0; names[i] != NULL; i++) {
    char *title = luukku_inbox_label_title (luukku_core_get_inbox (), names[i]);

    g_free (names[i]);
    names[i] = title;
  }
  joined = g_strjoinv (", ", names);
  /* TRANSLATORS: %s are labels, "Criticism, Feedback". */
  sentence =
      *joined != '\0' ? g_strdup_printf (_ ("Labels now: %s."), joined) : g_strdup (_ ("No label any more."));
  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
}

/* What a message brings along the bar says; a line is for what a person has changed. */
static void
note_labels (LuukkuView *self, gboolean silent)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_core_get_inbox ());
  g_autofree char *before = g_steal_pointer (&self->labels);
  gint64 newest = luukku_store_get_newest_received (store, self->about.id);

  self->labels = luukku_store_get_conversation_labels (store, self->about.id, NULL);
  if (!silent && before != NULL && self->labels != NULL && newest == self->labelled &&
      !g_str_equal (before, self->labels))
    tell_labels (self, self->labels);
  self->labelled = newest;
}

void
luukku_view_note_case (LuukkuView *self, gboolean silent)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (LuukkuCase) before = g_steal_pointer (&self->known);
  const LuukkuCaseInit *was = before != NULL ? luukku_case_peek (before) : NULL;
  const LuukkuCaseInit *now;

  if (inbox == NULL || self->about.id == 0)
    return;
  item = luukku_store_find_case (luukku_inbox_get_store (inbox), self->about.id, NULL);
  if (item == NULL)
    return;
  self->known = luukku_case_ref (item);
  note_labels (self, silent || was == NULL || was->id != luukku_case_peek (item)->id);
  now = luukku_case_peek (item);
  if (silent || was == NULL || was->id != now->id)
    return;
  if (g_strcmp0 (was->handler, now->handler) != 0)
    tell_handler (self, now);
  if (was->state != now->state)
    tell_state (self, was->state, now);
  /* An answer, a message or the end of the case says by itself that nothing is put off. */
  if (was->later_at != now->later_at && (now->later_at != 0 || was->state == now->state))
    tell_later (self, now);
}
