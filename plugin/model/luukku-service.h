/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-service.h: one kind of matter that a town's feedback system takes, and how a text is addressed to
 * one. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* A LuukkuSendRequest whose conversation_id is this and a service's code makes a new request there: text is
 * its description, resident_name and resident_id (a mail address or a telephone number) are its writer's and
 * NULL when they stay here, files are pictures. */
#define LUUKKU_FORWARD_CONVERSATION "new:"
/* What stands before the id of a request that the system has taken and not numbered yet. As reply_to of such
 * a request it makes find_sent ask for the number. */
#define LUUKKU_FORWARD_TOKEN "token:"

typedef struct {
  char *code;
  char *name;
  char *group;         /* (nullable): of services */
  gboolean wants_more; /* it has fields of its own, for which Luukku has no form */
} LuukkuService;

/* Returns: (transfer full). @group: (nullable). */
LUUKKU_API LuukkuService *luukku_service_new (const char *code, const char *name, const char *group,
                                              gboolean wants_more) G_GNUC_NON_NULL (1, 2);
LUUKKU_API void luukku_service_free (LuukkuService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuService, luukku_service_free)

G_END_DECLS
