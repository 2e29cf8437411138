/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-service.c: one kind of matter that a town's feedback system takes. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-service.h"

LuukkuService *
luukku_service_new (const char *code, const char *name, const char *group, gboolean wants_more)
{
  LuukkuService *self = g_new0 (LuukkuService, 1);

  self->code = g_strdup (code);
  self->name = g_strdup (name);
  self->group = g_strdup (group);
  self->wants_more = wants_more;
  return self;
}

void
luukku_service_free (LuukkuService *self)
{
  if (self == NULL)
    return;
  g_free (self->code);
  g_free (self->name);
  g_free (self->group);
  g_free (self);
}
