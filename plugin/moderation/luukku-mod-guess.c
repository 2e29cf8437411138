/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-guess.c: what a Finnish word may be that stands in no list: by its base form where Voikko is
 * there, or a word of violence with a slip of the fingers. Only nouns and adjectives are taken back to their
 * base form: of a verb, the person and the tense tell a threat from a report. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-text.h"

#include <string.h>

#include "language/luukku-language.h"
#include "moderation/luukku-wording.h"

/* Letters. Among shorter words nearly every slip is another word. */
#define MIN_LETTERS 5
#define MAX_LETTERS 24
#define MAX_BYTES 64

/* Classes of words of violence: a slip in another word is of less weight than a wrong guess. */
static const char *const violent[] = {
  "sign.kill", "sign.mekill", "sign.hit", "sign.mehit", "sign.bomb", "kill-verb", "violence", "bomb", "k1",
  "k1p",       "k1c",         "kp",       "kpp",        "kpc",       "ki",        "kip",      "kic",  NULL,
};

typedef struct {
  LuukkuModFound found;
  gpointer user_data;
  gboolean any;
} Guess;

static void
on_guessed (guint symbol, const LuukkuModRow *row, gpointer user_data)
{
  Guess *self = user_data;

  self->any = TRUE;
  self->found (symbol, row, self->user_data);
}

static void
look_up (Guess *self, const char *form)
{
  luukku_mod_lexicon_look_up (form, strlen (form), LUUKKU_MOD_FORM_PLAIN, on_guessed, self);
}

/* Whether @form is made of letters only; *@ret_letters of them. */
static gboolean
is_plain (const char *form, guint *ret_letters)
{
  *ret_letters = 0;
  for (const char *p = form; *p != '\0'; p = g_utf8_next_char (p)) {
    if (!g_unichar_isalpha (g_utf8_get_char (p)))
      return FALSE;
    ++*ret_letters;
  }
  return TRUE;
}

/* Whether people write @form: then it is no slip. */
static gboolean
is_written (const char *form)
{
  g_autofree char *piece = g_strconcat ("=", form, NULL);

  return luukku_wording_table_find (luukku_wording_get_table (), piece, strlen (piece)) !=
         LUUKKU_WORDING_NO_ROW;
}

static void
on_slip (guint symbol, const LuukkuModRow *row, gpointer user_data)
{
  const char *name = luukku_mod_lexicon_class_of (symbol);

  if (name != NULL && g_strv_contains (violent, name))
    *(gboolean *) user_data = TRUE;
}

static void
look_up_slip (Guess *self, const char *form)
{
  gboolean is_violent = FALSE;

  luukku_mod_lexicon_look_up (form, strlen (form), LUUKKU_MOD_FORM_PLAIN, on_slip, &is_violent);
  if (is_violent)
    look_up (self, form);
}

/* Looks @form up with the letter at @at left out, written twice, and changed places with the next one. */
static void
look_up_slips_at (Guess *self, const char *form, gsize at)
{
  gsize size = strlen (form);
  gsize one = (gsize) (g_utf8_next_char (form + at) - form) - at;
  gsize other = at + one < size ? (gsize) (g_utf8_next_char (form + at + one) - form) - at - one : 0;
  char slip[2 * MAX_BYTES];

  memcpy (slip, form, at);
  memcpy (slip + at, form + at + one, size - at - one + 1);
  look_up_slip (self, slip);
  memcpy (slip + at, form + at, one);
  memcpy (slip + at + one, form + at, size - at + 1);
  look_up_slip (self, slip);
  if (other == 0)
    return;
  memcpy (slip + at, form + at + one, other);
  memcpy (slip + at + other, form + at, one);
  memcpy (slip + at + one + other, form + at + one + other, size - at - one - other + 1);
  look_up_slip (self, slip);
}

/* The first letter is seldom missed: slips begin behind it. */
static void
look_up_slips (Guess *self, const char *form)
{
  for (const char *p = g_utf8_next_char (form); *p != '\0' && !self->any; p = g_utf8_next_char (p))
    look_up_slips_at (self, form, (gsize) (p - form));
}

void
luukku_mod_guess (const char *form, LuukkuModFound found, gpointer user_data)
{
  Guess self = { found, user_data, FALSE };
  const char *const *nouns;
  gboolean is_word = FALSE;
  guint letters;

  if (!is_plain (form, &letters) || letters < MIN_LETTERS || letters > MAX_LETTERS ||
      strlen (form) > MAX_BYTES)
    return;
  nouns = luukku_finnish_nouns (form, &is_word);
  for (guint i = 0; nouns != NULL && nouns[i] != NULL && !self.any; i++) {
    if (strcmp (nouns[i], form) != 0 && strlen (nouns[i]) <= MAX_BYTES)
      look_up (&self, nouns[i]);
  }
  if (!self.any && !is_word && !is_written (form))
    look_up_slips (&self, form);
}
