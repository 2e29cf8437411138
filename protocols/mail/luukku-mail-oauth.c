/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-oauth.c: access tokens for a refresh token.
 *
 *   asked ─→ one that holds: given at once
 *         └→ POST grant_type=refresh_token ─→ access token for all who wait; another refresh token is told
 *
 * What the service says in words is neither shown nor logged: it may name the mailbox. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-oauth.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "adapter/luukku-task.h"
#include "base/luukku-error.h"

#define MAX_TOKEN 8192                  /* bytes; Microsoft's are about 2,000 */
#define MARGIN (2 * G_TIME_SPAN_MINUTE) /* a token that ends sooner is not begun with */
#define LONGEST_LIFE (24 * G_TIME_SPAN_HOUR)

struct _LuukkuMailOauth {
  GObject parent_instance;

  LuukkuHttp *http;   /* (owned) */
  LuukkuClock *clock; /* (ref) */
  char *path;         /* behind the base of @http */
  char *client_id;
  char *client_secret; /* (nullable); wiped, as all tokens are */
  char *refresh_token; /* (nullable) */
  char *access_token;  /* (nullable) */
  gint64 ends_at;      /* UTC µs; 0: not told */
  GQueue waiting;      /* GTask (ref) */
  gboolean asking;
  LuukkuMailOauthRenewed renewed;
  gpointer data; /* no ref: owns us */
};

G_DEFINE_FINAL_TYPE (LuukkuMailOauth, luukku_mail_oauth, G_TYPE_OBJECT)

static const char dead_token[] =
    N_ ("The mail service does not renew the access to the mailbox any more: the refresh token has ended, "
        "was withdrawn, or the password was changed. Get a new refresh token (Luukku's README for mail says "
        "how), then enable the account again and give it.");
static const char unknown_client[] =
    N_ ("The mail service does not know the registration of Luukku, or its secret has ended. Check the "
        "application ID in the account's settings, then enable the account again and give the refresh token "
        "and the secret.");
static const char wrong_settings[] =
    N_ ("The mail service refused to renew the access to the mailbox. Check the application ID, the "
        "directory ID and the way to sign in on the account's Advanced page.");

static const LuukkuFaultRow rows[] = {
  { 0, 0, "invalid_grant", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 0, 0, "interaction_required", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 0, 0, "consent_required", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 0, 0, "invalid_client", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, unknown_client },
  { 0, 0, "temporarily_unavailable", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "server_error", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "slow_down", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 401, 401, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, unknown_client },
  { 400, 407, NULL, NULL, LUUKKU_FAULT_SETTINGS, 0, wrong_settings },
  { .kind = LUUKKU_ROWS_END },
};

static const char *
platform (void)
{
  return luukku_tr (N_ ("E-mail"));
}

gboolean
luukku_mail_oauth_check (const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = platform (),
                             .status = answer->status,
                             .retry_after = answer->retry_after };
  LuukkuJsonAt at = { NULL, "" };
  g_autofree char *code = NULL;

  if (answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root))
    at.object = json_node_get_object (answer->root);
  if (at.object != NULL && !luukku_json_get_string (&at, "error", FALSE, &code, NULL))
    code = NULL;
  if (answer->status < 300 && at.object != NULL && code == NULL)
    return TRUE;
  if (answer->status < 300 && code == NULL) {
    luukku_fault_table_set_unreadable (platform (), NULL, FALSE, error);
    return FALSE;
  }
  facts.code = code;
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}

/* --- an answer */

/* @token: (transfer full) (nullable). */
static void
replace (char **place, char *token)
{
  luukku_http_forget (*place);
  *place = token;
}

static void
read_life (LuukkuMailOauth *self, const LuukkuJsonAt *at)
{
  gint64 seconds = 0;

  self->ends_at = 0;
  if (luukku_json_get_int (at, "expires_in", FALSE, &seconds, NULL) && seconds > 0)
    self->ends_at = luukku_clock_now (self->clock) +
                    MIN (seconds, LONGEST_LIFE / G_TIME_SPAN_SECOND) * G_TIME_SPAN_SECOND;
}

static gboolean
is_token (const char *token)
{
  gsize length = token != NULL ? strlen (token) : 0;

  if (length == 0 || length > MAX_TOKEN)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (token[i]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
take_answer (LuukkuMailOauth *self, JsonNode *root, GError **error)
{
  const LuukkuJsonAt at = { json_node_get_object (root), "" };
  char *access = NULL, *refresh = NULL;

  if (!luukku_json_get_string (&at, "access_token", TRUE, &access, NULL) || !is_token (access)) {
    luukku_http_forget (access);
    luukku_fault_table_set_unreadable (platform (), NULL, FALSE, error);
    return FALSE;
  }
  replace (&self->access_token, access);
  read_life (self, &at);
  if (!luukku_json_get_string (&at, "refresh_token", FALSE, &refresh, NULL) || !is_token (refresh) ||
      g_strcmp0 (refresh, self->refresh_token) == 0) {
    luukku_http_forget (refresh);
    return TRUE;
  }
  replace (&self->refresh_token, refresh);
  if (self->renewed != NULL)
    self->renewed (refresh, self->data);
  return TRUE;
}

/* @error: (transfer none) (nullable): NULL: there is an access token. */
static void
answer_all (LuukkuMailOauth *self, const GError *error)
{
  GQueue waiting = self->waiting;

  g_queue_init (&self->waiting);
  for (GTask *task = g_queue_pop_head (&waiting); task != NULL; task = g_queue_pop_head (&waiting)) {
    if (error != NULL)
      g_task_return_error (task, g_error_copy (error));
    else
      g_task_return_pointer (task, g_strdup (self->access_token), (GDestroyNotify) luukku_http_forget);
    g_object_unref (task);
  }
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuMailOauth) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);

  self->asking = FALSE;
  if (root != NULL)
    take_answer (self, root, &error);
  answer_all (self, error);
}

/* --- a question */

static void
add_field (GString *form, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (form, "&%s=%s", name, escaped);
  memset (escaped, 0, strlen (escaped));
}

static void
ask (LuukkuMailOauth *self)
{
  g_autoptr (GBytes) body = NULL;
  LuukkuHttpCall call = { .path = self->path, .content_type = "application/x-www-form-urlencoded" };
  GString *form = g_string_sized_new (MAX_TOKEN);
  char *text;

  g_string_append (form, "grant_type=refresh_token");
  add_field (form, "client_id", self->client_id);
  if (self->client_secret != NULL)
    add_field (form, "client_secret", self->client_secret);
  add_field (form, "refresh_token", self->refresh_token);
  text = g_string_free (form, FALSE);
  body = g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) luukku_http_forget, text);
  call.body = body;
  self->asking = TRUE;
  luukku_http_call_async (self->http, &call, NULL, on_answer, g_object_ref (self));
}

static void
set_no_token (GError **error)
{
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };

  luukku_fault_set (
      error, LUUKKU_FAULT_AUTH, &info,
      N_ ("This account needs a refresh token of the mail service. Enable the account again and give it."));
}

void
luukku_mail_oauth_get_async (LuukkuMailOauth *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task =
      luukku_http_task_new (self->http, self, cancellable, callback, data, luukku_mail_oauth_get_async);
  GError *error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    luukku_fault_table_set_cancelled (FALSE, &error);
    g_task_return_error (task, error);
  } else if (self->access_token != NULL && !luukku_mail_oauth_has_ended (self)) {
    g_task_return_pointer (task, g_strdup (self->access_token), (GDestroyNotify) luukku_http_forget);
  } else if (self->refresh_token == NULL) {
    set_no_token (&error);
    g_task_return_error (task, error);
  } else {
    g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
    if (!self->asking)
      ask (self);
  }
}

char *
luukku_mail_oauth_get_finish (LuukkuMailOauth *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
luukku_mail_oauth_refuse (LuukkuMailOauth *self, const char *token)
{
  if (g_strcmp0 (self->access_token, token) == 0)
    replace (&self->access_token, NULL);
}

gboolean
luukku_mail_oauth_has_ended (LuukkuMailOauth *self)
{
  return self->ends_at != 0 && luukku_clock_now (self->clock) >= self->ends_at - MARGIN;
}

/* --- the object */

void
luukku_mail_oauth_close (LuukkuMailOauth *self)
{
  self->renewed = NULL;
  luukku_http_close (self->http);
}

static void
luukku_mail_oauth_finalize (GObject *object)
{
  LuukkuMailOauth *self = LUUKKU_MAIL_OAUTH (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->client_id);
  luukku_http_forget (self->client_secret);
  luukku_http_forget (self->refresh_token);
  luukku_http_forget (self->access_token);
  G_OBJECT_CLASS (luukku_mail_oauth_parent_class)->finalize (object);
}

static void
luukku_mail_oauth_class_init (LuukkuMailOauthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_mail_oauth_finalize;
}

static void
luukku_mail_oauth_init (LuukkuMailOauth *self)
{
  g_queue_init (&self->waiting);
}

LuukkuMailOauth *
luukku_mail_oauth_new (const LuukkuMailOauthInit *init, LuukkuTransport *transport, LuukkuClock *clock,
                       LuukkuMailOauthRenewed renewed, gpointer data)
{
  LuukkuMailOauth *self = g_object_new (LUUKKU_TYPE_MAIL_OAUTH, NULL);
  const char *end = strrchr (init->address, '/');
  g_autofree char *base = g_strndup (init->address, (gsize) (end - init->address));

  self->http = luukku_http_new (transport, clock, base, luukku_mail_oauth_check);
  self->clock = g_object_ref (clock);
  self->path = g_strdup (end);
  self->client_id = g_strdup (init->client_id);
  self->client_secret = g_strdup (init->client_secret);
  self->refresh_token = g_strdup (init->refresh_token);
  self->renewed = renewed;
  self->data = data;
  return self;
}
