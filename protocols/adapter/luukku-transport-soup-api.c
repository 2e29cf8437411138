/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-transport-soup-api.c: opens libsoup 3, unless libsoup 2 is in the process already. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-transport-soup-api.h"

#include "base/luukku-error.h"

#include <gmodule.h>

#define LIBRARY "libsoup-3.0.so.0"

/* The same test that libsoup 3 makes itself. */
static gboolean
is_soup_2_loaded (void)
{
  GModule *process = g_module_open (NULL, 0);
  gpointer symbol = NULL;
  gboolean found;

  if (process == NULL)
    return FALSE;
  found = g_module_symbol (process, "soup_uri_new", &symbol);
  g_module_close (process);
  return found;
}

static gboolean
look_up (GModule *library, const char *name, gpointer *ret_function, GError **error)
{
  if (g_module_symbol (library, name, ret_function) && *ret_function != NULL)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_UNSUPPORTED,
                    N_ ("The installed libsoup 3 lacks a function that Luukku needs (%s). Update the package "
                        "libsoup-3.0-0 and start again."),
                    name);
  return FALSE;
}

static gboolean
load (LuukkuSoupApi *api, GError **error)
{
  GModule *library = g_module_open (LIBRARY, G_MODULE_BIND_LAZY);

  if (library == NULL) {
    luukku_set_error (
        error, LUUKKU_ERROR_UNSUPPORTED,
        N_ ("The library libsoup 3 cannot be loaded, so Luukku cannot use the network. Install the "
            "package libsoup-3.0-0 and start again."));
    return FALSE;
  }
  g_module_make_resident (library); /* it registers types */
#define LOOK_UP(name)                                                                                        \
  if (!look_up (library, #name, (gpointer *) &api->name, error))                                             \
    return FALSE;
  LUUKKU_SOUP_FUNCTIONS (LOOK_UP)
#undef LOOK_UP
  return TRUE;
}

const LuukkuSoupApi *
luukku_soup_api_get (GError **error)
{
  static LuukkuSoupApi api;
  static gboolean loaded = FALSE;

  if (loaded)
    return &api;
  if (is_soup_2_loaded ()) {
    luukku_set_error (
        error, LUUKKU_ERROR_UNSUPPORTED,
        N_ ("Another plugin has loaded the old library libsoup 2, beside which Luukku cannot use the "
            "network. Turn off the other plugins of third parties under Tools, Plugins and start again."));
    return NULL;
  }
  if (!load (&api, error))
    return NULL;
  loaded = TRUE;
  return &api;
}
