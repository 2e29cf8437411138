/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-sign-in.c: signing in at the two servers with a secret that holds. With OAuth 2 that is an
 * access token, which lasts an hour; one that a server refuses is renewed once, and what is refused then
 * needs a person. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-private.h"

#include "base/luukku-error.h"

typedef struct {
  LuukkuMailImap *session; /* (ref) (nullable): what is to be signed in; otherwise a letter goes out */
  char *from, *to;
  GBytes *letter; /* (ref) (nullable) */
  char *token;    /* (nullable): the access token that is tried */
  gboolean renewed;
} SignIn;

static void begin (GTask *task);

static void
sign_in_free (SignIn *self)
{
  g_clear_object (&self->session);
  g_free (self->from);
  g_free (self->to);
  g_clear_pointer (&self->letter, g_bytes_unref);
  luukku_http_forget (self->token);
  g_free (self);
}

static void
set_refused (GError **error)
{
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };

  luukku_fault_set (
      error, LUUKKU_FAULT_AUTH, &info,
      N_ ("The mail server does not accept the access that the mail service has just given. Check that the "
          "mailbox allows IMAP and authenticated SMTP, and that the refresh token is of this mailbox; then "
          "enable the account again and give the refresh token."));
}

/* @error: (transfer full) (nullable). */
static void
end (GTask *task, GError *error)
{
  LuukkuMail *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);

  if (error == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (self->oauth == NULL || !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error);
  luukku_oauth_renewal_refuse (self->oauth, sign_in->token);
  if (!sign_in->renewed) {
    sign_in->renewed = TRUE;
    begin (task);
    return;
  }
  set_refused (&error);
  g_task_return_error (task, error);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  luukku_mail_imap_open_finish (LUUKKU_MAIL_IMAP (source), result, &error);
  end (task, error);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  luukku_mail_smtp_send_finish (result, &error);
  end (task, error);
}

static void
go (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);
  const SignIn *sign_in = g_task_get_task_data (task);
  const LuukkuMailEnvelope envelope = { .from = sign_in->from, .to = sign_in->to, .letter = sign_in->letter };

  if (sign_in->session != NULL)
    luukku_mail_imap_open_async (sign_in->session, g_task_get_cancellable (task), on_open,
                                 g_object_ref (task));
  else
    luukku_mail_smtp_send_async (self->smtp, self->clock, &envelope, g_task_get_cancellable (task), on_sent,
                                 g_object_ref (task));
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;
  char *token = luukku_oauth_renewal_get_finish (LUUKKU_OAUTH_RENEWAL (source), result, &error);

  if (token == NULL) {
    g_task_return_error (task, error);
    return;
  }
  luukku_http_forget (sign_in->token);
  sign_in->token = token;
  luukku_mail_server_set_secret (self->imap, token);
  luukku_mail_server_set_secret (self->smtp, token);
  go (task);
}

static void
begin (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);

  if (self->oauth != NULL)
    luukku_oauth_renewal_get_async (self->oauth, g_task_get_cancellable (task), on_token,
                                    g_object_ref (task));
  else
    go (task);
}

void
luukku_mail_sign_in_async (LuukkuMail *self, LuukkuMailImap *session, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_mail_task_new (self, cancellable, callback, data, luukku_mail_sign_in_async);
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->session = g_object_ref (session);
  g_task_set_task_data (task, sign_in, (GDestroyNotify) sign_in_free);
  begin (task);
}

gboolean
luukku_mail_sign_in_finish (LuukkuMail *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
luukku_mail_submit_async (LuukkuMail *self, const LuukkuMailEnvelope *envelope, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = luukku_mail_task_new (self, cancellable, callback, data, luukku_mail_submit_async);
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->from = g_strdup (envelope->from);
  sign_in->to = g_strdup (envelope->to);
  sign_in->letter = envelope->letter != NULL ? g_bytes_ref (envelope->letter) : NULL;
  g_task_set_task_data (task, sign_in, (GDestroyNotify) sign_in_free);
  begin (task);
}

gboolean
luukku_mail_submit_finish (LuukkuMail *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
luukku_mail_has_ended (LuukkuMail *self, const GError *error)
{
  if (self->oauth == NULL || luukku_fault_is_cancelled (error))
    return FALSE;
  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH)) {
    luukku_oauth_renewal_refuse (self->oauth, self->imap->secret);
    return TRUE;
  }
  return luukku_oauth_renewal_has_ended (self->oauth) && luukku_fault_get_info (error)->retryable;
}
