/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-text.c: what somebody wrote, as its readers see it. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-text.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "model/luukku-message.h"

#define QUOTE_START "<mx-reply>"
#define QUOTE_END "</mx-reply>"
#define MAX_PLACE 128 /* bytes of a geo: address */

char *
luukku_matrix_text_trim_quote (const char *body)
{
  const char *rest = body;

  while (g_str_has_prefix (rest, "> ") || g_str_has_prefix (rest, ">\n")) {
    const char *end = strchr (rest, '\n');

    if (end == NULL) /* nothing but a quotation: it is what was written */
      return g_strdup (body);
    rest = end + 1;
  }
  if (rest != body && *rest == '\n')
    rest++;
  return g_strdup (rest);
}

/* Returns: (transfer full). */
static char *
without_quote (const char *html)
{
  const char *start = strstr (html, QUOTE_START);
  const char *end = start != NULL ? strstr (start, QUOTE_END) : NULL;

  if (end == NULL)
    return g_strdup (html);
  return g_strdup_printf ("%.*s%s", (int) (start - html), html, end + strlen (QUOTE_END));
}

static gboolean
is_answer (const LuukkuJsonAt *content)
{
  LuukkuJsonAt relates = { NULL, "m.relates_to" };
  JsonObject *answered = NULL;

  return luukku_json_get_object (content, "m.relates_to", FALSE, &relates.object, NULL) &&
         relates.object != NULL &&
         luukku_json_get_object (&relates, "m.in_reply_to", FALSE, &answered, NULL) && answered != NULL;
}

/* Most programs show the formatted text; an address that only the plain one has must not get lost.
 * Returns: (transfer full) (nullable). */
static char *
read_words (const LuukkuJsonAt *content, guint *skipped)
{
  g_autofree char *body = luukku_json_read_string (content, "body", skipped);
  g_autofree char *format = luukku_json_read_string (content, "format", skipped);
  g_autofree char *html = luukku_json_read_string (content, "formatted_body", skipped);
  g_autofree char *own = NULL, *shown = NULL;

  if (body != NULL)
    own = is_answer (content) ? luukku_matrix_text_trim_quote (body) : g_strdup (body);
  if (html != NULL && g_strcmp0 (format, "org.matrix.custom.html") == 0) {
    g_autofree char *rest = without_quote (html);

    shown = g_strstrip (luukku_text_strip_html (rest));
  }
  if (shown == NULL || *shown == '\0' ||
      (own != NULL && strstr (own, "://") != NULL && strstr (shown, "://") == NULL))
    return g_steal_pointer (&own);
  return g_steal_pointer (&shown);
}

static gboolean
is_file (const char *kind)
{
  static const char *const kinds[] = { "m.image", "m.file", "m.audio", "m.video", NULL };

  return kind != NULL && g_strv_contains (kinds, kind);
}

/* The caption of a file; without a name of its own the body is the name. */
static char *
read_caption (const LuukkuJsonAt *content, guint *skipped)
{
  g_autofree char *name = luukku_json_read_string (content, "filename", skipped);
  g_autofree char *body = luukku_json_read_string (content, "body", skipped);

  if (name == NULL || body == NULL || g_str_equal (name, body))
    return g_strdup ("");
  return read_words (content, skipped);
}

static char *
read_place (const LuukkuJsonAt *content, guint *skipped)
{
  g_autofree char *body = luukku_json_read_string (content, "body", skipped);
  g_autofree char *place = luukku_json_read_string (content, "geo_uri", skipped);

  if (place == NULL || !g_str_has_prefix (place, "geo:") || strlen (place) > MAX_PLACE ||
      place[strcspn (place, " \t\r\n")] != '\0')
    return g_steal_pointer (&body);
  if (body == NULL || strstr (body, place) != NULL)
    return body != NULL ? g_steal_pointer (&body) : g_steal_pointer (&place);
  return g_strconcat (body, "\n", place, NULL);
}

char *
luukku_matrix_text_read (const LuukkuJsonAt *content, const char *author_name, guint *skipped)
{
  g_autofree char *kind = luukku_json_read_string (content, "msgtype", skipped);
  g_autofree char *text = NULL;

  if (g_strcmp0 (kind, "m.key.verification.request") == 0)
    return NULL;
  if (is_file (kind))
    text = read_caption (content, skipped);
  else if (g_strcmp0 (kind, "m.location") == 0)
    text = read_place (content, skipped);
  else
    text = read_words (content, skipped);
  if (text == NULL) {
    (*skipped)++;
    return g_strdup ("");
  }
  if (g_strcmp0 (kind, "m.emote") == 0)
    return g_strdup_printf ("* %s%s%s", author_name != NULL ? author_name : "",
                            author_name != NULL ? " " : "", text);
  return g_steal_pointer (&text);
}

GPtrArray *
luukku_matrix_text_list_files (const LuukkuJsonAt *content, guint *skipped)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autofree char *kind = luukku_json_read_string (content, "msgtype", skipped);
  g_autofree char *name = NULL, *url = NULL, *type = NULL;
  LuukkuJsonAt info = { NULL, "info" };
  gint64 size = -1;

  if (!is_file (kind) && (kind != NULL || !json_object_has_member (content->object, "url")))
    return files;
  name = luukku_json_read_string (content, "filename", skipped);
  if (name == NULL)
    name = luukku_json_read_string (content, "body", skipped);
  url = luukku_json_read_string (content, "url", skipped);
  if (luukku_json_read_object (content, "info", &info, skipped)) {
    type = luukku_json_read_string (&info, "mimetype", skipped);
    if (json_object_has_member (info.object, "size"))
      size = luukku_json_read_int (&info, "size", skipped);
  }
  g_ptr_array_add (files, luukku_attachment_new (name, type, url, size > 0 ? size : -1));
  return files;
}
