/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-room.h: what is known of a room from its state events (Matrix client-server API, "Room
 * events"): whether others can read it, whether it is encrypted, who is in it. Pure. */
#pragma once

#include "adapter/luukku-json.h"

G_BEGIN_DECLS

#define LUUKKU_MATRIX_MAX_ID 255 /* bytes of any id of Matrix */

typedef struct {
  char *id;
  gboolean complete;       /* its state is known, not only what has changed */
  gboolean joined;         /* we are in it */
  gboolean encrypted;      /* never plain again */
  gboolean open_join;      /* anybody may come in */
  gboolean world_readable; /* anybody may read without coming in */
  gboolean replaced;       /* by a newer room */
  gint64 count;            /* people in it or invited, as the server counts; -1: it has not said */
  char *name;              /* (nullable) */
  char *alias;             /* "#kunta:kuopio.example" (nullable) */
  char *partner;           /* the other one, where there are two (nullable) */
  gboolean partner_gone;   /* and has left */
  gboolean changed;        /* something above that the window must know, in the newest answer */
  GHashTable *names;       /* user → char *, maybe empty */
  GHashTable *present;     /* set of users */
} LuukkuMatrixRoom;

/* @id: a room's. Returns: (transfer full). */
LuukkuMatrixRoom *luukku_matrix_room_new (const char *id) G_GNUC_NON_NULL (1);
void luukku_matrix_room_free (LuukkuMatrixRoom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMatrixRoom, luukku_matrix_room_free)

/* Takes what a state event says; any other event changes nothing. @user: our own. */
void luukku_matrix_room_learn (LuukkuMatrixRoom *self, const LuukkuJsonAt *event, const char *user)
    G_GNUC_NON_NULL (1, 2, 3);
/* The same, but only what somebody is called. */
void luukku_matrix_room_learn_name (LuukkuMatrixRoom *self, const LuukkuJsonAt *event) G_GNUC_NON_NULL (1, 2);
/* The summary that a server sends with a room. */
void luukku_matrix_room_count (LuukkuMatrixRoom *self, const LuukkuJsonAt *summary, const char *user)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: whether others than the two of us read what is written there. */
gboolean luukku_matrix_room_is_public (const LuukkuMatrixRoom *self) G_GNUC_NON_NULL (1);
/* Returns: whether a plain answer may be written there. */
gboolean luukku_matrix_room_takes_answer (const LuukkuMatrixRoom *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): what @user is called there. */
const char *luukku_matrix_room_name_of (const LuukkuMatrixRoom *self, const char *user) G_GNUC_NON_NULL (1);

/* --- ids; @text: (nullable) */
gboolean luukku_matrix_is_room (const char *text);  /* "!…" */
gboolean luukku_matrix_is_event (const char *text); /* "$…" */
gboolean luukku_matrix_is_user (const char *text);  /* "@local:server" */
/* A conversation: "!room", or "!room @user:server": what one person writes where others read it.
 * *@ret_user: (transfer full) (nullable). Returns: (transfer full) (nullable): the room. */
char *luukku_matrix_conversation_read (const char *text, char **ret_user) G_GNUC_NON_NULL (2);
/* Returns: (transfer full). */
char *luukku_matrix_conversation_write (const LuukkuMatrixRoom *room, const char *user)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
