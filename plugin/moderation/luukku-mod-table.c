/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-table.c: the bytes of the compiled lists, both ways. Also built into the program that compiles
 * them: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-table.h"

#include <string.h>

#define MAGIC "LKM2"

typedef struct {
  char magic[4];
  guint32 words[LUUKKU_MOD_SECTIONS];
  guint32 strings;
  guint8 digest[LUUKKU_MOD_DIGEST_BYTES];
} Head;

G_STATIC_ASSERT (sizeof (Head) == 104);

static const char *const codes[LUUKKU_MOD_LANGUAGES] = { "fi", "sv", "en", "ru", "et", "uk", "ar" };

const char *
luukku_mod_language_code (LuukkuModLanguage language)
{
  return codes[language];
}

guint32
luukku_mod_table_hash (const char *text)
{
  guint32 hash = LUUKKU_MOD_HASH_START;

  for (; *text != '\0'; text++)
    hash = (hash ^ (guchar) *text) * LUUKKU_MOD_HASH_FACTOR;
  return hash;
}

GBytes *
luukku_mod_table_lay_out (GArray *const *sections, const GString *strings, const guint8 *digest)
{
  GByteArray *bytes = g_byte_array_new ();
  Head head = { .magic = MAGIC, .strings = GUINT32_TO_LE ((guint32) strings->len) };

  memcpy (head.digest, digest, sizeof head.digest);
  for (guint i = 0; i < LUUKKU_MOD_SECTIONS; i++)
    head.words[i] = GUINT32_TO_LE (sections[i]->len);
  g_byte_array_append (bytes, (const guint8 *) &head, sizeof head);
  for (guint i = 0; i < LUUKKU_MOD_SECTIONS; i++) {
    for (guint k = 0; k < sections[i]->len; k++) {
      guint32 word = GUINT32_TO_LE (g_array_index (sections[i], guint32, k));

      g_byte_array_append (bytes, (const guint8 *) &word, sizeof word);
    }
  }
  g_byte_array_append (bytes, (const guint8 *) strings->str, (guint) strings->len);
  return g_byte_array_free_to_bytes (bytes);
}

/* Returns: (transfer full): @bytes as this machine reads numbers: themselves, nearly everywhere. */
static GBytes *
readable (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  Head head = { .strings = 0 };
  gsize strings;
  guint8 *copy;

  if (G_BYTE_ORDER == G_LITTLE_ENDIAN && GPOINTER_TO_SIZE (data) % sizeof (guint32) == 0)
    return g_bytes_ref (bytes);
  memcpy (&head, data, MIN (size, sizeof head));
  strings = GUINT32_FROM_LE (head.strings);
  copy = g_memdup2 (data, size);
  for (gsize at = sizeof (Head); at + sizeof (guint32) + strings <= size; at += sizeof (guint32)) {
    guint32 *word = (guint32 *) (gpointer) (copy + at);

    *word = GUINT32_FROM_LE (*word);
  }
  return g_bytes_new_take (copy, size);
}

gboolean
luukku_mod_table_open (LuukkuModTable *self, GBytes *bytes)
{
  g_autoptr (GBytes) kept = readable (bytes);
  gsize size, left;
  const guint8 *data = g_bytes_get_data (kept, &size);
  const Head *head = (const Head *) (gconstpointer) data;

  *self = (LuukkuModTable){ 0 };
  if (size < sizeof *head || memcmp (head->magic, MAGIC, sizeof head->magic) != 0)
    return FALSE;
  left = size - sizeof *head;
  for (guint i = 0; i < LUUKKU_MOD_SECTIONS; i++) {
    self->sections[i] = (const guint32 *) (gconstpointer) (data + size - left);
    self->words[i] = GUINT32_FROM_LE (head->words[i]);
    if (left / sizeof (guint32) < self->words[i]) {
      *self = (LuukkuModTable){ 0 };
      return FALSE;
    }
    left -= self->words[i] * sizeof (guint32);
  }
  if (left == 0 || left != GUINT32_FROM_LE (head->strings) || data[size - 1] != '\0') {
    *self = (LuukkuModTable){ 0 };
    return FALSE;
  }
  self->strings = (const char *) data + size - left;
  self->digest = head->digest;
  self->bytes = g_steal_pointer (&kept);
  return TRUE;
}

void
luukku_mod_table_close (LuukkuModTable *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  *self = (LuukkuModTable){ 0 };
}
