/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-parse.h: the answers of the client-server API as our values. Pure: what is known of rooms and
 * messages is given in and grows. */
#pragma once

#include "matrix/luukku-matrix-cursor.h"
#include "matrix/luukku-matrix-room.h"
#include "model/luukku-batch.h"

G_BEGIN_DECLS

/* Who wrote a message, for edits and answers to it. */
typedef struct {
  char *author;
  char *root; /* of the thread in the room that it stands in (nullable) */
  gint64 sent_at;
} LuukkuMatrixKnown;

/* An edit of a message that is not known: it counts only when both have one author. */
typedef struct {
  char *room;
  char *target;
  JsonObject *event; /* (ref) */
} LuukkuMatrixEdit;

typedef struct {
  const char *user; /* our own */
  const char *channel;
  gint64 fetched_at;
  LuukkuBatch *batch;
  GHashTable *rooms; /* id → LuukkuMatrixRoom */
  GHashTable *known; /* id of a message → LuukkuMatrixKnown */
  GHashTable *told;  /* set of conversations whose thread is in the batch */
  GPtrArray *edits;  /* of LuukkuMatrixEdit (owned) */
} LuukkuMatrixPlace;

/* Returns: (transfer full). */
GHashTable *luukku_matrix_rooms_new (void);
GHashTable *luukku_matrix_known_new (void);
void luukku_matrix_edit_free (LuukkuMatrixEdit *self);
/* @place: its batch is filled from now on. */
void luukku_matrix_place_begin (LuukkuMatrixPlace *place) G_GNUC_NON_NULL (1);
void luukku_matrix_place_end (LuukkuMatrixPlace *place) G_GNUC_NON_NULL (1);

/* One event of a timeline (luukku-matrix-event.c): a message, an edit, a deletion; others bring nothing. */
void luukku_matrix_read_event (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room,
                               const LuukkuJsonAt *event) G_GNUC_NON_NULL (1, 2, 3);
/* Says of a conversation what is known of its room, once in a batch. */
void luukku_matrix_tell_thread (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const char *user)
    G_GNUC_NON_NULL (1, 2, 3);
/* A message without words of its own, of which @label says what it is; @raw: (nullable). */
void luukku_matrix_add_label (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room,
                              const LuukkuMessageInit *init, const char *label) G_GNUC_NON_NULL (1, 2, 3, 4);

/* --- GET /sync, in two steps: first what it says of rooms, then what was written in them */
/* *@ret_next: (transfer full): next_batch. *@ret_unknown: (transfer full): of char *: rooms in which
 * something was written and whose state is not known. FALSE with INVALID_DATA. */
gboolean luukku_matrix_sync_learn (JsonNode *root, LuukkuMatrixPlace *place, char **ret_next,
                                   GPtrArray **ret_unknown, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* What was left out of an earlier sync: the whole state of @rooms, of which nothing more is to be had. */
gboolean luukku_matrix_sync_learn_whole (JsonNode *root, LuukkuMatrixPlace *place, GPtrArray *rooms,
                                         GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* @cursor: gets the holes; its since is still the one that the sync began from. */
void luukku_matrix_sync_read (JsonNode *root, LuukkuMatrixPlace *place, LuukkuMatrixCursor *cursor)
    G_GNUC_NON_NULL (1, 2, 3);
/* Rooms to which a resident invites us. @direct_only: as a conversation of two. Returns: (transfer full): of
 * char *. */
GPtrArray *luukku_matrix_sync_list_invites (JsonNode *root, const char *user, gboolean direct_only)
    G_GNUC_NON_NULL (1, 2);
/* The invitation to @room as a message that waits for a person. */
void luukku_matrix_sync_read_invite (JsonNode *root, LuukkuMatrixPlace *place, const char *room)
    G_GNUC_NON_NULL (1, 2, 3);

/* --- GET /rooms/R/messages?dir=b: adds its messages. *@ret_end: (transfer full) (nullable): where the next
 * page begins, also after one without a message (the server filters after it has counted); *@ret_oldest: UTC
 * µs of the oldest, 0: none. FALSE with INVALID_DATA. */
gboolean luukku_matrix_parse_page (JsonNode *root, LuukkuMatrixPlace *place, const char *room, char **ret_end,
                                   gint64 *ret_oldest, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4, 5);
/* GET /rooms/R/event/E: whose message is edited; adds the edit when it is its author's. */
void luukku_matrix_parse_original (JsonNode *root, LuukkuMatrixPlace *place, const LuukkuMatrixEdit *edit)
    G_GNUC_NON_NULL (1, 2, 3);
/* Adds @edit when its message is known by now. Returns: whether that is decided. */
gboolean luukku_matrix_take_edit (LuukkuMatrixPlace *place, const LuukkuMatrixEdit *edit)
    G_GNUC_NON_NULL (1, 2);

/* --- small answers */
/* The string @name. Returns: (transfer full): NULL with INVALID_DATA. */
char *luukku_matrix_parse_string (JsonNode *root, const char *name, GError **error) G_GNUC_NON_NULL (1, 2);
/* The address of the homeserver in /.well-known/matrix/client. Returns: (transfer full) (nullable). */
char *luukku_matrix_parse_homeserver (JsonNode *root) G_GNUC_NON_NULL (1);
/* Returns: whether the answer to /versions names a version that has the calls of /v3 (v1.1). */
gboolean luukku_matrix_parse_versions (JsonNode *root) G_GNUC_NON_NULL (1);
/* Returns: how many people the answer to /joined_members has, 0 when it is none. */
guint luukku_matrix_parse_member_count (JsonNode *root) G_GNUC_NON_NULL (1);
/* May @user ban @other by the content of m.room.power_levels (nullable: the defaults of the specification)?
 */
gboolean luukku_matrix_may_ban (JsonNode *root, const char *user, const char *other) G_GNUC_NON_NULL (2, 3);
/* m.ignored_user_list with or without @other. @root: (nullable): as it was. Returns: (transfer full). */
GBytes *luukku_matrix_write_ignored (JsonNode *root, const char *other, gboolean ignored) G_GNUC_NON_NULL (2);
/* A reply of ours among the newest of its room. @txn: what it was sent with. *@ret_far_enough: the page
 * reaches back to before @queued_at, or to the room's beginning. Returns: (transfer full) (nullable). */
char *luukku_matrix_find_sent (JsonNode *root, const char *user, const char *txn, const char *text,
                               gint64 queued_at, gboolean *ret_far_enough) G_GNUC_NON_NULL (1, 2, 3, 4, 6);

/* "mxc://server/id" as "server/id". Returns: (transfer full) (nullable): NULL when it is none that may be
 * asked for. */
char *luukku_matrix_media_path (const char *url);

G_END_DECLS
