/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-finding.c: one label for the finding at the caret, one for the length. It shows and never
 * touches the text; places are code points of the entry. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-finding.h"

#include "pidgin/luukku-pidgin-banner.h"
#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

struct _LuukkuPidginFinding {
  LuukkuPidginPane *pane; /* no ref: owns us */
  GtkWidget *box;         /* (ref) */
  GtkWidget *line;        /* no ref: in box */
  GtkWidget *length;      /* no ref: in box */
  GPtrArray *places;      /* const LuukkuFindingInit: of verdict, those with a place, in the text's order */
  LuukkuVerdict *verdict; /* (ref) (nullable) */
  gulong on_mark;
  gulong on_changed;
  gulong on_tooltip;
};

/* --- places */
static int
compare_places (gconstpointer a, gconstpointer b)
{
  const LuukkuFindingInit *first = *(const LuukkuFindingInit *const *) a;
  const LuukkuFindingInit *second = *(const LuukkuFindingInit *const *) b;

  if (first->start != second->start)
    return first->start < second->start ? -1 : 1;
  return (int) second->severity - (int) first->severity; /* the gravest of one place first */
}

/* Returns: (transfer none) (nullable): the gravest finding over the code point @at; its number in
 * *@ret_index. */
static const LuukkuFindingInit *
find_at (LuukkuPidginFinding *self, guint at, guint *ret_index)
{
  const LuukkuFindingInit *found = NULL;

  for (guint i = 0; i < self->places->len; i++) {
    const LuukkuFindingInit *place = g_ptr_array_index (self->places, i);

    if (at < place->start || at > place->end || (found != NULL && place->severity <= found->severity))
      continue;
    found = place;
    *ret_index = i;
  }
  return found;
}

static guint
get_caret (LuukkuPidginFinding *self)
{
  GtkTextBuffer *buffer = self->pane->gtkconv->entry_buffer;
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  return (guint) gtk_text_iter_get_offset (&iter);
}

/* --- words */
/* @whole: with the heading under which the rule stands. */
static char *
describe (const LuukkuFindingInit *finding, gboolean whole)
{
  g_autofree char *citation = whole || finding->citation == NULL
                                  ? luukku_pidgin_words_citation (finding)
                                  : g_strdup_printf (_ ("Guideline %s"), finding->citation);

  return g_strdup_printf ("%s: %s. %s%s%s", luukku_pidgin_words_weight (finding->severity), finding->title,
                          finding->message, citation != NULL ? " " : "", citation != NULL ? citation : "");
}

/* With the caret nowhere near, the first one stands there as an invitation. */
static void
update_line (LuukkuPidginFinding *self)
{
  guint index = 0;
  const LuukkuFindingInit *finding = find_at (self, get_caret (self), &index);
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  g_autofree char *whole = NULL;

  if (finding == NULL && self->places->len > 0)
    finding = g_ptr_array_index (self->places, 0);
  if (finding != NULL) {
    /* While a reply is held the banner has the sentences. */
    words = luukku_pidgin_banner_get_held (self->pane->banner) != NULL
                ? g_strdup_printf ("%s: %s", luukku_pidgin_words_weight (finding->severity), finding->title)
                : describe (finding, FALSE);
    whole = describe (finding, TRUE);
    /* TRANSLATORS: which finding of how many, then what it is: "(1/3) Cannot be sent: Identity code. …" */
    text = self->places->len > 1 ? g_strdup_printf (_ ("(%u/%u) %s"), index + 1, self->places->len, words)
                                 : g_strdup (words);
  }
  markup = g_markup_printf_escaped ("<small>%s</small>", text != NULL ? text : "");
  gtk_label_set_markup (GTK_LABEL (self->line), markup);
  gtk_widget_set_tooltip_text (self->line, whole);
  luukku_pidgin_set_name (self->line, text != NULL ? text : _ ("The check has found nothing to mark"));
}

/* @length is too long: said in words, and bold. */
static char *
length_words (const LuukkuLength *length)
{
  guint over = length->length > length->limit ? length->length - length->limit : 0;

  if (over == 0)
    return g_strdup_printf (
        length->in_bytes
            /* TRANSLATORS: length of the reply, what the channel takes: "120/2000 characters" */
            ? ngettext ("%u/%u byte", "%u/%u bytes", length->limit)
            : ngettext ("%u/%u character", "%u/%u characters", length->limit),
        length->length, length->limit);
  return g_strdup_printf (length->in_bytes
                              ? ngettext ("%u byte too long", "%u bytes too long", over)
                              : ngettext ("%u character too long", "%u characters too long", over),
                          over);
}

static void
update_length (LuukkuPidginFinding *self)
{
  g_autofree char *text = luukku_pidgin_pane_get_text (self->pane);
  PurpleConversation *conv = luukku_pidgin_pane_get_conversation (self->pane);
  g_autofree char *words = NULL;
  g_autofree char *markup = NULL;
  LuukkuLength length;

  luukku_pidgin_get_api ()->measure (conv, text, &length);
  gtk_widget_set_visible (self->length, length.limit != 0);
  if (length.limit == 0)
    return;
  words = length_words (&length);
  markup = g_markup_printf_escaped (length.length > length.limit ? "<b>%s</b>" : "%s", words);
  gtk_label_set_markup (GTK_LABEL (self->length), markup);
  luukku_pidgin_set_name (self->length, words);
}

void
luukku_pidgin_finding_show (LuukkuPidginFinding *self, LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  LuukkuVerdict *old = self->verdict;

  self->verdict = luukku_verdict_ref (verdict);
  luukku_verdict_unref (old);
  g_ptr_array_set_size (self->places, 0);
  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (finding->start < finding->end)
      g_ptr_array_add (self->places, (gpointer) finding);
  }
  g_ptr_array_sort (self->places, compare_places);
  update_line (self);
}

void
luukku_pidgin_finding_go (LuukkuPidginFinding *self, gboolean forward)
{
  guint caret = get_caret (self);
  const LuukkuFindingInit *target = NULL;

  if (self->places->len == 0)
    return;
  for (guint i = 0; i < self->places->len; i++) {
    const LuukkuFindingInit *place = g_ptr_array_index (self->places, i);

    if (forward ? place->start > caret && target == NULL : place->end < caret)
      target = place;
  }
  if (target == NULL)
    target = g_ptr_array_index (self->places, forward ? 0 : self->places->len - 1);
  luukku_pidgin_pane_go_to (self->pane, target->start);
  update_line (self);
}

/* --- what GTK tells */
static void
on_mark_set (GtkTextBuffer *buffer, GtkTextIter *where, GtkTextMark *mark, gpointer data)
{
  if (mark == gtk_text_buffer_get_insert (buffer))
    update_line (data);
}

static void
on_changed (GtkTextBuffer *buffer, gpointer data)
{
  LuukkuPidginFinding *self = data;

  update_length (self);
  /* An empty entry has nothing that could be found; the next check comes only after a pause. */
  if (gtk_text_buffer_get_char_count (buffer) == 0 && self->places->len > 0) {
    g_ptr_array_set_size (self->places, 0);
    update_line (self);
  }
}

static gboolean
on_tooltip (GtkWidget *entry, int x, int y, gboolean by_key, GtkTooltip *tooltip, gpointer data)
{
  LuukkuPidginFinding *self = data;
  const LuukkuFindingInit *finding = NULL;
  g_autofree char *words = NULL;
  GtkTextIter iter;
  guint index = 0;
  int buffer_x = 0, buffer_y = 0;

  if (by_key) {
    finding = find_at (self, get_caret (self), &index);
  } else {
    gtk_text_view_window_to_buffer_coords (GTK_TEXT_VIEW (entry), GTK_TEXT_WINDOW_WIDGET, x, y, &buffer_x,
                                           &buffer_y);
    gtk_text_view_get_iter_at_location (GTK_TEXT_VIEW (entry), &iter, buffer_x, buffer_y);
    finding = find_at (self, (guint) gtk_text_iter_get_offset (&iter), &index);
  }
  if (finding == NULL)
    return FALSE;
  words = describe (finding, TRUE);
  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

/* --- life */
LuukkuPidginFinding *
luukku_pidgin_finding_new (LuukkuPidginPane *pane)
{
  LuukkuPidginFinding *self = g_new0 (LuukkuPidginFinding, 1);
  GtkWidget *place = luukku_pidgin_wrap_new (&self->line);

  self->pane = pane;
  self->places = g_ptr_array_new ();
  self->box = g_object_ref_sink (gtk_hbox_new (FALSE, 6));
  self->length = gtk_label_new (NULL);
  gtk_widget_set_no_show_all (self->length, TRUE);
  gtk_misc_set_alignment (GTK_MISC (self->length), 1, 0);
  gtk_box_pack_start (GTK_BOX (self->box), place, TRUE, TRUE, 4);
  gtk_box_pack_start (GTK_BOX (self->box), self->length, FALSE, FALSE, 4);
  gtk_widget_show_all (self->box);
  gtk_widget_set_has_tooltip (pane->gtkconv->entry, TRUE);
  self->on_mark = g_signal_connect (pane->gtkconv->entry_buffer, "mark-set", G_CALLBACK (on_mark_set), self);
  self->on_changed = g_signal_connect (pane->gtkconv->entry_buffer, "changed", G_CALLBACK (on_changed), self);
  self->on_tooltip = g_signal_connect (pane->gtkconv->entry, "query-tooltip", G_CALLBACK (on_tooltip), self);
  update_line (self);
  update_length (self);
  return self;
}

void
luukku_pidgin_finding_free (LuukkuPidginFinding *self)
{
  if (self == NULL)
    return;
  g_signal_handler_disconnect (self->pane->gtkconv->entry_buffer, self->on_mark);
  g_signal_handler_disconnect (self->pane->gtkconv->entry_buffer, self->on_changed);
  g_signal_handler_disconnect (self->pane->gtkconv->entry, self->on_tooltip);
  gtk_widget_set_has_tooltip (self->pane->gtkconv->entry, FALSE);
  gtk_widget_destroy (self->box);
  g_object_unref (self->box);
  g_ptr_array_unref (self->places);
  g_clear_pointer (&self->verdict, luukku_verdict_unref);
  g_free (self);
}

GtkWidget *
luukku_pidgin_finding_get_widget (LuukkuPidginFinding *self)
{
  return self->box;
}
