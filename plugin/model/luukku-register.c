/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-register.c: whether an entry says what its register can hold. Strict: a date that nobody can read
 * would count as no date. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-register.h"

#include "base/luukku-error.h"

#include <string.h>

#define MAX_ROLE 64 /* characters of a role's name */

/* "name[fi]" is "name" where the register is translated. Returns: (transfer full). */
static char *
base_of (const LuukkuRegister *self, const char *id)
{
  const char *bracket = self->translated ? strchr (id, '[') : NULL;
  gsize length = bracket != NULL ? strlen (bracket) : 0;

  if ((length == 4 || length == 5) && bracket[length - 1] == ']' && g_ascii_islower (bracket[1]) &&
      g_ascii_islower (bracket[2]) && (length == 4 || g_ascii_islower (bracket[3])))
    return g_strndup (id, (gsize) (bracket - id));
  return g_strdup (id);
}

const LuukkuField *
luukku_register_find_field (const LuukkuRegister *self, const char *id)
{
  g_autofree char *name = base_of (self, id);

  for (const LuukkuField *field = self->fields; field->id != NULL; field++) {
    if (strcmp (field->id, name) == 0)
      return field;
  }
  return NULL;
}

/* --- values */

static gboolean
is_date (const char *value)
{
  GDate date;
  int year, month, day;

  if (strlen (value) != 10 || value[4] != '-' || value[7] != '-')
    return FALSE;
  for (guint i = 0; i < 10; i++) {
    if (i != 4 && i != 7 && !g_ascii_isdigit (value[i]))
      return FALSE;
  }
  year = (int) g_ascii_strtoll (value, NULL, 10);
  month = (int) g_ascii_strtoll (value + 5, NULL, 10);
  day = (int) g_ascii_strtoll (value + 8, NULL, 10);
  g_date_clear (&date, 1);
  if (year < 1900 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  return TRUE;
}

static gboolean
is_email (const char *value)
{
  const char *at = strchr (value, '@');

  return at != NULL && at > value && strchr (at + 1, '@') == NULL && strchr (at + 1, '.') != NULL &&
         at[1] != '.' && value[strlen (value) - 1] != '.' && strpbrk (value, " \t;,<>") == NULL;
}

static gboolean
is_number (const char *value)
{
  return *value != '\0' && strlen (value) <= 6 && strspn (value, "0123456789") == strlen (value);
}

static gboolean
is_choice (const char *choices, const char *word)
{
  g_auto (GStrv) words = g_strsplit (choices, ";", -1);

  return g_strv_contains ((const char *const *) words, word);
}

static gboolean
are_choices (const char *choices, const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, ";", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    if (*g_strstrip (words[i]) != '\0' && !is_choice (choices, words[i]))
      return FALSE;
  }
  return TRUE;
}

/* "role | 2026-11-20 | who | reference". Returns: (transfer full) (nullable): at least role and date. */
static char **
split_approval (const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, "|", 4);
  gsize length;

  for (guint i = 0; parts[i] != NULL; i++)
    g_strstrip (parts[i]);
  if (g_strv_length (parts) < 2 || !is_date (parts[1]))
    return NULL;
  length = strlen (parts[0]);
  if (length == 0 || length > MAX_ROLE ||
      strspn (parts[0], "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
    return NULL;
  return g_steal_pointer (&parts);
}

static gboolean
are_approvals (const char *value)
{
  g_auto (GStrv) lines = g_strsplit (value, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) parts = NULL;

    if (*g_strstrip (lines[i]) == '\0')
      continue;
    parts = split_approval (lines[i]);
    if (parts == NULL)
      return FALSE;
  }
  return TRUE;
}

char **
luukku_register_list_approvals (const LuukkuEntry *entry, const char *day)
{
  const char *value = luukku_entry_get (entry, "approvals");
  g_auto (GStrv) lines = g_strsplit (value != NULL ? value : "", "\n", -1);
  g_autoptr (GStrvBuilder) roles = g_strv_builder_new ();

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) parts = split_approval (g_strstrip (lines[i]));

    if (parts != NULL && strcmp (parts[1], day) <= 0)
      g_strv_builder_add (roles, parts[0]);
  }
  return g_strv_builder_end (roles);
}

/* @format: of the field's label, and of the words it allows. */
static gboolean G_GNUC_PRINTF (2, 3) fail (GError **error, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (luukku_tr (format), args);
  va_end (args);
  g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT, sentence);
  return FALSE;
}

static const char *
label_of (const LuukkuField *field)
{
  return luukku_tr (field->label);
}

/* Returns: (transfer full): "phone, email". */
static char *
list_choices (const LuukkuField *field)
{
  g_auto (GStrv) words = g_strsplit (field->choices != NULL ? field->choices : "", ";", -1);

  return g_strjoinv (", ", words);
}

static gboolean
has_control (const char *value, gboolean lines)
{
  for (const char *p = value; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p) && !(lines && *p == '\n'))
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_shape (const LuukkuField *field, const char *value, GError **error)
{
  gboolean lines = field->kind == LUUKKU_FIELD_TEXT || field->kind == LUUKKU_FIELD_APPROVALS;

  if (!g_utf8_validate (value, -1, NULL) || g_utf8_strlen (value, -1) > LUUKKU_REGISTER_MAX_VALUE)
    return fail (error, N_ ("The field “%s” must be text of at most %d characters."), label_of (field),
                 LUUKKU_REGISTER_MAX_VALUE);
  if (has_control (value, lines))
    return fail (error, N_ ("The field “%s” must be text on one line."), label_of (field));
  return TRUE;
}

gboolean
luukku_register_check_value (const LuukkuField *field, const char *value, GError **error)
{
  const char *label = label_of (field);
  g_autofree char *choices = list_choices (field);

  if (!check_shape (field, value, error))
    return FALSE;
  switch (field->kind) {
  case LUUKKU_FIELD_DATE:
    return is_date (value) ||
           fail (error, N_ ("The field “%s” must be a date written as 2026-11-20."), label);
  case LUUKKU_FIELD_YES_NO:
    return is_choice ("yes;no", value) || fail (error, N_ ("The field “%s” must be yes or no."), label);
  case LUUKKU_FIELD_CHOICE:
    return is_choice (field->choices, value) ||
           fail (error, N_ ("The field “%s” must be one of: %s."), label, choices);
  case LUUKKU_FIELD_CHOICES:
    return are_choices (field->choices, value) ||
           fail (error, N_ ("The field “%s” must be some of these, with “;” between them: %s."), label,
                 choices);
  case LUUKKU_FIELD_EMAIL:
    return is_email (value) ||
           fail (error, N_ ("The field “%s” must be one e-mail address, such as library@example.fi."), label);
  case LUUKKU_FIELD_NUMBER:
    return is_number (value) || fail (error, N_ ("The field “%s” must be a whole number."), label);
  case LUUKKU_FIELD_APPROVALS:
    return are_approvals (value) ||
           fail (error,
                 N_ ("Each line of “%s” must be written as role | date | who | reference, such as "
                     "hr-director | "
                     "2026-11-20 | Maija Meikäläinen | § 12. The last two may be left out."),
                 label);
  case LUUKKU_FIELD_LINE:
  case LUUKKU_FIELD_TEXT:
  case LUUKKU_FIELD_LIST:
  default:
    return TRUE;
  }
}

/* --- entries */

static gboolean
check_key (const char *key, GError **error)
{
  if (*key != '\0' && g_utf8_validate (key, -1, NULL) && g_utf8_strlen (key, -1) <= LUUKKU_REGISTER_MAX_KEY &&
      !has_control (key, FALSE) && strchr (key, ';') == NULL && *key != '-')
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("The name of an entry must have 1 to 120 characters, no semicolon, and no hyphen in "
                        "front."));
  return FALSE;
}

static gboolean
check_needs (const LuukkuRegister *self, const LuukkuEntry *entry, const char **ret_field, GError **error)
{
  g_auto (GStrv) needs = g_strsplit (self->needs, ";", -1);

  for (guint i = 0; needs[i] != NULL; i++) {
    const LuukkuField *field = luukku_register_find_field (self, needs[i]);

    if (luukku_entry_get (entry, needs[i]) != NULL)
      continue;
    *ret_field = field->id;
    return fail (error, N_ ("The field “%s” is empty. Fill it in."), label_of (field));
  }
  return TRUE;
}

static gboolean
fail_unknown (const LuukkuRegister *self, const char *id, GError **error)
{
  GString *list = g_string_new (NULL);

  for (const LuukkuField *field = self->fields; field->id != NULL; field++)
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", field->id);
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      /* TRANSLATORS: a register ("accounts"), the name that was given, the names that there are */
      N_ ("The register “%s” has no field “%s”. Use one of: %s."), self->id, id, list->str);
  g_string_free (list, TRUE);
  return FALSE;
}

gboolean
luukku_register_check_entry (const LuukkuEntry *entry, const char **ret_field, GError **error)
{
  const LuukkuRegister *self = luukku_register_find (entry->registry);
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (entry->fields), (GCompareFunc) strcmp);
  const char *wrong = NULL;

  if (ret_field == NULL)
    ret_field = &wrong;
  *ret_field = NULL;
  if (self == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("There is no register called “%s”. luukku register --help lists them."),
                      entry->registry);
    return FALSE;
  }
  for (GList *l = ids; l != NULL; l = l->next) {
    const LuukkuField *field = luukku_register_find_field (self, l->data);

    *ret_field = l->data;
    if (field == NULL)
      return fail_unknown (self, l->data, error);
    if (!luukku_register_check_value (field, luukku_entry_get (entry, l->data), error))
      return FALSE;
  }
  *ret_field = NULL;
  return check_needs (self, entry, ret_field, error) && check_key (entry->key, error);
}
