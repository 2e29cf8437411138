/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fake-mail.c: mail servers in memory: pairs of sockets whose other ends the main loop serves. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-fake-mail.h"

#include <string.h>
#include <sys/socket.h>

#include "mail/luukku-mail-stream.h"

#define END_OF_LETTER "(letter)" /* what a transcript calls the letter itself */

/* One connection, our end. */
typedef struct {
  GSocket *socket;
  GSource *source;
  GString *line;
  gboolean smtp;
  gboolean in_letter;
  char *tag;     /* of the newest command */
  gsize literal; /* bytes of the client's literal that are still to come */
} Peer;

static char *transcripts[2]; /* IMAP, SMTP: as text */
static char *hang_words;
static GString *said;
static GPtrArray *peers;

static void
peer_free (Peer *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_object_unref (self->socket);
  g_string_free (self->line, TRUE);
  g_free (self->tag);
  g_free (self);
}

static char *
read_file (const char *name, gsize *ret_size)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "mail", name, NULL);
  g_autoptr (GError) error = NULL;
  char *data = NULL;

  g_file_get_contents (path, &data, ret_size, &error);
  g_assert_no_error (error);
  return data;
}

static void
send_all (Peer *self, const char *data, gsize size)
{
  while (size > 0) {
    gssize done = g_socket_send (self->socket, data, size, NULL, NULL);

    if (done <= 0) /* the client has gone */
      return;
    data += done;
    size -= (gsize) done;
  }
}

/* "S:" lines: @tag for "%t", files for "@NAME". */
static void
add_line (GString *all, const char *line, const char *tag)
{
  g_autoptr (GString) out = g_string_new (line);
  char *at;

  g_string_replace (out, "%t", tag, 0);
  at = strchr (out->str, '@');
  if (at != NULL && strstr (at, ".eml") != NULL) {
    gsize length = strcspn (at + 1, ") "), size = 0;
    g_autofree char *name = g_strndup (at + 1, length);
    g_autofree char *data = read_file (name, &size);

    g_string_append_printf (all, "%.*s{%" G_GSIZE_FORMAT "}\r\n", (int) (at - out->str), out->str, size);
    g_string_append_len (all, data, (gssize) size);
    g_string_append (all, at + 1 + length);
  } else {
    g_string_append_len (all, out->str, (gssize) out->len);
  }
  g_string_append (all, "\r\n");
}

/* Plays the block for what the client said. */
static void
play_block (Peer *self, const char *words, const char *tag)
{
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) out = g_string_new (NULL); /* at once: a socket takes few small pieces */
  gboolean mine = FALSE, closes = FALSE;

  if (hang_words != NULL && strstr (words, hang_words) != NULL)
    return;
  g_assert_nonnull (transcripts[self->smtp]);
  lines = g_strsplit (transcripts[self->smtp], "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "C: ")) {
      if (mine)
        break;
      mine = strstr (words, lines[i] + 3) != NULL;
    } else if (mine && g_str_equal (lines[i], "S: (close)")) {
      closes = TRUE;
    } else if (mine && g_str_has_prefix (lines[i], "S: ") && !g_str_equal (lines[i], "S: (hang)")) {
      if (g_str_has_prefix (lines[i], "S: 354 "))
        self->in_letter = TRUE;
      add_line (out, lines[i] + 3, tag);
    }
  }
  send_all (self, out->str, out->len);
  if (closes)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  if (!mine)
    g_error ("no block of the transcript fits: %s", words);
}

static void
handle_line (Peer *self, const char *line)
{
  const char *space = strchr (line, ' ');
  const char *brace = strrchr (line, '{');

  if (self->literal > 0) {
    self->literal -= MIN (self->literal, strlen (line) + 2);
    return;
  }
  if (self->in_letter) {
    if (g_str_equal (line, ".")) {
      self->in_letter = FALSE;
      play_block (self, END_OF_LETTER, "");
    }
    return;
  }
  g_string_append_printf (said, "%s\n", line);
  if (self->smtp) {
    play_block (self, line, "");
    return;
  }
  if (brace != NULL && g_str_has_suffix (line, "}"))
    self->literal = g_ascii_strtoull (brace + 1, NULL, 10);
  if (space == NULL) { /* an answer to a challenge, or DONE: the command that asked is answered now */
    play_block (self, g_str_equal (line, "DONE") ? line : "(response)", self->tag != NULL ? self->tag : "");
    return;
  }
  g_free (self->tag);
  self->tag = g_strndup (line, (gsize) (space - line));
  play_block (self, space + 1, self->tag);
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer data)
{
  Peer *self = data;
  char piece[4096];
  gssize size = g_socket_receive (socket, piece, sizeof piece, NULL, NULL);
  char *end;

  if (size <= 0)
    return G_SOURCE_REMOVE;
  g_string_append_len (self->line, piece, size);
  while ((end = strstr (self->line->str, "\r\n")) != NULL) {
    g_autofree char *line = g_strndup (self->line->str, (gsize) (end - self->line->str));

    g_string_erase (self->line, 0, end + 2 - self->line->str);
    handle_line (self, line);
  }
  return G_SOURCE_CONTINUE;
}

static GIOStream *
dial (const char *host, guint16 port)
{
  int ends[2];
  Peer *peer = g_new0 (Peer, 1);
  g_autoptr (GSocket) client = NULL;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  client = g_socket_new_from_fd (ends[0], NULL);
  peer->socket = g_socket_new_from_fd (ends[1], NULL);
  peer->smtp = port == LUUKKU_FAKE_SMTP_PORT;
  peer->line = g_string_new (NULL);
  peer->source = g_socket_create_source (peer->socket, G_IO_IN, NULL);
  g_source_set_callback (peer->source, G_SOURCE_FUNC (on_readable), peer, NULL);
  g_source_attach (peer->source, NULL);
  g_ptr_array_add (peers, peer);
  play_block (peer, "(greeting)", "");
  return G_IO_STREAM (g_socket_connection_factory_create_connection (client));
}

void
luukku_fake_mail_start (void)
{
  peers = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  said = g_string_new (NULL);
  luukku_mail_stream_set_dial_hook (dial);
}

void
luukku_fake_mail_play (const char *imap, const char *smtp)
{
  const char *names[2] = { imap, smtp };

  for (guint i = 0; i < 2; i++) {
    g_autofree char *file = names[i] != NULL ? g_strconcat (names[i], ".session", NULL) : NULL;

    if (file == NULL)
      continue;
    g_free (transcripts[i]);
    transcripts[i] = read_file (file, NULL);
  }
}

void
luukku_fake_mail_play_text (const char *imap, const char *smtp)
{
  luukku_fake_mail_play (NULL, smtp);
  g_free (transcripts[0]);
  transcripts[0] = g_strdup (imap);
}

void
luukku_fake_mail_hang_at (const char *words)
{
  g_free (hang_words);
  hang_words = g_strdup (words);
}

void
luukku_fake_mail_tell (const char *line)
{
  for (guint i = 0; i < peers->len; i++) {
    Peer *peer = g_ptr_array_index (peers, i);

    g_autoptr (GString) out = g_string_new (NULL);

    add_line (out, line, "");
    if (!peer->smtp)
      send_all (peer, out->str, out->len);
  }
}

char *
luukku_fake_mail_said (void)
{
  char *text = g_strdup (said->str);

  g_string_truncate (said, 0);
  return text;
}

void
luukku_fake_mail_stop (void)
{
  luukku_mail_stream_set_dial_hook (NULL);
  g_clear_pointer (&peers, g_ptr_array_unref);
  g_clear_pointer (&hang_words, g_free);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&transcripts[i], g_free);
  g_string_free (g_steal_pointer (&said), TRUE);
}
