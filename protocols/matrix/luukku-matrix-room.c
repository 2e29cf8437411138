/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-room.c: state events as what is known of a room; ids and conversations. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-room.h"

#include <string.h>

#define MAX_MEMBERS 5000 /* whose names are kept; the server counts all */
#define MAX_LABEL 512    /* bytes of a name */

/* --- ids */

static gboolean
is_id (const char *text, char sign)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length < 2 || length > LUUKKU_MATRIX_MAX_ID || *text != sign || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++) {
    if ((guchar) *p <= ' ' || *p == 0x7f)
      return FALSE;
  }
  return TRUE;
}

gboolean
luukku_matrix_is_room (const char *text)
{
  return is_id (text, '!');
}

gboolean
luukku_matrix_is_event (const char *text)
{
  return is_id (text, '$');
}

gboolean
luukku_matrix_is_user (const char *text)
{
  const char *colon = is_id (text, '@') ? strchr (text, ':') : NULL;

  return colon != NULL && colon > text + 1 && colon[1] != '\0';
}

char *
luukku_matrix_conversation_read (const char *text, char **ret_user)
{
  const char *space = text != NULL ? strchr (text, ' ') : NULL;
  g_autofree char *room = space != NULL ? g_strndup (text, (gsize) (space - text)) : g_strdup (text);

  *ret_user = NULL;
  if (!luukku_matrix_is_room (room) || (space != NULL && !luukku_matrix_is_user (space + 1)))
    return NULL;
  *ret_user = space != NULL ? g_strdup (space + 1) : NULL;
  return g_steal_pointer (&room);
}

char *
luukku_matrix_conversation_write (const LuukkuMatrixRoom *room, const char *user)
{
  return luukku_matrix_room_is_public (room) ? g_strconcat (room->id, " ", user, NULL) : g_strdup (room->id);
}

/* --- the room */

LuukkuMatrixRoom *
luukku_matrix_room_new (const char *id)
{
  LuukkuMatrixRoom *self = g_new0 (LuukkuMatrixRoom, 1);

  self->id = g_strdup (id);
  self->count = -1;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
luukku_matrix_room_free (LuukkuMatrixRoom *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->alias);
  g_free (self->partner);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->present);
  g_free (self);
}

/* Of what the server counts and who was seen the larger one: too many readers are the smaller mistake. */
gboolean
luukku_matrix_room_is_public (const LuukkuMatrixRoom *self)
{
  gint64 count = MAX (self->count, (gint64) g_hash_table_size (self->present));

  return self->open_join || self->world_readable || count > 2;
}

gboolean
luukku_matrix_room_takes_answer (const LuukkuMatrixRoom *self)
{
  return self->joined && !self->encrypted && !self->replaced &&
         (!self->partner_gone || luukku_matrix_room_is_public (self));
}

const char *
luukku_matrix_room_name_of (const LuukkuMatrixRoom *self, const char *user)
{
  const char *name = user != NULL ? g_hash_table_lookup (self->names, user) : NULL;

  return name != NULL && *name != '\0' ? name : NULL;
}

/* Returns: (transfer full) (nullable): NULL when absent, odd, or no text for a person. */
static char *
read_label (const LuukkuJsonAt *content, const char *name)
{
  g_autofree char *text = NULL;

  if (!luukku_json_get_string (content, name, FALSE, &text, NULL) || text == NULL)
    return NULL;
  g_strstrip (text);
  if (*text == '\0')
    return NULL;
  if (strlen (text) > MAX_LABEL)
    *g_utf8_find_prev_char (text, text + MAX_LABEL) = '\0';
  return g_steal_pointer (&text);
}

static void
set_flag (LuukkuMatrixRoom *self, gboolean *flag, gboolean value)
{
  self->changed = self->changed || *flag != value;
  *flag = value;
}

static void
set_label (char **label, char *value)
{
  g_free (*label);
  *label = value;
}

static void
learn_partner (LuukkuMatrixRoom *self, const char *user, gboolean here)
{
  if (here && (self->partner == NULL || self->partner_gone)) {
    g_free (self->partner);
    self->partner = g_strdup (user);
    set_flag (self, &self->partner_gone, FALSE);
  } else if (!here && g_strcmp0 (self->partner, user) == 0) {
    set_flag (self, &self->partner_gone, TRUE);
  }
}

static void
learn_name (LuukkuMatrixRoom *self, const LuukkuJsonAt *content, const char *member)
{
  g_autofree char *name = read_label (content, "displayname");

  if (name != NULL && g_hash_table_size (self->names) < MAX_MEMBERS)
    g_hash_table_replace (self->names, g_strdup (member), g_steal_pointer (&name));
}

static void
learn_member (LuukkuMatrixRoom *self, const LuukkuJsonAt *content, const char *member, const char *user)
{
  g_autofree char *membership = NULL;
  gboolean here;

  if (!luukku_matrix_is_user (member) ||
      !luukku_json_get_string (content, "membership", FALSE, &membership, NULL))
    return;
  here = g_strcmp0 (membership, "join") == 0 || g_strcmp0 (membership, "invite") == 0;
  if (g_str_equal (member, user))
    set_flag (self, &self->joined, g_strcmp0 (membership, "join") == 0);
  else
    learn_partner (self, member, here);
  if (!here)
    g_hash_table_remove (self->present, member);
  else if (g_hash_table_size (self->present) < MAX_MEMBERS)
    g_hash_table_add (self->present, g_strdup (member));
  learn_name (self, content, member);
}

void
luukku_matrix_room_learn (LuukkuMatrixRoom *self, const LuukkuJsonAt *event, const char *user)
{
  LuukkuJsonAt content = { NULL, "content" };
  g_autofree char *type = NULL, *key = NULL, *word = NULL;

  if (!luukku_json_get_string (event, "type", FALSE, &type, NULL) ||
      !luukku_json_get_string (event, "state_key", FALSE, &key, NULL) || type == NULL || key == NULL ||
      !luukku_json_get_object (event, "content", FALSE, &content.object, NULL) || content.object == NULL)
    return;
  if (g_str_equal (type, "m.room.member")) {
    learn_member (self, &content, key, user);
    return;
  }
  if (*key != '\0')
    return;
  if (g_str_equal (type, "m.room.create")) {
    self->complete = TRUE;
  } else if (g_str_equal (type, "m.room.encryption")) {
    set_flag (self, &self->encrypted, TRUE);
  } else if (g_str_equal (type, "m.room.tombstone")) {
    set_flag (self, &self->replaced, TRUE);
  } else if (g_str_equal (type, "m.room.join_rules")) {
    word = read_label (&content, "join_rule");
    self->open_join = g_strcmp0 (word, "public") == 0;
  } else if (g_str_equal (type, "m.room.history_visibility")) {
    word = read_label (&content, "history_visibility");
    self->world_readable = g_strcmp0 (word, "world_readable") == 0;
  } else if (g_str_equal (type, "m.room.name")) {
    set_label (&self->name, read_label (&content, "name"));
  } else if (g_str_equal (type, "m.room.canonical_alias")) {
    set_label (&self->alias, read_label (&content, "alias"));
  }
}

void
luukku_matrix_room_learn_name (LuukkuMatrixRoom *self, const LuukkuJsonAt *event)
{
  LuukkuJsonAt content = { NULL, "content" };
  g_autofree char *type = NULL, *key = NULL;

  if (luukku_json_get_string (event, "type", FALSE, &type, NULL) && g_strcmp0 (type, "m.room.member") == 0 &&
      luukku_json_get_string (event, "state_key", FALSE, &key, NULL) && luukku_matrix_is_user (key) &&
      luukku_json_get_object (event, "content", FALSE, &content.object, NULL) && content.object != NULL)
    learn_name (self, &content, key);
}

void
luukku_matrix_room_count (LuukkuMatrixRoom *self, const LuukkuJsonAt *summary, const char *user)
{
  gint64 joined = -1, invited = 0;
  JsonArray *heroes = NULL;

  if (json_object_has_member (summary->object, "m.joined_member_count") &&
      luukku_json_get_int (summary, "m.joined_member_count", FALSE, &joined, NULL) && joined >= 0) {
    if (!luukku_json_get_int (summary, "m.invited_member_count", FALSE, &invited, NULL))
      invited = 0;
    self->count = joined + CLAMP (invited, 0, G_MAXINT32);
  }
  if (!luukku_json_get_array (summary, "m.heroes", FALSE, &heroes, NULL) || heroes == NULL)
    return;
  for (guint i = 0; self->partner == NULL && i < MIN (json_array_get_length (heroes), 5); i++) {
    JsonNode *node = json_array_get_element (heroes, i);
    const char *hero = json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;

    if (luukku_matrix_is_user (hero) && !g_str_equal (hero, user))
      self->partner = g_strdup (hero);
  }
}
