/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-text.h: text as bytes from outside, as shown, as searched. Pure: no locale, no file, no clock. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Returns: (transfer full): valid UTF-8: broken bytes become U+FFFD, NUL becomes U+2400. */
LUUKKU_API char *luukku_text_make_valid (const char *bytes, gssize length);

/* What a chat window hands us is HTML or escaped text. Returns: (transfer full): the plain text a resident
 * would read: tags dropped, <br>, </p>, </div>, </li> as newline, character references decoded (named ones
 * that occur in chat markup, decimal, hexadecimal), script and style contents dropped, NBSP kept. Linear in
 * the input; never fails: what is no tag stays as text. */
LUUKKU_API char *luukku_text_strip_html (const char *markup) G_GNUC_NON_NULL (1);

/* Returns: whether an image goes along with @markup: libpurple's <IMG ID="…">, which no text shows. */
LUUKKU_API gboolean luukku_text_has_image (const char *markup) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): @text escaped for a Pidgin conversation window, newlines as <BR>. */
LUUKKU_API char *luukku_text_to_html (const char *text) G_GNUC_NON_NULL (1);

/* --- comparable form with a map back */
typedef struct _LuukkuFolded LuukkuFolded;

/* NFKC, full-width and mathematical digits to ASCII, all dashes to '-', all spaces to ' ', invisible
 * characters (soft hyphen, zero-width, bidi marks, variation selectors) dropped; letter case kept. Returns:
 * (transfer full). */
LUUKKU_API LuukkuFolded *luukku_folded_new (const char *text) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_folded_free (LuukkuFolded *self);
/* Returns: (transfer none): the folded text. */
LUUKKU_API const char *luukku_folded_get_text (const LuukkuFolded *self) G_GNUC_NON_NULL (1);
/* Maps [@start, @end) in bytes of the folded text to code points of the text as typed. */
LUUKKU_API void luukku_folded_map (const LuukkuFolded *self, gsize start, gsize end, guint *ret_start,
                                   guint *ret_end) G_GNUC_NON_NULL (1, 4, 5);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuFolded, luukku_folded_free)

/* --- masking and logs */

/* Returns: (transfer full): @text with the code points [@start, @end) as "•". */
LUUKKU_API char *luukku_text_mask (const char *text, guint start, guint end) G_GNUC_NON_NULL (1);

/* The only form in which a text may reach a log: its length and the head of its digest, never its words.
 * Returns: (transfer full): "[42 characters, 9f2c41ab]". */
LUUKKU_API char *luukku_text_excerpt (const char *text);

/* Returns: number of code points of valid UTF-8. */
LUUKKU_API guint luukku_text_length (const char *text) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): first line of @text, at most @max code points, with "…" when cut. */
LUUKKU_API char *luukku_text_first_line (const char *text, guint max) G_GNUC_NON_NULL (1);

G_END_DECLS
