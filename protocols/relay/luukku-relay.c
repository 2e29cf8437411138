/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay.c: the `luukku-relay` program: serve, check the settings, make a token for a desk. It holds no
 * address book and knows no municipality; it never reads what is in a delivery. */
#define G_LOG_DOMAIN "luukku-relay"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "relay/luukku-relay-server.h"

#include <glib-unix.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "luukku-config.h"

#define DEFAULT_CONFIG "/etc/luukku-relay/relay.conf"
#define TOKEN_BYTES 32
#define EXIT_USAGE 2

typedef struct {
  char *config; /* (owned) (nullable) */
  gboolean as_root;
  gboolean version;
} Options;

static const char *
settings_of (const Options *options)
{
  return options->config != NULL ? options->config : DEFAULT_CONFIG;
}

static int
fail (const GError *error)
{
  g_printerr ("luukku-relay: %s\n", error->message);
  return EXIT_USAGE;
}

static gboolean
on_stop (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static int
serve (const Options *options)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuRelayServer) server = NULL;
  g_autofree char *host = NULL;
  LuukkuRelayConfig *config;

  if (geteuid () == 0 && !options->as_root) {
    g_printerr (
        "luukku-relay: %s\n",
        luukku_tr (N_ ("The relay does not run as root. Start it as a user of its own (the systemd unit "
                       "does), or say --as-root inside a container.")));
    return EXIT_USAGE;
  }
  umask (0077);
  config = luukku_relay_config_load (settings_of (options), &error);
  if (config == NULL)
    return fail (error);
  host =
      strchr (config->host, ':') != NULL ? g_strdup_printf ("[%s]", config->host) : g_strdup (config->host);
  server = luukku_relay_server_new (config, clock, &error);
  if (server == NULL)
    return fail (error);
  g_print ("http://%s:%u\n", host, luukku_relay_server_get_port (server));
  g_unix_signal_add (SIGTERM, on_stop, loop);
  g_unix_signal_add (SIGINT, on_stop, loop);
  g_main_loop_run (loop);
  return 0;
}

static int
check (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuRelayConfig) config = luukku_relay_config_load (settings_of (options), &error);

  if (config == NULL)
    return fail (error);
  for (guint i = 0; i < config->endpoints->len; i++) {
    const LuukkuRelayEndpoint *endpoint = g_ptr_array_index (config->endpoints, i);
    guint desks = 0;

    for (guint j = 0; j < config->desks->len; j++)
      desks += luukku_relay_desk_may_read (g_ptr_array_index (config->desks, j), endpoint->name) ? 1 : 0;
    /* TRANSLATORS: the address of an endpoint, and how many desks read it */
    g_print (ngettext ("/hooks/%s: %u desk\n", "/hooks/%s: %u desks\n", desks), endpoint->name, desks);
  }
  return 0;
}

static int
make_token (void)
{
  guchar bytes[TOKEN_BYTES];
  g_autofree char *token = NULL;
  g_autofree char *digest = NULL;

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    return EXIT_USAGE;
  token = luukku_hex_encode (bytes, sizeof bytes);
  digest = luukku_digest_text (token);
  g_print ("%s\n%s\n\n%s\ntoken-sha256=%s\n",
           luukku_tr (N_ ("For the account at the desk (it is shown only now):")), token,
           luukku_tr (N_ ("For the relay's settings:")), digest);
  return 0;
}

static gboolean
parse (int *argc, char ***argv, Options *options, GError **error)
{
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config,
      N_ ("settings (default: /etc/luukku-relay/relay.conf)"), "FILE" },
    { "as-root", 0, 0, G_OPTION_ARG_NONE, &options->as_root, N_ ("run even as root"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_ ("show the version"), NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("serve | check | token");

  g_option_context_set_translation_domain (context, LUUKKU_DOMAIN);
  g_option_context_set_summary (
      context, luukku_tr (N_ ("Takes webhooks in and keeps them until the desks have fetched them.")));
  g_option_context_add_main_entries (context, entries, LUUKKU_DOMAIN);
  return g_option_context_parse (context, argc, argv, error);
}

static int
run (const Options *options, int argc, char **argv)
{
  if (options->version) {
    g_print ("luukku-relay %s\n", LUUKKU_VERSION);
    return 0;
  }
  if (argc == 2 && g_str_equal (argv[1], "serve"))
    return serve (options);
  if (argc == 2 && g_str_equal (argv[1], "check"))
    return check (options);
  if (argc == 2 && g_str_equal (argv[1], "token"))
    return make_token ();
  g_printerr ("luukku-relay: %s\n",
              luukku_tr (N_ ("Say what to do: serve, check or token. --help tells more.")));
  return EXIT_USAGE;
}

int
main (int argc, char **argv)
{
  Options options = { NULL, FALSE, FALSE };
  int code;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (LUUKKU_DOMAIN, LUUKKU_LOCALEDIR);
  bind_textdomain_codeset (LUUKKU_DOMAIN, "UTF-8");
  textdomain (LUUKKU_DOMAIN);
  if (!parse (&argc, &argv, &options, &error))
    return fail (error);
  code = run (&options, argc, argv);
  g_free (options.config);
  return code;
}
