/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-text.c: what was written in a post or a direct message, as its writer saw it; pure. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-text.h"

#include <string.h>

#include "adapter/luukku-json-read.h"

#define SHORTENER "https://t.co/"
#define MAX_LINKS 64
#define MAX_ADDRESS 2048

/* An address that a person could have written: nothing that would break the line or hide something. */
static gboolean
is_address (const char *text)
{
  if (!g_str_has_prefix (text, "https://") && !g_str_has_prefix (text, "http://"))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p) || *p == ' ')
      return FALSE;
  }
  return strlen (text) <= MAX_ADDRESS && g_utf8_validate (text, -1, NULL);
}

/* X writes &, < and > as references, in posts and in messages. */
static void
decode (GString *text)
{
  g_string_replace (text, "&lt;", "<", 0);
  g_string_replace (text, "&gt;", ">", 0);
  g_string_replace (text, "&amp;", "&", 0);
}

static void
write_out_links (const LuukkuJsonAt *at, GString *text, guint *skipped)
{
  LuukkuJsonAt entities;
  JsonArray *list;

  if (!luukku_json_read_object (at, "entities", &entities, skipped))
    return;
  list = luukku_json_read_array (&entities, "urls", skipped);
  for (guint i = 0; list != NULL && i < MIN (json_array_get_length (list), MAX_LINKS); i++) {
    JsonNode *node = json_array_get_element (list, i);
    LuukkuJsonAt one = { JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL,
                         "entities.urls" };
    g_autofree char *shown = NULL, *meant = NULL;

    if (one.object == NULL) {
      (*skipped)++;
      continue;
    }
    shown = luukku_json_read_string (&one, "url", skipped);
    meant = luukku_json_read_string (&one, "expanded_url", skipped);
    if (shown != NULL && meant != NULL && g_str_has_prefix (shown, SHORTENER) &&
        strlen (shown) > strlen (SHORTENER) && is_address (meant))
      g_string_replace (text, shown, meant, 0);
  }
}

/* The object that has the whole text of a long post (nullable name: X changed it). */
static gboolean
enter_note (const LuukkuJsonAt *at, LuukkuJsonAt *ret_note, guint *skipped)
{
  return luukku_json_read_object (at, "note_post", ret_note, skipped) ||
         luukku_json_read_object (at, "note_tweet", ret_note, skipped);
}

char *
luukku_x_read_text (const LuukkuJsonAt *at, guint *skipped)
{
  LuukkuJsonAt note;
  gboolean is_note = enter_note (at, &note, skipped) && json_object_has_member (note.object, "text");
  const LuukkuJsonAt *place = is_note ? &note : at;
  g_autofree char *given = luukku_json_read_string (place, "text", skipped);
  GString *text = g_string_new (given);

  decode (text);
  write_out_links (place, text, skipped);
  return g_string_free (text, FALSE);
}

gboolean
luukku_x_is_same_text (const char *shown, const char *sent)
{
  g_autofree char *one = g_strstrip (g_strdup (shown));
  g_autofree char *other = g_strstrip (g_strdup (sent));

  return g_str_has_suffix (one, other) &&
         (strlen (one) == strlen (other) || (*one == '@' && one[strlen (one) - strlen (other) - 1] == ' '));
}

gboolean
luukku_x_may_have_link (const char *text)
{
  for (const char *dot = strchr (text, '.'); dot != NULL; dot = strchr (dot + 1, '.')) {
    if (dot > text && g_ascii_isalnum (dot[-1]) && g_ascii_isalpha (dot[1]))
      return TRUE;
  }
  return strstr (text, "://") != NULL;
}
