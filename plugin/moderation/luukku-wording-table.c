/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wording-table.c: reads the weights from their text and lays them out as the bytes that are looked up
 * where they lie. Also built into the program that does so when Luukku is built: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-wording-table.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC "LKW3"
#define UPPER 65536

typedef struct {
  char magic[4];
  guint32 count;
  gint32 bias[LUUKKU_WORDINGS], set[LUUKKU_WORDINGS], note[LUUKKU_WORDINGS], keep[LUUKKU_WORDINGS];
  guint32 problems;
  guint8 digest[LUUKKU_WORDING_DIGEST_BYTES];
} Head;

G_STATIC_ASSERT (sizeof (Head) == 188);

typedef struct {
  guint32 key;
  guint line;
  gint8 weights[LUUKKU_WORDINGS];
} Row;

guint32
luukku_wording_table_key (const char *piece, gsize length)
{
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guchar) piece[i]) * 16777619u;
  return hash;
}

/* --- reading */

/* Reads the numbers behind @cells, each after a tab; an empty cell is 0. The row ends at @end. */
static gboolean
read_numbers (const char *cells, const char *end, gint *numbers, gint limit)
{
  for (guint i = 0; i < LUUKKU_WORDINGS; i++) {
    char *after = NULL;

    if (cells >= end || *cells != '\t')
      return FALSE;
    cells++;
    numbers[i] = cells < end && *cells != '\t' ? (gint) strtol (cells, &after, 10) : 0;
    if (ABS (numbers[i]) > limit || after == cells)
      return FALSE;
    cells = after != NULL ? after : cells;
  }
  return cells == end;
}

static void
put_numbers (gint32 *place, const gint *numbers)
{
  for (guint i = 0; i < LUUKKU_WORDINGS; i++)
    place[i] = GINT32_TO_LE (numbers[i]);
}

/* The row [@line, @end). */
static gboolean
read_row (Head *head, GArray *rows, const char *line, const char *end)
{
  const struct {
    const char *name;
    gint32 *numbers;
  } heads[] = {
    { "!bias", head->bias }, { "!set", head->set }, { "!note", head->note }, { "!keep", head->keep }
  };
  const char *tab = memchr (line, '\t', (gsize) (end - line));
  gsize length = tab != NULL ? (gsize) (tab - line) : 0;
  gint numbers[LUUKKU_WORDINGS];
  Row row = { .line = rows->len };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    if (length != strlen (heads[i].name) || memcmp (line, heads[i].name, length) != 0)
      continue;
    if (!read_numbers (tab, end, numbers, G_MAXINT16))
      return FALSE;
    put_numbers (heads[i].numbers, numbers);
    return TRUE;
  }
  if (length == 0 || !read_numbers (tab, end, numbers, LUUKKU_WORDING_MAX))
    return FALSE;
  row.key = luukku_wording_table_key (line, length);
  for (guint i = 0; i < LUUKKU_WORDINGS; i++)
    row.weights[i] = (gint8) numbers[i];
  g_array_append_val (rows, row);
  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *one = a, *two = b;

  return one->key != two->key ? (one->key > two->key ? 1 : -1)
                              : (one->line > two->line) - (one->line < two->line);
}

/* By key; of rows with one key the last. */
static void
settle (GArray *rows)
{
  Row *all = (Row *) (gpointer) rows->data;
  guint kept = 0;

  g_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++) {
    if (i + 1 == rows->len || all[i].key != all[i + 1].key)
      all[kept++] = all[i];
  }
  g_array_set_size (rows, kept);
}

static GByteArray *
lay_out (const Head *head, const GArray *rows)
{
  GByteArray *bytes = g_byte_array_new ();
  guint row = 0;

  g_byte_array_append (bytes, (const guint8 *) head, sizeof *head);
  for (guint32 upper = 0; upper <= UPPER; upper++) {
    guint32 first;

    while (row < rows->len && g_array_index (rows, Row, row).key >> 16 < upper)
      row++;
    first = GUINT32_TO_LE (row);
    g_byte_array_append (bytes, (const guint8 *) &first, sizeof first);
  }
  for (guint i = 0; i < rows->len + (rows->len & 1); i++) {
    guint16 lower = i < rows->len ? GUINT16_TO_LE ((guint16) g_array_index (rows, Row, i).key) : 0;

    g_byte_array_append (bytes, (const guint8 *) &lower, sizeof lower);
  }
  for (guint i = 0; i < rows->len; i++)
    g_byte_array_append (bytes, (const guint8 *) g_array_index (rows, Row, i).weights, LUUKKU_WORDINGS);
  return bytes;
}

GBytes *
luukku_wording_table_compile (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length); /* numbers are read up to a zero */
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (Row));
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = LUUKKU_WORDING_DIGEST_BYTES;
  Head head = { .magic = MAGIC };
  guint problems = 0;

  for (const char *line = copy, *end; line < copy + length; line = end + 1) {
    end = memchr (line, '\n', (gsize) (copy + length - line));
    if (end == NULL)
      end = copy + length;
    if (end > line && *line != '#' && !read_row (&head, rows, line, end))
      problems++;
  }
  settle (rows);
  g_checksum_update (digest, (const guchar *) text, (gssize) length);
  g_checksum_get_digest (digest, head.digest, &size);
  head.count = GUINT32_TO_LE (rows->len);
  head.problems = GUINT32_TO_LE (problems);
  return g_byte_array_free_to_bytes (lay_out (&head, rows));
}

/* --- using */

static gsize
size_of (gsize count)
{
  return sizeof (Head) + (UPPER + 1) * sizeof (guint32) + (count + (count & 1)) * sizeof (guint16) +
         count * LUUKKU_WORDINGS;
}

/* Returns: (transfer full): @bytes at a place where numbers can be read. */
static GBytes *
aligned (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return GPOINTER_TO_SIZE (data) % sizeof (guint32) == 0 ? g_bytes_ref (bytes) : g_bytes_new (data, size);
}

/* Whether the rows of every upper half lie one behind the other among the @count. */
static gboolean
in_order (const guint32 *first, guint count)
{
  for (guint i = 0; i < UPPER; i++) {
    if (GUINT32_FROM_LE (first[i]) > GUINT32_FROM_LE (first[i + 1]))
      return FALSE;
  }
  return GUINT32_FROM_LE (first[UPPER]) == count;
}

gboolean
luukku_wording_table_open (LuukkuWordingTable *self, GBytes *bytes)
{
  g_autoptr (GBytes) kept = aligned (bytes);
  gsize size;
  const guint8 *data = g_bytes_get_data (kept, &size);
  const Head *head = (const Head *) (gconstpointer) data;
  guint count = size >= sizeof *head ? GUINT32_FROM_LE (head->count) : 0;

  *self = (LuukkuWordingTable){ 0 };
  if (size < sizeof *head || memcmp (head->magic, MAGIC, sizeof head->magic) != 0 || size != size_of (count))
    return FALSE;
  self->first = (const guint32 *) (gconstpointer) (data + sizeof *head);
  if (!in_order (self->first, count)) {
    self->first = NULL;
    return FALSE;
  }
  self->lower = (const guint16 *) (gconstpointer) (self->first + UPPER + 1);
  self->weights = (const gint8 *) (gconstpointer) (self->lower + count + (count & 1));
  self->digest = head->digest;
  self->count = count;
  self->problems = GUINT32_FROM_LE (head->problems);
  for (guint i = 0; i < LUUKKU_WORDINGS; i++) {
    self->bias[i] = GINT32_FROM_LE (head->bias[i]);
    self->set[i] = GINT32_FROM_LE (head->set[i]);
    self->note[i] = GINT32_FROM_LE (head->note[i]);
    self->keep[i] = GINT32_FROM_LE (head->keep[i]);
  }
  self->bytes = g_steal_pointer (&kept);
  return TRUE;
}

void
luukku_wording_table_close (LuukkuWordingTable *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  *self = (LuukkuWordingTable){ 0 };
}

guint
luukku_wording_table_find (const LuukkuWordingTable *self, const char *piece, gsize length)
{
  guint32 key = luukku_wording_table_key (piece, length);
  guint end = GUINT32_FROM_LE (self->first[(key >> 16) + 1]);

  for (guint row = GUINT32_FROM_LE (self->first[key >> 16]); row < end; row++) {
    if (GUINT16_FROM_LE (self->lower[row]) == (guint16) key)
      return row;
  }
  return LUUKKU_WORDING_NO_ROW;
}
