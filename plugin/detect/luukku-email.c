/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-email.c: e-mail addresses of persons, as typed and as spelt out to hide them from machines.
 *
 *   local MARK host   MARK: @, a word for it in brackets "(at)" "[ät]", a bare word " at " " собака "
 *                     host: labels parted by ".", a word for it " dot " "(piste)", a mistyped ","
 *
 * A bare word needs a host that is plainly one, because "at" is an English word, too. Mailboxes of an office
 * (kirjaamo@, info@) and of the municipality's own domains are claimed and told to nobody. */
#define G_LOG_DOMAIN "luukku"

#include <string.h>

#include "detect/luukku-contact.h"

#define MAX_LOCAL 64
#define MAX_LABEL 63
#define MAX_LABELS 8
#define MAX_SPOKEN_PARTS 4
#define MAX_BLANKS 2
#define WORD_BEFORE 20

typedef enum { MARK_SIGN, MARK_BRACKETS, MARK_WORD } MarkSort;

typedef struct {
  MarkSort sort;
  guint start, end;
  gboolean english; /* the bare word "at" */
} Mark;

typedef struct {
  guint end;
  guint labels;
  gboolean spoken; /* a word stood for a point, or a "," did */
  GString *name;   /* (owned) */
  guint last;      /* where its last label begins in name */
} Host;

/* Top-level names that may be spelt out or cut from what was glued to them. */
static const char *const top_names[] = {
  "ax",     "biz", "co",   "com", "de", "dk", "ee", "es", "eu",   "example", "fi",
  "fr",     "gov", "info", "io",  "it", "lt", "lv", "me", "name", "net",     "no",
  "online", "org", "pl",   "pro", "ru", "se", "su", "ua", "uk",   "рф",      "укр",
};

/* Hosts of private mailboxes, without their top-level name. */
static const char *const providers[] = {
  "aol",     "bredband", "dnainternet", "elisa",   "elisanet", "gmail",  "gmx",
  "hotmail", "icloud",   "iki",         "inbox",   "kolumbus", "live",   "luukku",
  "mail",    "msn",      "netti",       "outlook", "pp",       "proton", "protonmail",
  "rambler", "suomi24",  "telia",       "ukr",     "welho",    "yahoo",  "yandex",
};

static gboolean
is_one_of (const char *word, const char *const *list, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    if (g_str_equal (word, list[i]))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_top_name (const char *word)
{
  return is_one_of (word, top_names, G_N_ELEMENTS (top_names));
}

static gboolean
is_provider (const Host *host)
{
  g_autofree char *first = g_strndup (host->name->str, strcspn (host->name->str, "."));

  return is_one_of (first, providers, G_N_ELEMENTS (providers));
}

static guint
skip_blanks (const char *text, guint i)
{
  for (guint n = 0; n < MAX_BLANKS && text[i] == ' '; n++)
    i++;
  return i;
}

static guint
skip_blanks_back (const char *text, guint i)
{
  for (guint n = 0; n < MAX_BLANKS && i > 0 && text[i - 1] == ' '; n++)
    i--;
  return i;
}

/* --- the host */

/* Returns: end of the label at @i, @i when there is none. */
static guint
read_label (LuukkuScan *scan, guint i)
{
  const char *text = luukku_scan_text (scan);
  const char *p = text + i;

  for (guint n = 0; n < MAX_LABEL && *p != '\0'; n++, p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isalnum (c) && !g_unichar_ismark (c) && c != '-')
      break;
  }
  while (p > text + i && p[-1] == '-')
    p--;
  return (guint) (p - text);
}

/* Reads a word for a point, in brackets or between blanks, at @i. Returns: what stands behind it, 0 for none.
 */
static guint
read_spoken_point (LuukkuScan *scan, guint i)
{
  const char *text = luukku_scan_text (scan);
  GArray *tokens = luukku_scan_tokens (scan);
  gboolean brackets;
  guint index;

  if (text[i] == ' ' && text[i + 1] == '.' && text[i + 2] == ' ')
    return i + 3;
  i = skip_blanks (text, i);
  brackets = text[i] != '\0' && strchr ("([{<", text[i]) != NULL;
  i += brackets;
  index = luukku_scan_token_at (scan, i);
  if (index >= tokens->len || g_array_index (tokens, LuukkuScanToken, index).start != i ||
      !luukku_scan_token_is (scan, index, "email-dot"))
    return 0;
  i = g_array_index (tokens, LuukkuScanToken, index).end;
  if (brackets)
    i += text[i] != '\0' && strchr (")]}>", text[i]) != NULL;
  else if (text[i] != ' ')
    return 0;
  return skip_blanks (text, i);
}

static void
append_label (LuukkuScan *scan, Host *host, guint start, guint end)
{
  if (host->name->len > 0)
    g_string_append_c (host->name, '.');
  host->last = (guint) host->name->len;
  g_string_append_len (host->name, luukku_scan_lower (scan) + start, end - start);
  host->end = end;
  host->labels++;
}

/* Returns: where the label after a point begins, 0 when the host ends at its end. */
static guint
next_label (LuukkuScan *scan, Host *host)
{
  const char *text = luukku_scan_text (scan);
  guint i = host->end;
  guint spoken;

  if (text[i] == '.') {
    gunichar next = luukku_scan_character_at (scan, i + 1);

    /* "iki.fi.Kiitos": a blank was forgotten */
    if (g_unichar_isupper (next) && g_unichar_islower (luukku_scan_character_before (scan, i)) &&
        is_top_name (host->name->str + host->last))
      return 0;
    return g_unichar_isalnum (next) ? i + 1 : 0;
  }
  if (text[i] == ',') {
    guint end = read_label (scan, i + 1);
    g_autofree char *label = g_strndup (luukku_scan_lower (scan) + i + 1, end - i - 1);

    host->spoken = host->spoken || is_top_name (label);
    return is_top_name (label) && host->labels == 1 ? i + 1 : 0;
  }
  if (host->labels > 1 && is_top_name (host->name->str + host->last) && text[i] == ' ')
    return 0;
  spoken = text[i] != '\0' && strchr (" ([{<", text[i]) != NULL ? read_spoken_point (scan, i) : 0;
  if (spoken != 0 && read_label (scan, spoken) > spoken)
    host->spoken = TRUE;
  return spoken;
}

/* "luukku.com-osoite": the word behind the hyphen is no part of the name. */
static void
cut_suffix (Host *host)
{
  char *last = host->name->str + host->last;
  char *hyphen = strchr (last, '-');

  if (hyphen == NULL || g_str_has_prefix (last, "xn--"))
    return;
  host->end -= (guint) strlen (hyphen);
  g_string_truncate (host->name, (gsize) (hyphen - host->name->str));
}

static void
read_host (LuukkuScan *scan, guint start, Host *ret_host)
{
  guint i = start;

  ret_host->end = start;
  ret_host->labels = 0;
  ret_host->spoken = FALSE;
  ret_host->last = 0;
  g_string_truncate (ret_host->name, 0);
  do {
    guint end = read_label (scan, i);

    if (end == i)
      break;
    append_label (scan, ret_host, i, end);
    i = next_label (scan, ret_host);
  } while (i != 0 && ret_host->labels < MAX_LABELS);
  if (ret_host->labels > 0)
    cut_suffix (ret_host);
}

static gboolean
has_good_top (const Host *host)
{
  const char *top = host->name->str + host->last;

  if (host->spoken)
    return is_top_name (top);
  if (g_str_has_prefix (top, "xn--"))
    return TRUE;
  if (g_utf8_strlen (top, -1) < 2)
    return FALSE;
  for (const char *p = top; *p != '\0'; p = g_utf8_next_char (p)) {
    if (!g_unichar_isalpha (g_utf8_get_char (p)) && !g_unichar_ismark (g_utf8_get_char (p)))
      return FALSE;
  }
  return TRUE;
}

/* --- the local part */

static gboolean
is_local_character (gunichar c)
{
  return g_unichar_isalnum (c) || (c < 0x80 && c != 0 && strchr ("._%+-'", (char) c) != NULL);
}

/* Returns: where the local part that ends at @end begins, @end when there is none. */
static guint
find_local (LuukkuScan *scan, guint end)
{
  guint start = end;

  for (guint n = 0; n < MAX_LOCAL; n++) {
    gunichar c = luukku_scan_character_before (scan, start);

    if (c == 0 || !is_local_character (c))
      break;
    start -= (guint) g_unichar_to_utf8 (c, NULL);
  }
  while (start < end && !g_unichar_isalnum (luukku_scan_character_at (scan, start)))
    start++;
  return start;
}

/* "tiina piste korhonen ät …": takes in the words before a spoken point. */
static guint
extend_local (LuukkuScan *scan, guint start)
{
  const char *text = luukku_scan_text (scan);
  GArray *tokens = luukku_scan_tokens (scan);

  for (guint n = 0; n < MAX_SPOKEN_PARTS && start > 0; n++) {
    guint index = luukku_scan_token_at (scan, start);
    const LuukkuScanToken *point, *word;

    if (index < 2)
      break;
    point = &g_array_index (tokens, LuukkuScanToken, index - 1);
    word = &g_array_index (tokens, LuukkuScanToken, index - 2);
    if (!luukku_scan_token_is (scan, index - 1, "email-dot") &&
        !luukku_scan_token_is (scan, index - 1, "email-join"))
      break;
    if (start - point->end > 3 || point->start - word->end > 3 ||
        strcspn (text + word->end, ".,;:!?\n") < start - word->end)
      break;
    start = word->start;
  }
  return start;
}

/* --- one address */

static gboolean
is_role (LuukkuScan *scan, guint start, guint end)
{
  guint index = luukku_scan_token_at (scan, start);

  if (index >= luukku_scan_tokens (scan)->len)
    return FALSE;
  return g_array_index (luukku_scan_tokens (scan), LuukkuScanToken, index).end <= end &&
         luukku_scan_token_is (scan, index, "email-role");
}

/* Whether the word before a bare "at" looks like a mailbox, not like the verb of a sentence. */
static gboolean
looks_like_mailbox (LuukkuScan *scan, guint start, guint end)
{
  gsize plain = strcspn (luukku_scan_text (scan) + start, "._-+0123456789");

  return start + plain < end;
}

static gboolean
is_plausible (LuukkuScan *scan, const Mark *mark, guint local_start, guint local_end, const Host *host)
{
  if (host->labels == 1)
    return mark->sort != MARK_WORD && is_provider (host) && mark->end + host->name->len == host->end;
  if (host->labels < 2 || !has_good_top (host) || g_str_has_prefix (host->name->str, "www."))
    return FALSE;
  if (!mark->english)
    return mark->sort != MARK_WORD || is_top_name (host->name->str + host->last);
  return host->spoken || looks_like_mailbox (scan, local_start, local_end) ||
         luukku_contact_before (scan, "email-word", local_start, WORD_BEFORE) != NULL;
}

static void
tell (LuukkuScan *scan, const Mark *mark, guint start, guint local_end, const Host *host)
{
  const LuukkuAllowList *allow_list = luukku_scan_allow_list (scan);
  gboolean plain = mark->sort == MARK_SIGN && !host->spoken && host->labels > 1;
  LuukkuFound found = {
    .kind = "EMAIL",
    .start = start,
    .end = host->end,
    .confidence = plain ? LUUKKU_CONFIDENCE_CERTAIN : LUUKKU_CONFIDENCE_LIKELY,
    .cues = { plain ? "address-form" : "spelt-out" },
  };

  if (luukku_allow_list_has_domain (allow_list, host->name->str) ||
      (!is_provider (host) && is_role (scan, start, local_end)))
    luukku_contact_claim (scan, start, host->end);
  else
    luukku_scan_add (scan, &found);
}

static void
look_at_mark (LuukkuScan *scan, const Mark *mark, Host *host)
{
  const char *text = luukku_scan_text (scan);
  guint host_start = skip_blanks (text, mark->end);
  guint local_end = skip_blanks_back (text, mark->start);
  guint start = find_local (scan, local_end);
  gunichar before = luukku_scan_character_before (scan, start);

  /* "@user@server" is a handle, "//user@server" a part of a link */
  if (start == local_end || before == '@' || (before == '/' && start >= 2 && text[start - 2] == '/'))
    return;
  read_host (scan, host_start, host);
  if (!is_plausible (scan, mark, start, local_end, host))
    return;
  tell (scan, mark, mark->sort == MARK_SIGN && local_end == mark->start ? start : extend_local (scan, start),
        local_end, host);
}

/* Token @index is a word for "@". */
static void
look_at_word (LuukkuScan *scan, guint index, Host *host)
{
  const char *text = luukku_scan_text (scan);
  const LuukkuScanToken *token = &g_array_index (luukku_scan_tokens (scan), LuukkuScanToken, index);
  guint left = skip_blanks_back (text, token->start);
  guint right = skip_blanks (text, token->end);
  Mark mark = { MARK_WORD, token->start, token->end, FALSE };

  if (left > 0 && strchr ("([{<", text[left - 1]) != NULL && text[right] != '\0' &&
      strchr (")]}>", text[right]) != NULL) {
    mark = (Mark){ MARK_BRACKETS, left - 1, right + 1, FALSE };
  } else {
    if (text[token->end] != ' ' || left == token->start || token->end - token->start < 2)
      return;
    mark.english = token->end - token->start == 2 && g_ascii_strncasecmp (text + token->start, "at", 2) == 0;
  }
  look_at_mark (scan, &mark, host);
}

void
luukku_detect_email (LuukkuScan *scan)
{
  const char *text = luukku_scan_text (scan);
  GArray *tokens = luukku_scan_tokens (scan);
  Host host = { .name = g_string_new (NULL) };

  for (const char *p = strchr (text, '@'); p != NULL; p = strchr (p + 1, '@')) {
    Mark mark = { MARK_SIGN, (guint) (p - text), (guint) (p - text) + 1, FALSE };

    if (p > text && p[1] != '\0' && strchr ("([", p[-1]) != NULL && strchr (")]", p[1]) != NULL)
      mark = (Mark){ MARK_BRACKETS, mark.start - 1, mark.end + 1, FALSE };
    look_at_mark (scan, &mark, &host);
  }
  for (guint i = 0; i < tokens->len; i++) {
    if (luukku_scan_token_is (scan, i, "email-at"))
      look_at_word (scan, i, &host);
  }
  g_string_free (host.name, TRUE);
}
