/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-urn.c: LinkedIn's names of things; pure. */
#define G_LOG_DOMAIN "luukku"

#include "linkedin/luukku-linkedin-urn.h"

#include <string.h>

#define HEAD "urn:li:"
#define COMMENT_HEAD HEAD "comment:("
#define MAX_URN 256

/* "share:7001": letters, a colon, then letters, digits, "-", "_". */
static gboolean
is_plain (const char *urn)
{
  const char *rest;
  gsize kind, id;

  if (urn == NULL || !g_str_has_prefix (urn, HEAD) || strlen (urn) > MAX_URN)
    return FALSE;
  rest = urn + strlen (HEAD);
  for (kind = 0; g_ascii_isalpha (rest[kind]); kind++)
    ;
  if (kind == 0 || rest[kind] != ':')
    return FALSE;
  rest += kind + 1;
  for (id = 0; g_ascii_isalnum (rest[id]) || rest[id] == '-' || rest[id] == '_'; id++)
    ;
  return id > 0 && rest[id] == '\0';
}

static gboolean
is_number (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 20 && strspn (text, "0123456789") == length;
}

gboolean
luukku_linkedin_urn_is (const char *urn, const char *kind)
{
  const char *rest;

  if (!is_plain (urn))
    return FALSE;
  rest = urn + strlen (HEAD);
  return g_str_has_prefix (rest, kind) && rest[strlen (kind)] == ':';
}

gboolean
luukku_linkedin_urn_is_post (const char *urn)
{
  return luukku_linkedin_urn_is (urn, "share") || luukku_linkedin_urn_is (urn, "ugcPost") ||
         luukku_linkedin_urn_is (urn, "activity");
}

gboolean
luukku_linkedin_urn_split_comment (const char *urn, char **ret_object, char **ret_id)
{
  gsize length = urn != NULL ? strlen (urn) : 0;
  g_autofree char *inner = NULL;
  char *comma;

  if (length > MAX_URN || !g_str_has_prefix (urn != NULL ? urn : "", COMMENT_HEAD) || urn[length - 1] != ')')
    return FALSE;
  inner = g_strndup (urn + strlen (COMMENT_HEAD), length - strlen (COMMENT_HEAD) - 1);
  comma = strchr (inner, ',');
  if (comma == NULL)
    return FALSE;
  *comma = '\0';
  if (!is_plain (inner) || !is_number (comma + 1))
    return FALSE;
  *ret_object = g_strdup (inner);
  *ret_id = g_strdup (comma + 1);
  return TRUE;
}

char *
luukku_linkedin_urn_make_comment (const char *object, const char *id)
{
  if (!is_plain (object) || id == NULL || !is_number (id))
    return NULL;
  return g_strdup_printf (COMMENT_HEAD "%s,%s)", object, id);
}

gboolean
luukku_linkedin_is_urn (const char *urn)
{
  g_autofree char *object = NULL, *id = NULL;

  return is_plain (urn) || luukku_linkedin_urn_split_comment (urn, &object, &id);
}

char *
luukku_linkedin_urn_escape (const char *urn)
{
  GString *text = g_string_new (NULL);

  for (const char *p = urn; *p != '\0'; p++) {
    if (g_ascii_isalnum (*p) || strchr ("-._~", *p) != NULL)
      g_string_append_c (text, *p);
    else
      g_string_append_printf (text, "%%%02X", (guint8) *p);
  }
  return g_string_free (text, FALSE);
}
