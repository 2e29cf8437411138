/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bag.c: manifests as text. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-bag.h"

#include "base/luukku-digest.h"
#include "evidence/luukku-zip.h"

#include <string.h>

#define NAME_AT (LUUKKU_DIGEST_HEX_LENGTH + 2) /* two spaces: text mode of sha256sum */

const char *const luukku_bag_tags[] = {
  "LAS-MIG.txt",       "LUE-MINUT.txt", "README.txt",           "bag-info.txt", "bagit.txt",
  LUUKKU_BAG_MANIFEST, "verify.sh",     LUUKKU_BAG_CERTIFICATE, NULL,
};

char *
luukku_bag_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size ? g_strndup (data, size) : g_strdup ("");
}

void
luukku_bag_append (GString *manifest, const char *sha256, const char *name)
{
  g_string_append_printf (manifest, "%s  %s\n", sha256, name);
}

static gboolean
parse_line (const char *line, const char *before, char **ret_name, char **ret_digest)
{
  g_autofree char *digest = NULL;

  if (strlen (line) <= NAME_AT || line[NAME_AT - 2] != ' ' || line[NAME_AT - 1] != ' ' ||
      !luukku_zip_is_safe_name (line + NAME_AT) || (before && strcmp (before, line + NAME_AT) >= 0))
    return FALSE;
  digest = g_strndup (line, LUUKKU_DIGEST_HEX_LENGTH);
  if (!luukku_digest_is_valid (digest))
    return FALSE;
  *ret_name = g_strdup (line + NAME_AT);
  *ret_digest = g_steal_pointer (&digest);
  return TRUE;
}

GHashTable *
luukku_bag_parse (GBytes *manifest)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gsize size = g_bytes_get_size (manifest);
  g_autofree char *text = luukku_bag_text (manifest);
  g_auto (GStrv) lines = NULL;
  const char *before = NULL;
  guint count;

  if (!size || strlen (text) != size || text[size - 1] != '\n')
    return NULL;
  text[size - 1] = '\0';
  lines = g_strsplit (text, "\n", LUUKKU_ZIP_MAX_FILES + 1);
  count = g_strv_length (lines);
  if (count > LUUKKU_ZIP_MAX_FILES)
    return NULL;
  for (guint i = 0; i < count; i++) {
    char *name, *digest;

    if (!parse_line (lines[i], before, &name, &digest))
      return NULL;
    before = lines[i] + NAME_AT;
    g_hash_table_insert (files, name, digest);
  }
  return g_steal_pointer (&files);
}
