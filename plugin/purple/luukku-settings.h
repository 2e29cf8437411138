/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-settings.h: everything that a person can set, as one table. Three faces are made of it: the window
 * of Pidgin, libpurple's form (Finch) and the page of the plugin list. Values go through it as text: a number
 * in digits, a tick as "1" or "0", a choice as its id. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_SETTING_TEXT,
  LUUKKU_SETTING_NUMBER,
  LUUKKU_SETTING_TICK,
  LUUKKU_SETTING_CHOICE,
  LUUKKU_SETTING_FOLDER,
  LUUKKU_SETTING_FILE,
} LuukkuSettingKind;

typedef struct {
  const char *id; /* "pack" */
  LuukkuSettingKind kind;
  const char *page;  /* N_(): those of one page stand together */
  const char *title; /* N_(), with the mark of a key */
  const char *help;  /* N_() (nullable): a sentence below it */
  const char *pref;  /* (nullable): libpurple's preference; NULL: kept in the store */
  int min, max;      /* of a number */
} LuukkuSetting;

typedef struct {
  char *value;
  char *title; /* as a person reads it */
  char *help;  /* (nullable): what it brings */
} LuukkuSettingOption;

/* What a user interface asks about settings, channels and the start (LuukkuPurpleApi.settings). */
typedef struct {
  /* Returns: (transfer none): all of them, those of a page one behind the other. */
  const LuukkuSetting *(*list) (guint *ret_n);
  /* Returns: (transfer full): LuukkuSettingOption, what a CHOICE can be now. */
  GPtrArray *(*list_options) (const char *id);
  /* Returns: (transfer full): "" when it is not set. */
  char *(*get) (const char *id);
  /* FALSE with a sentence: @value cannot be. Empty is always allowed unless it is a number or a choice. */
  gboolean (*check) (const char *id, const char *value, GError **error);
  /* Checks and keeps it; it counts at once. */
  gboolean (*set) (const char *id, const char *value, GError **error);
  /* Returns: (transfer full) (nullable): the sentence why there is no inbox, or why it can only be read. */
  char *(*describe_trouble) (void);
  /* Returns: (transfer full): LuukkuSettingOption of the channels an account can be made for: protocol and
   * name. */
  GPtrArray *(*list_channels) (void);
  /* Makes the practice channel's account and brings it online. FALSE: there is one already, it is online
   * now. */
  gboolean (*start_practice) (void);
  /* Asks the desktop's keyring; @answer gets the sentence why it cannot be reached, NULL when it can. Once,
   * maybe never when the program ends before. */
  void (*check_keyring) (void (*answer) (const char *trouble, gpointer data), gpointer data);
} LuukkuSettingsApi;

extern const LuukkuSettingsApi luukku_settings_api;
/* Returns: (transfer none) (nullable). */
const LuukkuSetting *luukku_settings_find (const char *id) G_GNUC_NON_NULL (1);

/* --- luukku-settings-form.c: libpurple's faces */
/* The user interface's window, or a form of libpurple's. */
void luukku_settings_show (void);
/* (transfer full): a PurplePluginPrefFrame of what is kept in libpurple's preferences. */
gpointer luukku_settings_make_frame (void);

G_END_DECLS
