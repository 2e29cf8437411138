/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-scan.c: a text made ready for the families. Tokens, marks
 * and the lower-case form are made when a family asks for them first, because the identity codes alone, which
 * are asked for most often, need none. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-scan.h"

#include <string.h>

#include "base/luukku-text.h"
#include "detect/luukku-claims.h"
#include "detect/luukku-lexicon.h"
#include "language/luukku-language.h"

/* A term of the lexicons has at most so many words before its last one. */
#define MAX_PHRASE 6

typedef struct {
  guint class_id;
  guint last_token; /* of a term of several words */
} Mark;

struct _LuukkuScan {
  LuukkuFolded *folded;
  GString *text;
  GArray *origin;   /* guint, byte of the folded text for each of text (nullable): the same */
  char *lower;      /* (nullable): not made yet, so the following four */
  GArray *tokens;   /* LuukkuScanToken */
  GArray *marks;    /* Mark, in the order of the tokens */
  GArray *runs;     /* LuukkuDigitRun */
  gboolean guessed; /* whether language is what it will be */
  const char *language;
  gboolean mistyped;
  const LuukkuAllowList *allow_list; /* no ref: the caller's */
  LuukkuClaims *claims;
};

/* --- script repair */

static const struct {
  const char *foreign; /* letters of two bytes */
  const char *latin;
} twins[] = {
  { "АВСЕНІЈКМОРЅТХУ", "ABCEHIJKMOPSTXY" },
  { "авсенікмортхуѕј", "abcehikmoptxysj" },
  { "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX" },
  { "αικνορτυχ", "aikvoptux" },
};

/* Returns: the Latin letter that looks like @c, 0 when there is none. */
static char
latin_twin (gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (twins); i++) {
    const char *place = g_utf8_strchr (twins[i].foreign, -1, c);

    if (place != NULL)
      return twins[i].latin[(place - twins[i].foreign) / 2];
  }
  return 0;
}

/* A word is repaired when it mixes scripts, or letters and digits, and every foreign letter has a twin. */
static gboolean
needs_repair (const char *start, const char *end)
{
  gboolean latin = FALSE;
  gboolean foreign = FALSE;

  for (const char *p = start; p < end; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c < 0x80) {
      latin = latin || g_ascii_isalnum (c);
    } else if (g_unichar_isalpha (c)) {
      if (g_unichar_get_script (c) == G_UNICODE_SCRIPT_LATIN)
        latin = TRUE;
      else if (latin_twin (c) == 0)
        return FALSE;
      else
        foreign = TRUE;
    }
  }
  return latin && foreign;
}

/* Appends [@start, @end) of @folded to the text; @repair: with the twins of foreign letters. */
static void
append_part (LuukkuScan *self, const char *folded, guint start, guint end, gboolean repair)
{
  for (guint i = start; i < end;) {
    const char *p = folded + i;
    guint length = (guint) (g_utf8_next_char (p) - p);
    char twin = repair && length > 1 ? latin_twin (g_utf8_get_char (p)) : 0;

    if (twin != 0)
      g_string_append_c (self->text, twin);
    else
      g_string_append_len (self->text, p, length);
    while (self->origin->len < self->text->len)
      g_array_append_val (self->origin, i);
    i += length;
  }
}

static gboolean
has_foreign_letters (const char *text)
{
  for (; *text != '\0'; text++) {
    guchar c = (guchar) *text;

    if (c >= 0xcd && c <= 0xd3) /* first bytes of Greek and Cyrillic letters */
      return TRUE;
  }
  return FALSE;
}

static void
make_text (LuukkuScan *self)
{
  const char *folded = luukku_folded_get_text (self->folded);
  g_autoptr (GArray) words = NULL;
  guint done = 0;

  self->text = g_string_new (NULL);
  if (!has_foreign_letters (folded)) {
    g_string_append (self->text, folded);
    return;
  }
  words = luukku_tokens (folded);
  self->origin = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < words->len; i++) {
    const LuukkuToken *word = &g_array_index (words, LuukkuToken, i);

    if (!needs_repair (folded + word->start, folded + word->end))
      continue;
    append_part (self, folded, done, (guint) word->start, FALSE);
    append_part (self, folded, (guint) word->start, (guint) word->end, TRUE);
    done = (guint) word->end;
  }
  append_part (self, folded, done, (guint) strlen (folded), FALSE);
}

/* --- life */

LuukkuScan *
luukku_scan_new (const char *text, const LuukkuDetectOptions *options)
{
  LuukkuScan *self = g_new0 (LuukkuScan, 1);

  self->folded = luukku_folded_new (text);
  self->claims = luukku_claims_new ();
  if (options != NULL) {
    self->allow_list = options->allow_list;
    self->mistyped = options->mistyped;
    self->language = options->language;
    self->guessed = options->language != NULL;
  }
  make_text (self);
  return self;
}

void
luukku_scan_free (LuukkuScan *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->tokens, g_array_unref);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->runs, g_array_unref);
  g_clear_pointer (&self->origin, g_array_unref);
  luukku_claims_free (self->claims);
  g_string_free (self->text, TRUE);
  g_free (self->lower);
  luukku_folded_free (self->folded);
  g_free (self);
}

/* --- the text */

const char *
luukku_scan_text (LuukkuScan *self)
{
  return self->text->str;
}

guint
luukku_scan_size (LuukkuScan *self)
{
  return (guint) self->text->len;
}

const char *
luukku_scan_lower (LuukkuScan *self)
{
  if (self->lower == NULL) {
    self->lower = g_strdup (self->text->str);
    for (char *p = self->lower; *p != '\0'; p = g_utf8_next_char (p)) {
      if ((guchar) *p < 0x80)
        *p = g_ascii_tolower (*p);
      else
        g_unichar_to_utf8 (luukku_lexicon_fold (g_utf8_get_char (p)), p);
    }
  }
  return self->lower;
}

static guint
token_flags (const char *start, const char *end)
{
  guint letters = 0;
  guint small = 0;
  guint flags = g_unichar_isupper (g_utf8_get_char (start)) ? LUUKKU_TOKEN_UPPER : 0;

  for (const char *p = start; p < end; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isdigit (c))
      flags |= LUUKKU_TOKEN_DIGIT;
    letters += g_unichar_isalpha (c);
    small += g_unichar_islower (c);
  }
  if (letters > 0)
    flags |= LUUKKU_TOKEN_LETTER;
  if (letters > 1 && small == 0)
    flags |= LUUKKU_TOKEN_ALL_UPPER;
  return flags;
}

GArray *
luukku_scan_tokens (LuukkuScan *self)
{
  if (self->tokens == NULL) {
    g_autoptr (GArray) words = luukku_tokens (self->text->str);

    self->tokens = g_array_sized_new (FALSE, TRUE, sizeof (LuukkuScanToken), words->len);
    for (guint i = 0; i < words->len; i++) {
      const LuukkuToken *word = &g_array_index (words, LuukkuToken, i);
      LuukkuScanToken token = { .start = (guint) word->start, .end = (guint) word->end };

      token.flags = token_flags (self->text->str + token.start, self->text->str + token.end);
      g_array_append_val (self->tokens, token);
    }
  }
  return self->tokens;
}

guint
luukku_scan_token_at (LuukkuScan *self, guint offset)
{
  GArray *tokens = luukku_scan_tokens (self);
  guint low = 0;
  guint high = tokens->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (g_array_index (tokens, LuukkuScanToken, middle).end > offset)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

GArray *
luukku_scan_digit_runs (LuukkuScan *self)
{
  const char *text = self->text->str;

  if (self->runs != NULL)
    return self->runs;
  self->runs = g_array_new (FALSE, FALSE, sizeof (LuukkuDigitRun));
  for (guint i = 0; i < self->text->len;) {
    LuukkuDigitRun run = { .start = i };

    while (g_ascii_isdigit (text[i]))
      i++;
    run.end = i;
    if (run.end > run.start)
      g_array_append_val (self->runs, run);
    else
      i++;
  }
  return self->runs;
}

const char *
luukku_scan_language (LuukkuScan *self)
{
  if (!self->guessed) {
    self->language = luukku_language_guess (self->text->str);
    self->guessed = TRUE;
  }
  return self->language;
}

const LuukkuAllowList *
luukku_scan_allow_list (LuukkuScan *self)
{
  return self->allow_list;
}

gboolean
luukku_scan_wants_mistyped (LuukkuScan *self)
{
  return self->mistyped;
}

gunichar
luukku_scan_character_before (LuukkuScan *self, guint offset)
{
  return offset > 0 && offset <= self->text->len
             ? g_utf8_get_char (g_utf8_prev_char (self->text->str + offset))
             : 0;
}

gunichar
luukku_scan_character_at (LuukkuScan *self, guint offset)
{
  return offset < self->text->len ? g_utf8_get_char (self->text->str + offset) : 0;
}

/* --- marks */

static void
on_term (guint last_token, guint class_id, gpointer user_data)
{
  LuukkuScan *self = user_data;
  Mark mark = { class_id, last_token };

  g_array_append_val (self->marks, mark);
}

static void
ensure_marks (LuukkuScan *self)
{
  LuukkuLexiconText text;

  if (self->marks != NULL)
    return;
  text.text = luukku_scan_lower (self);
  text.tokens = luukku_scan_tokens (self);
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  for (guint i = 0; i < text.tokens->len; i++) {
    LuukkuScanToken *token = &g_array_index (text.tokens, LuukkuScanToken, i);

    token->first_mark = self->marks->len;
    if (token->flags & LUUKKU_TOKEN_LETTER)
      luukku_lexicon_look_up (&text, i, on_term, self);
  }
}

/* Returns: (nullable): the longest mark of @class_id on token @index. */
static const Mark *
find_mark (LuukkuScan *self, guint index, guint class_id)
{
  guint first = g_array_index (self->tokens, LuukkuScanToken, index).first_mark;
  guint end = index + 1 < self->tokens->len
                  ? g_array_index (self->tokens, LuukkuScanToken, index + 1).first_mark
                  : self->marks->len;
  const Mark *longest = NULL;

  for (guint i = first; i < end; i++) {
    const Mark *mark = &g_array_index (self->marks, Mark, i);

    if (mark->class_id == class_id && (longest == NULL || mark->last_token > longest->last_token))
      longest = mark;
  }
  return longest;
}

gboolean
luukku_scan_token_is (LuukkuScan *self, guint index, const char *class)
{
  guint last;

  return luukku_scan_token_begins (self, index, class, &last);
}

gboolean
luukku_scan_token_begins (LuukkuScan *self, guint index, const char *class, guint *ret_last)
{
  const Mark *mark;

  ensure_marks (self);
  mark = index < self->tokens->len ? find_mark (self, index, luukku_lexicon_class (class)) : NULL;
  if (mark != NULL)
    *ret_last = mark->last_token;
  return mark != NULL;
}

/* Returns: the nearest of the tokens [@first, @end) whose term of @class ends at @from or later and begins at
 * @to or earlier. */
static const LuukkuScanToken *
nearest (LuukkuScan *self, const char *class, guint first, guint from, guint to, guint start, guint end)
{
  guint class_id = luukku_lexicon_class (class);
  const LuukkuScanToken *tokens = (const LuukkuScanToken *) (gpointer) self->tokens->data;
  const LuukkuScanToken *best = NULL;
  guint best_distance = G_MAXUINT;

  for (guint i = first; i < self->tokens->len && tokens[i].start <= to; i++) {
    const Mark *mark = find_mark (self, i, class_id);
    guint distance, mark_end;

    if (mark == NULL)
      continue;
    mark_end = tokens[mark->last_token].end;
    if (mark_end < from)
      continue;
    distance = mark_end <= start ? start - mark_end : tokens[i].start >= end ? tokens[i].start - end : 0;
    if (distance < best_distance) {
      best = &tokens[i];
      best_distance = distance;
    }
  }
  return best;
}

const LuukkuScanToken *
luukku_scan_near (LuukkuScan *self, const char *class, guint start, guint end, guint before, guint after)
{
  const char *from = self->text->str + start;
  const char *to = self->text->str + end;
  guint first;

  ensure_marks (self);
  for (guint i = 0; i < before && from > self->text->str; i++)
    from = g_utf8_prev_char (from);
  for (guint i = 0; i < after && *to != '\0'; i++)
    to = g_utf8_next_char (to);
  first = luukku_scan_token_at (self, (guint) (from - self->text->str));
  /* a term of several words may begin before the window and end in it */
  first = first > MAX_PHRASE ? first - MAX_PHRASE : 0;
  return nearest (self, class, first, (guint) (from - self->text->str), (guint) (to - self->text->str), start,
                  end);
}

const LuukkuScanToken *
luukku_scan_near_tokens (LuukkuScan *self, const char *class, guint start, guint end, guint before,
                         guint after)
{
  guint first, last, from, to;

  ensure_marks (self);
  if (self->tokens->len == 0)
    return NULL;
  first = luukku_scan_token_at (self, start);
  last = luukku_scan_token_at (self, end > start ? end - 1 : end);
  first = first > before ? first - before : 0;
  last = MIN (last, self->tokens->len - 1);
  last = MIN (last + MIN (after, self->tokens->len), self->tokens->len - 1);
  if (first >= self->tokens->len)
    return NULL;
  from = g_array_index (self->tokens, LuukkuScanToken, first).end;
  to = g_array_index (self->tokens, LuukkuScanToken, last).start;
  first = first > MAX_PHRASE ? first - MAX_PHRASE : 0;
  return nearest (self, class, first, from, to, start, end);
}

/* --- claims */

void
luukku_scan_add (LuukkuScan *self, const LuukkuFound *found)
{
  g_return_if_fail (found->start < found->end && found->end <= self->text->len);
  luukku_claims_add (self->claims, found);
}

gboolean
luukku_scan_is_claimed (LuukkuScan *self, guint start, guint end)
{
  return luukku_claims_overlap (self->claims, start, end);
}

gboolean
luukku_scan_has_told (LuukkuScan *self, guint start, guint end)
{
  return luukku_claims_told (self->claims, start, end);
}

void
luukku_scan_settle (LuukkuScan *self)
{
  luukku_claims_settle (self->claims);
}

GArray *
luukku_scan_take_hits (LuukkuScan *self, const char *const *kinds)
{
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (LuukkuHit));

  for (guint i = 0; i < luukku_claims_count (self->claims); i++) {
    const LuukkuFound *found = luukku_claims_get (self->claims, i);
    LuukkuHit hit = { .kind = found->kind, .confidence = found->confidence };
    guint start = found->start;
    guint end = found->end;

    if (found->silent || (kinds != NULL && !g_strv_contains (kinds, found->kind)))
      continue;
    if (self->origin != NULL) {
      start = g_array_index (self->origin, guint, start);
      end = g_array_index (self->origin, guint, end - 1) + 1;
    }
    memcpy (hit.cues, found->cues, sizeof hit.cues);
    luukku_folded_map (self->folded, start, end, &hit.start, &hit.end);
    g_array_append_val (hits, hit);
  }
  return hits;
}
