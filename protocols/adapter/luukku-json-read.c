/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-json-read.c: what may be missing or odd in an answer: counted and left out. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-json-read.h"

#define NOWHERE 999

char *
luukku_json_read_string (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  char *value = NULL;

  if (!luukku_json_get_string (at, name, FALSE, &value, NULL))
    (*skipped)++;
  return value;
}

gint64
luukku_json_read_int (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  gint64 value = 0;

  if (!luukku_json_get_int (at, name, FALSE, &value, NULL))
    (*skipped)++;
  return value;
}

gboolean
luukku_json_read_object (const LuukkuJsonAt *at, const char *name, LuukkuJsonAt *ret_at, guint *skipped)
{
  ret_at->object = NULL;
  ret_at->path = name;
  if (!luukku_json_get_object (at, name, FALSE, &ret_at->object, NULL))
    (*skipped)++;
  return ret_at->object != NULL;
}

JsonArray *
luukku_json_read_array (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  JsonArray *array = NULL;

  if (!luukku_json_get_array (at, name, FALSE, &array, NULL))
    (*skipped)++;
  return array;
}

char *
luukku_json_read_geo (const LuukkuJsonAt *at, guint *skipped)
{
  double latitude = json_object_get_double_member_with_default (at->object, "latitude", NOWHERE);
  double longitude = json_object_get_double_member_with_default (at->object, "longitude", NOWHERE);
  char a[G_ASCII_DTOSTR_BUF_SIZE], b[G_ASCII_DTOSTR_BUF_SIZE];

  if (!(latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180)) {
    (*skipped)++;
    return NULL;
  }
  g_ascii_formatd (a, sizeof a, "%.6f", latitude);
  g_ascii_formatd (b, sizeof b, "%.6f", longitude);
  return g_strconcat ("geo:", a, ",", b, NULL);
}
