/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-zip.c: writes and strictly reads stored ZIP archives.
 *
 *   (local header 30 bytes, name, bytes)*  (central header 46 bytes, name)*  end record 22 bytes
 *
 * Invariants: (1) local parts follow each other from byte 0 without a gap; (2) the central directory follows
 * them at once and lists them in the same order; (3) the end record follows at once and ends the file; (4)
 * every header is, byte for byte, the one the writer makes of name, size, CRC-32 and place. So nothing fits
 * between the parts, and a changed byte anywhere is seen. Must not know what a package is. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-zip.h"

#include "base/luukku-error.h"

#include <libdeflate.h>
#include <string.h>

#define LOCAL_SIZE 30
#define CENTRAL_SIZE 46
#define END_SIZE 22
#define DOS_DATE 0x0021 /* 1 January 1980: the same package must be the same bytes */
#define VERSION 10      /* stored files need no more */
#define MADE_BY 0x030A  /* UNIX: the mode below means something */
#define FILE_MODE (0100644u << 16)

struct _LuukkuZipWriter {
  GOutputStream *stream; /* (ref) */
  GByteArray *central;   /* (owned) */
  GHashTable *names;     /* set of names in lower case (owned) */
  gint64 offset;
  guint count;
};

static void
put16 (GByteArray *out, guint value)
{
  const guint8 bytes[2] = { value & 0xFF, (value >> 8) & 0xFF };

  g_byte_array_append (out, bytes, sizeof bytes);
}

static void
put32 (GByteArray *out, guint32 value)
{
  put16 (out, value & 0xFFFF);
  put16 (out, value >> 16);
}

static guint32
get32 (const guint8 *at)
{
  return at[0] | at[1] << 8 | at[2] << 16 | (guint32) at[3] << 24;
}

static guint
get16 (const guint8 *at)
{
  return at[0] | at[1] << 8;
}

typedef struct {
  const char *name;
  guint32 crc, size, offset;
} Part;

/* The fields that local and central header share. */
static void
put_common (GByteArray *out, const Part *part)
{
  put16 (out, VERSION);
  put16 (out, 0); /* flags: not encrypted, no data descriptor */
  put16 (out, 0); /* stored */
  put16 (out, 0); /* midnight */
  put16 (out, DOS_DATE);
  put32 (out, part->crc);
  put32 (out, part->size);
  put32 (out, part->size);
  put16 (out, strlen (part->name));
  put16 (out, 0); /* no extra field */
}

static void
put_local (GByteArray *out, const Part *part)
{
  put32 (out, 0x04034B50);
  put_common (out, part);
  g_byte_array_append (out, (const guint8 *) part->name, strlen (part->name));
}

static void
put_central (GByteArray *out, const Part *part)
{
  put32 (out, 0x02014B50);
  put16 (out, MADE_BY);
  put_common (out, part);
  put16 (out, 0); /* no comment */
  put16 (out, 0); /* first disk */
  put16 (out, 0); /* internal attributes */
  put32 (out, FILE_MODE);
  put32 (out, part->offset);
  g_byte_array_append (out, (const guint8 *) part->name, strlen (part->name));
}

static void
put_end (GByteArray *out, guint count, guint32 size, guint32 offset)
{
  put32 (out, 0x06054B50);
  put16 (out, 0);
  put16 (out, 0);
  put16 (out, count);
  put16 (out, count);
  put32 (out, size);
  put32 (out, offset);
  put16 (out, 0);
}

gboolean
luukku_zip_is_safe_name (const char *name)
{
  g_auto (GStrv) parts = NULL;

  if (!*name || strlen (name) > LUUKKU_ZIP_MAX_NAME)
    return FALSE;
  for (const char *at = name; *at; at++)
    if (!g_ascii_isalnum (*at) && !strchr ("-_./", *at))
      return FALSE;
  parts = g_strsplit (name, "/", -1);
  for (char **part = parts; *part; part++)
    if (!**part || strspn (*part, ".") == strlen (*part))
      return FALSE;
  return TRUE;
}

LuukkuZipWriter *
luukku_zip_writer_new (GOutputStream *stream)
{
  LuukkuZipWriter *self = g_new0 (LuukkuZipWriter, 1);

  self->stream = g_object_ref (stream);
  self->central = g_byte_array_new ();
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
luukku_zip_writer_free (LuukkuZipWriter *self)
{
  if (!self)
    return;
  g_clear_object (&self->stream);
  g_clear_pointer (&self->central, g_byte_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_free (self);
}

static gboolean
write_all (LuukkuZipWriter *self, gconstpointer data, gsize size, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!g_output_stream_write_all (self->stream, data, size, NULL, NULL, &local))
    return luukku_error_take_gio (error, g_steal_pointer (&local),
                                  N_ ("The package could not be written; check the disk and try again."));
  self->offset += size;
  return TRUE;
}

gboolean
luukku_zip_writer_add (LuukkuZipWriter *self, const char *name, GBytes *bytes, GError **error)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  Part part = { name, 0, 0, 0 };

  if (!luukku_zip_is_safe_name (name)) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("A file in the package would have a name that is not allowed; report this fault."));
    return FALSE;
  }
  if (self->count >= LUUKKU_ZIP_MAX_FILES ||
      (gint64) size > LUUKKU_ZIP_MAX_SIZE - self->offset - CENTRAL_SIZE) {
    luukku_set_error (
        error, LUUKKU_ERROR_TOO_LARGE,
        N_ ("The package would be larger than 3.7 gigabytes; archive single messages instead."));
    return FALSE;
  }
  if (!g_hash_table_add (self->names, g_ascii_strdown (name, -1))) {
    luukku_set_error (error, LUUKKU_ERROR_EXISTS,
                      N_ ("Two files of the package would have one name; report this fault."));
    return FALSE;
  }
  part.crc = libdeflate_crc32 (0, data, size);
  part.size = size;
  part.offset = self->offset;
  put_local (header, &part);
  if (!write_all (self, header->data, header->len, error) || !write_all (self, data, size, error))
    return FALSE;
  put_central (self->central, &part);
  self->count++;
  return TRUE;
}

gboolean
luukku_zip_writer_finish (LuukkuZipWriter *self, GError **error)
{
  guint32 offset = self->offset, size = self->central->len;

  put_end (self->central, self->count, size, offset);
  return write_all (self, self->central->data, self->central->len, error);
}

/* --- reading */

static gboolean
damaged (GError **error, const char *what)
{
  g_debug ("the archive is not ours: %s", what);
  luukku_set_error (
      error, LUUKKU_ERROR_DAMAGED,
      N_ ("The ZIP file is not as Luukku wrote it; ask for it again, or unpack it and check the "
          "folder."));
  return FALSE;
}

/* One file: its central header at *@central, its local part at *@local; both move on. */
static gboolean
read_part (GBytes *archive, gsize *central, gsize *local, GHashTable *files, GHashTable *lower,
           GError **error)
{
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  g_autofree char *name = NULL;
  gsize size, length;
  const guint8 *data = g_bytes_get_data (archive, &size);
  Part part;

  if (size - *central < CENTRAL_SIZE)
    return damaged (error, "central directory cut");
  length = get16 (data + *central + 28);
  if (length > LUUKKU_ZIP_MAX_NAME || size - *central - CENTRAL_SIZE < length)
    return damaged (error, "name too long");
  name = g_strndup ((const char *) data + *central + CENTRAL_SIZE, length);
  if (!luukku_zip_is_safe_name (name))
    return damaged (error, "name not allowed");
  if (!g_hash_table_add (lower, g_ascii_strdown (name, -1)))
    return damaged (error, "two files with one name");
  part.name = name;
  part.size = get32 (data + *central + 24);
  if (size - *local < LOCAL_SIZE + length || size - *local - LOCAL_SIZE - length < part.size)
    return damaged (error, "file cut");
  part.offset = *local;
  part.crc = libdeflate_crc32 (0, data + *local + LOCAL_SIZE + length, part.size);

  put_central (expected, &part);
  if (memcmp (expected->data, data + *central, expected->len) != 0)
    return damaged (error, "central directory");
  g_byte_array_set_size (expected, 0);
  put_local (expected, &part);
  if (memcmp (expected->data, data + *local, expected->len) != 0)
    return damaged (error, "file header");

  *central += CENTRAL_SIZE + length;
  *local += LOCAL_SIZE + length;
  g_hash_table_insert (files, g_steal_pointer (&name), g_bytes_new_from_bytes (archive, *local, part.size));
  *local += part.size;
  return TRUE;
}

GHashTable *
luukku_zip_read (GBytes *archive, GError **error)
{
  g_autoptr (GHashTable) files = NULL, lower = NULL;
  g_autoptr (GByteArray) end = g_byte_array_new ();
  gsize size, central, start, local = 0;
  const guint8 *data = g_bytes_get_data (archive, &size);
  guint count;

  if (size < END_SIZE || get32 (data + size - END_SIZE) != 0x06054B50) {
    damaged (error, "end record");
    return NULL;
  }
  count = get16 (data + size - END_SIZE + 10);
  start = central = get32 (data + size - END_SIZE + 16);
  if (count > LUUKKU_ZIP_MAX_FILES || central > size - END_SIZE) {
    damaged (error, "end record");
    return NULL;
  }
  put_end (end, count, size - END_SIZE - central, central);
  if (memcmp (end->data, data + size - END_SIZE, END_SIZE) != 0) {
    damaged (error, "end record");
    return NULL;
  }
  files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  lower = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < count; i++)
    if (!read_part (archive, &central, &local, files, lower, error))
      return NULL;
  if (local != start || central != size - END_SIZE) {
    damaged (error, "bytes between the files");
    return NULL;
  }
  return g_steal_pointer (&files);
}
