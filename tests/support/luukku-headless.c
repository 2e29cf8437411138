/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-headless.c: see the header. Waiting is iterating the main context; each round moves the manual
 * clock. */
#define G_LOG_DOMAIN "luukku-test"

#include "luukku-headless.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#define UI "luukku-headless"
#define ROUND (20 * G_TIME_SPAN_MILLISECOND) /* of the manual clock */
#define GIVE_UP (60 * G_TIME_SPAN_SECOND)    /* of the machine's */
#define CANCEL "\033"
/* A round comes after everything that is ready, idle sources too, however slow the machine is. */
#define ROUND_PRIORITY (G_PRIORITY_LOW + 10)

typedef struct {
  PurpleRequestType type;
  GPtrArray *labels; /* of char * */
  GArray *callbacks; /* of GCallback */
  GCallback ok, cancel;
  PurpleRequestFields *fields;
  gpointer data;
  guint source;
} Question;

static char *home;
static LuukkuManualClock *the_clock;
static GString *lines, *given_back, *notices, *list, *questions, *the_log;
static GQueue answers = G_QUEUE_INIT;
static GPtrArray *open_questions;
static gboolean masked, clock_held;
static void (*fill_form) (PurpleRequestFields *fields);
static PurpleNotifySearchResults *results;
static PurpleConnection *results_gc;

/* --- event loop on GLib */
typedef struct {
  PurpleInputFunction function;
  gpointer data;
} Watch;

static gboolean
on_io (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  Watch *watch = data;
  PurpleInputCondition what = 0;

  if (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR))
    what |= PURPLE_INPUT_READ;
  if (condition & (G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL))
    what |= PURPLE_INPUT_WRITE;
  watch->function (watch->data, g_io_channel_unix_get_fd (channel), what);
  return G_SOURCE_CONTINUE;
}

static guint
input_add (int fd, PurpleInputCondition what, PurpleInputFunction function, gpointer data)
{
  Watch *watch = g_new0 (Watch, 1);
  GIOCondition condition = 0;
  GIOChannel *channel = g_io_channel_unix_new (fd);
  guint id;

  watch->function = function;
  watch->data = data;
  if (what & PURPLE_INPUT_READ)
    condition |= G_IO_IN | G_IO_HUP | G_IO_ERR;
  if (what & PURPLE_INPUT_WRITE)
    condition |= G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL;
  id = g_io_add_watch_full (channel, G_PRIORITY_DEFAULT, condition, on_io, watch, g_free);
  g_io_channel_unref (channel);
  return id;
}

/* libpurple's timers run on the test's clock too: nothing waits for the machine's. */
static guint
timeout_add (guint interval, GSourceFunc function, gpointer data)
{
  return luukku_clock_add_timeout (LUUKKU_CLOCK (the_clock), MAX (interval, 1) * G_TIME_SPAN_MILLISECOND,
                                   function, data);
}

static guint
timeout_add_seconds (guint interval, GSourceFunc function, gpointer data)
{
  return timeout_add (interval * 1000, function, data);
}

static gboolean
timeout_remove (guint id)
{
  luukku_clock_remove_timeout (LUUKKU_CLOCK (the_clock), id);
  return TRUE;
}

static PurpleEventLoopUiOps loop_ops = {
  .timeout_add = timeout_add,
  .timeout_remove = timeout_remove,
  .input_add = input_add,
  .input_remove = g_source_remove,
  .timeout_add_seconds = timeout_add_seconds,
};

/* --- windows */
static void
write_conv (PurpleConversation *conv, const char *name, const char *alias, const char *message,
            PurpleMessageFlags flags, time_t mtime)
{
  char kind = 'Y';

  if (flags & PURPLE_MESSAGE_SEND)
    kind = 'S';
  else if (flags & PURPLE_MESSAGE_RECV)
    kind = 'R';
  else if (flags & PURPLE_MESSAGE_ERROR)
    kind = 'E';
  /* libpurple puts the conversation's name before lines of nobody. */
  if (kind == 'Y' || kind == 'E' || alias == NULL)
    alias = "";
  g_string_append_printf (lines, "%c|%s|%s\n", kind, alias, message);
}

static void
send_confirm (PurpleConversation *conv, const char *message)
{
  if (given_back->len > 0)
    g_string_append_c (given_back, '\n');
  g_string_append (given_back, message);
}

static void
present (PurpleConversation *conv)
{
}

static PurpleConversationUiOps conv_ops = {
  .write_conv = write_conv,
  .send_confirm = send_confirm,
  .present = present,
};

/* --- questions */
static void
question_free (gpointer data)
{
  Question *self = data;

  if (self->source != 0)
    g_source_remove (self->source);
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  g_clear_pointer (&self->callbacks, g_array_unref);
  if (self->fields != NULL)
    purple_request_fields_destroy (self->fields);
  g_free (self);
}

static char *
plain_label (const char *label)
{
  g_auto (GStrv) first = g_strsplit (label, "_", -1);
  g_autofree char *joined = g_strjoinv ("", first);
  g_auto (GStrv) second = g_strsplit (joined, "…", -1);

  return g_strjoinv ("", second);
}

static gboolean
has_button (const Question *self, const char *answer)
{
  return g_ptr_array_find_with_equal_func (self->labels, answer, g_str_equal, NULL);
}

static void
press (Question *self, const char *answer)
{
  gpointer data = self->data;

  for (guint i = 0; i < self->labels->len; i++) {
    GCallback callback = g_array_index (self->callbacks, GCallback, i);

    if (g_strcmp0 (g_ptr_array_index (self->labels, i), answer) != 0)
      continue;
    if (callback != NULL)
      ((PurpleRequestActionCb) callback) (data, (int) i);
    purple_request_close (PURPLE_REQUEST_ACTION, self);
    return;
  }
}

static gboolean
on_answer (gpointer data)
{
  Question *self = data;
  g_autofree char *answer = NULL;

  if (self->type == PURPLE_REQUEST_FIELDS) {
    if (fill_form == NULL)
      return G_SOURCE_CONTINUE;
    self->source = 0;
    fill_form (self->fields);
    fill_form = NULL;
    ((PurpleRequestFieldsCb) self->ok) (self->data, self->fields);
    purple_request_close (PURPLE_REQUEST_FIELDS, self);
    return G_SOURCE_REMOVE;
  }
  if (g_queue_is_empty (&answers))
    return G_SOURCE_CONTINUE;
  /* An alarm may stand open beside the question that is answered. */
  if (self->type == PURPLE_REQUEST_ACTION && !has_button (self, g_queue_peek_head (&answers)))
    return G_SOURCE_CONTINUE;
  self->source = 0;
  answer = g_queue_pop_head (&answers);
  if (self->type == PURPLE_REQUEST_ACTION) {
    press (self, answer);
    return G_SOURCE_REMOVE;
  }
  if (!g_str_equal (answer, CANCEL))
    ((PurpleRequestInputCb) self->ok) (self->data, answer);
  else if (self->cancel != NULL)
    ((PurpleRequestInputCb) self->cancel) (self->data, "");
  purple_request_close (PURPLE_REQUEST_INPUT, self);
  return G_SOURCE_REMOVE;
}

static Question *
question_new (PurpleRequestType type, const char *title, const char *primary, const char *secondary,
              gpointer data)
{
  Question *self = g_new0 (Question, 1);

  self->type = type;
  self->data = data;
  g_ptr_array_add (open_questions, self);
  g_string_append_printf (questions, "%s|%s|%s\n", title != NULL ? title : "", primary != NULL ? primary : "",
                          secondary != NULL ? secondary : "");
  self->source = g_timeout_add_full (ROUND_PRIORITY, 1, on_answer, self, NULL);
  return self;
}

static void *
request_action (const char *title, const char *primary, const char *secondary, int default_action,
                PurpleAccount *account, const char *who, PurpleConversation *conv, void *data, size_t count,
                va_list actions)
{
  Question *self = question_new (PURPLE_REQUEST_ACTION, title, primary, secondary, data);

  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->callbacks = g_array_new (FALSE, FALSE, sizeof (GCallback));
  for (size_t i = 0; i < count; i++) {
    const char *label = va_arg (actions, const char *);
    GCallback callback = va_arg (actions, GCallback);

    g_ptr_array_add (self->labels, plain_label (label));
    g_array_append_val (self->callbacks, callback);
  }
  return self;
}

static void *
request_input (const char *title, const char *primary, const char *secondary, const char *value,
               gboolean multiline, gboolean is_masked, gchar *hint, const char *ok_text, GCallback ok,
               const char *cancel_text, GCallback cancel, PurpleAccount *account, const char *who,
               PurpleConversation *conv, void *data)
{
  Question *self = question_new (PURPLE_REQUEST_INPUT, title, primary, secondary, data);

  self->ok = ok;
  self->cancel = cancel;
  masked = is_masked;
  return self;
}

static void *
request_fields (const char *title, const char *primary, const char *secondary, PurpleRequestFields *fields,
                const char *ok_text, GCallback ok, const char *cancel_text, GCallback cancel,
                PurpleAccount *account, const char *who, PurpleConversation *conv, void *data)
{
  Question *self = question_new (PURPLE_REQUEST_FIELDS, title, primary, secondary, data);

  self->fields = fields;
  self->ok = ok;
  self->cancel = cancel;
  return self;
}

static void
close_request (PurpleRequestType type, void *handle)
{
  g_ptr_array_remove (open_questions, handle);
}

static PurpleRequestUiOps request_ops = {
  .request_action = request_action,
  .request_input = request_input,
  .request_fields = request_fields,
  .close_request = close_request,
};

/* --- notices */
static void *
notify_message (PurpleNotifyMsgType type, const char *title, const char *primary, const char *secondary)
{
  g_string_append_printf (notices, "%c|%s\n", type == PURPLE_NOTIFY_MSG_ERROR ? 'E' : 'I', primary);
  return g_malloc0 (1);
}

static void *
notify_searchresults (PurpleConnection *gc, const char *title, const char *primary, const char *secondary,
                      PurpleNotifySearchResults *new_results, gpointer data)
{
  results = new_results;
  results_gc = gc;
  g_string_truncate (list, 0);
  for (guint i = 0; i < purple_notify_searchresults_get_rows_count (new_results); i++) {
    for (GList *l = purple_notify_searchresults_row_get (new_results, i); l != NULL; l = l->next)
      g_string_append_printf (list, "%s%c", (const char *) l->data, l->next != NULL ? '\t' : '\n');
  }
  return g_malloc0 (1);
}

static void
close_notify (PurpleNotifyType type, void *handle)
{
  if (type == PURPLE_NOTIFY_SEARCHRESULTS)
    g_clear_pointer (&results, purple_notify_searchresults_free);
  g_free (handle);
}

static void *
notify_formatted (const char *title, const char *primary, const char *secondary, const char *text)
{
  g_string_append_printf (notices, "F|%s|%s\n", primary, text);
  return g_malloc0 (1);
}

static void *
notify_uri (const char *uri)
{
  g_string_append_printf (notices, "U|%s\n", uri);
  return NULL;
}

static PurpleNotifyUiOps notify_ops = {
  .notify_uri = notify_uri,
  .notify_formatted = notify_formatted,
  .notify_message = notify_message,
  .notify_searchresults = notify_searchresults,
  .close_notify = close_notify,
};

/* --- logs */
static void
on_debug (PurpleDebugLevel level, const char *category, const char *text)
{
  g_string_append_printf (the_log, "%s: %s", category != NULL ? category : "", text);
}

static PurpleDebugUiOps debug_ops = { .print = on_debug };

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (the_log != NULL)
    g_string_append_printf (the_log, "%s\n", message);
  if ((level & G_LOG_LEVEL_MASK) < G_LOG_LEVEL_MESSAGE)
    g_log_default_handler (domain, level, message, data);
}

static PurpleBlistUiOps blist_ops; /* libpurple fills in how it saves */

static void
ui_init (void)
{
  purple_blist_set_ui_ops (&blist_ops);
  purple_conversations_set_ui_ops (&conv_ops);
  purple_request_set_ui_ops (&request_ops);
  purple_notify_set_ui_ops (&notify_ops);
}

static PurpleCoreUiOps core_ops = { .ui_init = ui_init };

/* --- start and stop */
static void *
call_plugin (const char *name)
{
  gboolean ok = FALSE;
  void *result = purple_plugin_ipc_call (purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID), name, &ok);

  g_assert_true (ok);
  g_assert_nonnull (result);
  return result;
}

void
luukku_headless_start (void)
{
  g_autofree char *plugins = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "plugin", "purple", NULL);
  g_autofree char *luukku_home = NULL;
  gint64 start = 0;

  setlocale (LC_ALL, "");
  signal (SIGCHLD, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  g_setenv ("LUUKKU_TEST", "1", TRUE);
  home = g_dir_make_tmp ("luukku-purple-XXXXXX", NULL);
  luukku_home = g_build_filename (home, "luukku", NULL);
  g_setenv ("LUUKKU_HOME", luukku_home, TRUE);
  lines = g_string_new (NULL);
  given_back = g_string_new (NULL);
  notices = g_string_new (NULL);
  list = g_string_new (NULL);
  questions = g_string_new (NULL);
  the_log = g_string_new (NULL);
  open_questions = g_ptr_array_new_with_free_func (question_free);
  g_log_set_default_handler (on_log, NULL);
  g_assert_true (luukku_time_from_iso8601 (LUUKKU_HEADLESS_START, &start, NULL));
  the_clock = luukku_manual_clock_new (start);
  purple_util_set_user_dir (home);
  purple_debug_set_ui_ops (&debug_ops);
  purple_core_set_ui_ops (&core_ops);
  purple_eventloop_set_ui_ops (&loop_ops);
  purple_plugins_add_search_path (plugins);
  g_assert_true (purple_core_init (UI));
  purple_set_blist (purple_blist_new ());
  purple_blist_load ();
  purple_prefs_load ();
  purple_prefs_set_int ("/plugins/core/luukku/undo-seconds",
                        0); /* replies leave at once unless a test waits */
  purple_prefs_set_bool ("/plugins/core/luukku/guide-seen", TRUE); /* its form would be one question more */
  g_assert_nonnull (purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID));
  luukku_headless_hooks ()->set_clock (LUUKKU_CLOCK (the_clock));
  luukku_headless_hooks ()->use_memory_tokens ();
  purple_savedstatus_activate (purple_savedstatus_new (NULL, PURPLE_STATUS_AVAILABLE));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *below = g_build_filename (path, name, NULL);

    if (g_file_test (below, G_FILE_TEST_IS_DIR) && !g_file_test (below, G_FILE_TEST_IS_SYMLINK)) {
      g_chmod (below, 0700);
      remove_tree (below);
    } else {
      g_remove (below);
    }
  }
  g_rmdir (path);
}

int
luukku_headless_stop (int status)
{
  purple_core_quit ();
  luukku_headless_pass (0);
  remove_tree (home);
  g_clear_object (&the_clock);
  g_queue_clear_full (&answers, g_free);
  g_ptr_array_unref (open_questions);
  g_string_free (lines, TRUE);
  g_string_free (given_back, TRUE);
  g_string_free (notices, TRUE);
  g_string_free (list, TRUE);
  g_string_free (questions, TRUE);
  g_string_free (g_steal_pointer (&the_log), TRUE);
  g_clear_pointer (&home, g_free);
  return status;
}

void
luukku_headless_tick_plugin (void)
{
  g_assert_true (purple_plugin_load (purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID)));
}

const char *
luukku_headless_home (void)
{
  return home;
}

LuukkuManualClock *
luukku_headless_clock (void)
{
  return the_clock;
}

const LuukkuPurpleApi *
luukku_headless_api (void)
{
  return call_plugin (LUUKKU_PURPLE_API_CALL);
}

const LuukkuTestHooks *
luukku_headless_hooks (void)
{
  return call_plugin (LUUKKU_TEST_HOOKS_CALL);
}

char *
luukku_headless_new_store (const char *name)
{
  char *path = g_build_filename (home, name, NULL);

  luukku_headless_hooks ()->close_inbox ();
  g_setenv ("LUUKKU_HOME", path, TRUE);
  return path;
}

/* --- accounts */
PurpleAccount *
luukku_headless_account (const char *protocol, const char *name)
{
  PurpleAccount *account = purple_account_new (name, protocol);

  purple_accounts_add (account);
  purple_account_set_int (account, "poll-interval-ms", 20);
  return account;
}

void
luukku_headless_enable (PurpleAccount *account)
{
  purple_account_set_enabled (account, UI, TRUE);
}

void
luukku_headless_drop (PurpleAccount *account)
{
  purple_account_set_enabled (account, UI, FALSE);
  luukku_headless_until (purple_account_is_disconnected (account));
  purple_accounts_delete (account);
  luukku_headless_pass (0);
}

PurpleConversation *
luukku_headless_conv (PurpleAccount *account, const char *who)
{
  return purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);
}

/* --- what was told */
const char *
luukku_headless_lines (void)
{
  return lines->str;
}

gboolean
luukku_headless_has (const char *part)
{
  return strstr (lines->str, part) != NULL;
}

guint
luukku_headless_count (const char *part)
{
  guint n = 0;

  for (const char *at = lines->str; (at = strstr (at, part)) != NULL; at += strlen (part))
    n++;
  return n;
}

const char *
luukku_headless_given_back (void)
{
  return given_back->str;
}

const char *
luukku_headless_notices (void)
{
  return notices->str;
}

const char *
luukku_headless_list (void)
{
  return list->str;
}

void
luukku_headless_press_row (guint n)
{
  PurpleNotifySearchButton *button;

  g_assert_nonnull (results);
  button = results->buttons->data;
  button->callback (results_gc, purple_notify_searchresults_row_get (results, n), NULL);
}

void
luukku_headless_reset (void)
{
  g_string_truncate (lines, 0);
  g_string_truncate (given_back, 0);
  g_string_truncate (notices, 0);
  g_string_truncate (questions, 0);
  g_queue_clear_full (&answers, g_free);
  masked = FALSE;
}

void
luukku_headless_leave_questions (void)
{
  while (open_questions->len > 0) {
    Question *question = g_ptr_array_index (open_questions, open_questions->len - 1);

    purple_request_close (question->type, question);
  }
}

/* --- answers */
void
luukku_headless_answer (const char *answer)
{
  g_queue_push_tail (&answers, g_strdup (answer));
}

guint
luukku_headless_open_questions (void)
{
  return open_questions->len;
}

const char *
luukku_headless_questions (void)
{
  return questions->str;
}

gboolean
luukku_headless_was_masked (void)
{
  return masked;
}

void
luukku_headless_fill_form (void (*fill) (PurpleRequestFields *fields))
{
  fill_form = fill;
}

const char *
luukku_headless_log (void)
{
  return the_log->str;
}

/* --- loop */
gint64
luukku_headless_deadline (void)
{
  return g_get_monotonic_time () + GIVE_UP;
}

static gboolean
on_round (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

gboolean
luukku_headless_step (gint64 deadline)
{
  gboolean over = FALSE;

  g_timeout_add_full (ROUND_PRIORITY, 1, on_round, &over, NULL);

  while (!over)
    g_main_context_iteration (NULL, TRUE);
  if (!clock_held)
    luukku_manual_clock_advance (the_clock, ROUND);
  return g_get_monotonic_time () < deadline;
}

void
luukku_headless_pass (gint64 span)
{
  gint64 deadline = luukku_headless_deadline ();
  gint64 until;

  for (guint i = 0; i < 5; i++)
    luukku_headless_step (deadline);
  if (span == 0)
    return;
  until = luukku_clock_now (LUUKKU_CLOCK (the_clock)) + span;
  while (luukku_clock_now (LUUKKU_CLOCK (the_clock)) < until && luukku_headless_step (deadline))
    luukku_manual_clock_advance (the_clock, MIN (span / 50, G_TIME_SPAN_SECOND));
}

void
luukku_headless_hold_clock (gboolean hold)
{
  clock_held = hold;
}
