/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-adapter-type.c: reads what the account dialog gave, with the defaults of the adapter's option table.
 */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-adapter-type.h"

static const char *
lookup (const LuukkuAdapterSettings *self, const LuukkuAdapterOption *option)
{
  const char *value = self->options != NULL ? g_hash_table_lookup (self->options, option->name) : NULL;

  return value != NULL && *value != '\0' ? value : NULL;
}

const char *
luukku_adapter_settings_get_string (const LuukkuAdapterSettings *self, const LuukkuAdapterOption *option)
{
  const char *value;

  value = lookup (self, option);
  return value != NULL ? value : option->default_string;
}

const char *
luukku_adapter_settings_get_secret (const LuukkuAdapterSettings *self, const char *name)
{
  const char *value = self->secrets != NULL ? g_hash_table_lookup (self->secrets, name) : NULL;

  return value != NULL && *value != '\0' ? value : NULL;
}

int
luukku_adapter_settings_get_int (const LuukkuAdapterSettings *self, const LuukkuAdapterOption *option)
{
  const char *value;
  gint64 number = 0;

  value = lookup (self, option);
  if (value == NULL || !g_ascii_string_to_signed (value, 10, 1, G_MAXINT, &number, NULL))
    return option->default_int;
  return (int) number;
}

gboolean
luukku_adapter_settings_get_bool (const LuukkuAdapterSettings *self, const LuukkuAdapterOption *option)
{
  return g_strcmp0 (luukku_adapter_settings_get_string (self, option), "yes") == 0;
}
