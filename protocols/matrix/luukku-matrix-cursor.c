/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-cursor.c: "m1 SINCE ROOM,FROM,TO,PAGES …", each part escaped, "-" for none. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-cursor.h"

#include <string.h>

#include "matrix/luukku-matrix-room.h"

#define MAX_WORD 4096 /* bytes of a server's word */

static void
gap_free (gpointer data)
{
  LuukkuMatrixGap *self = data;

  g_free (self->room);
  g_free (self->from);
  g_free (self->to);
  g_free (self);
}

static LuukkuMatrixCursor *
cursor_new (void)
{
  LuukkuMatrixCursor *self = g_new0 (LuukkuMatrixCursor, 1);

  self->gaps = g_ptr_array_new_with_free_func (gap_free);
  return self;
}

void
luukku_matrix_cursor_free (LuukkuMatrixCursor *self)
{
  if (self == NULL)
    return;
  g_free (self->since);
  g_ptr_array_unref (self->gaps);
  g_free (self);
}

/* Returns: (transfer full) (nullable). */
static char *
read_word (const char *text)
{
  g_autofree char *word = g_uri_unescape_string (text, NULL);

  if (word == NULL || *word == '\0' || g_str_equal (text, "-") || strlen (word) > MAX_WORD ||
      !g_utf8_validate (word, -1, NULL))
    return NULL;
  return g_steal_pointer (&word);
}

static void
write_word (GString *text, const char *word)
{
  g_autofree char *escaped = word != NULL ? g_uri_escape_string (word, NULL, FALSE) : NULL;

  if (word == NULL)
    g_string_append_c (text, '-');
  else if (g_str_equal (escaped, "-"))
    g_string_append (text, "%2D");
  else
    g_string_append (text, escaped);
}

/* Returns: (transfer full) (nullable). */
static LuukkuMatrixGap *
read_gap (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", 5);
  LuukkuMatrixGap *gap;
  guint64 pages = 0;

  if (g_strv_length (words) != 4 ||
      !g_ascii_string_to_unsigned (words[3], 10, 1, LUUKKU_MATRIX_GAP_PAGES, &pages, NULL))
    return NULL;
  gap = g_new0 (LuukkuMatrixGap, 1);
  gap->room = read_word (words[0]);
  gap->from = read_word (words[1]);
  gap->to = read_word (words[2]);
  gap->pages = (guint) pages;
  if (luukku_matrix_is_room (gap->room) && gap->from != NULL)
    return gap;
  gap_free (gap);
  return NULL;
}

LuukkuMatrixCursor *
luukku_matrix_cursor_read (const char *text)
{
  LuukkuMatrixCursor *self = cursor_new ();
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", " ", LUUKKU_MATRIX_MAX_GAPS + 3);

  if (parts[0] == NULL || !g_str_equal (parts[0], "m1") || parts[1] == NULL)
    return self;
  self->since = read_word (parts[1]);
  for (guint i = 2; parts[i] != NULL && self->gaps->len < LUUKKU_MATRIX_MAX_GAPS; i++) {
    LuukkuMatrixGap *gap = read_gap (parts[i]);

    if (gap != NULL)
      g_ptr_array_add (self->gaps, gap);
  }
  return self;
}

char *
luukku_matrix_cursor_write (const LuukkuMatrixCursor *self)
{
  g_autoptr (GString) text = g_string_new ("m1 ");

  write_word (text, self->since);
  for (guint i = 0; i < self->gaps->len; i++) {
    const LuukkuMatrixGap *gap = self->gaps->pdata[i];

    g_string_append_c (text, ' ');
    write_word (text, gap->room);
    g_string_append_c (text, ',');
    write_word (text, gap->from);
    g_string_append_c (text, ',');
    write_word (text, gap->to);
    g_string_append_printf (text, ",%u", gap->pages);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
luukku_matrix_cursor_add_gap (LuukkuMatrixCursor *self, const char *room, const char *from, const char *to)
{
  LuukkuMatrixGap *gap;

  if (self->gaps->len >= LUUKKU_MATRIX_MAX_GAPS)
    return FALSE;
  gap = g_new0 (LuukkuMatrixGap, 1);
  gap->room = g_strdup (room);
  gap->from = g_strdup (from);
  gap->to = g_strdup (to);
  gap->pages = to != NULL ? LUUKKU_MATRIX_GAP_PAGES : LUUKKU_MATRIX_PAST_PAGES;
  g_ptr_array_add (self->gaps, gap);
  return TRUE;
}
