/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-setting.h: one setting in a window: its title above the field, a sentence of help and, when
 * it cannot be, why. Titles stand above their fields and wrap, so that no language and no font is too long.
 */
#pragma once

#include <gtk/gtk.h>

#include "purple/luukku-ui-ops.h"

G_BEGIN_DECLS

typedef struct _LuukkuPidginSetting LuukkuPidginSetting;

/* Filled with what is set now. Lives as long as its widget. */
LuukkuPidginSetting *luukku_pidgin_setting_new (const LuukkuSetting *setting) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): to be packed; floating at first. */
GtkWidget *luukku_pidgin_setting_get_widget (LuukkuPidginSetting *self) G_GNUC_NON_NULL (1);
/* FALSE: cannot be; the sentence stands below the field. */
gboolean luukku_pidgin_setting_check (LuukkuPidginSetting *self) G_GNUC_NON_NULL (1);
/* Checks and keeps it. FALSE as above. */
gboolean luukku_pidgin_setting_save (LuukkuPidginSetting *self) G_GNUC_NON_NULL (1);
void luukku_pidgin_setting_focus (LuukkuPidginSetting *self) G_GNUC_NON_NULL (1);

/* A sentence that wraps, for the windows of settings. (transfer floating). */
GtkWidget *luukku_pidgin_sentence_new (const char *sentence) G_GNUC_NON_NULL (1);
/* A list of LuukkuSettingOption titles with @value chosen. (transfer floating). */
GtkWidget *luukku_pidgin_option_list_new (const GPtrArray *options, const char *value) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
