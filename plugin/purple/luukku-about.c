/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-about.c: version, licences of the parts and of the lists, and the users' guide. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-guide.h"

#include "base/luukku-files.h"
#include "purple/luukku-core.h"

#include "purple/luukku-i18n.h"

#include <string.h>

/* What runs inside or is printed along, and under which licence. Names and licences are not translated. */
static const struct {
  const char *part;
  const char *licence;
} parts[] = {
  { "Pidgin, libpurple, Finch", "GPL-2.0-or-later" },
  { "GTK 2, GLib, cairo, Pango", "LGPL-2.0-or-later, LGPL-2.1" },
  { "libsoup, json-glib, libsecret", "LGPL-2.0-or-later, LGPL-2.1-or-later" },
  { "GMime, GnuTLS", "LGPL-2.1-or-later" },
  { "SQLite", "Public domain" },
  { "Snowball (libstemmer)", "BSD-3-Clause" },
  { "Voikko (libvoikko, voikko-fi)", "MPL-1.1 / GPL-2.0-or-later / LGPL-2.1-or-later, GPL-2.0-or-later" },
  { "Noto", "OFL-1.1" },
  { "Symbola", "George Douros: free for any use" },
  { "sRGB.icc", "zlib" },
};

static const char *
find_manual (char **ret_path)
{
  g_autofree char *language =
      g_strndup (g_get_language_names ()[0], strcspn (g_get_language_names ()[0], "_.@"));
  const char *const tried[] = { language, "en" };

  for (guint i = 0; i < G_N_ELEMENTS (tried); i++) {
    g_autofree char *name = g_strdup_printf ("doc/%s/index.html", tried[i]);

    *ret_path = luukku_data_file (name, NULL);
    if (*ret_path != NULL)
      return *ret_path;
  }
  return NULL;
}

static void
add_parts (GString *html)
{
  g_string_append_printf (html, "<b>%s</b><br>", _ ("Parts of others and their licences"));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_printf (html, "%s: %s<br>", parts[i].part, parts[i].licence);
  g_string_append_printf (html, "<br><b>%s</b><br>%s<br>", _ ("Word lists, guidelines and directories"),
                          _ ("The word lists were written for Luukku and have its licence. The example "
                             "guidelines and directories follow public documents of Kauhava, Hanko, "
                             "Rautalampi and Kuopio; each names its source at its head."));
}

void
luukku_about_show (void)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autofree char *title = NULL;
  g_autofree char *escaped = NULL;

  /* TRANSLATORS: %s is a version, "0.1.0". */
  title = g_strdup_printf (_ ("Luukku, version %s"), LUUKKU_VERSION);
  g_string_append_printf (html, "%s<br><br>", _ ("A municipality's moderated inbox"));
  g_string_append_printf (html, "<b>%s</b><br>%s<br><br>", _ ("Licence"),
                          _ ("GNU General Public License, version 2 or later. You may use, study, share and "
                             "change Luukku; there is no warranty."));
  add_parts (html);
  escaped = find_manual (&path) != NULL ? g_markup_escape_text (path, -1) : NULL;
  g_string_append_printf (html, "<br><b>%s</b><br>%s", _ ("Users' guide"),
                          escaped != NULL ? escaped : _ ("The users' guide is not installed here."));
  purple_notify_formatted (luukku_core_get_handle (), _ ("About Luukku"), title, NULL, html->str, NULL, NULL);
}

void
luukku_about_show_manual (void)
{
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;

  if (find_manual (&path) == NULL) {
    luukku_core_notify_info (
        _ ("The users' guide is not installed here. Install Luukku again, or ask your ICT support."));
    return;
  }
  uri = g_filename_to_uri (path, NULL, NULL);
  if (uri != NULL)
    purple_notify_uri (luukku_core_get_handle (), uri);
}
