/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-guide.c: the first steps on three pages: guideline, who sits here, first channel. Each page
 * is kept when it is left forwards; the window can be closed at any time and keeps nobody from working. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-guide.h"

#include <gtkaccount.h>

#include "base/luukku-error.h"
#include "pidgin/luukku-pidgin-setting.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define WIDTH 560
#define HEIGHT 440
#define SPACE 12
#define ACCOUNT_ROLE "account" /* of Pidgin's window for a new account */

enum { RESPONSE_BACK = 1, RESPONSE_NEXT };
enum { PAGE_GUIDELINE, PAGE_YOU, PAGE_CHANNEL, N_PAGES };

typedef struct {
  GtkWidget *dialog;  /* no ref: toplevel, destroys us */
  GtkWidget *heading; /* no ref: all these are in dialog */
  GtkWidget *pages;
  GtkWidget *keyring;       /* label */
  GtkWidget *done;          /* label: what became of the practice */
  GtkWidget *channels;      /* list */
  GPtrArray *options;       /* LuukkuSettingOption of @channels */
  GPtrArray *rows[N_PAGES]; /* LuukkuPidginSetting, owned by their widgets */
} Guide;

static Guide *shown; /* (nullable) */

static const LuukkuSettingsApi *
settings_api (void)
{
  return luukku_pidgin_get_api ()->settings;
}

/* --- pages */
static const char *
title_of (int page)
{
  static const char *const titles[N_PAGES] = { N_ ("Your municipality's guideline"), N_ ("Who sits here"),
                                               N_ ("The first channel") };

  return luukku_tr (titles[page]);
}

static void
show_page (Guide *self, int page)
{
  g_autofree char *heading = NULL;
  g_autofree char *markup = NULL;

  /* TRANSLATORS: "Step 1 of 3: Your municipality's guideline" */
  heading = g_strdup_printf (_ ("Step %d of %d: %s"), page + 1, N_PAGES, title_of (page));
  markup = g_markup_printf_escaped ("<b>%s</b>", heading);
  gtk_label_set_markup (GTK_LABEL (self->heading), markup);
  gtk_notebook_set_current_page (GTK_NOTEBOOK (self->pages), page);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self->dialog), RESPONSE_BACK, page > 0);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self->dialog), RESPONSE_NEXT, page + 1 < N_PAGES);
  gtk_dialog_set_default_response (GTK_DIALOG (self->dialog),
                                   page + 1 < N_PAGES ? RESPONSE_NEXT : GTK_RESPONSE_CLOSE);
  if (self->rows[page]->len > 0)
    luukku_pidgin_setting_focus (self->rows[page]->pdata[0]);
  else
    gtk_widget_grab_focus (self->channels);
}

static GtkWidget *
add_page (Guide *self, int page)
{
  GtkWidget *scroll = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *box = gtk_vbox_new (FALSE, SPACE);

  gtk_container_set_border_width (GTK_CONTAINER (box), SPACE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_add_with_viewport (GTK_SCROLLED_WINDOW (scroll), box);
  gtk_viewport_set_shadow_type (GTK_VIEWPORT (gtk_bin_get_child (GTK_BIN (scroll))), GTK_SHADOW_NONE);
  gtk_container_set_focus_vadjustment (GTK_CONTAINER (box),
                                       gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroll)));
  luukku_pidgin_set_name (scroll, title_of (page));
  gtk_notebook_append_page (GTK_NOTEBOOK (self->pages), scroll, gtk_label_new (title_of (page)));
  self->rows[page] = g_ptr_array_new ();
  return box;
}

static void
add_sentence (GtkWidget *box, const char *sentence)
{
  gtk_box_pack_start (GTK_BOX (box), luukku_pidgin_sentence_new (sentence), FALSE, FALSE, 0);
}

static void
add_setting (Guide *self, GtkWidget *box, int page, const char *id)
{
  guint n;
  const LuukkuSetting *settings = settings_api ()->list (&n);

  for (guint i = 0; i < n; i++) {
    if (g_str_equal (settings[i].id, id)) {
      LuukkuPidginSetting *row = luukku_pidgin_setting_new (&settings[i]);

      gtk_box_pack_start (GTK_BOX (box), luukku_pidgin_setting_get_widget (row), FALSE, FALSE, 0);
      g_ptr_array_add (self->rows[page], row);
    }
  }
}

static void
add_guideline (Guide *self)
{
  GtkWidget *box = add_page (self, PAGE_GUIDELINE);
  g_autofree char *trouble = settings_api ()->describe_trouble ();
  GtkWidget *wrap;

  add_sentence (box,
                _ ("Luukku makes Pidgin the municipality's inbox. These steps can be left at any time and "
                   "opened again: Tools, Luukku, First steps."));
  if (trouble != NULL)
    add_sentence (box, trouble);
  wrap = luukku_pidgin_wrap_new (&self->keyring);
  gtk_widget_set_no_show_all (wrap, TRUE);
  gtk_box_pack_start (GTK_BOX (box), wrap, FALSE, FALSE, 0);
  add_setting (self, box, PAGE_GUIDELINE, "pack");
  add_sentence (box,
                _ ("If your municipality is not in the list, begin with the rules that come with Luukku. "
                   "A municipality can write its own guideline in a text editor; the users' guide tells "
                   "how."));
}

static void
add_you (Guide *self)
{
  static const char *const ids[] = { "staff-name", "staff-title", "staff-unit", "staff-organisation" };
  GtkWidget *box = add_page (self, PAGE_YOU);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    add_setting (self, box, PAGE_YOU, ids[i]);
}

/* --- the first channel */
static void
find_label (GtkWidget *widget, gpointer data)
{
  gpointer *looked = data; /* the text, whether it was there */

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), looked[0]))
    looked[1] = widget;
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), find_label, data);
}

static void
find_protocols (GtkWidget *widget, gpointer data)
{
  GtkWidget **found = data;

  if (*found == NULL && GTK_IS_OPTION_MENU (widget))
    *found = widget;
  else if (*found == NULL && GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), find_protocols, data);
}

/* Pidgin's list of protocols is the first option menu of its window; choosing an item there is what a person
 * would do. Pidgin then fills the window anew. */
static void
choose_protocol (GtkWidget *window, char *name)
{
  GtkWidget *list = NULL;
  GtkWidget *menu;
  g_autoptr (GList) items = NULL;
  guint at = 0;

  find_protocols (window, &list);
  menu = list != NULL ? gtk_option_menu_get_menu (GTK_OPTION_MENU (list)) : NULL;
  items = menu != NULL ? gtk_container_get_children (GTK_CONTAINER (menu)) : NULL;
  for (GList *l = items; l != NULL; l = l->next, at++) {
    gpointer looked[2] = { name, NULL };

    find_label (l->data, looked);
    if (looked[1] != NULL) {
      gtk_option_menu_set_history (GTK_OPTION_MENU (list), at);
      gtk_menu_item_activate (l->data);
      return;
    }
  }
}

/* Opens Pidgin's window for a new account with the chosen channel in it. */
static void
on_add_channel (GtkButton *button, gpointer data)
{
  Guide *self = data;
  int active = gtk_combo_box_get_active (GTK_COMBO_BOX (self->channels));
  g_autoptr (GList) windows = NULL;

  if (active < 0 || active >= (int) self->options->len)
    return;
  pidgin_account_dialog_show (PIDGIN_ADD_ACCOUNT_DIALOG, NULL);
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next) {
    if (g_strcmp0 (gtk_window_get_role (l->data), ACCOUNT_ROLE) == 0)
      choose_protocol (l->data, ((LuukkuSettingOption *) self->options->pdata[active])->title);
  }
}

static void
on_practise (GtkButton *button, gpointer data)
{
  Guide *self = data;
  gboolean is_new = settings_api ()->start_practice ();

  gtk_label_set_text (GTK_LABEL (self->done),
                      is_new
                          ? _ ("The practice channel is on. Scripted residents write within a minute; answer "
                               "them as you would real ones.")
                          : _ ("The practice channel was there already. It is on now."));
  gtk_widget_show (gtk_widget_get_parent (self->done));
}

static GtkWidget *
add_button (GtkWidget *box, const char *label, GCallback callback, gpointer data)
{
  GtkWidget *row = gtk_hbox_new (FALSE, 0);
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect (button, "clicked", callback, data);
  gtk_box_pack_start (GTK_BOX (row), button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  return button;
}

static void
add_channel (Guide *self)
{
  GtkWidget *box = add_page (self, PAGE_CHANNEL);
  GtkWidget *label = NULL;
  GtkWidget *wrap;

  add_sentence (
      box, _ ("Begin with practice: scripted residents write to you, and nothing leaves this computer."));
  add_button (box, _ ("_Practise"), G_CALLBACK (on_practise), self);
  wrap = luukku_pidgin_wrap_new (&self->done);
  gtk_widget_set_no_show_all (wrap, TRUE);
  gtk_box_pack_start (GTK_BOX (box), wrap, FALSE, FALSE, 0);
  self->options = settings_api ()->list_channels ();
  self->channels = luukku_pidgin_option_list_new (self->options, "");
  gtk_combo_box_set_active (GTK_COMBO_BOX (self->channels), 0);
  luukku_pidgin_set_name (self->channels, _ ("Channel"));
  wrap = luukku_pidgin_wrap_new (&label);
  gtk_label_set_text_with_mnemonic (
      GTK_LABEL (label),
      _ ("_Or add one of the town's accounts. Luukku asks for its access token once and keeps "
         "it in the keyring:"));
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->channels);
  gtk_box_pack_start (GTK_BOX (box), wrap, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), self->channels, FALSE, FALSE, 0);
  add_button (box, _ ("_Add this channel…"), G_CALLBACK (on_add_channel), self);
  add_sentence (
      box, _ ("More channels can be added later in Accounts, Manage Accounts. What has come is in Tools, "
              "Luukku, Inbox."));
}

/* --- window */
static gboolean
keep_page (Guide *self, int page)
{
  gboolean good = TRUE;

  for (guint i = 0; good && i < self->rows[page]->len; i++) {
    good = luukku_pidgin_setting_save (self->rows[page]->pdata[i]);
    if (!good)
      luukku_pidgin_setting_focus (self->rows[page]->pdata[i]);
  }
  return good;
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  Guide *self = data;
  int page = gtk_notebook_get_current_page (GTK_NOTEBOOK (self->pages));

  if (response == RESPONSE_BACK)
    show_page (self, page - 1);
  else if (response != RESPONSE_NEXT)
    luukku_pidgin_close (GTK_WIDGET (dialog));
  else if (keep_page (self, page))
    show_page (self, page + 1);
}

static void
on_destroy (GtkWidget *dialog, gpointer data)
{
  Guide *self = data;

  if (shown == self)
    shown = NULL;
  for (guint i = 0; i < N_PAGES; i++)
    g_clear_pointer (&self->rows[i], g_ptr_array_unref);
  g_clear_pointer (&self->options, g_ptr_array_unref);
  g_free (self);
}

static void
on_keyring (const char *trouble, gpointer data)
{
  if (shown == NULL || trouble == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (shown->keyring), trouble);
  gtk_widget_show (gtk_widget_get_parent (shown->keyring));
}

static void
build (Guide *self)
{
  GtkWidget *area;
  GtkWidget *heading;

  self->dialog = gtk_dialog_new ();
  gtk_window_set_title (GTK_WINDOW (self->dialog), _ ("First steps with Luukku"));
  gtk_window_set_role (GTK_WINDOW (self->dialog), "luukku-guide");
  gtk_window_set_default_size (GTK_WINDOW (self->dialog), WIDTH, HEIGHT);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("_Back"), RESPONSE_BACK);
  gtk_dialog_add_button (GTK_DIALOG (self->dialog), _ ("Ne_xt"), RESPONSE_NEXT);
  area = gtk_dialog_get_content_area (GTK_DIALOG (self->dialog));
  heading = luukku_pidgin_wrap_new (&self->heading);
  gtk_container_set_border_width (GTK_CONTAINER (heading), SPACE / 2);
  gtk_box_pack_start (GTK_BOX (area), heading, FALSE, FALSE, 0);
  self->pages = gtk_notebook_new ();
  gtk_notebook_set_show_tabs (GTK_NOTEBOOK (self->pages), FALSE);
  gtk_notebook_set_show_border (GTK_NOTEBOOK (self->pages), FALSE);
  luukku_pidgin_set_name (self->pages, _ ("First steps with Luukku"));
  add_guideline (self);
  add_you (self);
  add_channel (self);
  gtk_box_pack_start (GTK_BOX (area), self->pages, TRUE, TRUE, 0);
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
  gtk_widget_show_all (self->dialog);
  show_page (self, PAGE_GUIDELINE);
}

gboolean
luukku_pidgin_guide_show (void)
{
  if (shown == NULL || !gtk_widget_get_visible (shown->dialog)) {
    shown = g_new0 (Guide, 1);
    build (shown);
    settings_api ()->check_keyring (on_keyring, NULL);
  }
  gtk_window_present (GTK_WINDOW (shown->dialog));
  return TRUE;
}

void
luukku_pidgin_guide_shutdown (void)
{
  if (shown != NULL)
    gtk_widget_destroy (shown->dialog);
}
