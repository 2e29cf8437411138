/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-signer-keys.c: what happens to the unit's key in its life: a passphrase, a successor. A new key is
 * never without the old one's word that it hands over; the two folders change places in one step. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-signer-private.h"

#include "base/luukku-error.h"
#include "evidence/luukku-chain.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>

#define ROTATION_WORD "luukku-key-rotation-1"
#define MAX_ROTATIONS 50
#define LOG_CASE "keys" /* the log entry belongs to no case */

static GMutex passphrase_lock;
static LuukkuSecret *passphrase_now; /* (nullable): wiped when replaced */

void
luukku_secret_free (LuukkuSecret *self)
{
  if (self)
    explicit_bzero (self, strlen (self));
  g_free (self);
}

void
luukku_signer_set_passphrase (const char *passphrase)
{
  LuukkuSecret *copy = passphrase && *passphrase ? g_strdup (passphrase) : NULL;

  g_mutex_lock (&passphrase_lock);
  luukku_secret_free (passphrase_now);
  passphrase_now = copy;
  g_mutex_unlock (&passphrase_lock);
}

LuukkuSecret *
luukku_signer_dup_passphrase (void)
{
  LuukkuSecret *copy;

  g_mutex_lock (&passphrase_lock);
  copy = g_strdup (passphrase_now);
  g_mutex_unlock (&passphrase_lock);
  return copy;
}

static GBytes *
load (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *data = NULL;
  gsize size;

  if (g_file_get_contents (path, &data, &size, NULL) && size <= LUUKKU_SIGNER_MAX_FILE)
    return g_bytes_new_take (g_steal_pointer (&data), size);
  luukku_set_error (error, LUUKKU_ERROR_DAMAGED,
                    N_ ("The signing key in %s is damaged; put it back from a backup."), dir);
  return NULL;
}

/* --- passphrase */

static GBytes *
encode (gnutls_x509_privkey_t key, const char *passphrase)
{
  gnutls_datum_t pem = { NULL, 0 };
  GBytes *bytes;

  if (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, passphrase,
                                         passphrase ? GNUTLS_PKCS_PBES2_AES_256 : GNUTLS_PKCS_PLAIN,
                                         &pem) < 0)
    return NULL;
  bytes = g_bytes_new (pem.data, pem.size);
  explicit_bzero (pem.data, pem.size);
  gnutls_free (pem.data);
  return bytes;
}

gboolean
luukku_signer_protect (const char *key_dir, const char *passphrase, GError **error)
{
  g_autoptr (LuukkuSigner) signer = luukku_signer_load (key_dir, error); /* says what is wrong with it */
  g_autoptr (LuukkuSecret) before = luukku_signer_dup_passphrase ();
  g_autoptr (GBytes) old = signer ? load (key_dir, LUUKKU_SIGNER_KEY, error) : NULL, new = NULL;
  gnutls_x509_privkey_t key;
  gnutls_datum_t data;
  gsize size;

  if (!old || gnutls_x509_privkey_init (&key) < 0)
    return FALSE;
  data.data = (unsigned char *) g_bytes_get_data (old, &size);
  data.size = (unsigned int) size;
  if (gnutls_x509_privkey_import2 (key, &data, GNUTLS_X509_FMT_PEM, before, 0) >= 0)
    new = encode (key, passphrase && *passphrase ? passphrase : NULL);
  gnutls_x509_privkey_deinit (key);
  if (!new) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The passphrase of the signing key could not be set; the key is as it was."));
    return FALSE;
  }
  if (!luukku_signer_write (key_dir, LUUKKU_SIGNER_KEY, new, error))
    return FALSE;
  luukku_signer_set_passphrase (passphrase);
  return TRUE;
}

/* --- rotation */

void
luukku_rotation_free (LuukkuRotation *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->statement, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self);
}

static char *
part_name (guint n, const char *ending)
{
  return g_strdup_printf ("%03u.%s", n, ending);
}

GPtrArray *
luukku_signer_list_rotations (const char *key_dir, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_rotation_free);
  g_autofree char *dir = g_build_filename (key_dir, LUUKKU_SIGNER_ROTATIONS, NULL);

  for (guint n = 1; n <= MAX_ROTATIONS; n++) {
    g_autofree char *statement = part_name (n, "txt"), *signature = part_name (n, "txt.p7s"),
                    *certificate = part_name (n, "pem");
    g_autofree char *path = g_build_filename (dir, statement, NULL);
    LuukkuRotation *step;

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      break;
    step = g_new0 (LuukkuRotation, 1);
    g_ptr_array_add (steps, step);
    if (!(step->statement = load (dir, statement, error)) ||
        !(step->signature = load (dir, signature, error)) ||
        !(step->certificate = load (dir, certificate, error)))
      return NULL;
  }
  return g_steal_pointer (&steps);
}

/* *@ret_old, *@ret_new: (transfer full). FALSE when it is no statement of ours. */
static gboolean
parse_statement (GBytes *statement, char **ret_old, char **ret_new)
{
  gsize size;
  const char *data = g_bytes_get_data (statement, &size);
  g_autofree char *text = data ? g_strndup (data, size) : g_strdup ("");
  g_auto (GStrv) parts = g_strsplit (text, " ", 5);

  if (strlen (text) != size || g_strv_length (parts) != 4 || !g_str_equal (parts[0], ROTATION_WORD) ||
      !g_str_has_suffix (parts[3], "\n") || strchr (parts[3], '\n')[1])
    return FALSE;
  *ret_old = g_strdup (parts[2]);
  *ret_new = g_strchomp (g_strdup (parts[3]));
  return TRUE;
}

gboolean
luukku_rotations_lead (GPtrArray *steps, const char *fingerprint, const char *wanted, GError **error)
{
  g_autofree char *next = NULL;
  gboolean met = !wanted || g_str_equal (wanted, fingerprint);

  for (guint i = 0; i < steps->len; i++) {
    const LuukkuRotation *step = steps->pdata[i];
    g_autofree char *old = NULL, *new = NULL, *found = NULL;

    if (!parse_statement (step->statement, &old, &new) ||
        !(found = luukku_signer_fingerprint (step->certificate, NULL)) || !g_str_equal (found, old) ||
        (next && !g_str_equal (next, old)) ||
        !luukku_signer_verify (step->certificate, step->statement, step->signature, NULL))
      break;
    met = met || g_str_equal (wanted, old);
    g_free (next);
    next = g_steal_pointer (&new);
    if (i + 1 == steps->len && met && g_str_equal (next, fingerprint))
      return TRUE;
  }
  if (!steps->len && met)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_UNVERIFIED,
      N_ ("The statements about the change of the signing key do not lead to this certificate."));
  return FALSE;
}

static gboolean
write_step (const char *dir, guint n, const LuukkuRotation *step, GError **error)
{
  g_autofree char *statement = part_name (n, "txt"), *signature = part_name (n, "txt.p7s"),
                  *certificate = part_name (n, "pem");

  return luukku_signer_write (dir, statement, step->statement, error) &&
         luukku_signer_write (dir, signature, step->signature, error) &&
         luukku_signer_write (dir, certificate, step->certificate, error);
}

/* The whole new folder, with the word of the old key as its last step. */
static gboolean
fill_folder (const char *folder, const char *key_dir, const char *organisation, gint64 now, char **ret_new,
             GError **error)
{
  g_autoptr (LuukkuSigner) signer = luukku_signer_load (key_dir, error);
  g_autoptr (GPtrArray) steps = signer ? luukku_signer_list_rotations (key_dir, error) : NULL;
  g_autofree char *dir = g_build_filename (folder, LUUKKU_SIGNER_ROTATIONS, NULL);
  g_autofree char *old = NULL, *new = NULL, *at = luukku_time_to_iso8601 (now), *text = NULL;
  g_autoptr (GBytes) key = NULL, certificate = NULL;
  LuukkuRotation *step;

  if (!steps || !(old = luukku_signer_fingerprint (luukku_signer_get_certificate (signer), error)) ||
      !luukku_signer_make_pair (organisation ? organisation : "", now, &key, &certificate, error) ||
      !(new = luukku_signer_fingerprint (certificate, error)))
    return FALSE;
  if (steps->len >= MAX_ROTATIONS || g_mkdir (dir, 0700) != 0) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The signing key could not be saved; check the folder %s."), key_dir);
    return FALSE;
  }
  step = g_new0 (LuukkuRotation, 1);
  g_ptr_array_add (steps, step);
  text = g_strdup_printf (ROTATION_WORD " %s %s %s\n", at, old, new);
  step->statement = g_bytes_new (text, strlen (text));
  step->certificate = g_bytes_ref (luukku_signer_get_certificate (signer));
  if (!(step->signature = luukku_signer_sign (signer, step->statement, now, error)))
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    if (!write_step (dir, i + 1, steps->pdata[i], error))
      return FALSE;
  *ret_new = g_steal_pointer (&new);
  return luukku_signer_write (folder, LUUKKU_SIGNER_KEY, key, error) &&
         luukku_signer_write (folder, LUUKKU_SIGNER_CERTIFICATE, certificate, error);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_equal (name, LUUKKU_SIGNER_ROTATIONS))
      remove_folder (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

typedef struct {
  const char *actor, *fingerprint, *folder, *key_dir;
  gboolean changed; /* (out) */
} Rotating;

/* The log says it before the folders change places; when they cannot, the entry is undone with it. */
static gboolean
change_places (LuukkuStore *store, gpointer data, GError **error)
{
  Rotating *self = data;
  GVariantBuilder content;

  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&content, "{sv}", "signer_sha256", g_variant_new_string (self->fingerprint));
  if (!luukku_chain_append (store, LOG_CASE, "key-rotation", self->actor, g_variant_builder_end (&content),
                            NULL, error))
    return FALSE;
  self->changed = renameat2 (AT_FDCWD, self->folder, AT_FDCWD, self->key_dir, RENAME_EXCHANGE) == 0;
  if (self->changed)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_FAILED,
                    N_ ("The signing key could not be saved; check the folder %s."), self->key_dir);
  return FALSE;
}

gboolean
luukku_signer_rotate (LuukkuStore *store, const char *key_dir, const char *organisation, const char *actor,
                      char **ret_fingerprint, GError **error)
{
  g_autofree char *folder = g_strconcat (key_dir, ".XXXXXX", NULL), *new = NULL;
  Rotating rotating = { actor, NULL, folder, key_dir, FALSE };
  gboolean done;

  if (!g_mkdtemp_full (folder, 0700)) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The signing key could not be saved; check the folder %s."), key_dir);
    return FALSE;
  }
  done = fill_folder (folder, key_dir, organisation, luukku_clock_now (luukku_store_get_clock (store)), &new,
                      error);
  rotating.fingerprint = new;
  done = done && luukku_store_transaction (store, change_places, &rotating, error);
  if (!done && rotating.changed) /* the commit failed: the log does not know the new key */
    renameat2 (AT_FDCWD, folder, AT_FDCWD, key_dir, RENAME_EXCHANGE);
  remove_folder (folder); /* the old key, or what was not used */
  if (done && ret_fingerprint)
    *ret_fingerprint = g_steal_pointer (&new);
  return done;
}
