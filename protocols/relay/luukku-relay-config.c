/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-config.c: reads and checks the relay's settings. It opens no network and no spool. */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-config.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "relay/luukku-relay-signature.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define ENDPOINT_PREFIX "endpoint "
#define DESK_PREFIX "desk "
#define MAX_NAME 64
#define MAX_SECRET 4096
#define DEFAULT_LISTEN "127.0.0.1:8470"
#define DEFAULT_SPOOL "/var/lib/luukku-relay/spool.sqlite"
#define DEFAULT_BODY (3 * 1024 * 1024) /* Meta: a webhook payload is at most 3 MB */
#define MAX_BODY (4 * 1024 * 1024)     /* what a desk can take in one answer with a page before it */
#define DEFAULT_SPOOL_MEGABYTES 4096
#define DEFAULT_KEEP_DAYS 7
#define DEFAULT_RATE 2000
#define DEFAULT_CONNECTIONS 1000
#define MAX_CONNECTIONS 16000 /* the unit's LimitNOFILE is above it */
#define MEGABYTE (1024 * 1024)
#define MIN_META_SECRET 16

static const char *const relay_keys[] = { "listen",    "spool", "max-body",    "max-spool",
                                          "keep-days", "rate",  "connections", NULL };
static const char *const endpoint_keys[] = { "kind", "secret-file", "verify-file", NULL };
static const char *const desk_keys[] = { "token-sha256", "endpoints", NULL };

typedef struct {
  const char *path; /* of the settings */
  GKeyFile *file;
  LuukkuRelayConfig *config;
} Reading;

static void
free_endpoint (gpointer data)
{
  LuukkuRelayEndpoint *self = data;

  g_free (self->name);
  g_free (self->secret);
  g_free (self->verify_token);
  g_free (self);
}

static void
free_desk (gpointer data)
{
  LuukkuRelayDesk *self = data;

  g_free (self->name);
  g_free (self->token_digest);
  g_strfreev (self->endpoints);
  g_free (self);
}

void
luukku_relay_config_free (LuukkuRelayConfig *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->spool);
  g_ptr_array_unref (self->endpoints);
  g_ptr_array_unref (self->desks);
  g_free (self);
}

/* --- small readers */

static gboolean
check_keys (Reading *r, const char *group, const char *const *known, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (r->file, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    if (g_strv_contains (known, keys[i]))
      continue;
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("%s: the group [%s] has an unknown key \"%s\". Correct its name or take it out."),
                      r->path, group, keys[i]);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_number (Reading *r, const char *key, guint64 otherwise, guint most, guint64 *ret_number, GError **error)
{
  g_autofree char *text = g_key_file_get_string (r->file, "relay", key, NULL);

  *ret_number = otherwise;
  if (text == NULL || g_ascii_string_to_unsigned (g_strstrip (text), 10, 0, most, ret_number, NULL))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("%s: \"%s\" in [relay] must be a whole number up to %u."), r->path, key, most);
  return FALSE;
}

static gboolean
is_name (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= MAX_NAME && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

/* Where systemd put the secret, else beside the settings. */
static char *
secret_path (Reading *r, const char *name)
{
  const char *credentials = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autofree char *folder = g_path_get_dirname (r->path);
  g_autofree char *given = NULL;

  if (credentials != NULL && !g_path_is_absolute (name)) {
    given = g_build_filename (credentials, name, NULL);
    if (g_file_test (given, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&given);
  }
  return g_canonicalize_filename (name, folder);
}

/* Returns: (transfer full) (nullable): the first line of the file that @key of @group names; without @error
 * when the key is not there. */
static char *
read_secret (Reading *r, const char *group, const char *key, GError **error)
{
  g_autofree char *name = g_key_file_get_string (r->file, group, key, NULL);
  g_autofree char *path = NULL;
  g_autofree char *secret = NULL;
  GError *source = NULL;
  GStatBuf status;
  gboolean whole;
  gsize size;

  if (name == NULL || *name == '\0')
    return NULL;
  path = secret_path (r, name);
  if (!g_file_get_contents (path, &secret, &size, &source)) {
    luukku_error_take_gio (error, source, N_ ("The secret in %s cannot be read."), path);
    return NULL;
  }
  if (g_stat (path, &status) == 0 && (status.st_mode & 0007) != 0) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("Everybody on this machine may read the secret in %s. Run: chmod o= %s"), path,
                      path);
    return NULL;
  }
  whole = strlen (secret) == size && size <= MAX_SECRET;
  g_strstrip (secret);
  if (whole && *secret != '\0' && strpbrk (secret, "\r\n") == NULL && g_str_is_ascii (secret))
    return g_steal_pointer (&secret);
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("%s must hold one line with the secret and nothing else."), path);
  return NULL;
}

/* --- the groups */

static gboolean
read_listen (Reading *r, GError **error)
{
  g_autofree char *text = g_key_file_get_string (r->file, "relay", "listen", NULL);
  const char *listen = text != NULL ? text : DEFAULT_LISTEN;
  const char *colon = strrchr (listen, ':');
  g_autoptr (GInetAddress) address = NULL;
  guint64 port;

  if (colon != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL)) {
    g_free (r->config->host);
    r->config->host = *listen == '[' && colon[-1] == ']'
                          ? g_strndup (listen + 1, (gsize) (colon - listen) - 2)
                          : g_strndup (listen, (gsize) (colon - listen));
    r->config->port = (guint16) port;
    address = g_inet_address_new_from_string (r->config->host);
  }
  if (address != NULL)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      N_ ("%s: \"listen\" in [relay] must be an address and a port, such as 127.0.0.1:8470 or [::1]:8470."),
      r->path);
  return FALSE;
}

static gboolean
read_relay (Reading *r, GError **error)
{
  LuukkuRelayConfig *config = r->config;
  guint64 body, spool, days, rate, connections;

  if (!check_keys (r, "relay", relay_keys, error) || !read_listen (r, error) ||
      !read_number (r, "max-body", DEFAULT_BODY, MAX_BODY, &body, error) ||
      !read_number (r, "max-spool", DEFAULT_SPOOL_MEGABYTES, 1024 * 1024, &spool, error) ||
      !read_number (r, "keep-days", DEFAULT_KEEP_DAYS, 366, &days, error) ||
      !read_number (r, "rate", DEFAULT_RATE, 1000000, &rate, error) ||
      !read_number (r, "connections", DEFAULT_CONNECTIONS, MAX_CONNECTIONS, &connections, error))
    return FALSE;
  config->spool = g_key_file_get_string (r->file, "relay", "spool", NULL);
  if (config->spool == NULL)
    config->spool = g_strdup (DEFAULT_SPOOL);
  config->max_body = (gsize) MAX (body, 1);
  config->max_spool = (guint64) MAX (spool, 1) * MEGABYTE;
  config->keep = (gint64) days * G_TIME_SPAN_DAY;
  config->rate = (guint) MAX (rate, 1);
  config->connections = (guint) MAX (connections, 1);
  return TRUE;
}

static gboolean
read_kind (Reading *r, const char *group, LuukkuRelayKind *ret_kind, GError **error)
{
  g_autofree char *kind = g_key_file_get_string (r->file, group, "kind", NULL);

  if (g_strcmp0 (kind, "meta") == 0)
    *ret_kind = LUUKKU_RELAY_META;
  else if (g_strcmp0 (kind, "standard-webhooks") == 0)
    *ret_kind = LUUKKU_RELAY_STANDARD_WEBHOOKS;
  else {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("%s: \"kind\" in [%s] must be meta or standard-webhooks."), r->path, group);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_secret (Reading *r, const char *group, const LuukkuRelayEndpoint *endpoint, GError **error)
{
  if (endpoint->secret == NULL)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("%s: [%s] needs \"secret-file\": without it anybody could deliver messages."),
                      r->path, group);
  else if (endpoint->kind == LUUKKU_RELAY_STANDARD_WEBHOOKS &&
           !luukku_relay_is_standard_secret (endpoint->secret))
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("%s: the secret of [%s] must be \"whsec_\" and the base64 of 24 to 64 random bytes."), r->path,
        group);
  else if (endpoint->kind == LUUKKU_RELAY_META && strlen (endpoint->secret) < MIN_META_SECRET)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("%s: the secret of [%s] is too short to be an app secret. Copy it again from the "
                          "platform's app page."),
                      r->path, group);
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_endpoint (Reading *r, const char *group, const char *name, GError **error)
{
  LuukkuRelayEndpoint *endpoint = g_new0 (LuukkuRelayEndpoint, 1);
  g_autoptr (GError) local = NULL;

  g_ptr_array_add (r->config->endpoints, endpoint);
  endpoint->name = g_strdup (name);
  if (!is_name (name)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("%s: the name in [%s] may have small letters a-z, digits and \"-\", at most %d."),
                      r->path, group, MAX_NAME);
    return FALSE;
  }
  if (!check_keys (r, group, endpoint_keys, error) || !read_kind (r, group, &endpoint->kind, error))
    return FALSE;
  endpoint->secret = read_secret (r, group, "secret-file", &local);
  if (local == NULL)
    endpoint->verify_token = read_secret (r, group, "verify-file", &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return check_secret (r, group, endpoint, error);
}

static gboolean
read_desk (Reading *r, const char *group, const char *name, GError **error)
{
  LuukkuRelayDesk *desk = g_new0 (LuukkuRelayDesk, 1);

  g_ptr_array_add (r->config->desks, desk);
  desk->name = g_strdup (name);
  desk->token_digest = g_key_file_get_string (r->file, group, "token-sha256", NULL);
  desk->endpoints = g_key_file_get_string_list (r->file, group, "endpoints", NULL, NULL);
  if (!check_keys (r, group, desk_keys, error))
    return FALSE;
  if (desk->token_digest == NULL || !luukku_digest_is_valid (g_strstrip (desk->token_digest))) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("%s: [%s] needs \"token-sha256\". Run: luukku-relay token"), r->path, group);
    return FALSE;
  }
  for (guint i = 0; desk->endpoints != NULL && desk->endpoints[i] != NULL; i++) {
    g_strstrip (desk->endpoints[i]);
    if (luukku_relay_config_find_endpoint (r->config, desk->endpoints[i]) != NULL)
      continue;
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("%s: [%s] names the endpoint \"%s\", which this file does not have."), r->path,
                      group, desk->endpoints[i]);
    return FALSE;
  }
  if (desk->endpoints != NULL && desk->endpoints[0] != NULL)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("%s: [%s] needs \"endpoints\": the names of what this desk reads."), r->path, group);
  return FALSE;
}

static gboolean
read_groups (Reading *r, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (r->file, NULL);

  for (guint i = 0; groups[i] != NULL; i++) {
    if (g_str_has_prefix (groups[i], ENDPOINT_PREFIX)) {
      if (!read_endpoint (r, groups[i], groups[i] + strlen (ENDPOINT_PREFIX), error))
        return FALSE;
    } else if (!g_str_has_prefix (groups[i], DESK_PREFIX) && !g_str_equal (groups[i], "relay")) {
      luukku_set_error (
          error, LUUKKU_ERROR_INVALID_INPUT,
          N_ ("%s: the group [%s] is unknown. Known are [relay], [endpoint NAME], [desk NAME]."), r->path,
          groups[i]);
      return FALSE;
    }
  }
  for (guint i = 0; groups[i] != NULL; i++) {
    if (g_str_has_prefix (groups[i], DESK_PREFIX) &&
        !read_desk (r, groups[i], groups[i] + strlen (DESK_PREFIX), error))
      return FALSE;
  }
  return TRUE;
}

LuukkuRelayConfig *
luukku_relay_config_load (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (LuukkuRelayConfig) config = g_new0 (LuukkuRelayConfig, 1);
  Reading reading = { .path = path, .file = file, .config = config };
  GError *source = NULL;

  config->endpoints = g_ptr_array_new_with_free_func (free_endpoint);
  config->desks = g_ptr_array_new_with_free_func (free_desk);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &source)) {
    luukku_error_take_gio (error, source, N_ ("The relay's settings in %s cannot be read."), path);
    return NULL;
  }
  if (!read_relay (&reading, error) || !read_groups (&reading, error))
    return NULL;
  if (config->endpoints->len > 0)
    return g_steal_pointer (&config);
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("%s has no [endpoint NAME]: there is nothing to receive."), path);
  return NULL;
}

/* --- look-ups */

const LuukkuRelayEndpoint *
luukku_relay_config_find_endpoint (const LuukkuRelayConfig *self, const char *name)
{
  for (guint i = 0; i < self->endpoints->len; i++) {
    const LuukkuRelayEndpoint *endpoint = g_ptr_array_index (self->endpoints, i);

    if (g_str_equal (endpoint->name, name))
      return endpoint;
  }
  return NULL;
}

const LuukkuRelayDesk *
luukku_relay_config_find_desk (const LuukkuRelayConfig *self, const char *token)
{
  g_autofree char *digest = luukku_digest_text (token);
  const LuukkuRelayDesk *found = NULL;

  for (guint i = 0; i < self->desks->len; i++) {
    const LuukkuRelayDesk *desk = g_ptr_array_index (self->desks, i);

    if (luukku_relay_is_same_secret (desk->token_digest, digest))
      found = desk;
  }
  return found;
}

gboolean
luukku_relay_desk_may_read (const LuukkuRelayDesk *self, const char *endpoint)
{
  return g_strv_contains ((const char *const *) self->endpoints, endpoint);
}
