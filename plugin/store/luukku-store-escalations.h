/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-escalations.h: the steps that an alarm asks for, and every act that filled them. */
#pragma once

#include "model/luukku-step.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

/* Opens the steps of @name for a case: of @steps (LuukkuStep) place, text, role, within, needs and mandatory
 * are read. Opened already: nothing changes. *@ret_opened: (out) (optional): whether it is new. */
LUUKKU_API gboolean luukku_store_open_escalation (LuukkuStore *self, gint64 case_id, const char *name,
                                                  const char *pack, GPtrArray *steps, gboolean *ret_opened,
                                                  GError **error) G_GNUC_NON_NULL (1, 3, 4, 5);
/* Returns: (transfer full): LuukkuStep of the case, in the order they were opened and of their places. */
LUUKKU_API GPtrArray *luukku_store_list_alarm_steps (LuukkuStore *self, gint64 case_id, GError **error)
    G_GNUC_NON_NULL (1);

typedef struct {
  gint64 step;
  LuukkuStepActKind kind;
  gint64 at; /* UTC µs: when it happened */
  const char *actor;
  const char *whom;      /* who was told (nullable) */
  const char *how;       /* "phone", "message", "e-mail" … (nullable) */
  const char *reference; /* number the authority gave (nullable) */
  const char *note;      /* (nullable) */
} LuukkuStepAct;

LUUKKU_API gboolean luukku_store_add_step_act (LuukkuStore *self, const LuukkuStepAct *act, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): gint64 numbers of the conversations whose unclosed case has steps. */
LUUKKU_API GArray *luukku_store_list_alarm_conversations (LuukkuStore *self, GError **error)
    G_GNUC_NON_NULL (1);

/* --- requests to remove: three kinds, kept apart; on disk: append only */
typedef enum {
  LUUKKU_REMOVAL_BY_RESIDENT = 0, /* a resident asks the town */
  LUUKKU_REMOVAL_BY_TOWN = 1,     /* the town asks those who run a platform */
  LUUKKU_REMOVAL_OF_PAGE = 2,     /* a unit closes its page */
} LuukkuRemovalKind;

typedef struct {
  gint64 case_id;
  gint64 conversation; /* of the lists; read only */
  char *case_number;   /* of luukku_store_list_all_removals(); read only (nullable) */
  LuukkuRemovalKind kind;
  char *object; /* what is to go; "": not said yet */
  char *ground; /* why; "": not said yet */
  gint64 due_at;
  gint64 at;
  char *actor;
  char *decision; /* (nullable): not decided yet */
} LuukkuRemoval;

LUUKKU_API void luukku_removal_free (LuukkuRemoval *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRemoval, luukku_removal_free)
/* What is entered last holds; what was entered before stays. */
LUUKKU_API gboolean luukku_store_put_removal (LuukkuStore *self, const LuukkuRemoval *removal, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): as it stands. */
LUUKKU_API LuukkuRemoval *luukku_store_get_removal (LuukkuStore *self, gint64 case_id, LuukkuRemovalKind kind,
                                                    GError **error) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): LuukkuRemoval of @conversation (0: of all cases that are not closed) as they
 * stand, of every kind, those that are due first come first. @undecided: only those without a decision. */
LUUKKU_API GPtrArray *luukku_store_list_removals (LuukkuStore *self, gint64 conversation, gboolean undecided,
                                                  GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): LuukkuRemoval of all cases, closed ones too, each request as it stands or as it
 * was decided: undecided ones first, those that are due first, then the newest decisions. At most @limit. */
LUUKKU_API GPtrArray *luukku_store_list_all_removals (LuukkuStore *self, guint limit, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
