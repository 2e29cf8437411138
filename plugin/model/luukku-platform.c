/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-platform.c: which account an address of a directory names. Nothing is looked up: an address that
 * does not say it by itself is told to a person. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-platform.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"

#include <string.h>

#define LIST "channels/setup.ini"
#define MAX_PLATFORMS 100
#define MAX_ADDRESS 2000 /* bytes */
#define MAX_NAME 200     /* bytes of an account's name */

/* --- the list */

static void
platform_free (LuukkuPlatform *self)
{
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->words);
  g_strfreev (self->hosts);
  g_strfreev (self->skip);
  g_strfreev (self->channels);
  g_free (self->by_hand);
  g_strfreev (self->needs);
  g_strfreev (self->fields);
  g_free (self);
}

/* Returns: (transfer full): without blanks and empty ones. */
static char **
read_list (GKeyFile *file, const char *group, const char *key)
{
  g_auto (GStrv) given = g_key_file_get_string_list (file, group, key, NULL, NULL);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; given != NULL && given[i] != NULL; i++) {
    if (*g_strstrip (given[i]) != '\0')
      g_strv_builder_add (list, given[i]);
  }
  return g_strv_builder_end (list);
}

static LuukkuAccountSort
read_sort (GKeyFile *file, const char *group)
{
  g_autofree char *word = g_key_file_get_string (file, group, "Account", NULL);

  if (g_strcmp0 (word, "id") == 0)
    return LUUKKU_ACCOUNT_IS_ID;
  return g_strcmp0 (word, "server") == 0 ? LUUKKU_ACCOUNT_ON_SERVER : LUUKKU_ACCOUNT_IS_NAME;
}

static LuukkuPlatform *
read_platform (GKeyFile *file, const char *group)
{
  LuukkuPlatform *self = g_new0 (LuukkuPlatform, 1);
  g_autofree char *name = g_key_file_get_locale_string (file, group, "Name", NULL, NULL);
  g_autofree char *keep = g_key_file_get_string (file, group, "KeepAt", NULL);

  self->id = g_strdup (group);
  self->name = g_strdup (name != NULL && *name != '\0' ? name : group);
  self->words = read_list (file, group, "Words");
  self->hosts = read_list (file, group, "Hosts");
  self->skip = read_list (file, group, "Skip");
  self->channels = read_list (file, group, "Channels");
  self->needs = read_list (file, group, "Needs");
  if (g_key_file_has_key (file, group, "Fields", NULL))
    self->fields = read_list (file, group, "Fields");
  self->by_hand = g_key_file_get_string (file, group, "ByHand", NULL);
  self->keeps_at = g_strcmp0 (keep, "yes") == 0;
  self->account = read_sort (file, group);
  return self;
}

GPtrArray *
luukku_platforms_load (GError **error)
{
  g_autofree char *path = luukku_data_file (LIST, error);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GPtrArray) platforms = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_free);
  g_auto (GStrv) groups = NULL;
  GError *source = NULL;

  if (path == NULL)
    return NULL;
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_TRANSLATIONS, &source)) {
    luukku_error_take_gio (
        error, source, N_ ("The channel file %s cannot be read. Check that it is there and readable."), path);
    return NULL;
  }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL && i < MAX_PLATFORMS; i++)
    g_ptr_array_add (platforms, read_platform (file, groups[i]));
  return g_steal_pointer (&platforms);
}

const LuukkuPlatform *
luukku_platforms_find (const GPtrArray *platforms, const char *word)
{
  g_autofree char *folded = word != NULL ? g_utf8_strdown (word, -1) : NULL;

  for (guint i = 0; folded != NULL && i < platforms->len; i++) {
    const LuukkuPlatform *platform = g_ptr_array_index (platforms, i);

    if (g_str_equal (platform->id, folded) || g_strv_contains ((const char *const *) platform->words, folded))
      return platform;
  }
  return NULL;
}

const LuukkuPlatform *
luukku_platforms_find_channel (const GPtrArray *platforms, const char *channel)
{
  for (guint i = 0; i < platforms->len; i++) {
    const LuukkuPlatform *platform = g_ptr_array_index (platforms, i);

    if (g_strv_contains ((const char *const *) platform->channels, channel))
      return platform;
  }
  return NULL;
}

/* --- addresses */

static const LuukkuPlatform *
find_host (const GPtrArray *platforms, const char *host)
{
  g_autofree char *folded = g_ascii_strdown (host, -1);

  for (guint i = 0; i < platforms->len; i++) {
    const LuukkuPlatform *platform = g_ptr_array_index (platforms, i);

    for (guint j = 0; platform->hosts[j] != NULL; j++) {
      gsize before = strlen (folded) - MIN (strlen (folded), strlen (platform->hosts[j]));

      if (g_str_has_suffix (folded, platform->hosts[j]) && (before == 0 || folded[before - 1] == '.'))
        return platform;
    }
  }
  return NULL;
}

static gboolean
is_digits (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

gboolean
luukku_platform_is_account (const LuukkuPlatform *self, const char *name)
{
  if (self->account == LUUKKU_ACCOUNT_IS_ID)
    return is_digits (name);
  return *name != '\0' && (self->account != LUUKKU_ACCOUNT_ON_SERVER || strchr (name, '@') != NULL);
}

static gboolean
is_fit_name (const char *name)
{
  if (name == NULL || *name == '\0' || strlen (name) > MAX_NAME || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_iscntrl (c) || g_unichar_isspace (c) || strchr ("/\\<>\"", (int) c) != NULL)
      return FALSE;
  }
  return TRUE;
}

/* "profile.php?id=100064": the one number that stands in a query. Returns: (transfer full) (nullable). */
static char *
id_in_query (GUri *uri)
{
  const char *query = g_uri_get_query (uri);
  g_autoptr (GHashTable) parts =
      query != NULL ? g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
  const char *id = parts != NULL ? g_hash_table_lookup (parts, "id") : NULL;

  return id != NULL && is_digits (id) ? g_strdup (id) : NULL;
}

/* Returns: (transfer none) (nullable): the part of @path that names somebody. */
static const char *
naming_part (const LuukkuPlatform *platform, char **path)
{
  const char *found = NULL;

  for (guint i = 0; path[i] != NULL; i++) {
    if (platform->account == LUUKKU_ACCOUNT_IS_ID && is_digits (path[i]))
      return path[i];
    if (found == NULL && *path[i] != '\0' && !g_strv_contains ((const char *const *) platform->skip, path[i]))
      found = path[i];
  }
  return found;
}

/* Returns: (transfer full) (nullable). */
static char *
name_in_uri (const LuukkuPlatform *platform, GUri *uri)
{
  const char *fragment = g_uri_get_fragment (uri);
  g_auto (GStrv) path = g_strsplit (g_uri_get_path (uri), "/", -1);
  g_autofree char *id = platform->account == LUUKKU_ACCOUNT_IS_ID ? id_in_query (uri) : NULL;
  const char *name = naming_part (platform, path);

  if (id != NULL)
    return g_steal_pointer (&id);
  if (name == NULL && fragment != NULL && g_str_has_prefix (fragment, "/"))
    name = fragment + 1; /* matrix.to/#/@town:server */
  if (name != NULL && *name == '@' && !platform->keeps_at)
    name++;
  if (name == NULL)
    return NULL;
  if (platform->account == LUUKKU_ACCOUNT_ON_SERVER && strchr (name, '@') == NULL)
    return g_strdup_printf ("%s@%s", name, g_uri_get_host (uri));
  return g_strdup (name);
}

/* Returns: (transfer full) (nullable): of what looks like an address on the web, with or without its scheme.
 */
static GUri *
parse_uri (const char *text)
{
  g_autofree char *whole =
      strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  g_autoptr (GUri) uri = g_uri_parse (whole, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || strchr (g_uri_get_host (uri), '.') == NULL ||
      g_uri_get_userinfo (uri) != NULL ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") && !g_str_equal (g_uri_get_scheme (uri), "http")))
    return NULL;
  return g_steal_pointer (&uri);
}

static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at > text && strchr (at + 1, '@') == NULL && strchr (at + 1, '.') != NULL &&
         strpbrk (text, "/: ") == NULL;
}

static char *
fail (const char *address, GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    /* TRANSLATORS: %s is an address as somebody wrote it. */
                    N_ ("“%s” does not say which account it is. Write the account's name by hand."), address);
  return NULL;
}

/* "@town", "town", "@town@server". Returns: (transfer full) (nullable). */
static char *
bare_name (const LuukkuPlatform *hint, const char *text)
{
  if (*text == '@' && !hint->keeps_at)
    text++;
  if (hint->account == LUUKKU_ACCOUNT_ON_SERVER && strchr (text, '@') == NULL)
    return NULL;
  return g_strdup (text);
}

static char *
read_uri (const GPtrArray *platforms, GUri *uri, const LuukkuPlatform *hint,
          const LuukkuPlatform **ret_platform)
{
  const LuukkuPlatform *platform = find_host (platforms, g_uri_get_host (uri));

  /* A server that the list does not know may be one of many that belong to nobody. */
  if (platform == NULL && hint != NULL && hint->account == LUUKKU_ACCOUNT_ON_SERVER)
    platform = hint;
  if (platform == NULL)
    return NULL;
  *ret_platform = platform;
  return name_in_uri (platform, uri);
}

char *
luukku_platforms_read_address (const GPtrArray *platforms, const char *address, const LuukkuPlatform *hint,
                               const LuukkuPlatform **ret_platform, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (address));
  g_autofree char *name = NULL;
  g_autoptr (GUri) uri = NULL;
  const LuukkuPlatform *mail = luukku_platforms_find (platforms, "mail");

  *ret_platform = hint;
  if (*text == '\0' || strlen (text) > MAX_ADDRESS || !g_utf8_validate (text, -1, NULL))
    return fail (address, error);
  if (is_email (text) && mail != NULL && (hint == NULL || hint == mail)) {
    *ret_platform = mail;
    name = g_steal_pointer (&text);
  } else if ((strchr (text, '/') != NULL || strchr (text, '.') != NULL) && *text != '@' &&
             (uri = parse_uri (text)) != NULL && (strchr (text, '/') != NULL || hint == NULL)) {
    name = read_uri (platforms, uri, hint, ret_platform);
  } else if (hint != NULL && strchr (text, '/') == NULL) {
    name = bare_name (hint, text);
  }
  if (*ret_platform == NULL || !is_fit_name (name))
    return fail (address, error);
  return g_steal_pointer (&name);
}
