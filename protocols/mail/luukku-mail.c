/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail.c: the adapter of a mailbox: settings, life, capabilities. README.md says what it needs of the
 * servers. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail.h"

#include <string.h>

#include "adapter/luukku-http.h"
#include "adapter/luukku-task.h"
#include "base/luukku-error.h"
#include "mail/luukku-mail-private.h"
#include "mail/luukku-mail-thread.h"

#define ID "mail"
#define MAX_SECRET 4096
#define IMAPS_PORT 993
#define IMAP_PORT 143
#define SUBMISSIONS_PORT 465
#define SUBMISSION_PORT 587

static const LuukkuAdapterChoice choices[] = {
  /* TRANSLATORS: how a connection is made secure: encrypted from the first byte */
  { "imap-security", "tls", N_ ("TLS") },
  { "imap-security", "starttls", N_ ("STARTTLS") },
  { "imap-security", "none", N_ ("None (this computer only)") },
  { "smtp-security", "tls", N_ ("TLS") },
  { "smtp-security", "starttls", N_ ("STARTTLS") },
  { "smtp-security", "none", N_ ("None (this computer only)") },
  { "sign-in", "password", N_ ("Password") },
  { "sign-in", "microsoft", N_ ("Microsoft 365 (OAuth 2)") },
  { "sign-in", "google", N_ ("Google (OAuth 2)") },
  { "sign-in", "oauth2", N_ ("Another service with OAuth 2") },
  { NULL, NULL, NULL },
};

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "imap-host", N_ ("Server for incoming mail (IMAP)"), NULL, 0 },
  { LUUKKU_OPTION_INT, "imap-port", N_ ("Port of the server for incoming mail"), NULL, IMAPS_PORT },
  { LUUKKU_OPTION_CHOICE, "imap-security", N_ ("Security of incoming mail"), "tls", 0 },
  { LUUKKU_OPTION_STRING, "smtp-host", N_ ("Server for outgoing mail (SMTP)"), NULL, 0 },
  { LUUKKU_OPTION_INT, "smtp-port", N_ ("Port of the server for outgoing mail"), NULL, SUBMISSIONS_PORT },
  { LUUKKU_OPTION_CHOICE, "smtp-security", N_ ("Security of outgoing mail"), "tls", 0 },
  { LUUKKU_OPTION_STRING, "user", N_ ("User name, if it is not the e-mail address"), NULL, 0 },
  { LUUKKU_OPTION_CHOICE, "sign-in", N_ ("Sign in with"), "password", 0 },
  { LUUKKU_OPTION_STRING, "oauth-client", N_ ("Application (client) ID (OAuth 2 only)"), NULL, 0 },
  { LUUKKU_OPTION_STRING, "oauth-tenant", N_ ("Directory (tenant) ID (Microsoft 365 only)"), NULL, 0 },
  { LUUKKU_OPTION_STRING, "oauth-url", N_ ("Address that renews tokens (another service only)"), NULL, 0 },
  { LUUKKU_OPTION_STRING, "from-name", N_ ("Name of the sender, such as the municipality"), NULL, 0 },
  { LUUKKU_OPTION_STRING, "inbox-folder", N_ ("Folder of incoming mail"), "INBOX", 0 },
  { LUUKKU_OPTION_STRING, "sent-folder", N_ ("Folder of sent mail (empty: as the server says)"), NULL, 0 },
  { LUUKKU_OPTION_INT, "first-days", N_ ("Days of earlier mail to read at first"), NULL, 7 },
  { LUUKKU_OPTION_STRING, "ca-file", N_ ("File of the municipality's own certificate authority (PEM)"), NULL,
    0 },
  { 0 },
};

typedef enum {
  OPTION_IMAP_HOST,
  OPTION_IMAP_PORT,
  OPTION_IMAP_SECURITY,
  OPTION_SMTP_HOST,
  OPTION_SMTP_PORT,
  OPTION_SMTP_SECURITY,
  OPTION_USER,
  OPTION_SIGN_IN,
  OPTION_OAUTH_CLIENT,
  OPTION_OAUTH_TENANT,
  OPTION_OAUTH_URL,
  OPTION_FROM_NAME,
  OPTION_INBOX,
  OPTION_SENT,
  OPTION_FIRST_DAYS,
  OPTION_CA_FILE,
} Option;

/* What is known of who gives access tokens. */
typedef struct {
  const char *sign_in;   /* the option's value */
  const char *imap_host; /* (nullable): of the town's domain */
  const char *smtp_host; /* (nullable) */
  gboolean starttls;     /* the server for outgoing mail has no TLS from the first byte */
  const char *url;       /* (nullable): of the token service … */
  const char *tenant;    /* … and the directory in it, when none is given … (nullable) */
  const char *path;      /* … and what follows the directory (nullable) */
} Provider;

static const Provider providers[] = {
  { "password", NULL, NULL, FALSE, NULL, NULL, NULL },
  /* learn.microsoft.com, "Authenticate an IMAP, POP or SMTP connection using OAuth" */
  { "microsoft", "outlook.office365.com", "smtp.office365.com", TRUE, "https://login.microsoftonline.com/",
    "organizations", "/oauth2/v2.0/token" },
  /* developers.google.com/identity/protocols/oauth2/native-app, and /gmail/imap/imap-smtp */
  { "google", "imap.gmail.com", "smtp.gmail.com", FALSE, "https://oauth2.googleapis.com/token", NULL, NULL },
  { "oauth2", NULL, NULL, FALSE, NULL, NULL, NULL },
};

#define SECRET_CLIENT "client-secret"

G_DEFINE_TYPE (LuukkuMail, luukku_mail, LUUKKU_TYPE_ADAPTER)

/* --- describe */

static LuukkuCapabilities
luukku_mail_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_SEND_FILES | LUUKKU_CAN_POLL |
         LUUKKU_CAN_WAIT | LUUKKU_CAN_WRITE_FIRST;
}

static const LuukkuChannelLimits *
luukku_mail_get_limits (LuukkuAdapter *adapter)
{
  return LUUKKU_MAIL (adapter)->limits;
}

/* --- life */

GTask *
luukku_mail_task_new (LuukkuMail *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer data, gpointer source_tag)
{
  return luukku_task_new (self, self->closing, cancellable, callback, data, source_tag);
}

static void
luukku_mail_close (LuukkuAdapter *adapter)
{
  LuukkuMail *self = LUUKKU_MAIL (adapter);

  g_cancellable_cancel (self->closing);
  if (self->session != NULL && luukku_mail_imap_is_open (self->session))
    luukku_mail_imap_close (self->session);
  if (self->oauth != NULL)
    luukku_oauth_renewal_close (self->oauth);
  g_clear_pointer (&self->letter, g_bytes_unref);
}

static void
luukku_mail_finalize (GObject *object)
{
  LuukkuMail *self = LUUKKU_MAIL (object);

  g_clear_object (&self->session);
  g_clear_object (&self->oauth);
  g_clear_pointer (&self->letter, g_bytes_unref);
  g_free (self->letter_digest);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->limits, luukku_channel_limits_free);
  g_free (self->address);
  g_free (self->channel);
  g_free (self->from_name);
  luukku_mail_server_unref (self->imap);
  luukku_mail_server_unref (self->smtp);
  for (guint i = 0; i < LUUKKU_MAIL_N_FOLDERS; i++)
    g_free (self->folders[i]);
  g_clear_object (&self->closing);
  G_OBJECT_CLASS (luukku_mail_parent_class)->finalize (object);
}

static void
luukku_mail_class_init (LuukkuMailClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_mail_finalize;
  adapter->get_capabilities = luukku_mail_get_capabilities;
  adapter->get_limits = luukku_mail_get_limits;
  adapter->open_async = luukku_mail_open_async;
  adapter->open_finish = luukku_mail_open_finish;
  adapter->fetch_async = luukku_mail_fetch_async;
  adapter->fetch_finish = luukku_mail_fetch_finish;
  adapter->send_async = luukku_mail_send_async;
  adapter->send_finish = luukku_mail_send_finish;
  adapter->close = luukku_mail_close;
  adapter->find_sent_async = luukku_mail_find_sent_async;
  adapter->find_sent_finish = luukku_mail_find_sent_finish;
  adapter->fetch_attachment_async = luukku_mail_fetch_attachment_async;
  adapter->fetch_attachment_finish = luukku_mail_fetch_attachment_finish;
}

static void
luukku_mail_init (LuukkuMail *self)
{
  self->closing = g_cancellable_new ();
}

/* --- settings */

static const char *
get_string (const LuukkuAdapterSettings *settings, Option option)
{
  const char *value = luukku_adapter_settings_get_string (settings, &options[option]);

  return value != NULL ? value : "";
}

static const Provider *
provider_of (const LuukkuAdapterSettings *settings)
{
  const char *sign_in = get_string (settings, OPTION_SIGN_IN);

  for (guint i = 0; i < G_N_ELEMENTS (providers); i++) {
    if (g_str_equal (providers[i].sign_in, sign_in))
      return &providers[i];
  }
  return &providers[0];
}

static gboolean
has_oauth2 (const LuukkuAdapterSettings *settings)
{
  return provider_of (settings) != &providers[0];
}

/* Without a registration the secret is an access token, which nobody can renew. */
static gboolean
is_renewed (const LuukkuAdapterSettings *settings)
{
  return has_oauth2 (settings) &&
         (*get_string (settings, OPTION_OAUTH_CLIENT) != '\0' || provider_of (settings)->url != NULL);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
is_host (const char *host)
{
  gsize length = strlen (host);

  return length > 0 && length < 254 &&
         strspn (host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:_") == length;
}

/* A port that belongs to the other security was left as it was: the usual one is meant. */
static guint16
usual_port (int port, LuukkuMailSecurity security, int with_tls, int without)
{
  if (security != LUUKKU_MAIL_TLS && port == with_tls)
    port = without;
  return (guint16) CLAMP (port, 1, G_MAXUINT16);
}

static LuukkuMailSecurity
security_of (const char *word)
{
  if (g_str_equal (word, "starttls"))
    return LUUKKU_MAIL_STARTTLS;
  return g_str_equal (word, "none") ? LUUKKU_MAIL_OPEN : LUUKKU_MAIL_TLS;
}

/* Returns: (transfer full) (nullable): without what was pasted around it. */
static char *
clean_secret (const LuukkuAdapterSettings *settings, gboolean oauth2)
{
  if (oauth2)
    return luukku_http_clean_token (settings->token);
  if (settings->token == NULL || *settings->token == '\0' || strlen (settings->token) > MAX_SECRET)
    return NULL;
  return g_strdup (settings->token);
}

static LuukkuMailServer *
make_server (const LuukkuAdapterSettings *settings, const char *address, Option host, const char *prefix,
             GTlsDatabase *database)
{
  LuukkuMailServer *server = luukku_mail_server_new ();
  const Provider *provider = provider_of (settings);
  const char *user = get_string (settings, OPTION_USER);
  gboolean incoming = host == OPTION_IMAP_HOST;
  const char *usual = incoming ? provider->imap_host : provider->smtp_host;
  int port =
      luukku_adapter_settings_get_int (settings, &options[incoming ? OPTION_IMAP_PORT : OPTION_SMTP_PORT]);

  server->host = g_strstrip (g_strdup (get_string (settings, host)));
  server->security =
      security_of (get_string (settings, incoming ? OPTION_IMAP_SECURITY : OPTION_SMTP_SECURITY));
  if (*server->host == '\0') {
    g_free (server->host);
    server->host = usual != NULL ? g_strdup (usual) : g_strconcat (prefix, strrchr (address, '@') + 1, NULL);
    if (usual != NULL && !incoming && provider->starttls)
      server->security = LUUKKU_MAIL_STARTTLS;
  }
  server->port = usual_port (port, server->security, incoming ? IMAPS_PORT : SUBMISSIONS_PORT,
                             incoming ? IMAP_PORT : SUBMISSION_PORT);
  server->database = database != NULL ? g_object_ref (database) : NULL;
  server->user = g_strdup (*user != '\0' ? user : settings->account);
  server->oauth2 = has_oauth2 (settings);
  if (!is_renewed (settings))
    server->secret = clean_secret (settings, server->oauth2);
  return server;
}

static gboolean
check_server (const LuukkuMailServer *server, GError **error)
{
  if (!is_host (server->host)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The name of a mail server cannot be right. Write only the name, such as imap.example.org, on "
            "the account's Advanced page."));
    return FALSE;
  }
  if (server->security == LUUKKU_MAIL_OPEN && !is_loopback (server->host)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("Mail is only fetched over a secure connection, because a password must not travel readable. "
            "Choose TLS or STARTTLS on the account's Advanced page."));
    return FALSE;
  }
  return TRUE;
}

/* Returns: FALSE with SETTINGS when the file cannot be used; *@ret_database: (nullable): NULL: the system's.
 */
static gboolean
load_authorities (const char *file, GTlsDatabase **ret_database, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (*file == '\0')
    return TRUE;
  *ret_database = g_tls_file_database_new (file, &cause);
  if (*ret_database != NULL)
    return TRUE;
  luukku_fault_set (
      error, LUUKKU_FAULT_SETTINGS, NULL,
      N_ ("The file of certificate authorities %s cannot be used. Check that it is there, is readable "
          "and holds PEM certificates."),
      file);
  return FALSE;
}

static gboolean
read_servers (LuukkuMail *self, const LuukkuAdapterSettings *settings, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;

  if (!load_authorities (get_string (settings, OPTION_CA_FILE), &database, error))
    return FALSE;
  self->imap = make_server (settings, self->address, OPTION_IMAP_HOST, "imap.", database);
  self->smtp = make_server (settings, self->address, OPTION_SMTP_HOST, "smtp.", database);
  return check_server (self->imap, error) && check_server (self->smtp, error);
}

/* --- the token service */

static void
on_renewed (const LuukkuOauthTokens *tokens, gboolean refresh_changed, gpointer data)
{
  if (refresh_changed)
    luukku_adapter_token_changed (data, tokens->refresh);
}

/* Returns: (transfer full) (nullable): NULL when it is no address of a token service. */
static char *
token_address (const LuukkuAdapterSettings *settings)
{
  const Provider *provider = provider_of (settings);
  g_autofree char *tenant = g_strstrip (g_strdup (get_string (settings, OPTION_OAUTH_TENANT)));
  g_autofree char *address = NULL;
  g_autofree char *clean = NULL;

  if (provider->url == NULL)
    address = g_strdup (get_string (settings, OPTION_OAUTH_URL));
  else if (provider->tenant == NULL)
    address = g_strdup (provider->url);
  else if (strspn (tenant, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
           strlen (tenant))
    address = g_strconcat (provider->url, *tenant != '\0' ? tenant : provider->tenant, provider->path, NULL);
  clean = luukku_http_clean_base (address);
  return clean != NULL && strchr (strstr (clean, "://") + 3, '/') != NULL ? g_steal_pointer (&clean) : NULL;
}

static gboolean
check_registration (const char *client, const char *address, GError **error)
{
  if (*client == '\0' || address == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL,
                      N_ ("To sign in with OAuth 2 the account needs the application ID of the town's "
                          "registration and, for "
                          "a service that is neither Microsoft 365 nor Google, the address that renews "
                          "tokens. Give them on "
                          "the account's Advanced page; Luukku's README for mail says where to get them."));
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_oauth (LuukkuMail *self, const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
            GError **error)
{
  g_autofree char *client = g_strstrip (g_strdup (get_string (settings, OPTION_OAUTH_CLIENT)));
  g_autofree char *address = token_address (settings);
  char *secret, *refresh;

  if (!is_renewed (settings))
    return TRUE;
  if (!check_registration (client, address, error))
    return FALSE;
  g_return_val_if_fail (LUUKKU_IS_TRANSPORT (transport), FALSE);
  secret = luukku_http_clean_token (luukku_adapter_settings_get_secret (settings, SECRET_CLIENT));
  refresh = luukku_http_clean_token (settings->token);
  self->oauth = luukku_mail_oauth_new (
      &(LuukkuMailOauthInit){
          .address = address, .client_id = client, .client_secret = secret, .refresh_token = refresh },
      transport, self->clock, on_renewed, self);
  luukku_http_forget (secret);
  luukku_http_forget (refresh);
  return TRUE;
}

static void
read_folders (LuukkuMail *self, const LuukkuAdapterSettings *settings)
{
  const char *sent = get_string (settings, OPTION_SENT);

  self->folders[LUUKKU_MAIL_INBOX] = luukku_mail_folder_encode (get_string (settings, OPTION_INBOX));
  if (*sent != '\0')
    self->folders[LUUKKU_MAIL_SENT] = luukku_mail_folder_encode (sent);
}

static LuukkuAdapter *
luukku_mail_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                    GError **error)
{
  g_autoptr (LuukkuMail) self = NULL;
  g_autoptr (GError) cause = NULL;

  if (!luukku_mail_is_address (settings->account)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the mailbox's e-mail address, such as registry@example.org."));
    return NULL;
  }
  self = g_object_new (LUUKKU_TYPE_MAIL, NULL);
  self->clock = g_object_ref (clock);
  self->address = luukku_mail_fold_address (settings->account);
  self->channel = g_strconcat (ID ":", settings->account, NULL);
  self->from_name = g_strdup (get_string (settings, OPTION_FROM_NAME));
  self->first_span =
      luukku_adapter_settings_get_int (settings, &options[OPTION_FIRST_DAYS]) * G_TIME_SPAN_DAY;
  self->limits = luukku_channel_limits_load (ID, &cause);
  if (self->limits == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  if (!read_servers (self, settings, error) || !read_oauth (self, settings, transport, error))
    return NULL;
  read_folders (self, settings);
  return LUUKKU_ADAPTER (g_steal_pointer (&self));
}

/* --- secrets */

static const LuukkuAdapterSecret password[] = {
  { NULL, N_ ("Password of the mailbox"), TRUE, FALSE },
  { 0 },
};

static const LuukkuAdapterSecret access_token[] = {
  { NULL, N_ ("OAuth 2 access token of the mailbox"), FALSE, FALSE },
  { 0 },
};

static const LuukkuAdapterSecret refresh_token[] = {
  { NULL, N_ ("Refresh token of the mailbox"), FALSE, FALSE },
  { SECRET_CLIENT, N_ ("Client secret, if the registration has one"), FALSE, TRUE },
  { 0 },
};

static const LuukkuAdapterSecret *
luukku_mail_get_secrets (const LuukkuAdapterSettings *settings)
{
  if (!has_oauth2 (settings))
    return password;
  return is_renewed (settings) ? refresh_token : access_token;
}

const LuukkuAdapterType luukku_mail_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-mail",
  .name = N_ ("E-mail (Luukku)"),
  .icon = "luukku-mail",
  .account_label = N_ ("E-mail address"),
  .needs_token = TRUE,
  .get_secrets = luukku_mail_get_secrets,
  .needs_transport = is_renewed,
  .options = options,
  .choices = choices,
  .create = luukku_mail_create,
};
