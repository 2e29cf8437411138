/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-intake-form.c: the form of the by-hand intake, made of libpurple's requests so that Pidgin and Finch
 * have it. A request that is closed by its X calls nobody: what was typed stays here until it was taken in or
 * cancelled, and the form shows it again. Nothing is stored before the last OK. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-intake-form.h"

#include <purple.h>

#include "model/luukku-by-hand.h"
#include "purple/luukku-core.h"
#include "purple/luukku-view.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

typedef enum {
  NEXT_TAKE_IN,
  NEXT_ADD_FILE,
} Next;

/* What was typed so far; there is one form at a time. */
typedef struct {
  char **channels; /* short names, in the order of the choice */
  int channel;     /* index in @channels */
  char *sender, *sender_name, *time, *text;
  GPtrArray *files; /* char * */
} Form;

static Form *unfinished; /* (nullable) */

static void show (const char *why);

static Form *
form_new (void)
{
  Form *self = g_new0 (Form, 1);
  gint64 now = luukku_clock_now (luukku_core_get_clock ());

  self->channels = luukku_by_hand_list ();
  self->time = luukku_words_time (now, now);
  self->files = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
form_free (Form *self)
{
  g_strfreev (self->channels);
  g_free (self->sender);
  g_free (self->sender_name);
  g_free (self->time);
  g_free (self->text);
  g_ptr_array_unref (self->files);
  g_free (self);
}

void
luukku_intake_form_shutdown (void)
{
  g_clear_pointer (&unfinished, form_free);
}

/* --- files */
static void
on_file_chosen (gpointer data, const char *path)
{
  if (unfinished == NULL)
    return;
  if (path != NULL && *path != '\0')
    g_ptr_array_add (unfinished->files, g_strdup (path));
  show (NULL);
}

static void
on_no_file (gpointer data, const char *path)
{
  if (unfinished != NULL)
    show (NULL);
}

static void
choose_file (void)
{
  purple_request_file (luukku_core_get_handle (), _ ("A screenshot or another file of the message"), NULL,
                       FALSE, G_CALLBACK (on_file_chosen), G_CALLBACK (on_no_file), NULL, NULL, NULL, NULL);
}

/* --- taking in */
static void
open_window (const char *channel, const char *sender)
{
  g_autofree char *key = g_strconcat (LUUKKU_BY_HAND_PREFIX, channel, NULL);

  luukku_view_open (key, sender);
}

/* Returns: FALSE with the sentence why nothing was taken in. */
static gboolean
take_in (Form *self, GError **error)
{
  LuukkuIntake intake = { .sender = self->sender, .text = self->text, .attachments = self->files };
  g_autofree char *number = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *clean = g_strstrip (g_strdup (self->sender != NULL ? self->sender : ""));

  if (!luukku_core_ensure_writable (error) ||
      !luukku_words_parse_time (self->time, luukku_clock_now (luukku_core_get_clock ()), &intake.sent_at,
                                error))
    return FALSE;
  if (self->channel >= 0 && self->channel < (int) g_strv_length (self->channels))
    intake.channel = self->channels[self->channel];
  if (self->sender_name != NULL && *self->sender_name != '\0')
    intake.sender_name = self->sender_name;
  number = luukku_inbox_intake (luukku_core_get_inbox (), &intake, error);
  if (number == NULL)
    return FALSE;
  /* TRANSLATORS: %s is the number of a case, "LUU-2026-000123". */
  sentence = g_strdup_printf (_ ("The message was taken in as case %s."), number);
  luukku_core_notify_info (sentence);
  open_window (intake.channel, clean);
  return TRUE;
}

static char *
dup_string (PurpleRequestFields *fields, const char *id)
{
  const char *value = purple_request_fields_get_string (fields, id);

  return g_strdup (value != NULL ? value : "");
}

static void
read_fields (Form *self, PurpleRequestFields *fields)
{
  g_free (self->sender);
  g_free (self->sender_name);
  g_free (self->time);
  g_free (self->text);
  self->channel = purple_request_fields_get_choice (fields, "channel");
  self->sender = dup_string (fields, "sender");
  self->sender_name = dup_string (fields, "sender-name");
  self->time = dup_string (fields, "time");
  self->text = dup_string (fields, "text");
}

static void
on_ok (gpointer data, PurpleRequestFields *fields)
{
  g_autoptr (GError) error = NULL;

  if (unfinished == NULL)
    return;
  read_fields (unfinished, fields);
  if (purple_request_fields_get_choice (fields, "next") == NEXT_ADD_FILE) {
    choose_file ();
    return;
  }
  if (take_in (unfinished, &error))
    g_clear_pointer (&unfinished, form_free);
  else
    show (error->message);
}

static void
on_cancel (gpointer data, PurpleRequestFields *fields)
{
  g_clear_pointer (&unfinished, form_free);
}

/* --- the form */
static void
add_string (PurpleRequestFieldGroup *group, const char *id, const char *label, const char *value,
            gboolean lines)
{
  purple_request_field_group_add_field (group, purple_request_field_string_new (id, label, value, lines));
}

static void
add_channels (const Form *self, PurpleRequestFieldGroup *group)
{
  PurpleRequestField *field =
      purple_request_field_choice_new ("channel", luukku_label (_ ("Seen i_n")), self->channel);

  for (guint i = 0; self->channels[i] != NULL; i++) {
    g_autofree char *name = luukku_by_hand_describe (self->channels[i]);

    purple_request_field_choice_add (field, name);
  }
  purple_request_field_group_add_field (group, field);
}

/* Returns: (transfer full): the names of the files so far in one line. */
static char *
describe_files (const Form *self)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->files->len; i++) {
    g_autofree char *name = g_filename_display_basename (g_ptr_array_index (self->files, i));

    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
  }
  if (names->len == 0)
    return g_strdup (_ ("No files yet."));
  /* TRANSLATORS: %s is a list of file names. */
  return g_strdup_printf (_ ("Files: %s"), names->str);
}

static void
add_next (PurpleRequestFieldGroup *group)
{
  /* TRANSLATORS: label of a choice: what the button OK does. */
  PurpleRequestField *field =
      purple_request_field_choice_new ("next", luukku_label (_ ("_Then")), NEXT_TAKE_IN);

  purple_request_field_choice_add (field, _ ("take the message in"));
  purple_request_field_choice_add (field, _ ("add a screenshot or another file first"));
  purple_request_field_group_add_field (group, field);
}

/* @why: (nullable): what was wrong the last time. */
static void
show (const char *why)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  g_autofree char *files = describe_files (unfinished);

  purple_request_fields_add_group (fields, group);
  add_channels (unfinished, group);
  add_string (group, "sender", luukku_label (_ ("_Sender: name or number that stays the same")),
              unfinished->sender, FALSE);
  add_string (group, "sender-name", luukku_label (_ ("Sender's na_me, if known")), unfinished->sender_name,
              FALSE);
  /* TRANSLATORS: the examples stay as they are. */
  add_string (group, "time", luukku_label (_ ("Time sent or s_een (14:05 or 21.11.2026 14:05)")),
              unfinished->time, FALSE);
  add_string (group, "text", luukku_label (_ ("Te_xt, word for word")), unfinished->text, TRUE);
  add_next (group);
  purple_request_fields (luukku_core_get_handle (), _ ("Take in a message"),
                         why != NULL ? why
                                     : _ ("A message that was seen elsewhere: a letter, a call, Snapchat"),
                         files, fields, luukku_label (_ ("_OK")), G_CALLBACK (on_ok),
                         luukku_label (_ ("_Cancel")), G_CALLBACK (on_cancel), NULL, NULL, NULL, NULL);
}

void
luukku_intake_form_show (void)
{
  if (unfinished == NULL)
    unfinished = form_new ();
  show (NULL);
}
