/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-hold.c: asks the gate before Pidgin's own handler of "message_send" runs (that one is
 * connected with connect_after), and carries out what the person chooses in the banner. The text in the entry
 * is the only truth: every choice looks at it again. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-hold.h"

#include "base/luukku-text.h"
#include "pidgin/luukku-pidgin-banner.h"
#include "pidgin/luukku-pidgin-finding.h"
#include "pidgin/luukku-pidgin-live.h"
#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin.h"

#include <gtkimhtml.h>

#include "purple/luukku-i18n.h"

struct _LuukkuPidginHold {
  LuukkuPidginPane *pane; /* no ref: owns us */
  gulong on_send;
  gboolean passing; /* the person has decided: the next "message_send" goes through */

  /* What was thrown away, as long as it can be undone. */
  LuukkuVerdict *discarded; /* (ref) (nullable) */
  char *discarded_text;     /* (nullable) */
};

/* What cannot be written (disk full) is told in no window here: the text is in the entry, nothing is lost. */
static void
note_held (LuukkuPidginHold *self, LuukkuVerdict *verdict)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_pidgin_get_api ()->hold (luukku_pidgin_pane_get_conversation (self->pane), verdict, &error) &&
      error != NULL)
    g_debug ("held reply not noted: code %d", error->code);
}

static void
note_discarded (LuukkuPidginHold *self, LuukkuVerdict *verdict)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_pidgin_get_api ()->decide (luukku_pidgin_pane_get_conversation (self->pane), verdict,
                                         LUUKKU_CHOICE_DISCARD, NULL, &error) &&
      error != NULL)
    g_debug ("discarded reply not noted: code %d", error->code);
}

/* --- before the text leaves */
/* Exactly the words that Pidgin will send: a smiley is an image in the entry and letters in the message. */
static LuukkuVerdict *
check_entry (LuukkuPidginHold *self)
{
  g_autofree char *markup = NULL;
  g_autofree char *text = NULL;
  LuukkuVerdict *verdict = NULL;

  luukku_pidgin_live_unmark (self->pane->live);
  markup = luukku_pidgin_pane_get_markup (self->pane);
  text = luukku_text_strip_html (markup);
  verdict = luukku_pidgin_get_api ()->check (luukku_pidgin_pane_get_conversation (self->pane), text);
  if (verdict != NULL)
    luukku_pidgin_live_mark (self->pane->live, verdict);
  return verdict;
}

static gboolean
must_hold (const LuukkuVerdict *verdict)
{
  return verdict != NULL && luukku_verdict_get_severity (verdict) >= LUUKKU_SEVERITY_CONFIRM;
}

static void
on_message_send (GtkWidget *entry, gpointer data)
{
  LuukkuPidginHold *self = data;
  g_autofree char *text = NULL;
  g_autoptr (LuukkuVerdict) verdict = NULL;
  LuukkuWindow window;

  if (!luukku_pidgin_pane_describe (self->pane, &window))
    return;
  text = luukku_pidgin_pane_get_text (self->pane);
  if (*text == '\0' || (*text == '/' && !self->passing))
    return; /* commands are Pidgin's; what they send meets the gate in the protocol */
  if (!self->passing) {
    verdict = check_entry (self);
    if (must_hold (verdict)) {
      g_signal_stop_emission_by_name (entry, "message_send");
      note_held (self, verdict);
      luukku_pidgin_banner_hold (self->pane->banner, verdict);
      luukku_pidgin_finding_show (self->pane->finding, verdict);
      return;
    }
  }
  luukku_pidgin_live_unmark (self->pane->live);
  luukku_pidgin_live_note_sent (self->pane->live);
  luukku_pidgin_banner_hide (self->pane->banner);
}

/* --- choices */
/* Returns: (transfer none) (nullable): the gravest finding that has a place in the text. */
static const LuukkuFindingInit *
first_place (const LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  const LuukkuFindingInit *found = NULL;

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (finding->severity >= LUUKKU_SEVERITY_CONFIRM && finding->start < finding->end &&
        (found == NULL || finding->severity > found->severity))
      found = finding;
  }
  return found;
}

static void
edit (LuukkuPidginHold *self)
{
  g_autoptr (LuukkuVerdict) verdict = check_entry (self);
  const LuukkuFindingInit *finding = verdict != NULL ? first_place (verdict) : NULL;

  luukku_pidgin_banner_hide (self->pane->banner);
  /* What the resident wrote meanwhile stood in the banner. */
  luukku_pidgin_get_api ()->note_read (luukku_pidgin_pane_get_conversation (self->pane));
  if (finding != NULL)
    luukku_pidgin_pane_edit_at (self->pane, finding->start, finding->end);
  else
    luukku_pidgin_pane_edit_at (self->pane, G_MAXINT, G_MAXINT);
}

/* Returns: whether a rule asks in @verdict that did not ask in what the banner shows. */
static gboolean
has_more (LuukkuPidginHold *self, const LuukkuVerdict *verdict)
{
  const LuukkuVerdict *held = luukku_pidgin_banner_get_held (self->pane->banner);
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; held != NULL && i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));
    gboolean shown = FALSE;

    for (guint j = 0; j < luukku_verdict_get_findings (held)->len; j++)
      shown = shown || g_strcmp0 (luukku_finding_peek (luukku_verdict_get_findings (held)->pdata[j])->rule,
                                  finding->rule) == 0;
    if (finding->severity >= LUUKKU_SEVERITY_CONFIRM && !shown)
      return TRUE;
  }
  return FALSE;
}

static void
send_anyway (LuukkuPidginHold *self, const char *reason)
{
  g_autoptr (LuukkuVerdict) verdict = check_entry (self);
  g_autoptr (GError) error = NULL;

  if (must_hold (verdict)) {
    if (luukku_verdict_get_severity (verdict) == LUUKKU_SEVERITY_BLOCK || has_more (self, verdict)) {
      luukku_pidgin_banner_hold (self->pane->banner, verdict);
      return;
    }
    if (!luukku_pidgin_get_api ()->decide (luukku_pidgin_pane_get_conversation (self->pane), verdict,
                                           LUUKKU_CHOICE_SEND, reason, &error)) {
      if (error != NULL)
        luukku_pidgin_banner_tell (self->pane->banner, error->message);
      return;
    }
  }
  self->passing = TRUE;
  luukku_pidgin_pane_send (self->pane);
  self->passing = FALSE;
  gtk_widget_grab_focus (self->pane->gtkconv->entry);
}

static void
fix_and_send (LuukkuPidginHold *self)
{
  g_autoptr (LuukkuVerdict) verdict = check_entry (self);
  g_autofree char *fix = verdict != NULL ? luukku_pidgin_words_fix (verdict) : NULL;

  if (fix != NULL)
    luukku_pidgin_pane_append (self->pane, fix);
  gtk_widget_grab_focus (self->pane->gtkconv->entry);
  luukku_pidgin_pane_send (self->pane); /* held again when something else is left */
}

static void
settle_discard (LuukkuPidginHold *self)
{
  if (self->discarded != NULL)
    note_discarded (self, self->discarded);
  g_clear_pointer (&self->discarded, luukku_verdict_unref);
  g_clear_pointer (&self->discarded_text, g_free);
}

static void
discard (LuukkuPidginHold *self)
{
  settle_discard (self);
  self->discarded = check_entry (self);
  self->discarded_text = luukku_pidgin_pane_get_text (self->pane);
  luukku_pidgin_live_note_sent (self->pane->live); /* the draft stays until the discard is final */
  gtk_imhtml_clear (GTK_IMHTML (self->pane->gtkconv->entry));
  luukku_pidgin_banner_offer_undo (self->pane->banner);
}

static void
on_choose (LuukkuChoice choice, const char *reason, gpointer data)
{
  LuukkuPidginHold *self = data;

  switch (choice) {
  case LUUKKU_CHOICE_SEND:
    send_anyway (self, reason);
    break;
  case LUUKKU_CHOICE_FIX:
    fix_and_send (self);
    break;
  case LUUKKU_CHOICE_DISCARD:
    discard (self);
    break;
  case LUUKKU_CHOICE_EDIT:
  default:
    edit (self);
    break;
  }
}

static void
on_undo (gboolean undo, gpointer data)
{
  LuukkuPidginHold *self = data;

  if (!undo) {
    settle_discard (self);
    return;
  }
  if (self->discarded_text != NULL)
    luukku_pidgin_pane_give_back (self->pane, self->discarded_text);
  g_clear_pointer (&self->discarded, luukku_verdict_unref);
  g_clear_pointer (&self->discarded_text, g_free);
  gtk_widget_grab_focus (self->pane->gtkconv->entry);
}

static GPtrArray *
on_list_ticks (LuukkuVerdict *verdict, gpointer data)
{
  LuukkuPidginHold *self = data;
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  LuukkuWindow window;

  if (inbox == NULL || !luukku_pidgin_pane_describe (self->pane, &window))
    return g_ptr_array_new ();
  return luukku_aids_list_ticks (inbox, window.channel, window.conversation, verdict);
}

static void
on_ticked (const char *const *ids, gpointer data)
{
  LuukkuPidginHold *self = data;
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  LuukkuVerdict *held = luukku_pidgin_banner_get_held (self->pane->banner);
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuWindow window;

  if (inbox == NULL || held == NULL || !luukku_pidgin_pane_describe (self->pane, &window))
    return;
  if (!luukku_aids_set_ticks (inbox, window.channel, window.conversation, luukku_verdict_get_text (held), ids,
                              &error)) {
    luukku_pidgin_banner_tell (self->pane->banner, error->message);
    return;
  }
  verdict = check_entry (self);
  if (verdict != NULL)
    luukku_pidgin_banner_ticked (self->pane->banner, verdict);
}

static void
on_key (GdkEventKey *event, gpointer data)
{
  LuukkuPidginHold *self = data;

  gtk_widget_grab_focus (self->pane->gtkconv->entry);
  gtk_widget_event (self->pane->gtkconv->entry, (GdkEvent *) event);
}

/* --- a question of the glue */
gboolean
luukku_pidgin_hold_ask (LuukkuPidginHold *self, LuukkuVerdict *verdict, LuukkuChoiceFunc answer,
                        gpointer data)
{
  /* From here on it is as if the first layer had held it: the entry has the text, the banner asks. */
  luukku_pidgin_pane_give_back (self->pane, luukku_verdict_get_text (verdict));
  answer (LUUKKU_CHOICE_EDIT, NULL, data);
  luukku_pidgin_banner_hold (self->pane->banner, verdict);
  return TRUE;
}

/* --- life */
static void
on_report (LuukkuVerdict *verdict, gpointer data)
{
  LuukkuPidginHold *self = data;
  g_autoptr (GError) error = NULL;

  if (!luukku_pidgin_get_api ()->report_check (luukku_pidgin_pane_get_conversation (self->pane), verdict,
                                               FALSE, NULL, &error))
    purple_notify_info (self->pane, _ ("Report on the check"), error->message, NULL);
}

static const LuukkuPidginBannerCallbacks callbacks = {
  .choose = on_choose,
  .undo = on_undo,
  .key = on_key,
  .report = on_report,
  .list_ticks = on_list_ticks,
  .ticked = on_ticked,
};

LuukkuPidginHold *
luukku_pidgin_hold_new (LuukkuPidginPane *pane)
{
  LuukkuPidginHold *self = g_new0 (LuukkuPidginHold, 1);

  self->pane = pane;
  self->on_send = g_signal_connect (pane->gtkconv->entry, "message_send", G_CALLBACK (on_message_send), self);
  luukku_pidgin_banner_set_callbacks (pane->banner, &callbacks, self);
  return self;
}

void
luukku_pidgin_hold_free (LuukkuPidginHold *self)
{
  if (self == NULL)
    return;
  settle_discard (self);
  g_signal_handler_disconnect (self->pane->gtkconv->entry, self->on_send);
  g_free (self);
}
