/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-api.c: what the modules of a user interface may ask of the glue, see luukku-ui-ops.h. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-api.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-writing.h"
#include "purple/luukku-actions-disclosure.h"
#include "purple/luukku-actions.h"
#include "purple/luukku-ask.h"
#include "purple/luukku-attach.h"
#include "purple/luukku-connection.h"
#include "purple/luukku-core.h"
#include "purple/luukku-export-job.h"
#include "purple/luukku-handling.h"
#include "purple/luukku-manager.h"
#include "purple/luukku-test-hooks.h"
#include "purple/luukku-writing.h"

#include <string.h>

static LuukkuInbox *
api_get_inbox (void)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_core_ensure (&error))
    g_debug ("no inbox: code %d", error->code);
  return luukku_core_get_inbox ();
}

static gboolean
api_describe (PurpleConversation *conv, LuukkuWindow *ret_window)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view == NULL)
    return FALSE;
  *ret_window = view->about;
  return TRUE;
}

/* Returns: (transfer none) (nullable): the check of @text that is under way in @conv, begun when there is
 * none.
 */
static LuukkuInboxCheck *
need_check (LuukkuView *view, const char *text)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *markup = NULL;

  if (view == NULL || inbox == NULL)
    return NULL;
  if (view->ahead != NULL && g_strcmp0 (view->ahead_text, text) == 0)
    return view->ahead;
  luukku_view_drop_check (view);
  /* The entry's text is plain; the gate takes what a window hands on. */
  markup = luukku_text_to_html (text);
  view->ahead = luukku_inbox_check_new (inbox, view->about.channel, view->about.conversation, markup);
  view->ahead_text = g_strdup (text);
  return view->ahead;
}

static gboolean
api_check_ahead (PurpleConversation *conv, const char *text)
{
  LuukkuInboxCheck *check = need_check (luukku_view_of (conv), text);

  return check != NULL && luukku_inbox_check_step (check);
}

static LuukkuVerdict *
api_check (PurpleConversation *conv, const char *text)
{
  LuukkuView *view = luukku_view_of (conv);
  LuukkuInboxCheck *check = need_check (view, text);
  LuukkuVerdict *verdict;

  if (check == NULL)
    return luukku_verdict_new (text, NULL);
  verdict = luukku_inbox_check_finish (check);
  luukku_view_drop_check (view);
  luukku_view_remember (view, verdict);
  return verdict;
}

static gboolean
api_hold (PurpleConversation *conv, LuukkuVerdict *verdict, GError **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view == NULL || luukku_core_get_inbox () == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This window does not belong to the inbox."));
    return FALSE;
  }
  return luukku_ask_hold (view, verdict, error);
}

static gboolean
api_decide (PurpleConversation *conv, LuukkuVerdict *verdict, LuukkuChoice choice, const char *reason,
            GError **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view == NULL || luukku_core_get_inbox () == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This window does not belong to the inbox."));
    return FALSE;
  }
  return luukku_ask_decide (view, verdict, choice, reason, error);
}

static char *
api_archive (PurpleConversation *conv, const char *kind, const char *note, GError **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This window does not belong to the inbox."));
    return NULL;
  }
  return luukku_view_archive (view, kind, note, error);
}

static void
api_tell_archived (PurpleConversation *conv, const char *record)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL)
    luukku_view_tell_archived (view, record);
}

static gboolean
api_ask_original (PurpleConversation *conv, GError **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL)
    return luukku_view_ask_original (view, error);
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This window does not belong to the inbox."));
  return FALSE;
}

static gboolean
api_has_unticked (PurpleConversation *conv)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (LuukkuReply) reply = view != NULL ? luukku_view_find_unticked (view) : NULL;

  return reply != NULL;
}

static gboolean
api_ask_sent (PurpleConversation *conv, GError **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL)
    return luukku_view_ask_sent (view, error);
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This window does not belong to the inbox."));
  return FALSE;
}

static gboolean
api_report_check (PurpleConversation *conv, LuukkuVerdict *verdict, gboolean missed, const char *note,
                  GError **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL)
    return luukku_view_report_check (view, verdict, missed, note, error);
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This window does not belong to the inbox."));
  return FALSE;
}

static gboolean
api_use_text (PurpleConversation *conv, const char *id, GError **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL && luukku_core_get_inbox () != NULL)
    return luukku_writing_use_text (view, id, error);
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This window does not belong to the inbox."));
  return FALSE;
}

static char *
api_state_line (PurpleConversation *conv)
{
  LuukkuView *view = luukku_view_of (conv);

  return view != NULL ? luukku_view_state_line (view) : g_strdup ("");
}

/* --- writing */
static void
api_begin_writing (PurpleConversation *conv)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL && luukku_core_get_inbox () != NULL)
    luukku_inbox_begin_writing (luukku_core_get_inbox (), view->about.channel, view->about.conversation);
}

static void
api_note_read (PurpleConversation *conv)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL && luukku_core_get_inbox () != NULL)
    luukku_inbox_note_read (luukku_core_get_inbox (), view->about.channel, view->about.conversation);
}

static void
api_end_writing (PurpleConversation *conv)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL && luukku_core_get_inbox () != NULL)
    luukku_inbox_end_writing (luukku_core_get_inbox (), view->about.channel, view->about.conversation);
}

static gint64
api_get_undo (PurpleConversation *conv)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (LuukkuReply) reply = NULL;

  if (view == NULL || luukku_core_get_inbox () == NULL || view->about.id == 0)
    return 0;
  reply = luukku_inbox_find_undoable (luukku_core_get_inbox (), view->about.id);
  return reply != NULL ? reply->undo_until : 0;
}

/* Returns: (nullable): NULL with @error. */
static LuukkuView *
need_view (PurpleConversation *conv, GError **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL && luukku_core_get_inbox () != NULL && view->about.id != 0)
    return view;
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This window does not belong to the inbox."));
  return NULL;
}

static gboolean
api_take_back (PurpleConversation *conv, GError **error)
{
  LuukkuView *view = need_view (conv, error);

  return view != NULL && luukku_handling_take_back (view, error);
}

static gboolean
api_send_now (PurpleConversation *conv, GError **error)
{
  LuukkuView *view = need_view (conv, error);

  return view != NULL && luukku_handling_send_now (view, error);
}

static gboolean
api_ask_case (PurpleConversation *conv, LuukkuQuestion question, GError **error)
{
  LuukkuView *view = need_view (conv, error);

  return view != NULL && luukku_handling_ask (view, question, error);
}

static gboolean
api_attach (PurpleConversation *conv, const char *path, GError **error)
{
  LuukkuView *view = need_view (conv, error);

  return view != NULL && luukku_attach_file (view, path, error);
}

static void
api_measure (PurpleConversation *conv, const char *text, LuukkuLength *ret_length)
{
  LuukkuConnection *connection = luukku_connection_of (purple_conversation_get_account (conv));
  LuukkuView *view = luukku_view_of (conv);

  *ret_length = (LuukkuLength){ .length = (guint) g_utf8_strlen (text, -1) };
  if (connection != NULL)
    ret_length->length = luukku_connection_measure (connection, text, view != NULL && view->about.is_public,
                                                    &ret_length->limit, &ret_length->in_bytes);
}

static const LuukkuPurpleApi api = {
  .version = LUUKKU_PURPLE_API_VERSION,
  .get_inbox = api_get_inbox,
  .set_ui_ops = luukku_core_set_ui_ops,
  .describe = api_describe,
  .check = api_check,
  .check_ahead = api_check_ahead,
  .hold = api_hold,
  .decide = api_decide,
  .archive = api_archive,
  .show_custody = luukku_actions_show_custody,
  .show_letter = luukku_actions_show_letter,
  .tell_archived = api_tell_archived,
  .export_record = luukku_export_job_start,
  .cancel_export = luukku_export_job_cancel,
  .forget_export = luukku_export_job_forget,
  .open = luukku_view_open,
  .state_line = api_state_line,
  .has_unticked = api_has_unticked,
  .ask_sent = api_ask_sent,
  .ask_original = api_ask_original,
  .report_check = api_report_check,
  .use_text = api_use_text,
  .begin_writing = api_begin_writing,
  .note_read = api_note_read,
  .end_writing = api_end_writing,
  .get_undo = api_get_undo,
  .take_back = api_take_back,
  .send_now = api_send_now,
  .ask_case = api_ask_case,
  .attach = api_attach,
  .measure = api_measure,
  .settings = &luukku_settings_api,
  .find_account = luukku_core_find_account,
  .is_for_manager = luukku_manager_has,
};

/* --- tests */
static void
use_memory_tokens (void)
{
  g_autoptr (LuukkuTokens) tokens = luukku_tokens_new_in_memory ();

  luukku_core_set_tokens (tokens);
}

static const LuukkuTestHooks test_hooks = {
  .set_clock = luukku_core_set_clock,
  .use_memory_tokens = use_memory_tokens,
  .close_inbox = luukku_core_close_inbox,
  .count_unasked = luukku_view_count_unasked,
};

/* --- IPC */
static const LuukkuPurpleApi *
get_api (void)
{
  return &api;
}

static const LuukkuTestHooks *
get_test_hooks (void)
{
  return &test_hooks;
}

/* libpurple has no marshaller for a function without arguments that returns a pointer. */
static void
marshal_pointer (PurpleCallback callback, va_list args, void *data, void **return_val)
{
  gconstpointer result = ((gconstpointer (*) (void)) callback) ();

  if (return_val != NULL)
    *return_val = (void *) result;
}

void
luukku_api_register (PurplePlugin *plugin)
{
  purple_plugin_ipc_register (plugin, LUUKKU_PURPLE_API_CALL, PURPLE_CALLBACK (get_api), marshal_pointer,
                              purple_value_new (PURPLE_TYPE_POINTER), 0);
  if (g_strcmp0 (g_getenv ("LUUKKU_TEST"), "1") == 0)
    purple_plugin_ipc_register (plugin, LUUKKU_TEST_HOOKS_CALL, PURPLE_CALLBACK (get_test_hooks),
                                marshal_pointer, purple_value_new (PURPLE_TYPE_POINTER), 0);
}
