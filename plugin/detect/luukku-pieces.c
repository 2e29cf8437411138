/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pieces.c: cuts a long text into pieces, looks at those that it has not seen, and puts together what
 * was found. What it remembers is bounded: pieces of other texts go when there are more than MAX_KNOWN. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-pieces.h"

#include <string.h>

#include "base/luukku-text.h"
#include "language/luukku-language.h"

/* Characters. */
#define PIECE_SHORTEST 250
#define PIECE_LONG 500
#define PIECE_LONGEST 700
/* The families look at most 45 characters or 12 words around a candidate. */
#define CONTEXT_BEFORE 200
#define CONTEXT_AFTER 120
/* One border of so many that may be one is, until a piece is long. */
#define BORDER_RATE 3
#define BORDER_BYTES 12
#define MAX_KNOWN 128

typedef struct {
  const char *start, *end;     /* the piece */
  const char *before, *behind; /* the text around it, as far as it is looked at */
  guint offset;                /* characters of the text before the piece */
  guint lead, length;          /* characters from before to start, and of the piece */
} Piece;

typedef struct {
  GArray *hits; /* LuukkuHit, by characters of the piece */
  guint round;  /* the last check that needed it */
} Known;

static struct {
  GHashTable *pieces; /* what was looked at and how (owned) -> Known (owned) */
  guint round;
  guint64 work;
} memory;

static void
free_known (gpointer data)
{
  Known *known = data;

  g_array_unref (known->hits);
  g_free (known);
}

/* --- cutting */

/* Whether a line or a sentence ends right before @p. */
static gboolean
may_be_border (const char *start, const char *p)
{
  if (p[-1] == '\n')
    return TRUE;
  return p - start > 1 && p[-1] == ' ' && strchr (".!?", p[-2]) != NULL;
}

static gboolean
is_chosen (const char *start, const char *p)
{
  guint hash = 5381;

  for (const char *q = MAX (start, p - BORDER_BYTES); q < p; q++)
    hash = hash * 33 + (guchar) *q;
  return hash % BORDER_RATE == 0;
}

/* Returns: the end of the piece that begins at @start; *@ret_length in characters. */
static const char *
find_end (const char *start, guint *ret_length)
{
  const char *blank = NULL;
  const char *p = start;
  guint length = 0;
  guint blank_length = 0;

  while (*p != '\0' && length < PIECE_LONGEST) {
    p = g_utf8_next_char (p);
    length++;
    if (length < PIECE_SHORTEST)
      continue;
    if (may_be_border (start, p) && (length >= PIECE_LONG || is_chosen (start, p)))
      break;
    if (p[-1] == ' ') {
      blank = p;
      blank_length = length;
    }
  }
  if (length == PIECE_LONGEST && *p != '\0' && blank != NULL) {
    p = blank;
    length = blank_length;
  }
  *ret_length = length;
  return p;
}

static const char *
step (const char *text, const char *p, int characters)
{
  for (; characters < 0 && p > text; characters++)
    p = g_utf8_prev_char (p);
  for (; characters > 0 && *p != '\0'; characters--)
    p = g_utf8_next_char (p);
  return p;
}

/* Returns: (transfer full): GArray of Piece. */
static GArray *
cut (const char *text)
{
  GArray *pieces = g_array_new (FALSE, TRUE, sizeof (Piece));
  guint offset = 0;
  gboolean whole = luukku_text_length (text) <= LUUKKU_PIECES_WHOLE;

  for (const char *p = text; *p != '\0' || pieces->len == 0;) {
    Piece piece = { .start = p, .offset = offset };

    if (whole) {
      piece.end = p + strlen (p);
      piece.length = (guint) luukku_text_length (text);
    } else {
      piece.end = find_end (p, &piece.length);
    }
    piece.before = step (text, p, -CONTEXT_BEFORE);
    piece.behind = step (text, piece.end, CONTEXT_AFTER);
    piece.lead = (guint) g_utf8_pointer_to_offset (piece.before, p);
    g_array_append_val (pieces, piece);
    offset += piece.length;
    p = piece.end;
    if (whole)
      break;
  }
  return pieces;
}

/* --- looking */

/* What decides about a piece's hits, as one string: everything the look sees. */
static char *
key_of (const Piece *piece, const LuukkuDetectOptions *options)
{
  return g_strdup_printf ("%s %u %u %u %.*s", options->language != NULL ? options->language : "?",
                          luukku_allow_list_get_serial (options->allow_list), piece->lead, piece->length,
                          (int) (piece->behind - piece->before), piece->before);
}

static Known *
look_at (const Piece *piece, const LuukkuDetectOptions *options, LuukkuPiecesLook look)
{
  g_autofree char *text = g_strndup (piece->before, (gsize) (piece->behind - piece->before));
  g_autoptr (GArray) hits = look (text, options);
  Known *known = g_new0 (Known, 1);

  known->hits = g_array_new (FALSE, FALSE, sizeof (LuukkuHit));
  for (guint i = 0; i < hits->len; i++) {
    LuukkuHit hit = g_array_index (hits, LuukkuHit, i);

    if (hit.start < piece->lead || hit.start >= piece->lead + piece->length)
      continue;
    hit.start -= piece->lead;
    hit.end -= piece->lead;
    g_array_append_val (known->hits, hit);
  }
  memory.work += luukku_text_length (text);
  return known;
}

/* --- putting together */

static gboolean
wins (const LuukkuHit *challenger, const LuukkuHit *holder)
{
  if (challenger->confidence != holder->confidence)
    return challenger->confidence > holder->confidence;
  return challenger->end - challenger->start > holder->end - holder->start;
}

/* A hit that goes over a border may meet one of the next piece: one of them stands. */
static void
append_hits (GArray *hits, const Known *known, const Piece *piece)
{
  for (guint i = 0; i < known->hits->len; i++) {
    LuukkuHit hit = g_array_index (known->hits, LuukkuHit, i);
    const LuukkuHit *last = hits->len > 0 ? &g_array_index (hits, LuukkuHit, hits->len - 1) : NULL;

    hit.start += piece->offset;
    hit.end += piece->offset;
    if (last != NULL && hit.start < last->end) {
      if (!wins (&hit, last))
        continue;
      g_array_set_size (hits, hits->len - 1);
    }
    g_array_append_val (hits, hit);
  }
}

static gboolean
is_old (gpointer key, gpointer value, gpointer user_data)
{
  return ((const Known *) value)->round != memory.round;
}

gboolean
luukku_pieces_look (const char *text, const LuukkuDetectOptions *options, LuukkuPiecesLook look,
                    guint64 budget, GArray **ret_hits)
{
  g_autoptr (GArray) pieces = cut (text);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (LuukkuHit));
  LuukkuDetectOptions same = { .allow_list = options->allow_list, .language = options->language };
  guint64 until = budget < G_MAXUINT64 - memory.work ? memory.work + budget : G_MAXUINT64;
  gboolean complete = TRUE;

  if (same.language == NULL && pieces->len > 1) {
    const char *head_end = step (text, text, LUUKKU_PIECES_WHOLE);
    g_autofree char *head = g_strndup (text, (gsize) (head_end - text));

    same.language = luukku_language_guess (head); /* one for all pieces */
  }
  if (memory.pieces == NULL)
    memory.pieces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_known);
  memory.round++;
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index (pieces, Piece, i);
    g_autofree char *key = key_of (piece, &same);
    Known *known = g_hash_table_lookup (memory.pieces, key);

    if (known == NULL && memory.work >= until) {
      complete = FALSE;
      continue;
    }
    if (known == NULL) {
      known = look_at (piece, &same, look);
      g_hash_table_insert (memory.pieces, g_steal_pointer (&key), known);
    }
    known->round = memory.round;
    append_hits (hits, known, piece);
  }
  if (g_hash_table_size (memory.pieces) > MAX_KNOWN)
    g_hash_table_foreach_remove (memory.pieces, is_old, NULL);
  if (complete && ret_hits != NULL)
    *ret_hits = g_steal_pointer (&hits);
  return complete;
}

guint64
luukku_pieces_get_work (void)
{
  return memory.work;
}

void
luukku_pieces_forget (void)
{
  g_clear_pointer (&memory.pieces, g_hash_table_unref);
}
