/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-passphrase.c: where the passphrase of the signing key comes from: a file, an open descriptor,
 * or a person at the terminal, who does not see it while typing. Never an argument or the environment: both
 * can be read by others. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "evidence/luukku-package.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_PASSPHRASE 1024 /* bytes */
#define TERMINAL "/dev/tty"

void
tool_passphrase_clear (ToolPassphrase *self)
{
  g_clear_pointer (&self->file, g_free);
}

void
tool_wipe (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* The first line, without its end. */
static char *
read_line (int fd, GError **error)
{
  char text[MAX_PASSPHRASE + 1];
  gsize used = 0;
  gssize got = 0;
  char *line = NULL;

  while (used < sizeof text && (got = read (fd, text + used, 1)) != 0) {
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0 || text[used] == '\n')
      break;
    used++;
  }
  if (used > 0 && used < sizeof text && text[used - 1] == '\r')
    used--;
  if (got >= 0 && used > 0 && used < sizeof text && memchr (text, '\0', used) == NULL)
    line = g_strndup (text, used);
  explicit_bzero (text, sizeof text);
  if (line == NULL)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("No passphrase could be read: its first line must have 1 to %d bytes."),
                      MAX_PASSPHRASE);
  return line;
}

static char *
read_file (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  char *line;

  if (fd < 0) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("The file with the passphrase, %s, cannot be read (%s). Check its name."), path,
                      g_strerror (errno));
    return NULL;
  }
  line = read_line (fd, error);
  close (fd);
  return line;
}

static char *
ask (const char *question, GError **error)
{
  int fd = open (TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY);
  struct termios seen, hidden;
  char *line = NULL;

  if (fd >= 0 && tcgetattr (fd, &seen) == 0) {
    hidden = seen;
    hidden.c_lflag &= ~(tcflag_t) ECHO;
    if (tcsetattr (fd, TCSAFLUSH, &hidden) == 0) {
      g_autofree char *shown = g_strconcat (question, " ", NULL);

      if (write (fd, shown, strlen (shown)) >= 0)
        line = read_line (fd, error);
      tcsetattr (fd, TCSAFLUSH, &seen);
      if (write (fd, "\n", 1) < 0)
        g_debug ("the terminal is gone");
    }
  } else {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("The signing key is protected by a passphrase. Give it with --passphrase-file=FILE, or "
            "use a terminal."));
  }
  if (fd >= 0)
    close (fd);
  return line;
}

static char *
get_passphrase (const ToolPassphrase *from, const char *question, GError **error)
{
  if (from->file != NULL)
    return read_file (from->file, error);
  if (from->fd > 0)
    return read_line (from->fd, error);
  return ask (question, error);
}

gboolean
tool_unlock_key (LuukkuStore *store, const ToolPassphrase *from, GError **error)
{
  g_autofree char *key_dir = luukku_signer_default_dir (luukku_store_get_path (store));
  char *passphrase;
  gboolean opened;

  if (!luukku_signer_is_locked (key_dir))
    return TRUE;
  passphrase = get_passphrase (from, _ ("Passphrase of the signing key:"), error);
  if (passphrase == NULL)
    return FALSE;
  opened = luukku_signer_unlock (key_dir, passphrase, error);
  tool_wipe (passphrase);
  return opened;
}

char *
tool_new_passphrase (const char *file, GError **error)
{
  char *first =
      file != NULL ? read_file (file, error) : ask (_ ("New passphrase of the signing key:"), error);
  char *again = NULL;

  if (first == NULL || file != NULL)
    return first;
  again = ask (_ ("The same again:"), error);
  if (again != NULL && !g_str_equal (first, again)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The two passphrases are not the same; the key is as it was. Try again."));
    g_clear_pointer (&again, tool_wipe);
  }
  if (again == NULL)
    g_clear_pointer (&first, tool_wipe);
  tool_wipe (again);
  return first;
}
