/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-xml.c: an answer in XML as the JSON that the same server would give. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311-xml.h"

#include <string.h>

#include "base/luukku-error.h"
#include "base/luukku-text.h"

#define MAX_DECLARATION 200 /* bytes in which the encoding is looked for */

/* One element that is open: an object when it has children, else its text. */
typedef struct {
  JsonObject *object; /* (nullable) */
  GString *text;
} Element;

typedef struct {
  GPtrArray *open; /* of Element, the innermost last; the first holds the root */
  guint elements;
} Reading;

static Element *
element_new (void)
{
  Element *self = g_new0 (Element, 1);

  self->text = g_string_new (NULL);
  return self;
}

static void
element_free (gpointer data)
{
  Element *self = data;

  g_clear_pointer (&self->object, json_object_unref);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static gboolean
fail (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("The answer is not the XML that a feedback system gives; it is asked again later."));
  return FALSE;
}

/* --- the parser's events */

static void
on_start (GMarkupParseContext *context, const char *name, const char **names, const char **values,
          gpointer data, GError **error)
{
  Reading *self = data;

  if (self->open->len == 1 && g_ascii_strcasecmp (name, "html") == 0) {
    fail (error);
    return;
  }
  if (self->open->len > LUUKKU_OPEN311_XML_MAX_DEPTH || self->elements++ >= LUUKKU_OPEN311_XML_MAX_ELEMENTS) {
    luukku_set_error (
        error, LUUKKU_ERROR_TOO_LARGE,
        N_ ("The answer of the feedback system has more parts than fit; it is asked again later."));
    return;
  }
  g_ptr_array_add (self->open, element_new ());
}

/* Beside one of the same name it becomes a list. */
static void
add_member (JsonObject *object, const char *name, JsonNode *value)
{
  JsonNode *before = json_object_get_member (object, name);
  JsonArray *list;

  if (before == NULL) {
    json_object_set_member (object, name, value);
    return;
  }
  if (JSON_NODE_HOLDS_ARRAY (before)) {
    json_array_add_element (json_node_get_array (before), value);
    return;
  }
  list = json_array_new ();
  json_array_add_element (list, json_node_copy (before));
  json_array_add_element (list, value);
  json_object_set_array_member (object, name, list);
}

static void
on_end (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Reading *self = data;
  Element *element = g_ptr_array_index (self->open, self->open->len - 1);
  Element *around = g_ptr_array_index (self->open, self->open->len - 2);
  JsonNode *value = json_node_alloc ();

  if (element->object != NULL)
    json_node_init_object (value, element->object);
  else
    json_node_init_string (value, g_strstrip (element->text->str));
  if (around->object == NULL)
    around->object = json_object_new ();
  add_member (around->object, name, value);
  g_ptr_array_set_size (self->open, (gint) self->open->len - 1);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Reading *self = data;
  Element *element = g_ptr_array_index (self->open, self->open->len - 1);

  if (element->object == NULL)
    g_string_append_len (element->text, text, (gssize) length);
}

/* Comments and the declaration go by; a document type could define entities. */
static void
on_passthrough (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  if (length > 1 && text[0] == '<' && text[1] == '!' && !(length > 3 && text[2] == '-' && text[3] == '-'))
    fail (error);
}

/* --- bytes */

/* The declaration says the encoding; servers that say none send UTF-8. Returns: (transfer full). */
static char *
to_utf8 (GBytes *bytes)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *head = NULL;
  char *converted;

  if (length == 0)
    return g_strdup ("");
  head = g_ascii_strdown (data, (gssize) MIN (length, MAX_DECLARATION));
  if (strstr (head, "encoding=\"iso-8859-1") != NULL || strstr (head, "encoding='iso-8859-1") != NULL ||
      strstr (head, "encoding=\"windows-1252") != NULL) {
    converted = g_convert (data, (gssize) length, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
    if (converted != NULL)
      return converted;
  }
  return luukku_text_make_valid (data, (gssize) length);
}

JsonNode *
luukku_open311_xml_to_json (GBytes *bytes, GError **error)
{
  static const GMarkupParser parser = { on_start, on_end, on_text, on_passthrough, NULL };
  g_autofree char *text = to_utf8 (bytes);
  const char *start = g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text;
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (element_free);
  Reading reading = { open, 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (
      &parser, G_MARKUP_TREAT_CDATA_AS_TEXT | G_MARKUP_IGNORE_QUALIFIED, &reading, NULL);
  g_autoptr (GError) cause = NULL;
  Element *root = element_new ();

  g_ptr_array_add (open, root);
  if (!g_markup_parse_context_parse (context, start, -1, &cause) ||
      !g_markup_parse_context_end_parse (context, &cause)) {
    if (g_error_matches (cause, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE))
      g_propagate_error (error, g_steal_pointer (&cause));
    else
      fail (error); /* GMarkup's own words repeat what stands there */
    return NULL;
  }
  if (root->object == NULL) {
    fail (error);
    return NULL;
  }
  return json_node_init_object (json_node_alloc (), root->object);
}
