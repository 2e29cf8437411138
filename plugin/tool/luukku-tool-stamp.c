/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-stamp.c: `luukku timestamp`: a time stamp that a person carries between this computer and the
 * authority. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "evidence/luukku-stamp-file.h"

static int
ask_for_stamp (const char *package, const char *request_path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = NULL;

  if (g_file_test (request_path, G_FILE_TEST_EXISTS))
    return tool_fail_usage (_ ("%s is there already; name a file to make."), request_path);
  request = luukku_stamp_file_request (package, &error);
  if (request == NULL || !g_file_set_contents (request_path, g_bytes_get_data (request, NULL),
                                               (gssize) g_bytes_get_size (request), &error))
    return tool_fail (error);
  g_print ("%s\n", request_path);
  return TOOL_OK;
}

static int
put_stamp (const char *package, const char *request_path, const char *response_path, const char *output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = tool_read_bytes (request_path, &error);
  g_autoptr (GBytes) response = request != NULL ? tool_read_bytes (response_path, &error) : NULL;
  g_autofree char *at = NULL;
  gint64 time = 0;

  if (response == NULL)
    return tool_fail (error);
  if (!luukku_stamp_file_put (package, request, response, output, &time, &error)) {
    tool_fail (error);
    return g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED) ? TOOL_FOUND : TOOL_USAGE;
  }
  at = tool_time (time);
  /* TRANSLATORS: %s is a day and a time; an outside authority has stamped the package with it */
  g_print (_ ("Time stamp: %s\n"), at);
  g_print ("%s\n", output);
  return TOOL_OK;
}

int
tool_timestamp (int argc, char **argv)
{
  g_autofree char *request = NULL, *response = NULL, *output = NULL;
  const GOptionEntry entries[] = {
    { "request", 0, 0, G_OPTION_ARG_FILENAME, &request, N_ ("the request for the authority (.tsq)"),
      N_ ("FILE") },
    { "response", 0, 0, G_OPTION_ARG_FILENAME, &response, N_ ("the authority's answer (.tsr)"), N_ ("FILE") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("the package with the time stamp, made anew"),
      N_ ("DIR_OR_ZIP") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tool_parse ("timestamp", entries, &argc, &argv))
    return TOOL_USAGE;
  if (argc == 2 && request != NULL && response == NULL && output == NULL)
    return ask_for_stamp (argv[1], request);
  if (argc == 2 && request != NULL && response != NULL && output != NULL)
    return put_stamp (argv[1], request, response, output);
  return tool_fail_usage (
      _ ("First luukku timestamp PACKAGE --request=FILE.tsq, then the same with --response=FILE.tsr and "
         "--output=DIR_OR_ZIP."));
}
