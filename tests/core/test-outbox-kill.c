/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-outbox-kill.c: the process dies by SIGKILL at every place on the way of a reply; the resident gets it
 * once. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- kill -9: this program again as a child that dies at a chosen place; the "platform" is a file of texts
 */
typedef enum {
  KILL_QUEUED,   /* the row is written, nothing was called */
  KILL_SENDING,  /* the row says SENDING, nothing was called */
  KILL_CALLED,   /* called, the platform has not got it */
  KILL_ARRIVED,  /* the platform has it, no answer yet */
  KILL_ANSWERED, /* the answer is there, nothing is written */
  KILL_SENT,     /* written as sent */
  N_KILLS,
} KillPoint;

typedef struct {
  GObject parent_instance;
  char *platform; /* file: what arrived */
  KillPoint kill;
  guint sends;
  guint look_ups;
} FileSender;

typedef struct {
  GObjectClass parent_class;
} FileSenderClass;

static GType file_sender_get_type (void);

static void
die_at (FileSender *self, KillPoint here)
{
  if (self->kill == here)
    kill (getpid (), SIGKILL);
}

static void
file_sender_send_async (LuukkuSender *sender, LuukkuSendRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  FileSender *self = (FileSender *) sender;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autofree char *line = g_strdup_printf ("%s\n", luukku_send_request_peek (request)->idempotency_key);
  int fd = -1;

  die_at (self, KILL_CALLED);
  fd = open (self->platform, O_WRONLY | O_CREAT | O_APPEND, 0600);
  g_assert_cmpint (write (fd, line, strlen (line)), ==, (gssize) strlen (line));
  close (fd);
  self->sends++;
  die_at (self, KILL_ARRIVED);
  g_task_return_pointer (task, g_strdup (luukku_send_request_peek (request)->idempotency_key), g_free);
}

static char *
file_sender_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  die_at ((FileSender *) sender, KILL_ANSWERED);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
file_sender_find_async (LuukkuSender *sender, LuukkuSendRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  FileSender *self = (FileSender *) sender;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  const char *key = luukku_send_request_peek (request)->idempotency_key;
  g_autofree char *arrived = NULL;

  self->look_ups++;
  g_file_get_contents (self->platform, &arrived, NULL, NULL);
  g_task_return_pointer (task, arrived != NULL && strstr (arrived, key) != NULL ? g_strdup (key) : NULL,
                         g_free);
}

static void
file_sender_iface_init (LuukkuSenderInterface *iface)
{
  iface->send_async = file_sender_send_async;
  iface->send_finish = file_sender_finish;
  iface->find_sent_async = file_sender_find_async;
  iface->find_sent_finish = file_sender_finish;
}

G_DEFINE_TYPE_WITH_CODE (FileSender, file_sender, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LUUKKU_TYPE_SENDER, file_sender_iface_init))

static void
file_sender_finalize (GObject *object)
{
  g_free (((FileSender *) object)->platform);
  G_OBJECT_CLASS (file_sender_parent_class)->finalize (object);
}

static void
file_sender_class_init (FileSenderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = file_sender_finalize;
}

static void
file_sender_init (FileSender *self)
{
}

static void
on_child_reply (LuukkuInbox *inbox, gint64 reply, FileSender *sender)
{
  g_autoptr (LuukkuReply) row = luukku_store_get_reply (luukku_inbox_get_store (inbox), reply, NULL);

  if (row->state == LUUKKU_REPLY_QUEUED)
    die_at (sender, KILL_QUEUED);
  else if (row->state == LUUKKU_REPLY_SENDING)
    die_at (sender, KILL_SENDING);
  else if (row->state == LUUKKU_REPLY_SENT)
    die_at (sender, KILL_SENT);
}

static FileSender *
file_sender_new (const char *platform, KillPoint kill)
{
  FileSender *self = g_object_new (file_sender_get_type (), NULL);

  self->platform = g_strdup (platform);
  self->kill = kill;
  return self;
}

/* The child: submits one reply and dies on the way. */
static int
run_child (const char *path, const char *platform, const char *kill, const char *text)
{
  g_autoptr (Fixture) f = fixture_new_at (path);
  FileSender *sender = file_sender_new (platform, (KillPoint) g_ascii_strtoll (kill, NULL, 10));

  g_signal_connect (f->inbox, "reply", G_CALLBACK (on_child_reply), sender);
  luukku_inbox_add_channel (f->inbox, FIXTURE_CHANNEL, "Fake", LUUKKU_SENDER (sender), NULL);
  fixture_submit (f, "t1", text);
  fixture_settle ();
  return 1; /* still alive: the test fails */
}

static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  guint lines = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  for (const char *at = text; *at != '\0'; at++)
    lines += *at == '\n';
  return lines;
}

static void
spawn_and_let_die (Fixture *f, const char *platform, KillPoint kill_at, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = g_strdup_printf ("%d", kill_at);
  const char *argv[] = { "/proc/self/exe", "--child", f->path, platform, number, text, NULL };
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
}

static void
test_kill (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autofree char *platform = g_build_filename (f->folder, "platform", NULL);
  guint rounds = 4 * N_KILLS;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  for (guint i = 0; i < rounds; i++) {
    KillPoint kill_at = (KillPoint) (i % N_KILLS);
    g_autofree char *text = g_strdup_printf ("Reply %u." FIXTURE_SIGNATURE, i);
    FileSender *sender = file_sender_new (platform, N_KILLS);
    g_autoptr (GPtrArray) pending = NULL;
    g_autoptr (GPtrArray) unsent = NULL;

    fixture_close (f);
    spawn_and_let_die (f, platform, kill_at, text);
    fixture_open (f);
    pending = luukku_store_list_pending (f->store, FIXTURE_CHANNEL, NULL);
    g_assert_cmpuint (pending->len, ==, kill_at == KILL_SENT ? 0 : 1);
    luukku_inbox_add_channel (f->inbox, FIXTURE_CHANNEL, "Fake", LUUKKU_SENDER (sender), NULL);
    fixture_settle ();
    /* looked up whenever it may have left, sent only when it had not arrived, and there once */
    g_assert_cmpuint (sender->look_ups, ==, kill_at == KILL_QUEUED || kill_at == KILL_SENT ? 0 : 1);
    g_assert_cmpuint (sender->sends, ==, kill_at <= KILL_CALLED ? 1 : 0);
    g_assert_cmpuint (count_lines (platform), ==, i + 1);
    unsent = luukku_store_list_unsent (f->store, fixture_conversation (f, "t1"), NULL);
    g_assert_cmpuint (unsent->len, ==, 0);
    luukku_inbox_remove_channel (f->inbox, FIXTURE_CHANNEL);
    g_assert_finalize_object (sender);
  }
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 1 + rounds);
}

int
main (int argc, char **argv)
{
  if (argc == 6 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3], argv[4], argv[5]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/outbox/kill", test_kill);
  return g_test_run ();
}
