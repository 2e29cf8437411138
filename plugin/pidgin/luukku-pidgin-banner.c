/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-banner.c: an info bar with one block of words for each finding, a field for the reason and a
 * row of buttons. What is forbidden and what is only asked differ in words and icon, not by colour alone. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-banner.h"

#include "inbox/luukku-gate.h"
#include "pidgin/luukku-pidgin-words.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <gdk/gdkkeysyms.h>
#include <string.h>

/* Findings in full; the rest by their titles, so that the conversation stays in sight. */
#define BLOCKS_HELD 2

enum {
  BUTTON_EDIT,
  BUTTON_FIX,
  BUTTON_SEND,
  BUTTON_READY,
  BUTTON_DISCARD,
  BUTTON_UNDO,
  BUTTON_REPORT,
  BUTTON_CLOSE,
  N_BUTTONS
};

struct _LuukkuPidginBanner {
  GtkWidget *bar;           /* (ref) */
  GtkWidget *icon;          /* no ref: all these are in bar */
  GtkWidget *texts;         /* box of the labels */
  LuukkuPidginTicks *ticks; /* (owned) */
  GtkWidget *reason_box;
  GtkWidget *reason_label;
  GtkWidget *reason;
  GtkWidget *buttons[N_BUTTONS];
  GtkWidget *button_row;
  LuukkuVerdict *held; /* (ref) (nullable) */
  gboolean undoing;    /* the offer to undo stands */
  const LuukkuPidginBannerCallbacks *callbacks;
  gpointer data;
};

/* --- words */
static void
destroy_text (GtkWidget *label, gpointer data)
{
  gtk_widget_destroy (label);
}

static void
clear_texts (LuukkuPidginBanner *self)
{
  gtk_container_foreach (GTK_CONTAINER (self->texts), destroy_text, NULL);
}

/* Returns: (transfer none): the label. */
static GtkWidget *
add_text (LuukkuPidginBanner *self, const char *markup, const char *spoken)
{
  GtkWidget *label = NULL;
  GtkWidget *place = luukku_pidgin_wrap_new (&label);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  luukku_pidgin_set_name (label, spoken);
  gtk_box_pack_start (GTK_BOX (self->texts), place, FALSE, FALSE, 0);
  gtk_widget_show (place);
  return label;
}

static void
add_sentence (LuukkuPidginBanner *self, const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  add_text (self, markup, sentence);
}

static void
add_finding (LuukkuPidginBanner *self, const LuukkuFindingInit *finding)
{
  g_autofree char *citation = luukku_pidgin_words_citation (finding);
  g_autofree char *spoken =
      g_strdup_printf ("%s: %s. %s %s", luukku_pidgin_words_weight (finding->severity), finding->title,
                       finding->message, citation != NULL ? citation : "");
  g_autofree char *head = g_markup_printf_escaped (
      "<b>%s: %s</b>\n%s", luukku_pidgin_words_weight (finding->severity), finding->title, finding->message);
  g_autofree char *tail = citation != NULL ? g_markup_printf_escaped ("\n<small>%s</small>", citation) : NULL;
  g_autofree char *markup = g_strconcat (head, tail, NULL);

  add_text (self, markup, spoken);
}

/* What did not get words of its own: the titles in one line; sentence and citation for who points there or
 * listens. */
static void
add_titles (LuukkuPidginBanner *self, GPtrArray *rest)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  GtkWidget *label = NULL;

  for (guint i = 0; i < rest->len; i++) {
    const LuukkuFindingInit *finding = g_ptr_array_index (rest, i);
    g_autofree char *citation = luukku_pidgin_words_citation (finding);

    if (strstr (line->str, finding->title) == NULL)
      g_string_append_printf (line, "%s%s", line->len > 0 ? "; " : "", finding->title);
    g_string_append_printf (whole, "%s%s: %s. %s %s", whole->len > 0 ? "\n" : "",
                            luukku_pidgin_words_weight (finding->severity), finding->title, finding->message,
                            citation != NULL ? citation : "");
  }
  /* TRANSLATORS: %s is a list of titles of rules, "Look the facts up; Who answers". */
  text = g_strdup_printf (_ ("Look at these too: %s"), line->str);
  markup = g_markup_printf_escaped ("<small>%s</small>", text);
  label = add_text (self, markup, whole->str);
  gtk_widget_set_tooltip_text (label, whole->str);
}

/* The gravest first, the first ones in full. */
static void
add_findings (LuukkuPidginBanner *self, LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();
  guint n = 0;

  clear_texts (self);
  for (int severity = LUUKKU_SEVERITY_BLOCK; severity >= LUUKKU_SEVERITY_ADVICE; severity--) {
    for (guint i = 0; i < findings->len; i++) {
      const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

      if ((int) finding->severity != severity)
        continue;
      if (n++ < BLOCKS_HELD && (n == 1 || severity > LUUKKU_SEVERITY_ADVICE))
        add_finding (self, finding);
      else
        g_ptr_array_add (rest, (gpointer) finding);
    }
  }
  if (rest->len > 0)
    add_titles (self, rest);
}

/* --- state */
static void
set_icon (LuukkuPidginBanner *self, const char *stock)
{
  gtk_image_set_from_stock (GTK_IMAGE (self->icon), stock, GTK_ICON_SIZE_LARGE_TOOLBAR);
}

static void
show_buttons (LuukkuPidginBanner *self, guint mask)
{
  for (guint i = 0; i < N_BUTTONS; i++)
    gtk_widget_set_visible (self->buttons[i], (mask & (1u << i)) != 0);
  gtk_widget_set_visible (self->button_row, mask != 0);
}

static void
set_held (LuukkuPidginBanner *self, LuukkuVerdict *verdict)
{
  LuukkuVerdict *old = self->held;

  self->held = verdict != NULL ? luukku_verdict_ref (verdict) : NULL;
  gtk_widget_set_sensitive (self->buttons[BUTTON_REPORT], TRUE);
  luukku_verdict_unref (old);
}

/* The offer to undo ends with whatever comes next. */
static void
end_undo (LuukkuPidginBanner *self)
{
  if (!self->undoing)
    return;
  self->undoing = FALSE;
  if (self->callbacks != NULL)
    self->callbacks->undo (FALSE, self->data);
}

static gboolean
is_reason_enough (LuukkuPidginBanner *self)
{
  g_autofree char *text = g_strdup (gtk_entry_get_text (GTK_ENTRY (self->reason)));

  return luukku_verdict_get_reason_need (self->held) != LUUKKU_REASON_REQUIRED || *g_strstrip (text) != '\0';
}

static void
update_send (LuukkuPidginBanner *self)
{
  if (self->held != NULL)
    gtk_widget_set_sensitive (self->buttons[BUTTON_SEND], is_reason_enough (self));
}

/* @verdict: (nullable): no boxes. */
static void
show_ticks (LuukkuPidginBanner *self, LuukkuVerdict *verdict)
{
  g_autoptr (GPtrArray) boxes = NULL;

  if (verdict != NULL && self->callbacks != NULL)
    boxes = self->callbacks->list_ticks (verdict, self->data);
  luukku_pidgin_ticks_show (self->ticks, boxes);
}

static void
show_held (LuukkuPidginBanner *self)
{
  gboolean may_send = luukku_verdict_get_severity (self->held) == LUUKKU_SEVERITY_CONFIRM;
  LuukkuReasonNeed need = luukku_verdict_get_reason_need (self->held);
  g_autofree char *fix = luukku_pidgin_words_fix (self->held);
  guint mask = 1u << BUTTON_EDIT | 1u << BUTTON_DISCARD | 1u << BUTTON_REPORT;

  add_findings (self, self->held);
  set_icon (self, may_send ? GTK_STOCK_DIALOG_WARNING : GTK_STOCK_STOP);
  if (may_send)
    mask |= 1u << BUTTON_SEND;
  if (may_send && fix != NULL) {
    g_autofree char *line = g_strstrip (g_strdup (fix));
    /* TRANSLATORS: %s is what the button "Add signature and send" adds: "Palveluneuvoja Minna". */
    g_autofree char *hint = g_strdup_printf (_ ("Your signature: %s"), line);

    mask |= 1u << BUTTON_FIX;
    gtk_widget_set_tooltip_text (self->buttons[BUTTON_FIX], hint);
    add_sentence (self, hint);
  }
  gtk_widget_set_visible (self->reason_box, may_send && need != LUUKKU_REASON_NONE);
  gtk_label_set_text_with_mnemonic (GTK_LABEL (self->reason_label),
                                    need == LUUKKU_REASON_REQUIRED ? _ ("_Reason for sending (required):")
                                                                   : _ ("_Reason for sending (optional):"));
  show_buttons (self, mask);
  update_send (self);
  gtk_widget_show (self->bar);
}

void
luukku_pidgin_banner_hold (LuukkuPidginBanner *self, LuukkuVerdict *verdict)
{
  end_undo (self);
  if (self->held == NULL)
    gtk_entry_set_text (GTK_ENTRY (self->reason), "");
  set_held (self, verdict);
  show_held (self);
  show_ticks (self, verdict);
  gtk_widget_grab_focus (self->buttons[BUTTON_EDIT]);
  g_debug ("banner: held, severity %s", luukku_severity_to_string (luukku_verdict_get_severity (verdict)));
}

void
luukku_pidgin_banner_follow (LuukkuPidginBanner *self, LuukkuVerdict *verdict)
{
  if (self->undoing && *luukku_verdict_get_text (verdict) == '\0')
    return;
  end_undo (self);
  if (self->held != NULL &&
      g_str_equal (luukku_verdict_get_text (self->held), luukku_verdict_get_text (verdict)))
    return; /* the check after the last key: nothing is new, and boxes may be ticked already */
  if (self->held == NULL) {
    if (*luukku_verdict_get_text (verdict) != '\0')
      gtk_widget_hide (self->bar); /* a notice has been read; live findings stand below the entry */
  } else if (luukku_verdict_get_severity (verdict) < LUUKKU_SEVERITY_CONFIRM ||
             *luukku_verdict_get_text (verdict) == '\0') {
    luukku_pidgin_banner_hide (self);
  } else {
    set_held (self, verdict);
    show_held (self);
    show_ticks (self, verdict); /* another text: what was ticked was about the one before */
  }
}

void
luukku_pidgin_banner_ticked (LuukkuPidginBanner *self, LuukkuVerdict *verdict)
{
  set_held (self, verdict);
  if (luukku_verdict_get_severity (verdict) >= LUUKKU_SEVERITY_CONFIRM) {
    show_held (self);
    return;
  }
  clear_texts (self);
  add_sentence (self, _ ("What the guideline asks for is ticked. The reply can be sent."));
  set_icon (self, GTK_STOCK_APPLY);
  gtk_widget_hide (self->reason_box);
  show_buttons (self, 1u << BUTTON_EDIT | 1u << BUTTON_READY | 1u << BUTTON_DISCARD);
}

LuukkuVerdict *
luukku_pidgin_banner_get_held (LuukkuPidginBanner *self)
{
  return self->held;
}

void
luukku_pidgin_banner_offer_undo (LuukkuPidginBanner *self)
{
  set_held (self, NULL);
  clear_texts (self);
  add_sentence (self, _ ("The reply was thrown away. Nothing was sent."));
  set_icon (self, GTK_STOCK_DIALOG_INFO);
  show_ticks (self, NULL);
  gtk_widget_hide (self->reason_box);
  show_buttons (self, 1u << BUTTON_UNDO | 1u << BUTTON_CLOSE);
  self->undoing = TRUE;
  gtk_widget_show (self->bar);
  gtk_widget_grab_focus (self->buttons[BUTTON_UNDO]);
}

void
luukku_pidgin_banner_tell (LuukkuPidginBanner *self, const char *sentence)
{
  end_undo (self);
  set_held (self, NULL);
  clear_texts (self);
  add_sentence (self, sentence);
  set_icon (self, GTK_STOCK_DIALOG_ERROR);
  show_ticks (self, NULL);
  gtk_widget_hide (self->reason_box);
  show_buttons (self, 1u << BUTTON_CLOSE);
  gtk_widget_show (self->bar);
}

void
luukku_pidgin_banner_hide (LuukkuPidginBanner *self)
{
  end_undo (self);
  set_held (self, NULL);
  gtk_entry_set_text (GTK_ENTRY (self->reason), "");
  show_ticks (self, NULL);
  gtk_widget_hide (self->bar);
}

/* --- what a person does */
static void
choose (LuukkuPidginBanner *self, LuukkuChoice choice)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (self->reason))));

  if (self->callbacks != NULL && self->held != NULL)
    self->callbacks->choose (choice, *reason != '\0' ? reason : NULL, self->data);
}

static void
undo (LuukkuPidginBanner *self)
{
  if (!self->undoing)
    return;
  self->undoing = FALSE;
  gtk_widget_hide (self->bar);
  if (self->callbacks != NULL)
    self->callbacks->undo (TRUE, self->data);
}

/* Once for each held text: the button says that it was done. */
static void
report (LuukkuPidginBanner *self)
{
  if (self->callbacks == NULL || self->held == NULL)
    return;
  self->callbacks->report (self->held, self->data);
  gtk_widget_set_sensitive (self->buttons[BUTTON_REPORT], FALSE);
}

static void
on_clicked (GtkWidget *button, gpointer data)
{
  LuukkuPidginBanner *self = data;

  if (button == self->buttons[BUTTON_EDIT])
    choose (self, LUUKKU_CHOICE_EDIT);
  else if (button == self->buttons[BUTTON_FIX])
    choose (self, LUUKKU_CHOICE_FIX);
  else if (button == self->buttons[BUTTON_SEND] || button == self->buttons[BUTTON_READY])
    choose (self, LUUKKU_CHOICE_SEND);
  else if (button == self->buttons[BUTTON_DISCARD])
    choose (self, LUUKKU_CHOICE_DISCARD);
  else if (button == self->buttons[BUTTON_UNDO])
    undo (self);
  else if (button == self->buttons[BUTTON_REPORT])
    report (self);
  else
    luukku_pidgin_banner_hide (self);
}

static void
on_reason_changed (GtkEditable *entry, gpointer data)
{
  update_send (data);
}

static void
on_reason_activate (GtkEntry *entry, gpointer data)
{
  LuukkuPidginBanner *self = data;

  if (self->held != NULL && is_reason_enough (self))
    choose (self, LUUKKU_CHOICE_SEND);
  else
    gtk_widget_error_bell (self->reason);
}

/* Who goes on typing after Enter means the text, not the button: the letters go to the entry. */
static gboolean
on_button_key (GtkWidget *widget, GdkEventKey *event, gpointer data)
{
  LuukkuPidginBanner *self = data;
  gunichar c = gdk_keyval_to_unicode (event->keyval);

  if (event->keyval == GDK_Escape) {
    if (self->held != NULL)
      choose (self, LUUKKU_CHOICE_EDIT);
    else
      luukku_pidgin_banner_hide (self);
    return TRUE;
  }
  if ((event->state & (GDK_CONTROL_MASK | GDK_MOD1_MASK)) != 0 || c <= ' ' || c == 0x7f ||
      self->callbacks == NULL)
    return FALSE;
  self->callbacks->key (event, self->data);
  return TRUE;
}

static void
on_ticked (const char *const *ids, gpointer data)
{
  LuukkuPidginBanner *self = data;

  if (self->callbacks != NULL && self->held != NULL)
    self->callbacks->ticked (ids, self->data);
}

/* --- life */
static void
add_buttons (LuukkuPidginBanner *self)
{
  const struct {
    const char *label;
    const char *name;
    const char *stock;
  } table[N_BUTTONS] = {
    [BUTTON_EDIT] = { _ ("_Edit"), _ ("Edit the reply"), GTK_STOCK_EDIT },
    [BUTTON_FIX] = { _ ("Add si_gnature and send"), _ ("Add signature and send"), GTK_STOCK_OK },
    [BUTTON_SEND] = { _ ("Send any_way"), _ ("Send anyway"), GTK_STOCK_GO_FORWARD },
    [BUTTON_READY] = { _ ("Send the repl_y"), _ ("Send the reply"), GTK_STOCK_GO_FORWARD },
    [BUTTON_DISCARD] = { _ ("_Discard"), _ ("Discard the reply"), GTK_STOCK_DELETE },
    [BUTTON_UNDO] = { _ ("_Undo"), _ ("Bring the reply back"), GTK_STOCK_UNDO },
    [BUTTON_REPORT] = { _ ("Wrong alar_m"), _ ("Tell the manager that this alarm is wrong"),
                        GTK_STOCK_DIALOG_QUESTION },
    [BUTTON_CLOSE] = { _ ("_Close"), _ ("Close this notice"), GTK_STOCK_CLOSE },
  };

  for (guint i = 0; i < N_BUTTONS; i++) {
    GtkWidget *button = gtk_button_new_with_mnemonic (table[i].label);

    gtk_button_set_image (GTK_BUTTON (button), gtk_image_new_from_stock (table[i].stock, GTK_ICON_SIZE_MENU));
    luukku_pidgin_set_name (button, table[i].name);
    g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
    g_signal_connect (button, "key-press-event", G_CALLBACK (on_button_key), self);
    gtk_box_pack_start (GTK_BOX (self->button_row), button, FALSE, FALSE, 0);
    self->buttons[i] = button;
  }
}

static void
add_reason (LuukkuPidginBanner *self, GtkWidget *box)
{
  self->reason_box = gtk_hbox_new (FALSE, 6);
  self->reason_label = gtk_label_new (NULL);
  self->reason = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->reason), LUUKKU_GATE_MAX_REASON);
  gtk_label_set_mnemonic_widget (GTK_LABEL (self->reason_label), self->reason);
  luukku_pidgin_set_name (self->reason, _ ("Reason for sending"));
  gtk_widget_set_tooltip_text (self->reason,
                               _ ("The reason is kept with the reply and in the supervisor's report"));
  g_signal_connect (self->reason, "changed", G_CALLBACK (on_reason_changed), self);
  g_signal_connect (self->reason, "activate", G_CALLBACK (on_reason_activate), self);
  gtk_box_pack_start (GTK_BOX (self->reason_box), self->reason_label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self->reason_box), self->reason, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), self->reason_box, FALSE, FALSE, 0);
}

LuukkuPidginBanner *
luukku_pidgin_banner_new (void)
{
  LuukkuPidginBanner *self = g_new0 (LuukkuPidginBanner, 1);
  GtkWidget *row = gtk_hbox_new (FALSE, 8);
  GtkWidget *column = gtk_vbox_new (FALSE, 6);

  self->bar = g_object_ref_sink (gtk_info_bar_new ());
  gtk_info_bar_set_message_type (GTK_INFO_BAR (self->bar), GTK_MESSAGE_INFO);
  luukku_pidgin_set_name (self->bar, _ ("Check of the reply"));
  self->icon = gtk_image_new ();
  luukku_pidgin_set_name (self->icon, _ ("Notice"));
  gtk_misc_set_alignment (GTK_MISC (self->icon), 0.5, 0);
  self->texts = gtk_vbox_new (FALSE, 6);
  self->button_row = gtk_hbox_new (FALSE, 6);
  gtk_box_pack_start (GTK_BOX (row), self->icon, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), column, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (column), self->texts, FALSE, FALSE, 0);
  self->ticks = luukku_pidgin_ticks_new (on_ticked, self);
  gtk_box_pack_start (GTK_BOX (column), luukku_pidgin_ticks_get_widget (self->ticks), FALSE, FALSE, 0);
  add_reason (self, column);
  gtk_box_pack_start (GTK_BOX (column), self->button_row, FALSE, FALSE, 0);
  add_buttons (self);
  gtk_container_add (GTK_CONTAINER (gtk_info_bar_get_content_area (GTK_INFO_BAR (self->bar))), row);
  gtk_widget_show_all (row);
  gtk_widget_set_no_show_all (self->bar, TRUE);
  return self;
}

void
luukku_pidgin_banner_free (LuukkuPidginBanner *self)
{
  if (self == NULL)
    return;
  self->callbacks = NULL;
  set_held (self, NULL);
  luukku_pidgin_ticks_free (self->ticks);
  gtk_widget_destroy (self->bar);
  g_object_unref (self->bar);
  g_free (self);
}

GtkWidget *
luukku_pidgin_banner_get_widget (LuukkuPidginBanner *self)
{
  return self->bar;
}

void
luukku_pidgin_banner_set_callbacks (LuukkuPidginBanner *self, const LuukkuPidginBannerCallbacks *callbacks,
                                    gpointer data)
{
  self->callbacks = callbacks;
  self->data = data;
}
