/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-live.c: checks the entry after a pause in typing, marks the findings and keeps the draft.
 * Marks are an underline of a form of its own for each severity, plus a background. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-live.h"

#include "pidgin/luukku-pidgin-aids.h"
#include "pidgin/luukku-pidgin-banner.h"
#include "pidgin/luukku-pidgin-finding.h"
#include "pidgin/luukku-pidgin.h"

struct _LuukkuPidginLive {
  LuukkuPidginPane *pane;                      /* no ref: owns us */
  GtkTextTag *tags[LUUKKU_SEVERITY_BLOCK + 1]; /* by severity (nullable); no ref: of the buffer's table */
  gulong on_changed;
  guint check_timer;
  guint draft_timer;
  gboolean handed_on; /* see luukku_pidgin_live_note_sent() */
};

/* --- marks */
static GtkTextTag *
make_tag (GtkTextBuffer *buffer, PangoUnderline underline, const char *background)
{
  /* The text's own colour too: a light background under a dark theme's white letters cannot be read. */
  return gtk_text_buffer_create_tag (buffer, NULL, "underline", underline, "background", background,
                                     "foreground", "#000000", NULL);
}

void
luukku_pidgin_live_unmark (LuukkuPidginLive *self)
{
  GtkTextBuffer *buffer = self->pane->gtkconv->entry_buffer;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  for (guint i = 0; i < G_N_ELEMENTS (self->tags); i++) {
    if (self->tags[i] != NULL)
      gtk_text_buffer_remove_tag (buffer, self->tags[i], &start, &end);
  }
}

void
luukku_pidgin_live_mark (LuukkuPidginLive *self, const LuukkuVerdict *verdict)
{
  GtkTextBuffer *buffer = self->pane->gtkconv->entry_buffer;
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  luukku_pidgin_live_unmark (self);
  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));
    GtkTextIter start, end;

    if (finding->start >= finding->end || finding->end > (guint) gtk_text_buffer_get_char_count (buffer) ||
        self->tags[finding->severity] == NULL)
      continue;
    gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) finding->start);
    gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) finding->end);
    gtk_text_buffer_apply_tag (buffer, self->tags[finding->severity], &start, &end);
  }
}

static gboolean on_check (gpointer data);

/* Steps of a check follow each other with a breath for the window between them. */
static void
check_in (LuukkuPidginLive *self, gint64 delay)
{
  LuukkuClock *clock = luukku_pidgin_get_clock ();

  luukku_clock_clear_timeout (clock, &self->check_timer);
  self->check_timer = luukku_clock_add_timeout (clock, delay, on_check, self);
}

static gboolean
on_check (gpointer data)
{
  LuukkuPidginLive *self = data;
  /* One character for each place of the buffer, so that the findings' places are its own. */
  g_autofree char *text = luukku_pidgin_pane_get_text (self->pane);
  g_autoptr (LuukkuVerdict) verdict = NULL;
  LuukkuWindow window;

  self->check_timer = 0;
  if (!luukku_pidgin_pane_describe (self->pane, &window))
    return G_SOURCE_REMOVE;
  if (g_utf8_strlen (text, -1) > LUUKKU_PIDGIN_CHECK_AT_ONCE &&
      luukku_pidgin_get_api ()->check_ahead (luukku_pidgin_pane_get_conversation (self->pane), text)) {
    check_in (self, LUUKKU_PIDGIN_CHECK_BREATH);
    return G_SOURCE_REMOVE;
  }
  verdict = luukku_pidgin_get_api ()->check (luukku_pidgin_pane_get_conversation (self->pane), text);
  if (verdict == NULL)
    return G_SOURCE_REMOVE;
  luukku_pidgin_live_mark (self, verdict);
  luukku_pidgin_banner_follow (self->pane->banner, verdict);
  luukku_pidgin_finding_show (self->pane->finding, verdict);
  luukku_pidgin_aids_refresh (self->pane->aids);
  return G_SOURCE_REMOVE;
}

/* --- draft */
static void
save_draft (LuukkuPidginLive *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autofree char *text = luukku_pidgin_pane_get_text (self->pane);
  g_autoptr (GError) error = NULL;
  LuukkuWindow window;

  if (inbox == NULL || !luukku_pidgin_pane_describe (self->pane, &window) || window.id == 0)
    return;
  if (*text == '\0' && self->handed_on)
    return;
  if (!luukku_inbox_save_draft (inbox, window.channel, window.conversation, text, &error))
    g_debug ("draft of conversation %" G_GINT64_FORMAT " not kept: code %d", window.id, error->code);
}

static gboolean
on_draft (gpointer data)
{
  LuukkuPidginLive *self = data;

  self->draft_timer = 0;
  save_draft (self);
  return G_SOURCE_REMOVE;
}

void
luukku_pidgin_live_restore_draft (LuukkuPidginLive *self)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autofree char *draft = NULL;
  LuukkuWindow window;

  if (inbox == NULL || !luukku_pidgin_pane_is_empty (self->pane) ||
      !luukku_pidgin_pane_describe (self->pane, &window) || window.id == 0)
    return;
  draft = luukku_inbox_get_draft (inbox, window.channel, window.conversation);
  if (draft != NULL)
    luukku_pidgin_pane_give_back (self->pane, draft);
}

void
luukku_pidgin_live_note_sent (LuukkuPidginLive *self)
{
  luukku_clock_clear_timeout (luukku_pidgin_get_clock (), &self->draft_timer);
  self->handed_on = TRUE;
}

/* Which messages the writer has before them: from the first letter to the last. */
static void
note_writing (LuukkuPidginLive *self)
{
  PurpleConversation *conv = luukku_pidgin_pane_get_conversation (self->pane);

  if (!luukku_pidgin_pane_is_empty (self->pane)) {
    self->handed_on = FALSE;
    luukku_pidgin_get_api ()->begin_writing (conv);
  } else if (!self->handed_on) {
    luukku_pidgin_get_api ()->end_writing (conv);
  }
}

/* --- life */
static void
on_changed (GtkTextBuffer *buffer, gpointer data)
{
  LuukkuPidginLive *self = data;
  LuukkuClock *clock = luukku_pidgin_get_clock ();

  check_in (self, LUUKKU_PIDGIN_CHECK_AFTER);
  note_writing (self);
  luukku_clock_clear_timeout (clock, &self->draft_timer);
  self->draft_timer = luukku_clock_add_timeout (clock, LUUKKU_PIDGIN_DRAFT_AFTER, on_draft, self);
}

LuukkuPidginLive *
luukku_pidgin_live_new (LuukkuPidginPane *pane)
{
  LuukkuPidginLive *self = g_new0 (LuukkuPidginLive, 1);
  GtkTextBuffer *buffer = pane->gtkconv->entry_buffer;

  self->pane = pane;
  self->handed_on = luukku_pidgin_pane_is_empty (pane); /* an entry that nobody has touched drops no draft */
  self->tags[LUUKKU_SEVERITY_ADVICE] = make_tag (buffer, PANGO_UNDERLINE_SINGLE, "#eeeeee");
  self->tags[LUUKKU_SEVERITY_CONFIRM] = make_tag (buffer, PANGO_UNDERLINE_DOUBLE, "#fff0c0");
  self->tags[LUUKKU_SEVERITY_BLOCK] = make_tag (buffer, PANGO_UNDERLINE_ERROR, "#ffd8d0");
  self->on_changed = g_signal_connect (buffer, "changed", G_CALLBACK (on_changed), self);
  return self;
}

void
luukku_pidgin_live_free (LuukkuPidginLive *self)
{
  GtkTextBuffer *buffer = NULL;

  if (self == NULL)
    return;
  buffer = self->pane->gtkconv->entry_buffer;
  save_draft (self);
  luukku_clock_clear_timeout (luukku_pidgin_get_clock (), &self->check_timer);
  luukku_clock_clear_timeout (luukku_pidgin_get_clock (), &self->draft_timer);
  g_signal_handler_disconnect (buffer, self->on_changed);
  luukku_pidgin_live_unmark (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->tags); i++) {
    if (self->tags[i] != NULL)
      gtk_text_tag_table_remove (gtk_text_buffer_get_tag_table (buffer), self->tags[i]);
  }
  g_free (self);
}
