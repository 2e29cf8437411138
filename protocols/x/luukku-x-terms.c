/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-terms.c: field lists and ceilings out of data/channels/x.ini. A town may edit its own copy, so it
 * is checked strictly. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-terms.h"

#include <string.h>

#include "adapter/luukku-adapter.h"

#define ID "x"
#define QUERIES "Queries"
#define CEILINGS "Ceilings"
#define QUERY_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,=&"
#define MAX_NUMBER 10000000

static gboolean
read_query (GKeyFile *file, const char *path, const char *key, char **ret_query, GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, QUERIES, key, NULL);

  if (text == NULL || *g_strstrip (text) == '\0' || strspn (text, QUERY_LETTERS) != strlen (text))
    return luukku_channel_file_fail (path, QUERIES, key, error);
  *ret_query = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_queries (LuukkuXTerms *self, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = luukku_channel_file_load (ID, &path, error);

  return file != NULL && read_query (file, path, "Self", &self->self_query, error) &&
         read_query (file, path, "DirectMessages", &self->dm_query, error) &&
         read_query (file, path, "Posts", &self->post_query, error) &&
         read_query (file, path, "Encrypted", &self->chat_query, error);
}

static gboolean
read_ceilings (LuukkuXTerms *self, GError **error)
{
  guint dm_span = 0, look_again = 0, chats_again = 0;
  const LuukkuChannelNumber numbers[] = {
    { CEILINGS, "PageSize", 5, 100, &self->page_size },
    { CEILINGS, "DirectMessageCalls", 1, 1000, &self->dm_calls },
    { CEILINGS, "DirectMessageMinutes", 1, MAX_NUMBER, &dm_span },
    { CEILINGS, "MonthlyReads", 0, MAX_NUMBER, &self->monthly_reads },
    { CEILINGS, "LookAgainMinutes", 1, MAX_NUMBER, &look_again },
    { CEILINGS, "EncryptedMinutes", 1, MAX_NUMBER, &chats_again },
  };

  if (!luukku_channel_file_read_numbers (ID, numbers, G_N_ELEMENTS (numbers), error))
    return FALSE;
  self->dm_span = dm_span * G_TIME_SPAN_MINUTE;
  self->look_again = look_again * G_TIME_SPAN_MINUTE;
  self->chats_again = chats_again * G_TIME_SPAN_MINUTE;
  return TRUE;
}

LuukkuXTerms *
luukku_x_terms_load (GError **error)
{
  g_autoptr (LuukkuXTerms) self = g_new0 (LuukkuXTerms, 1);

  if (!read_queries (self, error) || !read_ceilings (self, error))
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
