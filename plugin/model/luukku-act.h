/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-act.h: something else than a reply that is done at a platform: hiding, deleting, banning, marking as
 * read; immutable, ref-counted. Made by the inbox after the evidence is committed; carried out by adapters.
 */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Stored on disk: append only, never renumber. */
typedef enum {
  LUUKKU_ACT_HIDE = 0,   /* others do not see the message any more; it can be shown again */
  LUUKKU_ACT_UNHIDE = 1, /* shown again */
  LUUKKU_ACT_DELETE = 2, /* removed at the platform; cannot be undone */
  LUUKKU_ACT_BAN = 3,    /* the person cannot write to the channel any more */
  LUUKKU_ACT_UNBAN = 4,
  LUUKKU_ACT_MARK_READ = 5,
  LUUKKU_ACT_REPORT = 6, /* told to the platform's own moderators */
  LUUKKU_ACT_MUTE = 7,   /* the person can write, but it is not shown to the town any more */
  LUUKKU_ACT_UNMUTE = 8,
} LuukkuActKind;

typedef struct {
  LuukkuActKind kind;
  const char *channel;         /* key of the channel; required */
  const char *conversation_id; /* the platform's id of the thread; required */
  const char *message_id;      /* the platform's id of the message (nullable: BAN, UNBAN, MARK_READ of all) */
  const char *resident_id;     /* the platform's id of the person (nullable: the platform does not say) */
  const char *note;            /* for REPORT: what the platform is told (nullable) */
} LuukkuActInit;

typedef struct _LuukkuAct LuukkuAct;

#define LUUKKU_TYPE_ACT (luukku_act_get_type ())
LUUKKU_API GType luukku_act_get_type (void);
/* Returns: (transfer full): everything is copied. */
LUUKKU_API LuukkuAct *luukku_act_new (const LuukkuActInit *init) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuAct *luukku_act_ref (LuukkuAct *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_act_unref (LuukkuAct *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuAct, luukku_act_unref)

/* Returns: (transfer none): valid as long as @self. */
LUUKKU_API const LuukkuActInit *luukku_act_peek (const LuukkuAct *self) G_GNUC_NON_NULL (1);

G_END_DECLS
