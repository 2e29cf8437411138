/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-checkpoint.c: makes checkpoints of the log, writes them where they leave the machine, and says when
 * the newest is old. Sends nothing anywhere by itself. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-checkpoint.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-signer.h"
#include "store/luukku-store-evidence.h"

#include <gio/gio.h>

#include <errno.h>
#include <string.h>

#define CERTIFICATE_NAME "luukku-signer.pem"
#define MAX_LINE 512
#define MAX_SIGNATURE 65536

/* --- making */

static LuukkuCheckpointRow *
sign_entry (LuukkuStore *store, LuukkuSigner *signer, const LuukkuLogHeader *entry, const char *way,
            GError **error)
{
  g_autoptr (LuukkuCheckpointRow) row = g_new0 (LuukkuCheckpointRow, 1);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *at = NULL;

  row->seq = entry->seq;
  row->at = luukku_clock_now (luukku_store_get_clock (store));
  at = luukku_time_to_iso8601 (row->at);
  row->line = luukku_chain_checkpoint_line (entry->seq, at, entry->hash);
  row->way = g_strdup (way);
  bytes = g_bytes_new (row->line, strlen (row->line));
  row->signature = luukku_signer_sign (signer, bytes, row->at, error);
  return row->signature != NULL ? g_steal_pointer (&row) : NULL;
}

static LuukkuCheckpointRow *
sign_head (LuukkuStore *store, LuukkuSigner *signer, const char *way, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuLogHeader) head = luukku_store_get_log_head (store, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (head == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("The evidence log is still empty, so there is nothing to make a checkpoint of."));
    return NULL;
  }
  return sign_entry (store, signer, head, way, error);
}

static LuukkuSigner *
get_signer (LuukkuStore *store, const char *key_dir, const char *organisation, GError **error)
{
  return luukku_signer_ensure (key_dir, organisation, luukku_store_get_clock (store), NULL, error)
             ? luukku_signer_load (key_dir, error)
             : NULL;
}

LuukkuCheckpointRow *
luukku_checkpoint_sign (LuukkuStore *store, const char *key_dir, const char *organisation,
                        const LuukkuLogHeader *entry, const char *way, GError **error)
{
  g_autoptr (LuukkuSigner) signer = get_signer (store, key_dir, organisation, error);

  return signer != NULL ? sign_entry (store, signer, entry, way, error) : NULL;
}

LuukkuCheckpointRow *
luukku_checkpoint_make (LuukkuStore *store, const char *key_dir, const char *organisation, const char *way,
                        GError **error)
{
  g_autoptr (LuukkuSigner) signer = get_signer (store, key_dir, organisation, error);
  g_autoptr (LuukkuCheckpointRow) row = signer != NULL ? sign_head (store, signer, way, error) : NULL;

  return row != NULL && luukku_store_add_checkpoint (store, row, error) ? g_steal_pointer (&row) : NULL;
}

/* --- writing */

static gboolean
write_file (const char *folder, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GError *problem = NULL;

  if (g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, &problem))
    return TRUE;
  luukku_error_take_gio (
      error, problem,
      N_ ("The checkpoint cannot be written into %s. Check the folder and your right to write there."),
      folder);
  return FALSE;
}

static gboolean
write_files (LuukkuSigner *signer, const LuukkuCheckpointRow *row, const char *folder, char **ret_path,
             GError **error)
{
  g_autofree char *name = g_strdup_printf ("luukku-checkpoint-%" G_GINT64_FORMAT ".txt", row->seq);
  g_autofree char *signature = g_strconcat (name, ".p7s", NULL);
  g_autoptr (GBytes) line = g_bytes_new (row->line, strlen (row->line));

  if (!luukku_make_private_dir (folder, error) || !write_file (folder, name, line, error) ||
      !write_file (folder, signature, row->signature, error) ||
      !write_file (folder, CERTIFICATE_NAME, luukku_signer_get_certificate (signer), error))
    return FALSE;
  if (ret_path != NULL)
    *ret_path = g_build_filename (folder, name, NULL);
  return TRUE;
}

gboolean
luukku_checkpoint_write (LuukkuStore *store, const char *key_dir, const char *organisation,
                         const char *folder, const char *way, char **ret_path, GError **error)
{
  g_autoptr (LuukkuSigner) signer = get_signer (store, key_dir, organisation, error);
  g_autoptr (LuukkuCheckpointRow) row = signer != NULL ? sign_head (store, signer, way, error) : NULL;

  return row != NULL && write_files (signer, row, folder, ret_path, error) &&
         luukku_store_add_checkpoint (store, row, error);
}

char *
luukku_checkpoint_letter (const LuukkuCheckpointRow *row, const char *fingerprint)
{
  return g_strdup_printf (
      /* TRANSLATORS: a letter to the municipality's registry. The first %s is one line of digits and letters,
       * the second the fingerprint of a certificate. */
      luukku_tr (
          N_ ("Checkpoint of the evidence log\n\n%s\nCertificate SHA-256: %s\n\nPlease register this "
              "message and keep it. It holds no personal data. Whoever has it can later show that nothing "
              "in the evidence log was changed or left out up to this moment.\n")),
      row->line, fingerprint != NULL ? fingerprint : "-");
}

/* --- reading */

static GBytes *
read_file (const char *path, gsize most, GError **error)
{
  g_autofree char *text = NULL;
  GError *problem = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, &problem)) {
    luukku_error_take_gio (error, problem, N_ ("The checkpoint %s cannot be read. Check its name."), path);
    return NULL;
  }
  if (size <= most)
    return g_bytes_new_take (g_steal_pointer (&text), size);
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      N_ ("That is no checkpoint of an evidence log. Give the line as it was printed or mailed."));
  return NULL;
}

char *
luukku_checkpoint_load (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *certificate_path = g_build_filename (folder, CERTIFICATE_NAME, NULL);
  g_autofree char *signature_path = g_strconcat (path, ".p7s", NULL);
  g_autoptr (GBytes) line = read_file (path, MAX_LINE, error);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) certificate = NULL;

  if (line == NULL)
    return NULL;
  if (g_file_test (signature_path, G_FILE_TEST_EXISTS) &&
      g_file_test (certificate_path, G_FILE_TEST_EXISTS)) {
    signature = read_file (signature_path, MAX_SIGNATURE, error);
    certificate = signature != NULL ? read_file (certificate_path, MAX_SIGNATURE, error) : NULL;
    if (certificate == NULL || !luukku_signer_verify (certificate, line, signature, error))
      return NULL;
  }
  return g_strndup (g_bytes_get_data (line, NULL), g_bytes_get_size (line));
}

/* --- is it old */

typedef struct {
  char *at; /* of the first entry after the checkpoint (nullable) */
} After;

static gboolean
on_after (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  After *after = data;

  after->at = g_strdup (header->at);
  return TRUE;
}

/* Returns: (transfer none) (nullable): the newest that surely left; a record may never have been printed. */
static const LuukkuCheckpointRow *
find_sent (GPtrArray *rows)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuCheckpointRow *row = rows->pdata[i];

    if (!g_str_equal (row->way, "paper"))
      return row;
  }
  return NULL;
}

char *
luukku_checkpoint_get_notice (LuukkuStore *store)
{
  g_autoptr (GPtrArray) newest = luukku_store_list_checkpoints (store, 0, NULL);
  const LuukkuCheckpointRow *row = find_sent (newest);
  gint64 next = row != NULL ? row->seq + 1 : 1, since = 0;
  After after = { NULL };
  gboolean old = luukku_store_walk_log (store, next, next, on_after, &after, NULL) && after.at != NULL &&
                 luukku_time_from_iso8601 (after.at, &since, NULL) &&
                 luukku_clock_now (luukku_store_get_clock (store)) - since >
                     LUUKKU_CHECKPOINT_MAX_AGE_DAYS * G_TIME_SPAN_DAY;

  g_free (after.at);
  if (!old)
    return NULL;
  if (row == NULL)
    return g_strdup (luukku_tr (N_ (
        "No checkpoint of the evidence log has left this computer yet. Write one into a folder outside it or "
        "mail one to the registry: without it nobody can show that the log is whole.")));
  return g_strdup (luukku_tr (N_ ("The newest checkpoint of the evidence log is more than a week old. Write "
                                  "one into a folder outside this "
                                  "computer or mail one to the registry.")));
}
