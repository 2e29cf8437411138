/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-terms.c: field lists and ceilings out of data/channels/x.ini. A town may edit its own copy, so it
 * is checked strictly. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-terms.h"

#include <string.h>

#include "adapter/luukku-adapter.h"
#include "base/luukku-error.h"

#define QUERIES "Queries"
#define CEILINGS "Ceilings"
#define QUERY_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,=&"
#define MAX_NUMBER 10000000

typedef struct {
  GKeyFile *file; /* no ref */
  const char *path;
} Source;

static gboolean
fail (const Source *source, const char *group, const char *key, GError **error)
{
  /* TRANSLATORS: a file, a key in it, a group in it */
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      N_ ("The channel file %s cannot be used: the key %s in the group [%s] is missing or not right. "
          "Correct the file, or remove your own copy of it."),
      source->path, key, group);
  return FALSE;
}

static gboolean
read_query (const Source *source, const char *key, char **ret_query, GError **error)
{
  g_autofree char *text = g_key_file_get_string (source->file, QUERIES, key, NULL);

  if (text == NULL || *g_strstrip (text) == '\0' || strspn (text, QUERY_LETTERS) != strlen (text))
    return fail (source, QUERIES, key, error);
  *ret_query = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_number (const Source *source, const char *key, guint lowest, guint highest, guint *ret_number,
             GError **error)
{
  g_autofree char *text = g_key_file_get_string (source->file, CEILINGS, key, NULL);
  guint64 number = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (g_strstrip (text), 10, lowest, highest, &number, NULL))
    return fail (source, CEILINGS, key, error);
  *ret_number = (guint) number;
  return TRUE;
}

static gboolean
read_minutes (const Source *source, const char *key, gint64 *ret_span, GError **error)
{
  guint minutes = 0;

  if (!read_number (source, key, 1, MAX_NUMBER, &minutes, error))
    return FALSE;
  *ret_span = minutes * G_TIME_SPAN_MINUTE;
  return TRUE;
}

static gboolean
read_terms (const Source *source, LuukkuXTerms *self, GError **error)
{
  return read_query (source, "Self", &self->self_query, error) &&
         read_query (source, "DirectMessages", &self->dm_query, error) &&
         read_query (source, "Posts", &self->post_query, error) &&
         read_query (source, "Encrypted", &self->chat_query, error) &&
         read_number (source, "PageSize", 5, 100, &self->page_size, error) &&
         read_number (source, "DirectMessageCalls", 1, 1000, &self->dm_calls, error) &&
         read_minutes (source, "DirectMessageMinutes", &self->dm_span, error) &&
         read_number (source, "MonthlyReads", 0, MAX_NUMBER, &self->monthly_reads, error) &&
         read_minutes (source, "LookAgainMinutes", &self->look_again, error) &&
         read_minutes (source, "EncryptedMinutes", &self->chats_again, error);
}

LuukkuXTerms *
luukku_x_terms_load (GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = luukku_channel_file_load ("x", &path, error);
  g_autoptr (LuukkuXTerms) self = NULL;

  if (file == NULL)
    return NULL;
  self = g_new0 (LuukkuXTerms, 1);
  if (!read_terms (&(Source){ file, path }, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
luukku_x_terms_free (LuukkuXTerms *self)
{
  if (self == NULL)
    return;
  g_free (self->self_query);
  g_free (self->dm_query);
  g_free (self->post_query);
  g_free (self->chat_query);
  g_free (self);
}
