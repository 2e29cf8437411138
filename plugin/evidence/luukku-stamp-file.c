/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-stamp-file.c: a time stamp carried by hand. Nothing of the package is made anew, so its signature
 * stays the one that was made at the export; the log names that signature's tag manifest already. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-stamp-file.h"

#include "base/luukku-error.h"
#include "evidence/luukku-bag.h"
#include "evidence/luukku-package-reader.h"
#include "evidence/luukku-package-sink.h"
#include "evidence/luukku-stamp.h"

#include <string.h>

typedef struct {
  GHashTable *files;        /* name -> GBytes */
  char *top;                /* (nullable) */
  GBytes *tags, *authority; /* no ref: in @files */
} Package;

static void
clear_package (Package *self)
{
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_free (self->top);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Package, clear_package)

static gboolean
load (const char *path, Package *self, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  self->files = luukku_package_read (path, &self->top, faults, error);
  if (self->files == NULL)
    return FALSE;
  self->tags = g_hash_table_lookup (self->files, LUUKKU_BAG_TAG_MANIFEST);
  self->authority = g_hash_table_lookup (self->files, LUUKKU_BAG_STAMP_AUTHORITY);
  if (faults->len == 0 && self->tags != NULL && self->authority != NULL &&
      !g_hash_table_contains (self->files, LUUKKU_BAG_STAMP))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                    N_ ("%s has no place for a time stamp. Export the record again and name the authority's "
                        "certificate."),
                    path);
  return FALSE;
}

GBytes *
luukku_stamp_file_request (const char *path, GError **error)
{
  g_auto (Package) package = { 0 };

  return load (path, &package, error) ? luukku_stamp_request (package.tags, luukku_stamp_new_nonce ()) : NULL;
}

/* Returns: (transfer full): the record's number, by which the one folder in a ZIP is called. */
static char *
get_top (Package *self)
{
  static const char name[] = "\nExternal-Identifier: ";
  GBytes *info = g_hash_table_lookup (self->files, "bag-info.txt");
  gsize size = 0;
  const char *text = info != NULL ? g_bytes_get_data (info, &size) : "";
  const char *at = g_strstr_len (text, (gssize) size, name);
  const char *value = at != NULL ? at + strlen (name) : "record", *end = value;

  while (end < text + size && *end != '\n')
    end++;
  return at != NULL ? g_strndup (value, (gsize) (end - value)) : g_strdup (value);
}

static gboolean
write_all (Package *self, const char *output, GError **error)
{
  g_autoptr (LuukkuPackageSink) sink = NULL;
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->files), (GCompareFunc) strcmp);
  g_autofree char *top = self->top != NULL ? g_strdup (self->top) : get_top (self);

  sink = luukku_package_sink_new (output, top, NULL, error);
  if (sink == NULL)
    return FALSE;
  for (GList *l = names; l != NULL; l = l->next) {
    if (!luukku_package_sink_write (sink, l->data, g_hash_table_lookup (self->files, l->data), error))
      return FALSE;
  }
  return luukku_package_sink_close (sink, error) && luukku_package_sink_publish (sink, error);
}

gboolean
luukku_stamp_file_put (const char *path, GBytes *request, GBytes *response, const char *output,
                       gint64 *ret_time, GError **error)
{
  g_auto (Package) package = { 0 };
  g_autoptr (GBytes) again = NULL;
  guint64 nonce;

  if (!load (path, &package, error))
    return FALSE;
  if (luukku_stamp_read_nonce (request, &nonce))
    again = luukku_stamp_request (package.tags, nonce);
  if (again == NULL || !g_bytes_equal (again, request)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("The request is not the one that was made for this package. Make a new one and ask the "
            "authority again."));
    return FALSE;
  }
  if (!luukku_stamp_check (response, package.tags, nonce, package.authority, ret_time, error))
    return FALSE;
  g_hash_table_insert (package.files, g_strdup (LUUKKU_BAG_STAMP), g_bytes_ref (response));
  return write_all (&package, output, error);
}
