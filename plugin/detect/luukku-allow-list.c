/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-allow-list.c: one set of normalised values a kind. The file is read whole and at once; nothing else
 * here touches a file. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-allow-list.h"

#include <string.h>

#include "base/luukku-error.h"
#include "base/luukku-text.h"

/* A municipality writes its numbers with 0 or +358. */
#define COUNTRY_CODE "358"
#define MIN_PHONE_DIGITS 3

typedef enum { DOMAIN, PHONE, IBAN, ADDRESS, BUSINESS_ID, N_KINDS } Kind;

struct _LuukkuAllowList {
  gatomicrefcount ref_count;
  guint serial;
  GHashTable *values[N_KINDS]; /* normalised value (owned) as a set */
};

G_DEFINE_BOXED_TYPE (LuukkuAllowList, luukku_allow_list, luukku_allow_list_ref, luukku_allow_list_unref)

/* --- one form for each value */

static char *
normalise_domain (const char *host)
{
  g_autofree char *ascii = NULL;
  g_autofree char *lower = g_utf8_strdown (host, -1);

  g_strstrip (lower);
  ascii = g_hostname_to_ascii (lower);
  return ascii != NULL ? g_steal_pointer (&ascii) : g_steal_pointer (&lower);
}

/* The national number without its 0: "17182111" for 017 182 111, +358 17 182111 and 00358 17 182 111. */
static char *
normalise_phone (const char *typed)
{
  GString *digits = g_string_new (NULL);
  gboolean plus = FALSE;
  gsize skip = 0;

  for (const char *p = typed; *p != '\0'; p++) {
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
    plus = plus || *p == '+';
  }
  if (!plus && g_str_has_prefix (digits->str, "00")) {
    plus = TRUE;
    skip = 2;
  }
  if (plus && g_str_has_prefix (digits->str + skip, COUNTRY_CODE))
    skip += strlen (COUNTRY_CODE);
  if (digits->str[skip] == '0') /* also in +358 (0)17 */
    skip++;
  g_string_erase (digits, 0, (gssize) skip);
  return g_string_free (digits, FALSE);
}

static char *
normalise_code (const char *typed)
{
  GString *code = g_string_new (NULL);

  for (const char *p = typed; *p != '\0'; p++) {
    if (g_ascii_isalnum (*p))
      g_string_append_c (code, g_ascii_toupper (*p));
  }
  return g_string_free (code, FALSE);
}

/* Small letters, one blank between words, none at the ends. */
static char *
normalise_address (const char *typed)
{
  g_autoptr (LuukkuFolded) folded = luukku_folded_new (typed);
  g_autofree char *lower = g_utf8_strdown (luukku_folded_get_text (folded), -1);
  GString *address = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p++) {
    if (*p != ' ' && *p != '\n' && *p != '\r')
      g_string_append_c (address, *p);
    else if (address->len > 0 && address->str[address->len - 1] != ' ')
      g_string_append_c (address, ' ');
  }
  g_strchomp (address->str);
  return g_string_free (address, FALSE);
}

static const struct {
  const char *name;
  char *(*normalise) (const char *value);
} kinds[N_KINDS] = {
  [DOMAIN] = { "domain", normalise_domain },
  [PHONE] = { "phone", normalise_phone },
  [IBAN] = { "iban", normalise_code },
  [ADDRESS] = { "address", normalise_address },
  [BUSINESS_ID] = { "business-id", normalise_code },
};

/* --- life */

static LuukkuAllowList *
allow_list_new (void)
{
  static guint last_serial;
  LuukkuAllowList *self = g_new0 (LuukkuAllowList, 1);

  self->serial = ++last_serial; /* main thread only */
  g_atomic_ref_count_init (&self->ref_count);
  for (guint i = 0; i < N_KINDS; i++)
    self->values[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

LuukkuAllowList *
luukku_allow_list_ref (LuukkuAllowList *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
luukku_allow_list_unref (LuukkuAllowList *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < N_KINDS; i++)
    g_hash_table_unref (self->values[i]);
  g_free (self);
}

/* --- reading */

/* @line: without its end, changed. Returns: FALSE when it is no row of a list. */
static gboolean
read_row (LuukkuAllowList *self, char *line)
{
  char *value = strchr (line, '\t');
  char *end;

  if (value == NULL)
    return FALSE;
  *value++ = '\0';
  end = strchr (value, '\t'); /* a note may follow */
  if (end != NULL)
    *end = '\0';
  for (guint i = 0; i < N_KINDS; i++) {
    if (g_str_equal (line, kinds[i].name)) {
      g_autofree char *normal = kinds[i].normalise (value);

      if (*normal == '\0' || (i == PHONE && strlen (normal) < MIN_PHONE_DIGITS))
        return FALSE;
      g_hash_table_add (self->values[i], g_steal_pointer (&normal));
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
read_rows (LuukkuAllowList *self, const char *name, char *text, GError **error)
{
  guint number = 0;

  for (char *line = text; line != NULL;) {
    char *next = strchr (line, '\n');

    if (next != NULL)
      *next++ = '\0';
    g_strchomp (line);
    number++;
    if (number > LUUKKU_ALLOW_LIST_MAX_ROWS) {
      luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                        N_ ("%s has more than %d lines. Leave only the municipality's own contact points."),
                        name, LUUKKU_ALLOW_LIST_MAX_ROWS);
      return FALSE;
    }
    if (*line != '\0' && *line != '#' && !read_row (self, line)) {
      luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                        N_ ("Line %u of %s is not understood. Write domain, phone, iban, address or "
                            "business-id, a tab, and the value."),
                        number, name);
      return FALSE;
    }
    line = next;
  }
  return TRUE;
}

LuukkuAllowList *
luukku_allow_list_parse (const char *name, const char *text, gsize size, GError **error)
{
  g_autoptr (LuukkuAllowList) self = NULL;
  g_autofree char *copy = NULL;

  if (size > LUUKKU_ALLOW_LIST_MAX_BYTES) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("%s is too large. Leave only the municipality's own contact points."), name);
    return NULL;
  }
  if (!g_utf8_validate_len (text, size, NULL)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("%s is not UTF-8 text. Save it as UTF-8 and try again."), name);
    return NULL;
  }
  self = allow_list_new ();
  copy = g_strndup (text, size);
  if (!read_rows (self, name, g_str_has_prefix (copy, "\xef\xbb\xbf") ? copy + 3 : copy, error))
    return NULL;
  return g_steal_pointer (&self);
}

LuukkuAllowList *
luukku_allow_list_load (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = g_path_get_basename (path);
  gsize size;

  if (!g_file_get_contents (path, &text, &size, &problem)) {
    luukku_error_take_gio (error, g_steal_pointer (&problem),
                           N_ ("The list of contact points cannot be read. Check the file's name."));
    return NULL;
  }
  return luukku_allow_list_parse (name, text, size, error);
}

LuukkuAllowList *
luukku_allow_list_extend (const LuukkuAllowList *self, const char *const *lines)
{
  LuukkuAllowList *both = allow_list_new ();
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; self != NULL && i < N_KINDS; i++) {
    g_hash_table_iter_init (&iter, self->values[i]);
    while (g_hash_table_iter_next (&iter, &value, NULL))
      g_hash_table_add (both->values[i], g_strdup (value));
  }
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *line = g_strdup (lines[i]);

    read_row (both, line);
  }
  return both;
}

/* --- asking */

static gboolean
contains (const LuukkuAllowList *self, Kind kind, const char *value)
{
  g_autofree char *normal = NULL;

  if (self == NULL || g_hash_table_size (self->values[kind]) == 0)
    return FALSE;
  normal = kinds[kind].normalise (value);
  return g_hash_table_contains (self->values[kind], normal);
}

gboolean
luukku_allow_list_has_domain (const LuukkuAllowList *self, const char *host)
{
  g_autofree char *normal = NULL;

  if (self == NULL)
    return FALSE;
  normal = normalise_domain (host);
  for (const char *p = normal; p != NULL; p = strchr (p, '.')) {
    p += *p == '.';
    if (g_hash_table_contains (self->values[DOMAIN], p))
      return TRUE;
  }
  return FALSE;
}

gboolean
luukku_allow_list_has_phone (const LuukkuAllowList *self, const char *digits)
{
  return contains (self, PHONE, digits);
}

gboolean
luukku_allow_list_has_iban (const LuukkuAllowList *self, const char *iban)
{
  return contains (self, IBAN, iban);
}

gboolean
luukku_allow_list_has_address (const LuukkuAllowList *self, const char *address)
{
  g_autofree char *normal = NULL;

  if (self == NULL || g_hash_table_size (self->values[ADDRESS]) == 0)
    return FALSE;
  normal = normalise_address (address);
  /* Cut at every blank and comma from the end: "Tulliportinkatu 31 A, Kuopio" begins with what is allowed. */
  while (!g_hash_table_contains (self->values[ADDRESS], normal)) {
    char *cut = strrchr (normal, ' ');
    char *comma = strrchr (normal, ',');

    cut = MAX (cut, comma);
    if (cut == NULL)
      return FALSE;
    *cut = '\0';
  }
  return TRUE;
}

gboolean
luukku_allow_list_has_business_id (const LuukkuAllowList *self, const char *business_id)
{
  return contains (self, BUSINESS_ID, business_id);
}

guint
luukku_allow_list_get_serial (const LuukkuAllowList *self)
{
  return self != NULL ? self->serial : 0;
}
