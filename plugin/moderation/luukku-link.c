/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-link.c: cuts a link into what a person cannot see at a glance: the host behind the user part, the
 * domain that somebody has registered, letters of other scripts. Nothing is fetched. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-link.h"

#include <string.h>

/* Endings of two labels below which names are registered; the rest of the public suffix list does not matter
 * for what we compare. */
static const char *const double_endings[] = { "co.uk",  "org.uk", "gov.uk", "ac.uk",  "com.au", "com.br",
                                              "co.jp",  "com.cn", "com.ru", "com.ua", "in.ua",  "co.il",
                                              "com.tr", "co.za",  "co.nz",  "com.mx", "gov.ua", NULL };
static const char *const programs[] = { ".zip", ".exe", ".apk", ".rar", ".scr", ".msi", ".iso",
                                        ".bat", ".js",  ".vbs", ".7z",  ".dmg", NULL };

/* Letters of other scripts that pass for Latin ones. */
static const struct {
  gunichar looks, latin;
} alike[] = {
  { 0x430, 'a' }, { 0x435, 'e' }, { 0x43e, 'o' }, { 0x440, 'p' }, { 0x441, 'c' }, { 0x443, 'y' },
  { 0x445, 'x' }, { 0x456, 'i' }, { 0x458, 'j' }, { 0x455, 's' }, { 0x501, 'd' }, { 0x51b, 'q' },
  { 0x51d, 'w' }, { 0x43a, 'k' }, { 0x43c, 'm' }, { 0x442, 't' }, { 0x432, 'b' }, { 0x43d, 'h' },
  { 0x3bf, 'o' }, { 0x3b1, 'a' }, { 0x3b9, 'i' }, { 0x3c1, 'p' }, { 0x3bd, 'v' }, { 0x3ba, 'k' },
  { 0x131, 'i' }, { 0x142, 'l' }, { 0x261, 'g' },
};

static gunichar
to_latin (gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (alike); i++) {
    if (alike[i].looks == c)
      return alike[i].latin;
  }
  return c;
}

static char *
make_domain (const char *host)
{
  g_auto (GStrv) labels = g_strsplit (host, ".", -1);
  guint count = g_strv_length (labels);
  g_autofree char *two = NULL;

  if (count <= 2)
    return g_strdup (host);
  two = g_strconcat (labels[count - 2], ".", labels[count - 1], NULL);
  if (!g_strv_contains (double_endings, two))
    return g_steal_pointer (&two);
  return g_strconcat (labels[count - 3], ".", two, NULL);
}

static void
look_at_letters (LuukkuLink *self)
{
  GString *plain = g_string_new (NULL);
  gboolean latin = FALSE, other = FALSE;

  for (const char *p = self->host; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    gunichar repaired = to_latin (c);

    latin = latin || g_ascii_isalpha (c);
    other = other || repaired != c || c >= 0x370;
    g_string_append_unichar (plain, repaired);
  }
  self->is_mixed = latin && other;
  if (strcmp (plain->str, self->host) != 0)
    self->plain = g_string_free (plain, FALSE);
  else
    g_string_free (plain, TRUE);
}

static gboolean
is_number (const char *host)
{
  g_auto (GStrv) labels = NULL;

  if (*host == '[')
    return TRUE;
  labels = g_strsplit (host, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++) {
    if (*labels[i] == '\0' || strspn (labels[i], "0123456789") != strlen (labels[i]))
      return FALSE;
  }
  return labels[0] != NULL;
}

LuukkuLink *
luukku_link_new (const char *text, gsize length)
{
  g_autofree char *lower = g_utf8_strdown (text, (gssize) length);
  LuukkuLink *self = g_new0 (LuukkuLink, 1);
  char *start = strstr (lower, "://");
  char *end, *at;
  g_autofree char *path = NULL;

  start = start != NULL ? start + 3 : lower;
  end = start + strcspn (start, "/?#\\");
  path = g_strndup (end, strcspn (end, "?#"));
  *end = '\0';
  at = strrchr (start, '@');
  self->userinfo = at != NULL;
  if (at != NULL)
    start = at + 1;
  if (*start != '[' && strchr (start, ':') != NULL)
    *strchr (start, ':') = '\0';
  if (g_str_has_prefix (start, "www."))
    start += 4;
  self->host = g_strdup (start);
  self->domain = make_domain (start);
  self->is_number = is_number (start);
  for (guint i = 0; programs[i] != NULL; i++)
    self->is_program = self->is_program || g_str_has_suffix (path, programs[i]);
  look_at_letters (self);
  self->is_mixed = self->is_mixed || strstr (self->host, "xn--") != NULL;
  return self;
}

void
luukku_link_free (LuukkuLink *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->domain);
  g_free (self->plain);
  g_free (self);
}

gboolean
luukku_link_is_below (const LuukkuLink *self, const char *const *hosts)
{
  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++) {
    gsize length = strlen (self->host);
    gsize tail = strlen (hosts[i]);

    if (length == tail ? strcmp (self->host, hosts[i]) == 0
                       : length > tail && self->host[length - tail - 1] == '.' &&
                             strcmp (self->host + length - tail, hosts[i]) == 0)
      return TRUE;
  }
  return FALSE;
}
