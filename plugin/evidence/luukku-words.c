/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-words.c: looks words up in the compiled-in record.ini and fills the places in them. Reads nothing
 * else: what a record says must not depend on the machine it was made on. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-words.h"

#include "base/luukku-clock.h"
#include "base/luukku-error.h"
#include "luukku-evidence-resources.h"

#define GROUP "record"
#define ZONE "Europe/Helsinki"

struct _LuukkuWords {
  GHashTable *words;    /* key (owned) -> text (owned); shared by all of one language */
  const char *language; /* static */
};

static const char *const languages[] = { "fi", "sv", "en" };

GBytes *
luukku_evidence_data (const char *name)
{
  g_autofree char *path = g_strconcat ("/luukku/evidence/", name, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = g_resource_lookup_data (luukku_evidence_get_resource (), path, 0, &error);

  g_assert_no_error (error); /* compiled in */
  return bytes;
}

static GHashTable *
read_words (const char *language)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = luukku_evidence_data ("templates/record.ini");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) keys = NULL;
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, &error);
  g_assert_no_error (error); /* compiled in */
  keys = g_key_file_get_keys (file, GROUP, NULL, &error);
  g_assert_no_error (error);
  for (char **key = keys; *key; key++)
    if (!strchr (*key, '['))
      g_hash_table_insert (words, g_strdup (*key),
                           g_key_file_get_locale_string (file, GROUP, *key, language, NULL));
  return words;
}

/* A sheet of 400 messages asks for them 400 times. Never changed once it is read, so any thread may look. */
static GHashTable *
ref_words (gsize language)
{
  static GHashTable *read[G_N_ELEMENTS (languages)];

  if (g_once_init_enter (&read[language]))
    g_once_init_leave (&read[language], read_words (languages[language]));
  return g_hash_table_ref (read[language]);
}

LuukkuWords *
luukku_words_new (const char *language, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
    LuukkuWords *self;

    if (!g_str_equal (language, languages[i]))
      continue;
    self = g_new0 (LuukkuWords, 1);
    self->language = languages[i];
    self->words = ref_words (i);
    return self;
  }
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("A record can be written in fi, sv or en; choose one of them."));
  return NULL;
}

void
luukku_words_free (LuukkuWords *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->words, g_hash_table_unref);
  g_free (self);
}

const char *
luukku_words_get_language (LuukkuWords *self)
{
  return self->language;
}

const char *
luukku_words_look (LuukkuWords *self, const char *key)
{
  return g_hash_table_lookup (self->words, key);
}

const char *
luukku_words_get (LuukkuWords *self, const char *key)
{
  const char *text = luukku_words_look (self, key);

  if (text)
    return text;
  g_debug ("record.ini has no words for %s", key);
  return key;
}

char *
luukku_words_fill (LuukkuWords *self, const char *key, ...)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  GString *out = g_string_new (NULL);
  const char *from = luukku_words_get (self, key), *name, *open;
  va_list list;

  va_start (list, key);
  while ((name = va_arg (list, const char *)))
    g_hash_table_insert (values, (gpointer) name, (gpointer) va_arg (list, const char *));
  va_end (list);

  while ((open = strchr (from, '{'))) {
    const char *close = strchr (open, '}');
    g_autofree char *word = close ? g_strndup (open + 1, close - open - 1) : NULL;
    const char *value = word ? g_hash_table_lookup (values, word) : NULL;

    g_string_append_len (out, from, open - from);
    if (value)
      g_string_append (out, value);
    else
      g_string_append_c (out, '{');
    from = value ? close + 1 : open + 1;
  }
  g_string_append (out, from);
  return g_string_free (out, FALSE);
}

char *
luukku_words_time (LuukkuWords *self, gint64 time)
{
  g_autofree char *local = luukku_time_format_local (time, ZONE, luukku_words_get (self, "time-pattern"));
  g_autofree char *offset = luukku_time_format_local (time, ZONE, "%:z");
  g_autofree char *utc = luukku_time_to_iso8601 (time);

  return luukku_words_fill (self, "time-both", "local", local, "offset", offset, "utc", utc, NULL);
}

char *
luukku_words_time_short (LuukkuWords *self, gint64 time)
{
  return luukku_time_format_local (time, ZONE, luukku_words_get (self, "time-short-pattern"));
}
