/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-fixture.h: a real store in memory or in a file, a clock that stands still, an inbox and a
 * platform that answers what the test says, when the test says it. Header only: each test executable has its
 * own copy. */
#pragma once

#include "base/luukku-error.h"
#include "inbox/luukku-inbox.h"
#include "store/luukku-store-private.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define FIXTURE_NOW G_GINT64_CONSTANT (1795000000000000) /* in November 2026 */
#define FIXTURE_CHANNEL "fake:1"

/* --- a platform that can only send */
typedef struct {
  GObject parent_instance;
  GPtrArray *sent;     /* char*: texts of the calls of send_async(), in order */
  GPtrArray *keys;     /* char*: their idempotency keys */
  char *reply_to;      /* platform id that the newest call answers (nullable) */
  GPtrArray *found;    /* char*: texts that were looked up */
  GPtrArray *fetched;  /* char*: names of the attachments that were asked for */
  GQueue *calls;       /* GTask (ref): not answered yet, oldest first */
  GString *files;      /* of the newest call of send_async(): name, type and bytes of each, a line each */
  guint64 max_files;   /* as LuukkuSender.get_max_files() */
  int max_caption;     /* as LuukkuSender.get_max_caption(); -1 at first */
  const char *no_file; /* (nullable): why LuukkuSender.check_file() takes none of this media type */
} FakeSender;

typedef struct {
  GObjectClass parent_class;
} FakeSenderClass;

GType fake_sender_get_type (void);

static inline void
fake_sender_call (FakeSender *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_check_cancellable (task, FALSE); /* the test decides when a cancelled call comes back */
  g_queue_push_tail (self->calls, task);
}

static inline void
fake_sender_note_files (FakeSender *self, const GPtrArray *files)
{
  g_string_truncate (self->files, 0);
  for (guint i = 0; files != NULL && i < files->len; i++) {
    const LuukkuSendFile *file = g_ptr_array_index (files, i);

    g_string_append_printf (self->files, "%s %s %" G_GSIZE_FORMAT "\n", file->name, file->media_type,
                            g_bytes_get_size (file->bytes));
  }
}

static guint64
fake_sender_get_max_files (LuukkuSender *sender)
{
  return ((FakeSender *) sender)->max_files;
}

static int
fake_sender_get_max_caption (LuukkuSender *sender, const char *media_type)
{
  return ((FakeSender *) sender)->max_caption;
}

static gboolean
fake_sender_check_file (LuukkuSender *sender, const char *name, const char *media_type, guint64 size,
                        gint64 last_resident_at, GError **error)
{
  if (g_strcmp0 (((FakeSender *) sender)->no_file, media_type) != 0)
    return TRUE;
  luukku_fault_set (error, LUUKKU_FAULT_BAD_REQUEST, NULL, "“%s” cannot go along.", name);
  return FALSE;
}

static void
fake_sender_send_async (LuukkuSender *sender, LuukkuSendRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  FakeSender *self = (FakeSender *) sender;

  g_ptr_array_add (self->sent, g_strdup (luukku_send_request_peek (request)->text));
  g_ptr_array_add (self->keys, g_strdup (luukku_send_request_peek (request)->idempotency_key));
  g_free (self->reply_to);
  self->reply_to = g_strdup (luukku_send_request_peek (request)->reply_to);
  fake_sender_note_files (self, luukku_send_request_peek (request)->files);
  fake_sender_call (self, cancellable, callback, data);
}

static char *
fake_sender_text_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_sender_iface_init (LuukkuSenderInterface *iface)
{
  iface->send_async = fake_sender_send_async;
  iface->send_finish = fake_sender_text_finish;
  iface->get_max_files = fake_sender_get_max_files;
  iface->get_max_caption = fake_sender_get_max_caption;
  iface->check_file = fake_sender_check_file;
}

G_DEFINE_TYPE_WITH_CODE (FakeSender, fake_sender, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LUUKKU_TYPE_SENDER, fake_sender_iface_init))

static void
fake_sender_finalize (GObject *object)
{
  FakeSender *self = (FakeSender *) object;

  g_ptr_array_unref (self->sent);
  g_ptr_array_unref (self->keys);
  g_free (self->reply_to);
  g_string_free (self->files, TRUE);
  g_ptr_array_unref (self->found);
  g_ptr_array_unref (self->fetched);
  g_queue_free_full (self->calls, g_object_unref);
  G_OBJECT_CLASS (fake_sender_parent_class)->finalize (object);
}

static void
fake_sender_class_init (FakeSenderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_sender_finalize;
}

static void
fake_sender_init (FakeSender *self)
{
  self->sent = g_ptr_array_new_with_free_func (g_free);
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->found = g_ptr_array_new_with_free_func (g_free);
  self->fetched = g_ptr_array_new_with_free_func (g_free);
  self->calls = g_queue_new ();
  self->files = g_string_new (NULL);
  self->max_caption = -1;
}

/* --- a platform that can also be asked, and that has files */
typedef FakeSender FakeAsker;
typedef FakeSenderClass FakeAskerClass;

GType fake_asker_get_type (void);

static void
fake_asker_find_async (LuukkuSender *sender, LuukkuSendRequest *request, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  FakeSender *self = (FakeSender *) sender;

  g_ptr_array_add (self->found, g_strdup (luukku_send_request_peek (request)->text));
  fake_sender_call (self, cancellable, callback, data);
}

static void
fake_asker_fetch_async (LuukkuSender *sender, const LuukkuAttachment *attachment, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  FakeSender *self = (FakeSender *) sender;

  g_ptr_array_add (self->fetched, g_strdup (attachment->name));
  fake_sender_call (self, cancellable, callback, data);
}

static GBytes *
fake_asker_fetch_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_asker_iface_init (LuukkuSenderInterface *iface)
{
  iface->send_async = fake_sender_send_async;
  iface->send_finish = fake_sender_text_finish;
  iface->find_sent_async = fake_asker_find_async;
  iface->find_sent_finish = fake_sender_text_finish;
  iface->fetch_attachment_async = fake_asker_fetch_async;
  iface->fetch_attachment_finish = fake_asker_fetch_finish;
  iface->get_max_files = fake_sender_get_max_files;
  iface->get_max_caption = fake_sender_get_max_caption;
  iface->check_file = fake_sender_check_file;
}

G_DEFINE_TYPE_WITH_CODE (FakeAsker, fake_asker, fake_sender_get_type (),
                         G_IMPLEMENT_INTERFACE (LUUKKU_TYPE_SENDER, fake_asker_iface_init))

static void
fake_asker_class_init (FakeAskerClass *klass)
{
}

static void
fake_asker_init (FakeAsker *self)
{
}

/* --- answering the oldest open call */
static inline void
fixture_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE)) {
  }
}

static inline void
fake_answer_id (FakeSender *self, const char *platform_id)
{
  g_autoptr (GTask) task = g_queue_pop_head (self->calls);

  g_assert_nonnull (task);
  g_task_return_pointer (task, g_strdup (platform_id), g_free);
  fixture_settle ();
}

static inline void
fake_answer_bytes (FakeSender *self, const char *bytes)
{
  g_autoptr (GTask) task = g_queue_pop_head (self->calls);

  g_assert_nonnull (task);
  g_task_return_pointer (task, g_bytes_new (bytes, strlen (bytes)), (GDestroyNotify) g_bytes_unref);
  fixture_settle ();
}

static inline void
fake_answer_fault (FakeSender *self, LuukkuFaultKind kind, LuukkuFaultInfo info)
{
  g_autoptr (GTask) task = g_queue_pop_head (self->calls);
  GError *error = NULL;

  g_assert_nonnull (task);
  luukku_fault_set (&error, kind, &info, "Fault %s. Wait.", luukku_fault_kind_to_string (kind));
  g_task_return_error (task, error);
  fixture_settle ();
}

/* --- the fixture */
typedef struct {
  char *folder; /* (nullable): of a store in a file */
  char *path;
  LuukkuManualClock *clock;
  LuukkuStore *store;
  LuukkuInbox *inbox;
  FakeSender *sender;
  GArray *replies; /* gint64: the signals "reply" */
  guint cases;     /* how many signals "case" */
  GString *news;   /* the signals "message": "N" new, "K" known, "C" changed, "O" own */
} Fixture;

static void
fixture_on_message (LuukkuInbox *inbox, gint64 conversation, gint64 message, int what, Fixture *self)
{
  g_string_append_c (self->news, "NKCO"[what]);
}

static void
fixture_on_reply (LuukkuInbox *inbox, gint64 reply, Fixture *self)
{
  g_array_append_val (self->replies, reply);
}

static void
fixture_on_case (LuukkuInbox *inbox, gint64 conversation, Fixture *self)
{
  self->cases++;
}

static const char fixture_pack_text[] = "[Pack]\n"
                                        "Format=1\n"
                                        "Id=testtown\n"
                                        "Name=Testtown\n"
                                        "Title=Rules for tests\n"
                                        "BaseLanguage=en\n"
                                        "Version=2026-11-21.%u\n"
                                        "ApprovedBy=\n"
                                        "ApprovedOn=\n"
                                        "Status=example\n"
                                        "TimeZone=Europe/Helsinki\n"
                                        "ServiceLanguages=fi\n"
                                        "Citation=product\n"
                                        "Basis=product\n"
                                        "\n"
                                        "[Outgoing identity-code]\n"
                                        "Check=identity-code\n"
                                        "Severity=block\n"
                                        "Locked=yes\n"
                                        "Title=Identity code\n"
                                        "Warning=Take the code out.\n"
                                        "Citation=product\n"
                                        "Basis=product\n"
                                        "\n"
                                        "[Outgoing signature]\n"
                                        "Check=signature\n"
                                        "Severity=confirm\n"
                                        "Reason=required\n"
                                        "Applies=reply\n"
                                        "Template={title} {first-name}\n"
                                        "Title=Signature\n"
                                        "Warning=Sign the reply.\n"
                                        "Citation=product\n"
                                        "Basis=product\n";

/* Returns: (transfer full): a pack that blocks identity codes and asks about replies without a signature;
 * another
 * @version has another digest. */
static inline LuukkuPack *
fixture_pack (guint version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (fixture_pack_text);
  g_autofree char *number = g_strdup_printf ("%u", version);
  LuukkuPack *pack = NULL;

  g_string_replace (text, "%u", number, 0);
  pack = luukku_pack_parse ("testtown.pack", text->str, text->len, NULL, &error);
  g_assert_no_error (error);
  return pack;
}

static inline void
fixture_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPack) pack = fixture_pack (1);

  self->store = luukku_store_open (self->path, LUUKKU_STORE_READ_WRITE, LUUKKU_CLOCK (self->clock), &error);
  g_assert_no_error (error);
  self->inbox = luukku_inbox_new (self->store, LUUKKU_CLOCK (self->clock));
  luukku_inbox_set_language (self->inbox, "en");
  luukku_gate_set_pack (luukku_inbox_get_gate (self->inbox), pack);
  g_signal_connect (self->inbox, "message", G_CALLBACK (fixture_on_message), self);
  g_signal_connect (self->inbox, "reply", G_CALLBACK (fixture_on_reply), self);
  g_signal_connect (self->inbox, "case", G_CALLBACK (fixture_on_case), self);
}

static inline void
fixture_close (Fixture *self)
{
  g_clear_object (&self->inbox);
  fixture_settle ();
  if (self->store != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->store));
}

/* @path: (nullable): in memory. */
static inline Fixture *
fixture_new_at (const char *path)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->clock = luukku_manual_clock_new (FIXTURE_NOW);
  self->path = g_strdup (path != NULL ? path : ":memory:");
  self->replies = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->news = g_string_new (NULL);
  fixture_open (self);
  return self;
}

static inline Fixture *
fixture_new (void)
{
  return fixture_new_at (NULL);
}

/* In a folder of its own, which fixture_free() removes. */
static inline Fixture *
fixture_new_in_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("luukku-inbox-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "inbox.sqlite", NULL);
  Fixture *self = NULL;

  g_assert_nonnull (folder);
  self = fixture_new_at (path);
  self->folder = g_steal_pointer (&folder);
  return self;
}

static inline void
fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_assert_cmpint (g_unlink (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static inline void
fixture_free (Fixture *self)
{
  fixture_close (self);
  while (self->sender != NULL && !g_queue_is_empty (self->sender->calls))
    fake_answer_fault (self->sender, LUUKKU_FAULT_CANCELLED, (LuukkuFaultInfo){ 0 });
  if (self->sender != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->sender));
  if (self->folder != NULL)
    fixture_remove_folder (self->folder);
  g_clear_object (&self->clock);
  g_array_unref (self->replies);
  g_string_free (self->news, TRUE);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* The channel is up. @asks: it can be asked whether a reply arrived. */
static inline void
fixture_go_up (Fixture *self, gboolean asks)
{
  g_autoptr (GError) error = NULL;

  if (self->sender == NULL)
    self->sender = g_object_new (asks ? fake_asker_get_type () : fake_sender_get_type (), NULL);
  luukku_inbox_add_channel (self->inbox, FIXTURE_CHANNEL, "Fake", LUUKKU_SENDER (self->sender), &error);
  g_assert_no_error (error);
  fixture_settle ();
}

static inline LuukkuMessage *
fixture_message (const char *conversation, const char *id, LuukkuDirection direction, const char *text,
                 gint64 sent_at)
{
  const LuukkuMessageInit init = {
    .channel = FIXTURE_CHANNEL,
    .conversation_id = conversation,
    .platform_id = id,
    .direction = direction,
    .author_id = "resident-1",
    .author_name = "Tiina Testaaja",
    .text = text,
    .sent_at = sent_at,
    .fetched_at = sent_at,
  };

  return luukku_message_new (&init);
}

/* One message comes in now. */
static inline void
fixture_receive (Fixture *self, const char *conversation, const char *id, LuukkuDirection direction,
                 const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();

  g_ptr_array_add (batch->messages, fixture_message (conversation, id, direction, text,
                                                     luukku_clock_now (LUUKKU_CLOCK (self->clock))));
  luukku_inbox_receive (self->inbox, FIXTURE_CHANNEL, batch, &error);
  g_assert_no_error (error);
}

static inline gint64
fixture_conversation (Fixture *self, const char *conversation)
{
  g_autoptr (LuukkuConversation) found =
      luukku_store_find_conversation (self->store, FIXTURE_CHANNEL, conversation, NULL);

  g_assert_nonnull (found);
  return luukku_conversation_peek (found)->id;
}

/* Returns: (transfer full): the newest case of @conversation. */
static inline LuukkuCase *
fixture_case (Fixture *self, const char *conversation)
{
  return luukku_store_find_case (self->store, fixture_conversation (self, conversation), NULL);
}

/* Queues @text, which must pass. Returns: the row. */
static inline gint64
fixture_submit (Fixture *self, const char *conversation, const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 reply = 0;

  g_assert_cmpint (
      luukku_inbox_submit (self->inbox, FIXTURE_CHANNEL, conversation, text, NULL, &reply, &error), ==,
      LUUKKU_SUBMIT_QUEUED);
  g_assert_no_error (error);
  g_assert_cmpint (reply, !=, 0);
  return reply;
}

static inline LuukkuReplyState
fixture_state (Fixture *self, gint64 reply)
{
  g_autoptr (LuukkuReply) row = luukku_store_get_reply (self->store, reply, NULL);

  return row != NULL ? row->state : (LuukkuReplyState) -1;
}

/* The store's file cannot grow any more, or can again. */
static inline void
fixture_set_full (Fixture *self, gboolean full)
{
  g_autoptr (GError) error = NULL;

  luukku_sqlite_exec (luukku_store_get_db (self->store),
                      full ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1073741823", &error);
  g_assert_no_error (error);
}

/* Returns: (transfer full): a signed reply of many pages, so that a full disk shows. */
static inline char *
fixture_long_reply (void)
{
  g_autofree char *filler = g_strnfill (15000, 'x');

  return g_strconcat (filler, "\nPalveluneuvoja Minna", NULL);
}

/* Settles who signs, so that "… Palveluneuvoja Minna" passes. */
static inline void
fixture_sign_in (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  const LuukkuStaff staff = { .name = (char *) "Minna Esimerkki", .title = (char *) "Palveluneuvoja" };

  luukku_inbox_set_staff (self->inbox, &staff, &error);
  g_assert_no_error (error);
}
#define FIXTURE_SIGNATURE "\nPalveluneuvoja Minna"

/* Returns: how often @event stands in the case of the thread "t1"; who did the last one and what was noted
 * with it.
 * @ret_actor, @ret_detail: (optional) (transfer full). */
static inline guint
fixture_steps (Fixture *self, LuukkuCaseEvent event, char **ret_actor, char **ret_detail)
{
  g_autoptr (LuukkuCase) item = fixture_case (self, "t1");
  g_autoptr (GPtrArray) list = luukku_store_list_steps (self->store, luukku_case_peek (item)->id, NULL);
  guint count = 0;

  for (guint i = 0; i < list->len; i++) {
    const LuukkuCaseStep *step = g_ptr_array_index (list, i);

    if (step->event != event)
      continue;
    count++;
    if (ret_actor != NULL) {
      g_free (*ret_actor);
      *ret_actor = g_strdup (step->actor);
    }
    if (ret_detail != NULL) {
      g_free (*ret_detail);
      *ret_detail = g_strdup (step->detail);
    }
  }
  return count;
}

static inline gint64
fixture_waiting_since (Fixture *self, const char *conversation)
{
  g_autoptr (LuukkuCase) item = fixture_case (self, conversation);

  return luukku_case_peek (item)->waiting_since;
}
