/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-words.c: cuts a message into words, links and picture characters, and undoes the ways in which
 * people hide a word: letters masked, spaced, doubled or written as digits. Pure, linear. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-text.h"

#include <string.h>

/* Fewest single letters in a row that are one spaced word ("v i t t u"). */
#define SPACED_LETTERS 4
/* Sentences of one word in a row that are one. */
#define MIN_SINGLE 3
/* Longest stretch between two quotation marks, bytes. */
#define MAX_QUOTATION 600

static const char *const endings_of_hosts[] = {
  "fi",   "com",     "net",    "org",   "info",    "xyz",     "top",     "ru",   "click", "icu",  "cn",
  "eu",   "se",      "ee",     "io",    "site",    "shop",    "app",     "link", "live",  "club", "biz",
  "cc",   "tk",      "ml",     "ga",    "cf",      "gq",      "pw",      "win",  "vip",   "work", "loan",
  "help", "support", "online", "store", "website", "space",   "fun",     "cyou", "buzz",  "rest", "ly",
  "gl",   "gd",      "su",     "ua",    "me",      "co",      "uk",      "de",   "no",    "dk",   "lt",
  "lv",   "рф",      "su",     "tech",  "pro",     "digital", "finance", "cash", NULL,
};

static gboolean
is_word_character (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

static gboolean
is_mask (gunichar c)
{
  return c == '*' || c == '@' || c == '#' || c == '$' || c == '%' || c == '_' || c == 0x2022 || c == 0x20ac ||
         c == '|' || c == 0x2217;
}

static gboolean
is_emoji (gunichar c)
{
  return (c >= 0x1f000 && c <= 0x1faff) || (c >= 0x2600 && c <= 0x27bf) || c == 0x2b50;
}

static gboolean
ends_sentence (gunichar c)
{
  return c == '!' || c == '?' || c == 0x2026 || c == '\n' || c == 0x061f || c == 0x3002;
}

static gboolean
ends_clause (gunichar c)
{
  return c == ',' || c == ';' || c == ':' || c == '(' || c == ')' || c == 0x060c;
}

/* --- links */

/* Whether [@start, @end) is an address of the web: a scheme, www., or a host with an ending that we know. */
static gboolean
is_link (const char *start, const char *end)
{
  gsize length = (gsize) (end - start);
  const char *slash = memchr (start, '/', length);
  const char *host_end = slash != NULL ? slash : end;
  const char *dot = NULL;
  g_autofree char *ending = NULL;

  if (g_strstr_len (start, (gssize) length, "://") != NULL ||
      (length > 6 && g_ascii_strncasecmp (start, "www.", 4) == 0))
    return TRUE;
  for (const char *p = start; p < host_end; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '.')
      dot = p;
    else if (!is_word_character (c) && c != '-')
      return FALSE;
  }
  if (dot == NULL || dot < start + 2 || dot + 1 >= host_end)
    return FALSE;
  ending = g_utf8_strdown (dot + 1, host_end - dot - 1);
  return g_strv_contains (endings_of_hosts, ending);
}

static gboolean
is_mail (const char *start, const char *end)
{
  const char *at = memchr (start, '@', (gsize) (end - start));

  return at != NULL && at > start && memchr (at, '.', (gsize) (end - at)) != NULL &&
         memchr (at + 1, '@', (gsize) (end - at - 1)) == NULL &&
         memchr (at, '*', (gsize) (end - at)) == NULL && end - at > 4;
}

/* --- forms */

static gunichar
fold_letter (gunichar c)
{
  switch (c) {
  case 0x0451:
    return 0x0435; /* ё → е */
  case 0x0622:
  case 0x0623:
  case 0x0625:
    return 0x0627; /* alef forms */
  case 0x0629:
    return 0x0647;
  case 0x0649:
    return 0x064a;
  default:
    return c;
  }
}

/* Small letters without apostrophes, Arabic vowel signs and lengthening. */
static char *
make_form (const char *start, const char *end)
{
  GString *form = g_string_sized_new ((gsize) (end - start) + 1);

  for (const char *p = start; p < end; p = g_utf8_next_char (p)) {
    gunichar c = fold_letter (g_unichar_tolower (g_utf8_get_char (p)));

    if (c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x00b4 || c == '`' || (c >= 0x064b && c <= 0x0652) ||
        c == 0x0640)
      continue;
    g_string_append_unichar (form, c);
  }
  return g_string_free (form, FALSE);
}

static const struct {
  gunichar from, to, other;
} leet[] = {
  { '0', 'o', 'o' }, { '1', 'i', 'l' }, { '3', 'e', 'e' }, { '4', 'a', 'a' },
  { '5', 's', 's' }, { '7', 't', 't' }, { '8', 'b', 'b' }, { '@', 'a', 'a' },
  { '$', 's', 's' }, { '|', 'i', 'l' }, { '!', 'i', 'l' }, { 0x20ac, 'e', 'e' },
};

/* Latin letters that Cyrillic ones are written with, and the other way round. */
static const struct {
  gunichar latin, cyrillic;
} alike[] = {
  { 'a', 0x430 }, { 'e', 0x435 }, { 'o', 0x43e }, { 'p', 0x440 }, { 'c', 0x441 },
  { 'y', 0x443 }, { 'x', 0x445 }, { 'i', 0x456 }, { 'k', 0x43a }, { 'm', 0x43c },
  { 't', 0x442 }, { 'b', 0x432 }, { 'h', 0x43d }, { 's', 0x455 }, { 'j', 0x458 },
};

static gunichar
unleet (gunichar c, gboolean other)
{
  for (guint i = 0; i < G_N_ELEMENTS (leet); i++) {
    if (leet[i].from == c)
      return other ? leet[i].other : leet[i].to;
  }
  return c;
}

static gunichar
one_script (gunichar c, gboolean to_cyrillic)
{
  for (guint i = 0; i < G_N_ELEMENTS (alike); i++) {
    if (to_cyrillic ? alike[i].latin == c : alike[i].cyrillic == c)
      return to_cyrillic ? alike[i].cyrillic : alike[i].latin;
  }
  return c;
}

typedef struct {
  guint latin, cyrillic, leet;
  gboolean repeats; /* three of a letter in a row */
} Letters;

static Letters
count_letters (const char *form)
{
  Letters letters = { 0 };
  gunichar before = 0;
  guint run = 1;

  for (const char *p = form; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    letters.latin += c < 0x250 && g_unichar_isalpha (c);
    letters.cyrillic += c >= 0x400 && c < 0x530;
    letters.leet += unleet (c, FALSE) != c;
    run = c == before ? run + 1 : 1;
    letters.repeats = letters.repeats || run >= 3;
    before = c;
  }
  return letters;
}

/* @form with leet read as letters, scripts made one and runs of a letter cut to @keep (0: kept). */
static char *
rewrite (const char *form, const Letters *letters, gboolean other, guint keep)
{
  GString *word = g_string_new (NULL);
  gboolean mixed = letters->latin > 0 && letters->cyrillic > 0;
  gboolean has_leet = letters->leet > 0 && letters->latin > 0;
  gunichar before = 0;
  guint run = 0;

  for (const char *p = form; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (has_leet)
      c = unleet (c, other);
    if (mixed)
      c = one_script (c, letters->cyrillic > letters->latin);
    run = c == before ? run + 1 : 1;
    before = c;
    if (keep == 0 || run <= keep)
      g_string_append_unichar (word, c);
  }
  return g_string_free (word, FALSE);
}

char **
luukku_mod_words_variants (const char *form)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const Letters letters = count_letters (form);
  gboolean disguised = (letters.leet > 0 && letters.latin > 0) || (letters.latin > 0 && letters.cyrillic > 0);

  if (disguised) {
    g_autofree char *word = rewrite (form, &letters, FALSE, 0);
    g_autofree char *other = rewrite (form, &letters, TRUE, 0);

    g_strv_builder_add (builder, word);
    if (strcmp (word, other) != 0)
      g_strv_builder_add (builder, other);
  }
  if (letters.repeats) {
    g_autofree char *two = rewrite (form, &letters, FALSE, 2);
    g_autofree char *one = rewrite (form, &letters, FALSE, 1);

    g_strv_builder_add (builder, two);
    g_strv_builder_add (builder, one);
  }
  return g_strv_builder_end (builder);
}

/* --- cutting */

typedef struct {
  GArray *words;
  guint sentence, clause;
  gboolean at_start; /* of a sentence */
} Cutter;

static void
word_clear (gpointer data)
{
  g_free (((LuukkuModWord *) data)->form);
}

static guint
letter_flags (const char *start, const char *end)
{
  guint letters = 0, upper = 0;

  for (const char *p = start; p < end; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    letters += g_unichar_isalpha (c) != 0;
    upper += g_unichar_isupper (c) != 0;
  }
  return (g_unichar_isupper (g_utf8_get_char (start)) ? LUUKKU_MOD_WORD_UPPER : 0) |
         (letters >= 3 && letters == upper ? LUUKKU_MOD_WORD_ALL_UPPER : 0);
}

static void
add_word (Cutter *self, const char *base, const char *start, const char *end, guint flags)
{
  LuukkuModWord word = { .start = (guint) (start - base), .end = (guint) (end - base) };

  word.sentence = self->sentence;
  word.clause = self->clause;
  word.flags = flags | (self->at_start ? LUUKKU_MOD_WORD_FIRST : 0);
  if ((flags & (LUUKKU_MOD_WORD_LINK | LUUKKU_MOD_WORD_EMOJI)) == 0)
    word.flags |= letter_flags (start, end);
  word.form = make_form (start, end);
  self->at_start = FALSE;
  g_array_append_val (self->words, word);
}

static void
end_sentence (Cutter *self)
{
  if (self->at_start)
    return;
  self->sentence++;
  self->clause++;
  self->at_start = TRUE;
  g_array_index (self->words, LuukkuModWord, self->words->len - 1).flags |= LUUKKU_MOD_WORD_LAST;
}

/* Returns: the end of the word that begins at @start: letters, digits, inner apostrophes and masks. */
static const char *
word_end (const char *start, const char *stop)
{
  const char *end = start;
  const char *p = start;

  while (p < stop) {
    gunichar c = g_utf8_get_char (p);
    const char *next = g_utf8_next_char (p);

    if (is_word_character (c) || c == 0x0640)
      end = next;
    else if (c == '*' && end == p)
      end = next;
    else if (!is_mask (c) && c != '\'' && c != 0x2019 &&
             !(c == '!' && next < stop && g_ascii_isalpha (*next)))
      break;
    p = next;
  }
  return end;
}

/* Whether the point at @point is the last of three ("...", "…") and the text goes on with a small letter
 * behind the blank at @end: then the sentence does, too. */
static gboolean
goes_on (const char *base, const char *point, const char *end)
{
  return (g_utf8_get_char (point) == 0x2026 || (*point == '.' && point > base && point[-1] == '.')) &&
         *end == ' ' && g_unichar_islower (g_utf8_get_char (end + 1));
}

/* One stretch without blanks. */
static void
cut_chunk (Cutter *self, const char *base, const char *start, const char *end)
{
  const char *trimmed = end;

  while (trimmed > start && strchr (".,!?;:)>\"'", trimmed[-1]) != NULL)
    trimmed--;
  while (start < trimmed && strchr ("(<\"'[", *start) != NULL)
    start++;
  if (trimmed > start && is_link (start, trimmed)) {
    add_word (self, base, start, trimmed, LUUKKU_MOD_WORD_LINK);
    start = trimmed;
  } else if (trimmed > start && is_mail (start, trimmed)) {
    add_word (self, base, start, trimmed, LUUKKU_MOD_WORD_MAIL);
    start = trimmed;
  }
  while (start < end) {
    gunichar c = g_utf8_get_char (start);
    const char *next = g_utf8_next_char (start);

    if (is_word_character (c) || ((c == '@' || c == '$') && next < end && g_ascii_isalpha (*next))) {
      next = word_end (start, end);
      if (next == start)
        next = g_utf8_next_char (start);
      add_word (self, base, start, next, 0);
    } else if (is_emoji (c)) {
      add_word (self, base, start, next, LUUKKU_MOD_WORD_EMOJI);
    } else if (next == end && goes_on (base, start, end)) {
      self->clause++;
    } else if (ends_sentence (c) || (c == '.' && next == end)) {
      end_sentence (self);
    } else if (c == '.' && next < end && g_unichar_isupper (g_utf8_get_char (next))) {
      end_sentence (self);
    } else if (ends_clause (c)) {
      self->clause++;
    }
    start = next;
  }
}

/* --- spaced letters */

static gboolean
is_single_letter (const LuukkuModWord *word, const char *folded)
{
  gunichar c = g_utf8_get_char (folded + word->start);

  return word->end == (guint) (g_utf8_next_char (folded + word->start) - folded) &&
         (g_unichar_isalpha (c) || unleet (c, FALSE) != c);
}

/* Joins runs of single letters ("v i t t u", "p.a.s.k.a") into one word. */
static void
join_spaced (GArray *words, const char *folded)
{
  for (guint i = 0; i < words->len; i++) {
    LuukkuModWord *first = &g_array_index (words, LuukkuModWord, i);
    GString *form;
    guint last = i;

    while (last < words->len && is_single_letter (&g_array_index (words, LuukkuModWord, last), folded) &&
           (last == i || first[last - i].start - first[last - i - 1].end <= 2))
      last++;
    if (last - i < SPACED_LETTERS)
      continue;
    form = g_string_new (NULL);
    for (guint k = i; k < last; k++)
      g_string_append (form, g_array_index (words, LuukkuModWord, k).form);
    g_free (first->form);
    first->form = g_string_free (form, FALSE);
    first->end = g_array_index (words, LuukkuModWord, last - 1).end;
    first->flags |= LUUKKU_MOD_WORD_DISGUISED |
                    (g_array_index (words, LuukkuModWord, last - 1).flags & LUUKKU_MOD_WORD_LAST);
    g_array_remove_range (words, i + 1, last - i - 1);
  }
}

/* --- quotations */

static gboolean
opens_quotation (gunichar c)
{
  return c == '"' || c == 0x201c || c == 0x201d || c == 0x201e || c == 0x00ab || c == 0x00bb;
}

static void
mark_quotations (GArray *words, const char *folded)
{
  const char *open = NULL;
  guint word = 0;

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '\n' || (open != NULL && p - open > MAX_QUOTATION))
      open = NULL;
    if (!opens_quotation (c))
      continue;
    if (open == NULL) {
      open = p;
      continue;
    }
    while (word < words->len && g_array_index (words, LuukkuModWord, word).start < (guint) (open - folded))
      word++;
    for (; word < words->len && g_array_index (words, LuukkuModWord, word).start < (guint) (p - folded);
         word++)
      g_array_index (words, LuukkuModWord, word).flags |= LUUKKU_MOD_WORD_QUOTED;
    open = NULL;
  }
}

/* How many sentences of one word each begin at word @i. */
static guint
count_single (GArray *words, guint i)
{
  guint count = 0;

  while (i + count < words->len) {
    guint sentence = g_array_index (words, LuukkuModWord, i + count).sentence;

    if ((i + count > 0 && g_array_index (words, LuukkuModWord, i + count - 1).sentence == sentence) ||
        (i + count + 1 < words->len &&
         g_array_index (words, LuukkuModWord, i + count + 1).sentence == sentence))
      break;
    count++;
  }
  return count;
}

/* "I. Will. Find. You." is one sentence. */
static void
join_single (GArray *words)
{
  for (guint i = 0, count; i < words->len; i += MAX (count, 1)) {
    const LuukkuModWord *first = &g_array_index (words, LuukkuModWord, i);

    count = count_single (words, i);
    for (guint k = 0; count >= MIN_SINGLE && k < count; k++) {
      LuukkuModWord *word = &g_array_index (words, LuukkuModWord, i + k);

      word->sentence = first->sentence;
      word->clause = first->clause;
      word->flags &= ~(guint) (LUUKKU_MOD_WORD_FIRST | LUUKKU_MOD_WORD_LAST);
      word->flags |= (k == 0 ? LUUKKU_MOD_WORD_FIRST : 0) | (k + 1 == count ? LUUKKU_MOD_WORD_LAST : 0);
    }
  }
}

GArray *
luukku_mod_words_cut (const char *folded)
{
  Cutter self = { .at_start = TRUE };
  const char *start = folded;

  self.words = g_array_new (FALSE, FALSE, sizeof (LuukkuModWord));
  g_array_set_clear_func (self.words, word_clear);
  while (*start != '\0') {
    const char *end = start;

    while (*end != '\0' && *end != ' ' && *end != '\n')
      end++;
    if (end > start)
      cut_chunk (&self, folded, start, end);
    if (*end == '\n')
      end_sentence (&self);
    else if (*end == ' ' && (end[1] == '-' && end[2] == ' '))
      self.clause++;
    start = *end != '\0' ? end + 1 : end;
  }
  if (self.words->len > 0)
    g_array_index (self.words, LuukkuModWord, self.words->len - 1).flags |= LUUKKU_MOD_WORD_LAST;
  join_spaced (self.words, folded);
  join_single (self.words);
  mark_quotations (self.words, folded);
  return self.words;
}
