/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-drop-folder.c: the folder into which a web form's server puts one file a submission. All of it
 * through the folder's own descriptor, so that no name leads out of it. */
#define G_LOG_DOMAIN "luukku"

#include "drop/luukku-drop-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapter/luukku-json.h"
#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "model/luukku-fault.h"

#define SUFFIX ".json"
#define PREFIX 12       /* hex digits of a digest before a name in "done" */
#define MAX_NAMES 10000 /* looked at in one sweep */
#define MAX_NAME 200    /* bytes */

/* A file that could not be read whole, and since when it is like that. */
typedef struct {
  gint64 size, written, since;
} Waiting;

struct _LuukkuDropFolder {
  char *path;
  LuukkuClock *clock;  /* (ref) */
  GHashTable *waiting; /* name → Waiting */
};

void
luukku_drop_file_free (LuukkuDropFile *self)
{
  g_free (self->name);
  g_free (self->digest);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

LuukkuDropFolder *
luukku_drop_folder_new (const char *path, LuukkuClock *clock)
{
  LuukkuDropFolder *self = g_new0 (LuukkuDropFolder, 1);

  self->path = g_strdup (path);
  self->clock = g_object_ref (clock);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
luukku_drop_folder_free (LuukkuDropFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_object_unref (self->clock);
  g_hash_table_unref (self->waiting);
  g_free (self);
}

/* --- faults */

static void
set_unreachable (int code, GError **error)
{
  const LuukkuFaultInfo info = { .retryable = TRUE };

  /* TRANSLATORS: %s is the system's own words: "Permission denied". */
  luukku_fault_set (
      error, LUUKKU_FAULT_NETWORK, &info,
      N_ ("The folder of the web form cannot be read: %s. Look whether it is there and the network drive is "
          "connected; Luukku tries again by itself."),
      g_strerror (code));
}

static void
set_unwritable (int code, GError **error)
{
  const LuukkuFaultInfo info = { .retryable = TRUE };

  /* TRANSLATORS: %s is the system's own words: "No space left on device". */
  luukku_fault_set (error, LUUKKU_FAULT_SERVER, &info,
                    N_ ("What was taken in cannot be moved within the folder of the web form: %s. Make room "
                        "or give the right "
                        "to write there; no message is lost or taken in twice."),
                    g_strerror (code));
}

/* --- names and descriptors */

gboolean
luukku_drop_is_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  return length > 0 && length <= MAX_NAME && name[0] != '.' && strchr (name, '/') == NULL &&
         strpbrk (name, "\r\n") == NULL && g_utf8_validate (name, -1, NULL);
}

/* Returns: a descriptor, -1 with a fault. */
static int
open_folder (LuukkuDropFolder *self, GError **error)
{
  int folder = open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (folder < 0)
    set_unreachable (errno, error);
  return folder;
}

/* Made when it is not there; a link of that name is not followed. Returns: a descriptor, -1 with errno. */
static int
open_inner (int folder, const char *name)
{
  if (mkdirat (folder, name, 0700) != 0 && errno != EEXIST)
    return -1;
  return openat (folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
}

#define auto_fd __attribute__ ((cleanup (close_fd))) int

/* A plain file that is there now: no link, no device, no pipe. Returns: a descriptor, -1 with errno (ELOOP,
 * EISDIR: it is something else). */
static int
open_plain (int folder, const char *name, struct stat *ret_facts)
{
  int file = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  int code;

  if (file < 0)
    return -1;
  if (fstat (file, ret_facts) == 0 && S_ISREG (ret_facts->st_mode))
    return file;
  code = S_ISDIR (ret_facts->st_mode) ? EISDIR : ELOOP;
  close (file);
  errno = code;
  return -1;
}

/* Returns: (transfer full) (nullable): at most @max bytes; NULL when there are more or they cannot be read.
 */
static GBytes *
read_all (int file, gsize max)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[16384];
  gssize got;

  while ((got = read (file, buffer, sizeof buffer)) != 0) {
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0 || bytes->len + (gsize) got > max)
      return NULL;
    g_byte_array_append (bytes, buffer, (guint) got);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
luukku_drop_folder_check (LuukkuDropFolder *self, GError **error)
{
  auto_fd folder = open_folder (self, error);
  auto_fd done = folder >= 0 ? open_inner (folder, LUUKKU_DROP_DONE) : -1;
  auto_fd rejected = done >= 0 ? open_inner (folder, LUUKKU_DROP_REJECTED) : -1;

  if (folder < 0)
    return FALSE;
  if (done >= 0 && rejected >= 0 && faccessat (folder, ".", W_OK | X_OK, 0) == 0)
    return TRUE;
  luukku_fault_set (error, LUUKKU_FAULT_PERMISSION, &(LuukkuFaultInfo){ .permission = TRUE },
                    N_ ("Luukku may not write in the folder of the web form, where it puts away what was "
                        "taken in. Have the "
                        "right to write there given, then enable the account again."));
  return FALSE;
}

/* --- moving */

/* Returns: (transfer full): the name inside "done" or "rejected": a second one of the same name is another
 * file. */
static char *
inner_name (const char *digest, const char *name)
{
  return g_strdup_printf ("%.*s-%s", PREFIX, digest, name);
}

/* What is not there any more was moved before. */
static gboolean
move (int folder, const char *inner, const char *name, const char *digest, GError **error)
{
  auto_fd there = open_inner (folder, inner);
  g_autofree char *to = inner_name (digest, name);

  if (there >= 0 && (renameat (folder, name, there, to) == 0 || errno == ENOENT))
    return TRUE;
  set_unwritable (errno, error);
  return FALSE;
}

static gboolean
is_still (int folder, const char *name, const char *digest)
{
  struct stat facts;
  auto_fd file = open_plain (folder, name, &facts);
  g_autoptr (GBytes) bytes = file >= 0 ? read_all (file, LUUKKU_DROP_MAX_FILE) : NULL;
  g_autofree char *now = bytes != NULL ? luukku_digest_bytes (bytes) : NULL;

  return g_strcmp0 (now, digest) == 0;
}

gboolean
luukku_drop_folder_done (LuukkuDropFolder *self, const char *name, const char *digest,
                         const char *const *files, GError **error)
{
  auto_fd folder = open_folder (self, error);

  if (folder < 0)
    return FALSE;
  if (!luukku_drop_is_name (name) ||
      !is_still (folder, name, digest)) /* gone, or another one that is read next */
    return TRUE;
  for (guint i = 0; files != NULL && files[i] != NULL; i++) {
    struct stat facts;
    auto_fd file = luukku_drop_is_name (files[i]) ? open_plain (folder, files[i], &facts) : -1;

    if (file >= 0 && !move (folder, LUUKKU_DROP_DONE, files[i], digest, error))
      return FALSE;
  }
  return move (folder, LUUKKU_DROP_DONE, name, digest, error);
}

/* The note is for who looks after the form. */
static void
write_note (int folder, const char *name, const char *digest, const char *reason)
{
  auto_fd there = open_inner (folder, LUUKKU_DROP_REJECTED);
  g_autofree char *inner = inner_name (digest, name);
  g_autofree char *note = g_strconcat (inner, ".txt", NULL);
  auto_fd file =
      there >= 0 ? openat (there, note, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;

  if (file >= 0 && (write (file, reason, strlen (reason)) < 0 || write (file, "\n", 1) < 0))
    g_debug ("a note in the drop folder was not written: %d", errno);
}

gboolean
luukku_drop_folder_reject (LuukkuDropFolder *self, const char *name, const char *digest, const char *reason,
                           GError **error)
{
  auto_fd folder = open_folder (self, error);

  if (folder < 0)
    return FALSE;
  if (!move (folder, LUUKKU_DROP_REJECTED, name, digest, error))
    return FALSE;
  write_note (folder, name, digest, reason);
  return TRUE;
}

/* --- looking */

/* Somebody may still be writing it. Returns: whether the time to wait is over. */
static gboolean
has_waited (LuukkuDropFolder *self, const char *name, const struct stat *facts)
{
  gint64 now = luukku_clock_now (self->clock);
  gint64 written = facts->st_mtim.tv_sec * G_TIME_SPAN_SECOND + facts->st_mtim.tv_nsec / 1000;
  Waiting *waiting = g_hash_table_lookup (self->waiting, name);

  if (waiting != NULL && waiting->size == facts->st_size && waiting->written == written)
    return now - waiting->since >= LUUKKU_DROP_PATIENCE;
  waiting = g_new0 (Waiting, 1);
  waiting->size = facts->st_size;
  waiting->written = written;
  waiting->since = now;
  g_hash_table_replace (self->waiting, g_strdup (name), waiting);
  return FALSE;
}

static gboolean
looks_whole (GBytes *bytes)
{
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root);
}

/* Something that can never be a submission is told from one that is not whole yet. Returns: (transfer full)
 * (nullable). */
static LuukkuDropFile *
look_at (LuukkuDropFolder *self, int folder, const char *name)
{
  struct stat facts = { 0 };
  auto_fd file = open_plain (folder, name, &facts);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *digest = NULL;
  const char *reason = NULL;
  LuukkuDropFile *found;

  if (file < 0) /* gone, a link, a folder, not readable: left alone */
    return NULL;
  bytes = read_all (file, LUUKKU_DROP_MAX_FILE);
  if (bytes == NULL && facts.st_size > LUUKKU_DROP_MAX_FILE)
    reason = luukku_tr (N_ (
        "This file is larger than a submission may be, so it was not taken in. Put attachments beside it as "
        "files of their own."));
  else if (bytes != NULL && !looks_whole (bytes))
    reason = luukku_tr (N_ (
        "This file is no whole JSON object, so it was not taken in. Write it under another name and rename "
        "it when it is whole."));
  digest = bytes != NULL ? luukku_digest_bytes (bytes) : luukku_digest_text (name);
  if (reason != NULL && has_waited (self, name, &facts) &&
      luukku_drop_folder_reject (self, name, digest, reason, NULL))
    g_hash_table_remove (self->waiting, name);
  if (reason != NULL || bytes == NULL)
    return NULL;
  found = g_new0 (LuukkuDropFile, 1);
  found->name = g_strdup (name);
  found->digest = g_steal_pointer (&digest);
  found->bytes = g_steal_pointer (&bytes);
  found->written = facts.st_mtim.tv_sec * G_TIME_SPAN_SECOND + facts.st_mtim.tv_nsec / 1000;
  return found;
}

/* Returns: (transfer full): names, sorted: what a server numbers comes in its order. */
static GPtrArray *
list_names (LuukkuDropFolder *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, &local);
  GPtrArray *names;
  const char *name;

  if (dir == NULL) {
    set_unreachable (errno != 0 ? errno : ENOENT, error);
    return NULL;
  }
  names = g_ptr_array_new_with_free_func (g_free);
  while (names->len < MAX_NAMES && (name = g_dir_read_name (dir)) != NULL) {
    if (luukku_drop_is_name (name) && g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  }
  return names;
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gint
by_time (gconstpointer a, gconstpointer b)
{
  const LuukkuDropFile *one = *(LuukkuDropFile *const *) a, *other = *(LuukkuDropFile *const *) b;

  if (one->written != other->written)
    return one->written < other->written ? -1 : 1;
  return strcmp (one->name, other->name);
}

GPtrArray *
luukku_drop_folder_list (LuukkuDropFolder *self, GHashTable *known, gboolean *ret_more, GError **error)
{
  auto_fd folder = open_folder (self, error);
  g_autoptr (GPtrArray) names = folder >= 0 ? list_names (self, error) : NULL;
  GPtrArray *files;

  if (names == NULL)
    return NULL;
  g_ptr_array_sort (names, by_name);
  files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_drop_file_free);
  *ret_more = FALSE;
  for (guint i = 0; i < names->len; i++) {
    LuukkuDropFile *file;

    if (files->len >= LUUKKU_DROP_MAX_BATCH) {
      *ret_more = TRUE;
      break;
    }
    file = look_at (self, folder, names->pdata[i]);
    if (file != NULL && known != NULL && g_hash_table_contains (known, file->digest))
      g_clear_pointer (&file, luukku_drop_file_free);
    if (file != NULL)
      g_ptr_array_add (files, file);
  }
  g_ptr_array_sort (files, by_time);
  return files;
}

/* --- attachments */

GBytes *
luukku_drop_folder_read (LuukkuDropFolder *self, const char *name, const char *digest, guint64 max,
                         GError **error)
{
  auto_fd folder = open_folder (self, error);
  auto_fd done = folder >= 0 ? open_inner (folder, LUUKKU_DROP_DONE) : -1;
  g_autofree char *moved = inner_name (digest, name);
  struct stat facts = { 0 };
  auto_fd file = folder >= 0 && luukku_drop_is_name (name) ? open_plain (folder, name, &facts) : -1;
  auto_fd later = file < 0 && done >= 0 && luukku_drop_is_name (name) ? open_plain (done, moved, &facts) : -1;
  GBytes *bytes = NULL;

  if (folder < 0)
    return NULL;
  if (file >= 0 || later >= 0)
    bytes = read_all (file >= 0 ? file : later, (gsize) max);
  if (bytes != NULL)
    return bytes;
  if ((file >= 0 || later >= 0) && (guint64) facts.st_size > max) {
    luukku_fault_set (
        error, LUUKKU_FAULT_TOO_LONG, NULL,
        N_ ("A file beside the submission is larger than the limit, so it was not taken in. It stays in the "
            "folder."));
    return NULL;
  }
  luukku_fault_set (error, LUUKKU_FAULT_GONE, &(LuukkuFaultInfo){ .gone = TRUE },
                    N_ ("A file that the submission names is not in the folder, or may not be read."));
  return NULL;
}
