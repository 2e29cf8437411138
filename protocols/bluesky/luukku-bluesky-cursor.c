/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-cursor.c: how far everything has been read, as text; pure. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-cursor.h"

#include <string.h>

#include "bluesky/luukku-bluesky-text.h"

#define HEAD "b1"
#define MAX_CONVOS 200
#define MAX_PAGE 1024

static const char *const phases[] = {
  [LUUKKU_BLUESKY_PHASE_DONE] = NULL,
  [LUUKKU_BLUESKY_PHASE_ACCEPTED] = "accepted",
  [LUUKKU_BLUESKY_PHASE_REQUESTS] = "requests",
};

/* --- reading */

static char *
read_text (GHashTable *fields, const char *name)
{
  const char *value = g_hash_table_lookup (fields, name);

  return value != NULL && *value != '\0' && strlen (value) <= MAX_PAGE ? g_strdup (value) : NULL;
}

static gint64
read_time (GHashTable *fields, const char *name)
{
  const char *value = g_hash_table_lookup (fields, name);
  gint64 time = 0;

  return value != NULL && g_ascii_string_to_signed (value, 10, 0, G_MAXINT64, &time, NULL) ? time : 0;
}

static void
read_list (GHashTable *fields, const char *name, gboolean (*good) (const char *text), guint max,
           GPtrArray *list)
{
  const char *value = g_hash_table_lookup (fields, name);
  g_auto (GStrv) parts = g_strsplit (value != NULL ? value : "", ",", (gint) max + 1);

  for (guint i = 0; parts[i] != NULL && i < max; i++) {
    if (good (parts[i]))
      g_ptr_array_add (list, g_strdup (parts[i]));
  }
}

/* Returns: (transfer full): name → value; empty when @text is none of ours. */
static GHashTable *
read_fields (const char *text)
{
  GHashTable *fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "&", 32);

  if (parts[0] == NULL || !g_str_equal (parts[0], HEAD))
    return fields;
  for (guint i = 1; parts[i] != NULL; i++) {
    char *mark = strchr (parts[i], '=');
    char *value = mark != NULL ? g_uri_unescape_string (mark + 1, NULL) : NULL;

    if (value == NULL)
      continue;
    *mark = '\0';
    g_hash_table_insert (fields, g_strdup (parts[i]), value);
  }
  return fields;
}

LuukkuBlueskyCursor *
luukku_bluesky_cursor_read (const char *text)
{
  g_autoptr (GHashTable) fields = read_fields (text);
  const char *phase = g_hash_table_lookup (fields, "phase");
  LuukkuBlueskyCursor *self = g_new0 (LuukkuBlueskyCursor, 1);

  self->convos = g_ptr_array_new_with_free_func (g_free);
  self->recent = g_ptr_array_new_with_free_func (g_free);
  self->log = read_text (fields, "log");
  for (guint i = LUUKKU_BLUESKY_PHASE_ACCEPTED; i < G_N_ELEMENTS (phases); i++) {
    if (g_strcmp0 (phase, phases[i]) == 0)
      self->phase = (LuukkuBlueskyPhase) i;
  }
  self->since = read_text (fields, "since");
  self->page = read_text (fields, "page");
  read_list (fields, "convos", luukku_bluesky_is_id, MAX_CONVOS, self->convos);
  self->messages = read_text (fields, "messages");
  self->mentions = read_time (fields, "mentions");
  self->top = read_time (fields, "top");
  self->older = read_text (fields, "older");
  self->own = read_time (fields, "own");
  read_list (fields, "recent", luukku_bluesky_is_post, LUUKKU_BLUESKY_RECENT, self->recent);
  return self;
}

/* --- writing */

static void
write_text (GString *text, const char *name, const char *value)
{
  g_autofree char *escaped = value != NULL ? g_uri_escape_string (value, ":/,", FALSE) : NULL;

  if (escaped != NULL)
    g_string_append_printf (text, "&%s=%s", name, escaped);
}

static void
write_time (GString *text, const char *name, gint64 time)
{
  if (time > 0)
    g_string_append_printf (text, "&%s=%" G_GINT64_FORMAT, name, time);
}

static void
write_list (GString *text, const char *name, const GPtrArray *list)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? "," : "", (const char *) list->pdata[i]);
  if (joined->len > 0)
    write_text (text, name, joined->str);
}

char *
luukku_bluesky_cursor_write (const LuukkuBlueskyCursor *self)
{
  GString *text = g_string_new (HEAD);

  write_text (text, "log", self->log);
  write_text (text, "phase", phases[self->phase]);
  write_text (text, "since", self->since);
  write_text (text, "page", self->page);
  write_list (text, "convos", self->convos);
  write_text (text, "messages", self->messages);
  write_time (text, "mentions", self->mentions);
  write_time (text, "top", self->top);
  write_text (text, "older", self->older);
  write_time (text, "own", self->own);
  write_list (text, "recent", self->recent);
  return g_string_free (text, FALSE);
}

void
luukku_bluesky_cursor_free (LuukkuBlueskyCursor *self)
{
  if (self == NULL)
    return;
  g_free (self->log);
  g_free (self->since);
  g_free (self->page);
  g_ptr_array_unref (self->convos);
  g_free (self->messages);
  g_free (self->older);
  g_ptr_array_unref (self->recent);
  g_free (self);
}

/* --- changing */

void
luukku_bluesky_cursor_begin_walk (LuukkuBlueskyCursor *self, const char *since)
{
  gboolean under_way = self->phase != LUUKKU_BLUESKY_PHASE_DONE || self->convos->len > 0;

  self->phase = LUUKKU_BLUESKY_PHASE_ACCEPTED;
  g_clear_pointer (&self->page, g_free);
  if (under_way)
    return;
  g_free (self->since);
  self->since = g_strdup (since);
  g_clear_pointer (&self->messages, g_free);
}

void
luukku_bluesky_cursor_note_post (LuukkuBlueskyCursor *self, const char *uri, gboolean older)
{
  gboolean full = self->recent->len >= LUUKKU_BLUESKY_RECENT;

  if ((older && full) || g_ptr_array_find_with_equal_func (self->recent, uri, g_str_equal, NULL))
    return;
  if (full)
    g_ptr_array_remove_index (self->recent, 0);
  g_ptr_array_insert (self->recent, older ? 0 : -1, g_strdup (uri));
}
