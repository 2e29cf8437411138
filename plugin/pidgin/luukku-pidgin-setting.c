/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-setting.c: the widgets of one setting. What it can be and where it is kept is the glue's. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-setting.h"

#include "base/luukku-error.h"
#include "pidgin/luukku-pidgin-wrap.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define SPACE 6

struct _LuukkuPidginSetting {
  const LuukkuSetting *setting; /* static in the glue */
  GtkWidget *box;               /* no ref: destroys us */
  GtkWidget *input;             /* no ref: in box */
  GtkWidget *help;              /* no ref: label (nullable) */
  GtkWidget *error_box;         /* no ref: wraps error */
  GtkWidget *error;             /* no ref */
  GPtrArray *options;           /* LuukkuSettingOption (nullable) */
};

static const LuukkuSettingsApi *
settings_api (void)
{
  return luukku_pidgin_get_api ()->settings;
}

GtkWidget *
luukku_pidgin_sentence_new (const char *sentence)
{
  GtkWidget *label = NULL;
  GtkWidget *box = luukku_pidgin_wrap_new (&label);

  gtk_label_set_text (GTK_LABEL (label), sentence);
  return box;
}

/* --- what stands in the field */
static char *
dup_value (LuukkuPidginSetting *self)
{
  int active;

  switch (self->setting->kind) {
  case LUUKKU_SETTING_TICK:
    return g_strdup (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->input)) ? "1" : "0");
  case LUUKKU_SETTING_NUMBER:
    return g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->input)));
  case LUUKKU_SETTING_CHOICE:
    active = gtk_combo_box_get_active (GTK_COMBO_BOX (self->input));
    return g_strdup (active >= 0 && active < (int) self->options->len
                         ? ((const LuukkuSettingOption *) self->options->pdata[active])->value
                         : "");
  case LUUKKU_SETTING_TEXT:
  case LUUKKU_SETTING_FOLDER:
  case LUUKKU_SETTING_FILE:
  default:
    return g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (self->input))));
  }
}

static void
tell (LuukkuPidginSetting *self, const GError *error)
{
  gtk_label_set_text (GTK_LABEL (self->error), error != NULL ? error->message : "");
  gtk_widget_set_visible (self->error_box, error != NULL);
}

gboolean
luukku_pidgin_setting_check (LuukkuPidginSetting *self)
{
  g_autofree char *value = dup_value (self);
  g_autofree char *before = settings_api ()->get (self->setting->id);
  g_autoptr (GError) error = NULL;

  /* What was wrong before and was not touched keeps nobody from saving the rest. */
  if (!g_str_equal (value, before))
    settings_api ()->check (self->setting->id, value, &error);
  tell (self, error);
  return error == NULL;
}

gboolean
luukku_pidgin_setting_save (LuukkuPidginSetting *self)
{
  g_autofree char *value = dup_value (self);
  g_autoptr (GError) error = NULL;

  settings_api ()->set (self->setting->id, value, &error);
  tell (self, error);
  return error == NULL;
}

void
luukku_pidgin_setting_focus (LuukkuPidginSetting *self)
{
  gtk_widget_grab_focus (self->input);
}

GtkWidget *
luukku_pidgin_setting_get_widget (LuukkuPidginSetting *self)
{
  return self->box;
}

/* --- choosing a folder or a file */
static void
on_chosen (GtkDialog *chooser, int response, gpointer data)
{
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  if (path != NULL)
    gtk_entry_set_text (data, path);
  luukku_pidgin_close (GTK_WIDGET (chooser));
}

static void
on_choose (GtkButton *button, gpointer data)
{
  LuukkuPidginSetting *self = data;
  gboolean folder = self->setting->kind == LUUKKU_SETTING_FOLDER;
  const char *now = gtk_entry_get_text (GTK_ENTRY (self->input));
  GtkWidget *chooser = gtk_file_chooser_dialog_new (
      folder ? _ ("Choose a folder") : _ ("Choose a file"), GTK_WINDOW (gtk_widget_get_toplevel (self->box)),
      folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  gtk_dialog_add_button (GTK_DIALOG (chooser), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (chooser), _ ("C_hoose"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  gtk_window_set_modal (GTK_WINDOW (chooser), TRUE);
  if (*now != '\0')
    gtk_file_chooser_set_filename (GTK_FILE_CHOOSER (chooser), now);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_chosen), self->input, 0);
  gtk_widget_show (chooser);
}

/* --- building */
GtkWidget *
luukku_pidgin_option_list_new (const GPtrArray *options, const char *value)
{
  GtkWidget *combo = gtk_combo_box_text_new ();

  for (guint i = 0; i < options->len; i++) {
    const LuukkuSettingOption *option = g_ptr_array_index (options, i);

    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), option->title);
    if (g_str_equal (option->value, value))
      gtk_combo_box_set_active (GTK_COMBO_BOX (combo), (int) i);
  }
  return combo;
}

/* The help of a choice is what the chosen one brings. */
static void
on_changed (GtkComboBox *combo, gpointer data)
{
  LuukkuPidginSetting *self = data;
  int active = gtk_combo_box_get_active (combo);
  const LuukkuSettingOption *option =
      active >= 0 && active < (int) self->options->len ? self->options->pdata[active] : NULL;
  const char *help = self->setting->help != NULL ? luukku_tr (self->setting->help) : "";
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%s%s%s", option != NULL && option->help != NULL ? option->help : "",
                          option != NULL && option->help != NULL && *help != '\0' ? " " : "", help);
  if (self->help != NULL)
    gtk_label_set_text (GTK_LABEL (self->help), text);
}

static void
make_entry (LuukkuPidginSetting *self, const char *value)
{
  self->input = gtk_entry_new ();
  gtk_entry_set_text (GTK_ENTRY (self->input), value);
  gtk_entry_set_activates_default (GTK_ENTRY (self->input), TRUE);
}

static void
make_input (LuukkuPidginSetting *self, const char *value, const char *title)
{
  switch (self->setting->kind) {
  case LUUKKU_SETTING_TICK:
    self->input = gtk_check_button_new_with_mnemonic (title);
    gtk_label_set_line_wrap (GTK_LABEL (gtk_bin_get_child (GTK_BIN (self->input))), TRUE);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->input), g_str_equal (value, "1"));
    break;
  case LUUKKU_SETTING_NUMBER:
    self->input = gtk_spin_button_new_with_range (self->setting->min, self->setting->max, 1);
    gtk_entry_set_width_chars (GTK_ENTRY (self->input), 6);
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->input), g_ascii_strtod (value, NULL));
    gtk_entry_set_activates_default (GTK_ENTRY (self->input), TRUE);
    break;
  case LUUKKU_SETTING_CHOICE:
    self->options = settings_api ()->list_options (self->setting->id);
    self->input = luukku_pidgin_option_list_new (self->options, value);
    g_signal_connect (self->input, "changed", G_CALLBACK (on_changed), self);
    break;
  case LUUKKU_SETTING_TEXT:
  case LUUKKU_SETTING_FOLDER:
  case LUUKKU_SETTING_FILE:
  default:
    make_entry (self, value);
    break;
  }
}

static void
pack_input (LuukkuPidginSetting *self)
{
  gboolean narrow = self->setting->kind == LUUKKU_SETTING_NUMBER;
  GtkWidget *row = gtk_hbox_new (FALSE, SPACE);
  GtkWidget *choose;

  gtk_box_pack_start (GTK_BOX (row), self->input, !narrow, !narrow, 0);
  if (self->setting->kind == LUUKKU_SETTING_FOLDER || self->setting->kind == LUUKKU_SETTING_FILE) {
    g_autofree char *title = purple_text_strip_mnemonic (luukku_tr (self->setting->title));
    g_autofree char *name = NULL;

    choose = gtk_button_new_with_label (_ ("Choose…"));
    /* TRANSLATORS: what a screen reader says of the button "Choose…"; %s is the title of the setting. */
    name = g_strdup_printf (_ ("Choose: %s"), title);
    luukku_pidgin_set_name (choose, name);
    g_signal_connect (choose, "clicked", G_CALLBACK (on_choose), self);
    gtk_box_pack_start (GTK_BOX (row), choose, FALSE, FALSE, 0);
  }
  gtk_box_pack_start (GTK_BOX (self->box), row, FALSE, FALSE, 0);
}

static void
add_title (LuukkuPidginSetting *self, const char *title)
{
  GtkWidget *label = NULL;
  GtkWidget *wrap = luukku_pidgin_wrap_new (&label);

  gtk_label_set_text_with_mnemonic (GTK_LABEL (label), title);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->input);
  gtk_box_pack_start (GTK_BOX (self->box), wrap, FALSE, FALSE, 0);
}

static void
on_destroy (GtkWidget *box, gpointer data)
{
  LuukkuPidginSetting *self = data;

  g_clear_pointer (&self->options, g_ptr_array_unref);
  g_free (self);
}

LuukkuPidginSetting *
luukku_pidgin_setting_new (const LuukkuSetting *setting)
{
  LuukkuPidginSetting *self = g_new0 (LuukkuPidginSetting, 1);
  g_autofree char *value = settings_api ()->get (setting->id);
  g_autofree char *name = purple_text_strip_mnemonic (luukku_tr (setting->title));

  self->setting = setting;
  self->box = gtk_vbox_new (FALSE, 2);
  make_input (self, value, luukku_tr (setting->title));
  luukku_pidgin_set_name (self->input, name);
  if (setting->kind != LUUKKU_SETTING_TICK)
    add_title (self, luukku_tr (setting->title));
  pack_input (self);
  if (setting->help != NULL) {
    GtkWidget *wrap = luukku_pidgin_wrap_new (&self->help);

    gtk_label_set_text (GTK_LABEL (self->help), luukku_tr (setting->help));
    gtk_box_pack_start (GTK_BOX (self->box), wrap, FALSE, FALSE, 0);
    if (setting->kind == LUUKKU_SETTING_CHOICE)
      on_changed (GTK_COMBO_BOX (self->input), self);
  }
  self->error_box = luukku_pidgin_wrap_new (&self->error);
  gtk_widget_set_no_show_all (self->error_box, TRUE);
  gtk_box_pack_start (GTK_BOX (self->box), self->error_box, FALSE, FALSE, 0);
  g_signal_connect (self->box, "destroy", G_CALLBACK (on_destroy), self);
  return self;
}
