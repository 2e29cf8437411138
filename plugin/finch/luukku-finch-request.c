/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-finch-request.c: forms with choices. Finch numbers the choices of a field from 1, libpurple and
 * Pidgin from 0: what is chosen would count as the one behind it, what is proposed would show the one before
 * (Finch 2.14.12, gntrequest.c). And a list that drops down is fifteen letters wide, whatever stands in it.
 *
 * Finch builds the form; the number of its first choice says how it counts, so a Finch that counts as Pidgin
 * does is left alone. */
#define G_LOG_DOMAIN "luukku"

#include "finch/luukku-finch-request.h"

#include <purple.h>

#include <gnt.h>
#include <gntbox.h>
#include <gntcombobox.h>
#include <gnttree.h>
#include <gntutils.h>

#define MARGIN 4 /* columns that the frame of a form takes */
#define FRAME 8  /* columns that frames, scroll bars and margins take of one half of the screen */

typedef struct {
  GCallback on_ok; /* (nullable) */
  GCallback on_cancel;
  gpointer data; /* of both */
} Form;

typedef void *(*BuildForm) (const char *title, const char *primary, const char *secondary,
                            PurpleRequestFields *fields, const char *ok_text, GCallback ok_cb,
                            const char *cancel_text, GCallback cancel_cb, PurpleAccount *account,
                            const char *who, PurpleConversation *conv, void *user_data);

static BuildForm build_form;                          /* Finch's own; NULL: not started */
static void (*combo_size_request) (GntWidget *combo); /* libgnt's own */
static GList *windows;                                /* of GntWidget (no ref): open ones */

/* --- choices */

/* Returns: (transfer none) (nullable): the list that drops down. */
static GntTree *
list_of (PurpleRequestField *field)
{
  gpointer widget = purple_request_field_get_ui_data (field);

  return GNT_IS_COMBO_BOX (widget) ? GNT_TREE (gnt_combo_box_get_dropdown (GNT_COMBO_BOX (widget))) : NULL;
}

static gboolean
is_choice (PurpleRequestField *field)
{
  return purple_request_field_get_type (field) == PURPLE_REQUEST_FIELD_CHOICE &&
         purple_request_field_is_visible (field) && list_of (field) != NULL;
}

/* Returns: the number of the first choice. */
static int
first_number (PurpleRequestField *field)
{
  GList *rows = gnt_tree_get_rows (list_of (field));

  return rows != NULL ? GPOINTER_TO_INT (rows->data) : 0;
}

static void
each_field (PurpleRequestFields *fields, void (*func) (PurpleRequestField *field))
{
  for (GList *g = purple_request_fields_get_groups (fields); g != NULL; g = g->next) {
    for (GList *l = purple_request_field_group_get_fields (g->data); l != NULL; l = l->next)
      func (l->data);
  }
}

static void
show_proposed (PurpleRequestField *field)
{
  int proposed = is_choice (field) ? purple_request_field_choice_get_default_value (field) : 0;

  if (is_choice (field))
    gnt_combo_box_set_selected (GNT_COMBO_BOX (purple_request_field_get_ui_data (field)),
                                GINT_TO_POINTER (proposed + first_number (field)));
}

static void
count_from_zero (PurpleRequestField *field)
{
  int chosen = is_choice (field) ? purple_request_field_choice_get_value (field) - first_number (field) : 0;

  if (is_choice (field))
    purple_request_field_choice_set_value (
        field, chosen >= 0 ? chosen : purple_request_field_choice_get_default_value (field));
}

/* --- width */

static int
widest (GntTree *list)
{
  int width = 0;

  for (GList *l = gnt_tree_get_rows (list); l != NULL; l = l->next) {
    GList *texts = gnt_tree_get_row_text_list (list, l->data);

    if (texts != NULL && texts->data != NULL)
      width = MAX (width, gnt_util_onscreen_width (texts->data, NULL));
    g_list_free_full (texts, g_free);
  }
  return width;
}

/* Finch lays a form out once, when it has all its fields, and gives a label as much room as its field: half
 * of the screen. */
static void
request_size (GntWidget *combo)
{
  GntWidget *list = gnt_combo_box_get_dropdown (GNT_COMBO_BOX (combo));
  int width = MIN (widest (GNT_TREE (list)), getmaxx (stdscr) / 2 - FRAME);

  if (width > 0) {
    gnt_tree_set_col_width (GNT_TREE (list), 0, width);
    gnt_widget_set_size (list, width + 3, 0);
  }
  combo_size_request (combo);
}

/* --- words */

char *
luukku_finch_wrap (const char *text)
{
  int room = getmaxx (stdscr) - MARGIN;
  g_autoptr (GString) wrapped = g_string_new (NULL);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
    int used = 0;

    for (guint j = 0; words[j] != NULL; j++) {
      int width = gnt_util_onscreen_width (words[j], NULL);
      gboolean breaks = j > 0 && used + 1 + width > room;

      g_string_append_printf (wrapped, "%s%s", breaks ? "\n" : j > 0 ? " " : "", words[j]);
      used = j > 0 && !breaks ? used + 1 + width : width;
    }
    g_string_append (wrapped, lines[i + 1] != NULL ? "\n" : "");
  }
  return text != NULL ? g_string_free (g_steal_pointer (&wrapped), FALSE) : NULL;
}

/* --- Finch's forms */

/* The window may be gone when the callback returns. */
static void
on_ok (gpointer data, PurpleRequestFields *fields)
{
  const Form form = *(Form *) data;

  each_field (fields, count_from_zero);
  if (form.on_ok != NULL)
    ((PurpleRequestFieldsCb) form.on_ok) (form.data, fields);
}

/* Finch calls it with something else than fields when the window is closed by its frame. */
static void
on_cancel (gpointer data, PurpleRequestFields *fields)
{
  const Form form = *(Form *) data;

  ((PurpleRequestFieldsCb) form.on_cancel) (form.data, fields);
}

static void
on_window_gone (gpointer data, GObject *window)
{
  windows = g_list_remove (windows, window);
  g_free (data);
}

static void *
build (const char *title, const char *primary, const char *secondary, PurpleRequestFields *fields,
       const char *ok_text, GCallback ok_cb, const char *cancel_text, GCallback cancel_cb,
       PurpleAccount *account, const char *who, PurpleConversation *conv, void *user_data)
{
  GntWidgetClass *combo = g_type_class_ref (GNT_TYPE_COMBO_BOX);
  g_autofree char *heading = luukku_finch_wrap (primary), *words = luukku_finch_wrap (secondary);
  Form *form = g_new0 (Form, 1);
  GntWidget *window = NULL;

  form->on_ok = ok_cb;
  form->on_cancel = cancel_cb;
  form->data = user_data;
  combo_size_request = combo->size_request;
  combo->size_request = request_size;
  window = build_form (title, heading, words, fields, ok_text, G_CALLBACK (on_ok), cancel_text,
                       cancel_cb != NULL ? G_CALLBACK (on_cancel) : NULL, account, who, conv, form);
  combo->size_request = combo_size_request;
  g_type_class_unref (combo);
  windows = g_list_prepend (windows, window);
  g_object_weak_ref (G_OBJECT (window), on_window_gone, form);
  each_field (fields, show_proposed);
  gnt_widget_draw (window);
  return window;
}

void
luukku_finch_request_start (void)
{
  PurpleRequestUiOps *ops = purple_request_get_ui_ops ();

  if (build_form != NULL || ops == NULL || ops->request_fields == NULL)
    return;
  build_form = ops->request_fields;
  ops->request_fields = build;
}

void
luukku_finch_request_stop (void)
{
  PurpleRequestUiOps *ops = purple_request_get_ui_ops ();

  if (build_form == NULL)
    return;
  while (windows != NULL)
    purple_request_close (PURPLE_REQUEST_FIELDS, windows->data);
  if (ops->request_fields == build)
    ops->request_fields = build_form;
  build_form = NULL;
}
