/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-text-fold.c: text in a comparable form, with a map back to the text as typed.
 *
 * NFKC can make one code point into many and many into one, so the text is cut into clusters (a base and what
 * may combine with it), each cluster is normalised alone, and every byte of the result remembers the code
 * points of its cluster. Invisible code points are dropped before, so that none can part a base from its
 * mark; those inside a cluster belong to its span, those between two clusters to neither.
 *
 *   typed    1 3 <U+200B> 1 <full-width 0> a <U+0308> ...        code points 0 1 2 3 4 5 6
 *   folded   1 3 1 0 ä                                           spans [0,1) [1,2) [3,4) [4,5) [5,7)
 *
 * A cluster is cut at CLUSTER_MAX code points (compare UAX #15, stream-safe text), because putting marks in
 * order is quadratic in GLib. Pure; base layer: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-text.h"

#include <string.h>

/* Most visible code points of one cluster. */
#define CLUSTER_MAX 32

#define LINE_SEPARATOR 0x2028
#define PARAGRAPH_SEPARATOR 0x2029

/* Code points below this never combine with what stands before them. */
#define FIRST_COMBINING 0x0300

typedef struct {
  guint start, end; /* code points of the text as typed */
} Span;

struct _LuukkuFolded {
  GString *text;
  GArray *spans; /* of Span, one for each byte of text */
  guint length;  /* code points of the text as typed */
};

typedef struct {
  gunichar first, last;
} Range;

/* Unicode's Default_Ignorable_Code_Point, and the interlinear annotation marks. Sorted. */
static const Range invisible[] = {
  { 0x00ad, 0x00ad },   { 0x034f, 0x034f },   { 0x061c, 0x061c }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 },
  { 0x180b, 0x180f },   { 0x200b, 0x200f },   { 0x202a, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
  { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0x1bca0, 0x1bca3 },
  { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static gboolean
is_invisible (gunichar c)
{
  if (c < invisible[0].first)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (invisible) && c >= invisible[i].first; i++) {
    if (c <= invisible[i].last)
      return TRUE;
  }
  return FALSE;
}

/* Returns: whether @c may combine with the code point before it: marks, Hangul vowels and finals, and what
 * NFKC turns into one of these (half-width katakana voice marks, half-width Hangul). */
static gboolean
continues_cluster (gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  if (c < FIRST_COMBINING)
    return FALSE;
  if (g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts)) > 0)
    c = parts[0];
  return g_unichar_ismark (c) || g_unichar_combining_class (c) != 0 || (c >= 0x1161 && c <= 0x11ff);
}

/* Returns: whether @c alone is already as NFKC wants it. */
static gboolean
is_settled (gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  return c < 0x80 || (g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts)) == 1 && parts[0] == c);
}

static gunichar
fold_character (gunichar c)
{
  if (c == '\t')
    return ' ';
  if (c < 0x80)
    return c;
  if (c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR)
    return '\n';
  switch ((int) g_unichar_type (c)) {
  case G_UNICODE_DECIMAL_NUMBER:
    return (gunichar) ('0' + g_unichar_digit_value (c));
  case G_UNICODE_DASH_PUNCTUATION:
    return '-';
  case G_UNICODE_SPACE_SEPARATOR:
    return ' ';
  default:
    break;
  }
  /* Look like dashes but are no punctuation to Unicode: modifier minus, hyphen bullet, minus, box drawing. */
  return c == 0x02d7 || c == 0x2043 || c == 0x2212 || c == 0x2500 ? '-' : c;
}

static void
append_character (LuukkuFolded *self, gunichar c, Span span)
{
  g_string_append_unichar (self->text, fold_character (c));
  while (self->spans->len < self->text->len)
    g_array_append_val (self->spans, span);
}

/* @cluster: @length visible code points that stood at @span. */
static void
append_cluster (LuukkuFolded *self, const gunichar *cluster, guint length, Span span)
{
  g_autofree char *typed = NULL;
  g_autofree char *normal = NULL;

  if (length == 1 && is_settled (cluster[0])) {
    append_character (self, cluster[0], span);
    return;
  }
  typed = g_ucs4_to_utf8 (cluster, length, NULL, NULL, NULL);
  normal = g_utf8_normalize (typed, -1, G_NORMALIZE_NFKC);
  for (const char *p = normal != NULL ? normal : typed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!is_invisible (c))
      append_character (self, c, span);
  }
}

static void
fold (LuukkuFolded *self, const char *text)
{
  gunichar cluster[CLUSTER_MAX];
  guint length = 0;
  Span span = { 0, 0 };

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    guint place = self->length++;

    if (is_invisible (c))
      continue;
    if (length == CLUSTER_MAX || (length > 0 && !continues_cluster (c))) {
      append_cluster (self, cluster, length, span);
      length = 0;
    }
    if (length == 0)
      span.start = place;
    span.end = place + 1;
    cluster[length++] = c;
  }
  if (length > 0)
    append_cluster (self, cluster, length, span);
}

LuukkuFolded *
luukku_folded_new (const char *text)
{
  g_autofree char *valid = luukku_text_make_valid (text, -1);
  LuukkuFolded *self = g_new0 (LuukkuFolded, 1);
  gsize size = strlen (valid);

  self->text = g_string_sized_new (size);
  self->spans = g_array_sized_new (FALSE, FALSE, sizeof (Span), (guint) MIN (size, G_MAXUINT16));
  fold (self, valid);
  return self;
}

void
luukku_folded_free (LuukkuFolded *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_array_unref (self->spans);
  g_free (self);
}

const char *
luukku_folded_get_text (const LuukkuFolded *self)
{
  return self->text->str;
}

void
luukku_folded_map (const LuukkuFolded *self, gsize start, gsize end, guint *ret_start, guint *ret_end)
{
  gsize size = self->spans->len;

  start = MIN (start, size);
  end = CLAMP (end, start, size);
  *ret_start = start < size ? g_array_index (self->spans, Span, start).start : self->length;
  *ret_end = end > start ? g_array_index (self->spans, Span, end - 1).end : *ret_start;
}
