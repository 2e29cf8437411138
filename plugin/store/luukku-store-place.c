/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-place.c: where a store may be, and whether a file is one, found out without the engine so that
 * a stranger's file is never touched. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-private.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

/* statfs(2): numbers of file systems whose locks and shared memory do not reach other machines. */
#define MAGIC_NFS 0x6969
#define MAGIC_SMB 0x517B
#define MAGIC_CIFS 0xFF534D42
#define MAGIC_SMB2 0xFE534D42
#define MAGIC_NCP 0x564C
#define MAGIC_AFS 0x5346414F
#define MAGIC_CODA 0x73757245
#define MAGIC_CEPH 0x00C36400
#define MAGIC_FUSE 0x65735546

#define MOUNTINFO "/proc/self/mountinfo"

/* The file's first bytes, SQLite's file format section 1.3. */
#define HEADER_SIZE 100
#define HEADER_APPLICATION_ID 68
static const char header_start[16] = "SQLite format 3";

static const gint64 network_magics[] = {
  MAGIC_NFS, MAGIC_SMB, MAGIC_CIFS, MAGIC_SMB2, MAGIC_NCP, MAGIC_AFS, MAGIC_CODA, MAGIC_CEPH,
};

/* FUSE also carries local ones (encrypted folders, NTFS), so its type decides. */
static const char *const network_fuse_types[] = {
  "fuse.cephfs",    "fuse.curlftpfs",  "fuse.davfs",  "fuse.davfs2",
  "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs",
  "fuse.smbnetfs",  "fuse.sshfs",      NULL,
};

gboolean
luukku_place_is_network (gint64 magic, const char *type)
{
  gint64 low = magic & 0xFFFFFFFF; /* f_type is signed on some machines */

  for (gsize i = 0; i < G_N_ELEMENTS (network_magics); i++) {
    if (low == network_magics[i])
      return TRUE;
  }
  return low == MAGIC_FUSE && type != NULL && g_strv_contains (network_fuse_types, type);
}

char *
luukku_place_find_mount_type (const char *mountinfo, const char *device)
{
  g_auto (GStrv) lines = g_strsplit (mountinfo, "\n", -1);
  char *type = NULL;

  /* "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw": proc(5) */
  for (gsize i = 0; lines[i] != NULL && type == NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
    const char *after = strstr (lines[i], " - ");

    if (g_strv_length (fields) > 3 && g_str_equal (fields[2], device) && after != NULL)
      type = g_strndup (after + 3, strcspn (after + 3, " "));
  }
  return type;
}

static gboolean
is_on_network (const char *folder)
{
  struct statfs system;
  struct stat status;
  g_autofree char *mountinfo = NULL;
  g_autofree char *device = NULL;
  g_autofree char *type = NULL;

  if (statfs (folder, &system) != 0)
    return FALSE; /* opening will tell why */
  if ((system.f_type & 0xFFFFFFFF) == MAGIC_FUSE && stat (folder, &status) == 0 &&
      g_file_get_contents (MOUNTINFO, &mountinfo, NULL, NULL)) {
    device = g_strdup_printf ("%u:%u", major (status.st_dev), minor (status.st_dev));
    type = luukku_place_find_mount_type (mountinfo, device);
  }
  return luukku_place_is_network (system.f_type, type);
}

static gboolean
check_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  /* A folder that is still to be made is where its nearest parent is. */
  while (!g_file_test (folder, G_FILE_TEST_EXISTS)) {
    g_autofree char *below = g_steal_pointer (&folder);

    folder = g_path_get_dirname (below);
    if (g_str_equal (folder, below))
      break;
  }
  if (!is_on_network (folder))
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_REFUSED,
      N_ ("The store %s would be on a network drive, where it can be damaged. Choose a folder on this "
          "computer's own disk."),
      path);
  return FALSE;
}

static gboolean
fail_errno (const char *path, int code, GError **error)
{
  LuukkuError kind = LUUKKU_ERROR_FAILED;

  if (code == ENOSPC || code == EDQUOT)
    kind = LUUKKU_ERROR_DISK_FULL;
  else if (code == EACCES || code == EPERM || code == EROFS)
    kind = LUUKKU_ERROR_READ_ONLY;
  luukku_set_error (
      error, kind,
      N_ ("The store %s cannot be opened (%s). Check that its folder exists and that you may write "
          "there."),
      path, g_strerror (code));
  return FALSE;
}

static gssize
read_header (int file, guint8 *header)
{
  gsize done = 0;

  while (done < HEADER_SIZE) {
    gssize got = pread (file, header + done, HEADER_SIZE - done, (off_t) done);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return -1;
    if (got == 0)
      break;
    done += (gsize) got;
  }
  return (gssize) done;
}

static gboolean
check_header (const char *path, const guint8 *header, gsize size, GError **error)
{
  guint32 id;

  if (size < HEADER_SIZE || memcmp (header, header_start, sizeof header_start) != 0) {
    luukku_set_error (
        error, LUUKKU_ERROR_DAMAGED,
        N_ ("The file %s is damaged or is no store of Luukku. Nothing in it was changed. Restore a "
            "backup copy of it, or ask your ICT support."),
        path);
    return FALSE;
  }
  memcpy (&id, header + HEADER_APPLICATION_ID, sizeof id);
  if (GUINT32_FROM_BE (id) == LUUKKU_STORE_APPLICATION_ID)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_REFUSED,
      N_ ("The file %s belongs to another program. Nothing in it was changed. Choose another file for "
          "the store."),
      path);
  return FALSE;
}

gboolean
luukku_place_examine (const char *path, LuukkuPlace *ret_place, GError **error)
{
  guint8 header[HEADER_SIZE];
  struct stat status;
  gssize size;
  int file;

  if (!check_folder (path, error))
    return FALSE;
  file = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0 && errno == ENOENT) {
    *ret_place = LUUKKU_PLACE_MISSING;
    return TRUE;
  }
  if (file < 0)
    return fail_errno (path, errno, error);
  if (fstat (file, &status) == 0 && !S_ISREG (status.st_mode)) {
    close (file);
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("%s is not a file. Give the name of a file for the store."), path);
    return FALSE;
  }
  size = read_header (file, header);
  if (size < 0) {
    int code = errno;

    close (file);
    return fail_errno (path, code, error);
  }
  close (file);
  if (size > 0 && !check_header (path, header, (gsize) size, error))
    return FALSE;
  *ret_place = size == 0 ? LUUKKU_PLACE_MISSING : LUUKKU_PLACE_OURS;
  return TRUE;
}

gboolean
luukku_place_create (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int file;

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR) && !luukku_make_private_dir (folder, error))
    return FALSE;
  file = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0)
    return fail_errno (path, errno, error);
  close (file);
  return TRUE;
}
