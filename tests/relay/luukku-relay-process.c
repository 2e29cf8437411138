/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-process.c: see luukku-relay-process.h. */
#define G_LOG_DOMAIN "luukku-relay"

#include "luukku-relay-process.h"

#include <signal.h>
#include <string.h>

GSubprocess *
relay_process_start (RelayKit *kit)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "protocols/relay/luukku-relay", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  GSubprocess *relay = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "serve",
                                         "--as-root", "--config", kit->config, NULL);

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (relay));
  line = g_data_input_stream_read_line_utf8 (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  kit->port = (guint16) g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);
  return relay;
}

void
relay_process_kill (GSubprocess *relay)
{
  g_subprocess_send_signal (relay, SIGKILL);
  g_subprocess_wait (relay, NULL, NULL);
  g_object_unref (relay);
}

void
relay_process_stop (GSubprocess *relay)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (relay, SIGTERM);
  g_subprocess_wait_check (relay, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (relay);
}
