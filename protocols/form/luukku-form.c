/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-form.c: the adapter of a web form: settings, opening, what the town's relay has received. A form
 * takes no answer back: replies go out by hand, to the address that the resident gave. */
#define G_LOG_DOMAIN "luukku"

#include "form/luukku-form.h"

#include <string.h>

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-relayed.h"
#include "base/luukku-error.h"
#include "form/luukku-form-parse.h"
#include "model/luukku-by-hand.h"

#define PLATFORM "Luukku relay" /* in sentences */

#define LUUKKU_TYPE_FORM (luukku_form_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuForm, luukku_form, LUUKKU, FORM, LuukkuHttpAdapter)

struct _LuukkuForm {
  LuukkuHttpAdapter base;

  LuukkuRelayed *relay;
  char *name;     /* of the form: the account's */
  gboolean waits; /* the next fetch waits at the relay until something comes */
};

G_DEFINE_FINAL_TYPE (LuukkuForm, luukku_form, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "relay-base", N_ ("Address of the town's relay"), "", 0 },
  { LUUKKU_OPTION_STRING, "relay-endpoint", N_ ("Endpoint at the relay"), "", 0 },
  { 0 },
};
#define OPTION_RELAY_BASE (&options[0])
#define OPTION_RELAY_ENDPOINT (&options[1])

static LuukkuCapabilities
luukku_form_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_WAIT;
}

/* --- open: whether the relay knows the token */

static void
on_first (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuForm *self = LUUKKU_FORM (source);
  g_autoptr (LuukkuRelayedPage) page = NULL;
  GError *error = NULL;

  page = luukku_relayed_fetch_finish (result, &error);
  luukku_task_return (task, page != NULL ? g_strdup (self->name) : NULL, g_free, error);
}

static void
luukku_form_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data)
{
  LuukkuForm *self = LUUKKU_FORM (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_form_open_async);

  self->waits = FALSE;
  luukku_relayed_fetch_async (self->relay, self, NULL, FALSE, g_task_get_cancellable (task), on_first,
                              g_object_ref (task));
}

/* --- fetch */

static LuukkuBatch *
read_page (LuukkuForm *self, LuukkuRelayedPage *page)
{
  LuukkuBatch *batch = luukku_batch_new ();

  for (guint i = 0; i < page->bodies->len; i++)
    luukku_form_parse (g_ptr_array_index (page->bodies, i), g_ptr_array_index (page->ids, i),
                       g_array_index (page->times, gint64, i), self->base.channel,
                       luukku_clock_now (self->base.clock), batch);
  luukku_relayed_page_end (page, batch);
  return batch;
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuForm *self = LUUKKU_FORM (source);
  g_autoptr (LuukkuRelayedPage) page = NULL;
  GError *error = NULL;

  page = luukku_relayed_fetch_finish (result, &error);
  self->waits = page != NULL && !page->more;
  luukku_task_return (task, page != NULL ? read_page (self, page) : NULL, (GDestroyNotify) luukku_batch_free,
                      error);
}

static void
luukku_form_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  LuukkuForm *self = LUUKKU_FORM (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_form_fetch_async);

  luukku_relayed_fetch_async (self->relay, self, cursor, self->waits, g_task_get_cancellable (task), on_page,
                              g_object_ref (task));
}

/* --- send: never, people carry replies out */

static void
luukku_form_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (adapter, cancellable, callback, data, luukku_form_send_async);
  GError *error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    g_task_return_new_error (task, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED, "closed");
    return;
  }
  luukku_fault_set (
      &error, LUUKKU_FAULT_BAD_REQUEST, NULL,
      N_ ("A web form takes no answer. Send the reply yourself to the address that the resident "
          "gave."));
  g_task_return_error (task, error);
}

/* --- the object */

static void
luukku_form_close (LuukkuAdapter *adapter)
{
  luukku_relayed_close (LUUKKU_FORM (adapter)->relay);
  LUUKKU_ADAPTER_CLASS (luukku_form_parent_class)->close (adapter);
}

static void
luukku_form_finalize (GObject *object)
{
  LuukkuForm *self = LUUKKU_FORM (object);

  g_clear_pointer (&self->relay, luukku_relayed_free);
  g_free (self->name);
  G_OBJECT_CLASS (luukku_form_parent_class)->finalize (object);
}

static void
luukku_form_class_init (LuukkuFormClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_form_finalize;
  adapter->get_capabilities = luukku_form_get_capabilities;
  adapter->open_async = luukku_form_open_async;
  adapter->fetch_async = luukku_form_fetch_async;
  adapter->send_async = luukku_form_send_async;
  adapter->fetch_attachment_async = NULL; /* nothing is fetched */
  adapter->close = luukku_form_close;
}

static void
luukku_form_init (LuukkuForm *self)
{
}

/* --- settings */

/* All calls are luukku-relayed.c's, which reads its own answers. */
static gboolean
check_nothing (const LuukkuHttpAnswer *answer, GError **error)
{
  return TRUE;
}

static const LuukkuHttpPlatform platform = {
  .id = "form",
  .name = PLATFORM,
  .check = check_nothing,
  .no_token = N_ ("This account has no token yet. Have one made on the relay's machine (luukku-relay token) "
                  "and give it."),
};

static LuukkuRelayed *
open_relay (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
            GError **error)
{
  char *token = luukku_http_clean_token (settings->token);
  LuukkuRelayed *relay =
      luukku_relayed_new (transport, clock, luukku_adapter_settings_get_string (settings, OPTION_RELAY_BASE),
                          luukku_adapter_settings_get_string (settings, OPTION_RELAY_ENDPOINT), token, error);

  luukku_http_forget (token);
  return relay;
}

static LuukkuAdapter *
luukku_form_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                    GError **error)
{
  g_autoptr (LuukkuRelayed) relay = NULL;
  LuukkuForm *self;

  if (!luukku_by_hand_is_name (settings->account)) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL,
                      N_ ("The account's name is a short name of the form: small letters a–z, digits and "
                          "hyphens, at most 32 of them, such as “palaute”."));
    return NULL;
  }
  relay = open_relay (settings, transport, clock, error);
  if (relay == NULL)
    return NULL;
  self = luukku_http_adapter_new (LUUKKU_TYPE_FORM, &platform, settings,
                                  luukku_adapter_settings_get_string (settings, OPTION_RELAY_BASE), transport,
                                  clock, error);
  if (self == NULL)
    return NULL;
  self->relay = g_steal_pointer (&relay);
  self->name = g_strdup (settings->account);
  return LUUKKU_ADAPTER (self);
}

const LuukkuAdapterType luukku_form_type = {
  .id = "form",
  .protocol_id = "prpl-luukku-form",
  .name = N_ ("Web form (Luukku)"),
  .icon = "luukku-form",
  .account_label = N_ ("Short name of the form, such as palaute"),
  .needs_token = TRUE,
  .token_label = N_ ("Token that luukku-relay made for this account"),
  .options = options,
  .create = luukku_form_create,
  .needs_network = TRUE,
  .replies_by_hand = TRUE,
};
