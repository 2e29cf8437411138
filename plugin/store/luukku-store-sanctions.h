/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-sanctions.h: bans with an end, messages that came during one, and what was hidden or deleted
 * at a platform. Nothing of this is entered without a record that was made before. */
#pragma once

#include "model/luukku-conversation.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

/* On disk: append only, never renumber. */
typedef enum {
  LUUKKU_SANCTION_ACT_LIFTED = 0,
  LUUKKU_SANCTION_ACT_BANNED_THERE = 1,   /* the platform has carried the ban out */
  LUUKKU_SANCTION_ACT_UNBANNED_THERE = 2, /* the platform has ended it */
  LUUKKU_SANCTION_ACT_BY_HAND = 3,        /* a person has to do it at the platform */
  LUUKKU_SANCTION_ACT_REVIEWED = 4,
} LuukkuSanctionActKind;

typedef struct {
  gint64 id;
  char *channel; /* key */
  char *resident_id;
  char *resident_name; /* (nullable) */
  gint64 conversation; /* the store's number */
  char *record;        /* number of the evidence record */
  char *reason;
  char *decided_by;
  char *notice; /* (nullable): text that the resident got */
  gint64 start_at, end_at, review_at;
  char *entered_by;
  gint64 lifted_at;   /* 0: it has not been lifted */
  char *lifted_why;   /* (nullable) */
  gint64 reviewed_at; /* 0: never */
  gint64 there_at;    /* the platform carries it out since; 0: not, or not any more */
  gboolean by_hand;   /* a person has to do something at the platform */
} LuukkuSanction;

LUUKKU_API void luukku_sanction_free (LuukkuSanction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuSanction, luukku_sanction_free)

/* *@ret_id: (out) (optional). REFUSED while one of the same resident runs; NOT_FOUND without the record. */
LUUKKU_API gboolean luukku_store_add_sanction (LuukkuStore *self, const LuukkuSanction *sanction,
                                               gint64 *ret_id, GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): the one that runs at @at. */
LUUKKU_API LuukkuSanction *luukku_store_find_sanction (LuukkuStore *self, const char *channel,
                                                       const char *resident_id, gint64 at, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API LuukkuSanction *luukku_store_get_sanction (LuukkuStore *self, gint64 id, GError **error)
    G_GNUC_NON_NULL (1);
/* @running: only those that nobody has lifted. Returns: (transfer full): the one that ends first comes first.
 */
LUUKKU_API GPtrArray *luukku_store_list_sanctions (LuukkuStore *self, gboolean running, GError **error)
    G_GNUC_NON_NULL (1);
/* How many sanctions a resident has had since @from. */
LUUKKU_API int luukku_store_count_sanctions (LuukkuStore *self, const char *channel, const char *resident_id,
                                             gint64 from, GError **error) G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API gboolean luukku_store_add_sanction_act (LuukkuStore *self, gint64 sanction,
                                                   LuukkuSanctionActKind kind, const char *actor,
                                                   const char *note, GError **error) G_GNUC_NON_NULL (1, 4);

/* --- messages during a sanction */
LUUKKU_API gboolean luukku_store_put_out_of_sight (LuukkuStore *self, gint64 message, gint64 sanction,
                                                   GError **error) G_GNUC_NON_NULL (1);
LUUKKU_API gboolean luukku_store_is_out_of_sight (LuukkuStore *self, gint64 message) G_GNUC_NON_NULL (1);

/* --- acts at a platform; on disk: append only */
typedef enum {
  LUUKKU_PLATFORM_HIDE = 0,
  LUUKKU_PLATFORM_DELETE = 1,
  LUUKKU_PLATFORM_UNHIDE = 2,
  LUUKKU_PLATFORM_MUTE = 3, /* whoever wrote the message */
  LUUKKU_PLATFORM_UNMUTE = 4,
} LuukkuPlatformActKind;

typedef enum {
  LUUKKU_PLATFORM_ASKED = 0,
  LUUKKU_PLATFORM_DONE = 1,
  LUUKKU_PLATFORM_FAILED = 2,
  LUUKKU_PLATFORM_BY_HAND = 3, /* the channel cannot do it: a person does */
} LuukkuPlatformActState;

typedef struct {
  gint64 message;
  gint64 conversation; /* of the list of open ones; read only */
  LuukkuPlatformActKind kind;
  LuukkuPlatformActState state;
  char *record; /* made before */
  gint64 at;
  char *actor;
  char *reason;
} LuukkuPlatformAct;

LUUKKU_API void luukku_platform_act_free (LuukkuPlatformAct *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuPlatformAct, luukku_platform_act_free)
LUUKKU_API gboolean luukku_store_add_platform_act (LuukkuStore *self, const LuukkuPlatformAct *act,
                                                   GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): of LuukkuPlatformAct of @message, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_platform_acts (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full): of LuukkuPlatformAct: the newest ones of @conversation (0: of all) that are left
 * to a person, have failed, or were asked of the platform before @asked_before (UTC µs) without an answer;
 * the longest waiting first. */
LUUKKU_API GPtrArray *luukku_store_list_open_platform_acts (LuukkuStore *self, gint64 conversation,
                                                            gint64 asked_before, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
