/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-act-order.c: hiding and banning by the real adapters: the call leaves only when the record
 * is on disk, where another process would find it, and not at all when no record can be made. */
#define G_LOG_DOMAIN "luukku"

#include "facebook/luukku-facebook.h"
#include "instagram/luukku-instagram.h"
#include "luukku-adapter-fixture.h"
#include "luukku-moderated-fixture.h"
#include "whatsapp/luukku-whatsapp.h"

#define PAGE "104455667788990"
#define NUMBER "106540352242922"

/* --- the glue between inbox and adapter, as plugin/purple has it */
typedef struct {
  GObject parent_instance;
  LuukkuAdapter *adapter; /* (ref) */
  const char *path;       /* of the store */
  guint asked;
} Glue;

typedef GObjectClass GlueClass;

GType glue_get_type (void);

static guint
count_on_disk (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (LuukkuStore) other = luukku_store_open (path, LUUKKU_STORE_READ_ONLY, clock, &error);
  g_autoptr (GPtrArray) records = NULL;

  g_assert_no_error (error);
  records = luukku_store_list_records (other, NULL, &error);
  g_assert_no_error (error);
  return records->len;
}

static gboolean
glue_can_act (LuukkuSender *sender, LuukkuActKind kind)
{
  return (luukku_adapter_get_capabilities (((Glue *) sender)->adapter) &
          luukku_adapter_capability_of (kind)) != 0;
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (luukku_adapter_act_finish (LUUKKU_ADAPTER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
glue_act_async (LuukkuSender *sender, LuukkuAct *what, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer data)
{
  Glue *self = (Glue *) sender;

  g_assert_cmpuint (count_on_disk (self->path), ==, 1);
  self->asked++;
  luukku_adapter_act_async (self->adapter, what, cancellable, on_acted,
                            g_task_new (self, cancellable, callback, data));
}

static gboolean
glue_act_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
glue_iface_init (LuukkuSenderInterface *iface)
{
  iface->send_async = fake_sender_send_async;
  iface->send_finish = fake_sender_text_finish;
  iface->can_act = glue_can_act;
  iface->act_async = glue_act_async;
  iface->act_finish = glue_act_finish;
}

G_DEFINE_TYPE_WITH_CODE (Glue, glue, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LUUKKU_TYPE_SENDER, glue_iface_init))

static void
glue_dispose (GObject *object)
{
  g_clear_object (&((Glue *) object)->adapter);
  G_OBJECT_CLASS (glue_parent_class)->dispose (object);
}

static void
glue_class_init (GlueClass *klass)
{
  klass->dispose = glue_dispose;
}

static void
glue_init (Glue *self)
{
}

/* --- towns */
static const char *const whatsapp_options[] = { "relay-base",
                                                "https://relay.town.example",
                                                "relay-endpoint",
                                                "town-whatsapp",
                                                "relay",
                                                "0123456789abcdefsecret",
                                                NULL };

/* @ban: where the ban goes; @hide: where the message goes when it is hidden, NULL: the platform has none. */
static const struct {
  const char *name;
  LuukkuAdapterSubject subject;
  const char *conversation, *message, *resident;
  const char *ban, *ban_answer, *hide, *hide_answer;
} towns[] = {
  { "facebook-comments",
    { &luukku_facebook_comments_type, PAGE, "EAAGsecret", "facebook", FIXTURE_NOW, NULL },
    "1_10",
    "1_20",
    "2002",
    "/" PAGE "/moderate_conversations",
    "success.json",
    "/1_20",
    "success.json" },
  { "instagram",
    { &luukku_instagram_type, PAGE, "EAAGsecret", "instagram", FIXTURE_NOW, NULL },
    "t_1",
    "m_1",
    "2002",
    "/" PAGE "/moderate_conversations",
    "moderated.json",
    NULL,
    NULL },
  { "whatsapp",
    { &luukku_whatsapp_type, NUMBER, "EAAGsecret", "whatsapp", FIXTURE_NOW, whatsapp_options },
    "358401112222",
    "wamid.in1",
    "358401112222",
    "/" NUMBER "/block_users",
    "blocked.json",
    NULL,
    NULL },
};

typedef struct {
  Fixture *f;
  LuukkuAdapterFixture net;
  Glue *glue;
  char *channel;
  gint64 conversation, message;
} Town;

static void
receive (Town *self, guint i)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (LuukkuConversation) found = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuMessageInit init = { .channel = self->channel,
                                   .conversation_id = towns[i].conversation,
                                   .platform_id = towns[i].message,
                                   .direction = LUUKKU_DIRECTION_IN,
                                   .author_id = towns[i].resident,
                                   .text = CLEAN,
                                   .sent_at = FIXTURE_NOW,
                                   .fetched_at = FIXTURE_NOW };

  g_ptr_array_add (batch->messages, luukku_message_new (&init));
  g_assert_true (luukku_inbox_receive (self->f->inbox, self->channel, batch, &error));
  found = luukku_store_find_conversation (self->f->store, self->channel, towns[i].conversation, NULL);
  self->conversation = luukku_conversation_peek (found)->id;
  messages = luukku_store_list_messages (self->f->store, self->conversation, 0, NULL);
  self->message = ((LuukkuStoredMessage *) messages->pdata[0])->id;
}

static void
town_open (Town *self, guint i)
{
  g_autofree char *pack =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", "kuopio.pack", NULL);
  g_autoptr (GError) error = NULL;

  self->f = fixture_new_in_file ();
  luukku_inbox_load_pack (self->f->inbox, pack, &error);
  g_assert_no_error (error);
  luukku_inbox_set_classifier (self->f->inbox, say, NULL);
  fixture_sign_in (self->f);
  luukku_adapter_fixture_begin (&self->net, &towns[i].subject);
  self->glue = g_object_new (glue_get_type (), NULL);
  self->glue->adapter = g_object_ref (self->net.adapter);
  self->glue->path = self->f->path;
  self->channel = g_strdup_printf ("%s:%s", towns[i].subject.type->id, towns[i].subject.account);
  luukku_inbox_add_channel (self->f->inbox, self->channel, "Town", LUUKKU_SENDER (self->glue), &error);
  g_assert_no_error (error);
  receive (self, i);
}

/* Where a record was made lie its keys. */
static void
remove_keys (const char *in)
{
  g_autofree char *folder = g_build_filename (in, "keys", NULL);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    fixture_remove_folder (folder);
}

static void
town_close (Town *self)
{
  luukku_inbox_remove_channel (self->f->inbox, self->channel);
  g_clear_object (&self->glue->adapter);
  fixture_close (self->f);
  remove_keys (self->f->folder);
  g_clear_pointer (&self->f, fixture_free);
  g_assert_finalize_object (self->glue);
  luukku_adapter_fixture_end (&self->net);
  g_free (self->channel);
}

static void
forbid_records (Town *self, gboolean forbid)
{
  g_assert_true (luukku_sqlite_exec (
      luukku_store_get_db (self->f->store),
      forbid ? "CREATE TRIGGER no_records BEFORE INSERT ON record BEGIN SELECT RAISE (ABORT, 'no'); END"
             : "DROP TRIGGER no_records",
      NULL));
}

static void
settle (Town *self)
{
  for (guint i = 0; i < 100; i++) {
    fixture_settle ();
    if (luukku_manual_clock_next (self->net.clock) > 0)
      luukku_manual_clock_advance (self->net.clock, luukku_manual_clock_next (self->net.clock));
  }
}

static void
test_order (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Town town = { 0 };
  LuukkuBan ban = { .reason = "viha", .length = G_TIME_SPAN_DAY };
  g_autoptr (GError) error = NULL;
  guint asked = 0;

  town_open (&town, i);
  ban.conversation = town.conversation;
  forbid_records (&town, TRUE); /* the fake transport ends the test if anything is asked of the platform */
  g_assert_false (luukku_inbox_ban (town.f->inbox, &ban, NULL, NULL));
  g_assert_false (
      luukku_inbox_remove_message (town.f->inbox, town.message, LUUKKU_PLATFORM_HIDE, "viha", NULL));
  settle (&town);
  g_assert_cmpuint (town.glue->asked, ==, 0);
  forbid_records (&town, FALSE);
  if (towns[i].hide != NULL) {
    luukku_fake_transport_expect (town.net.net, "GET", towns[i].hide, "comment-rights.json");
    luukku_fake_transport_expect (town.net.net, "POST", towns[i].hide, towns[i].hide_answer);
    luukku_inbox_remove_message (town.f->inbox, town.message, LUUKKU_PLATFORM_HIDE, "viha", &error);
    g_assert_no_error (error);
    settle (&town);
    asked++;
  }
  luukku_fake_transport_expect (town.net.net, "POST", towns[i].ban, towns[i].ban_answer);
  luukku_inbox_ban (town.f->inbox, &ban, NULL, &error);
  g_assert_no_error (error);
  settle (&town);
  g_assert_cmpuint (town.glue->asked, ==, asked + 1);
  town_close (&town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autofree char *path = g_strdup_printf ("/net/act-order/%s", towns[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_order);
  }
  return g_test_run ();
}
