/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-core.c: the one inbox of this process and what hangs on it. Connects libpurple's and the inbox's
 * signals to the files of this folder; decides nothing about texts. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-core.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "inbox/luukku-inbox-evidence.h"
#include "inbox/luukku-inbox-writing.h"
#include "luukku-registry.h"
#include "model/luukku-by-hand.h"
#include "purple/luukku-actions-evidence.h"
#include "purple/luukku-commands.h"
#include "purple/luukku-export-job.h"
#include "purple/luukku-foreign.h"
#include "purple/luukku-handling.h"
#include "purple/luukku-intake-form.h"
#include "purple/luukku-passphrase.h"
#include "purple/luukku-remind.h"
#include "inbox/luukku-inbox-alarm.h"
#include "purple/luukku-alarm.h"
#include "purple/luukku-commands.h"
#include "purple/luukku-foreign.h"
#include "purple/luukku-moderate.h"
#include "purple/luukku-view-notes.h"

#include "purple/luukku-i18n.h"

#include <string.h>

typedef struct {
  LuukkuClock *clock;   /* (ref) */
  LuukkuTokens *tokens; /* (ref) (nullable) */
  LuukkuStore *store;   /* (ref) (nullable) */
  LuukkuInbox *inbox;   /* (ref) (nullable) */
  const LuukkuUiOps *ui_ops;
  gboolean hooked;
} LuukkuCore;

static LuukkuCore core;
static const LuukkuUiOps no_ops = { .version = LUUKKU_PURPLE_API_VERSION };

void *
luukku_core_get_handle (void)
{
  return &core;
}

LuukkuInbox *
luukku_core_get_inbox (void)
{
  return core.inbox;
}

LuukkuClock *
luukku_core_get_clock (void)
{
  if (core.clock == NULL)
    core.clock = luukku_clock_new_system ();
  return core.clock;
}

LuukkuTokens *
luukku_core_get_tokens (void)
{
  if (core.tokens == NULL)
    core.tokens = luukku_tokens_new ();
  return core.tokens;
}

time_t
luukku_core_get_time (void)
{
  return (time_t) (luukku_clock_now (luukku_core_get_clock ()) / G_TIME_SPAN_SECOND);
}

const LuukkuUiOps *
luukku_core_get_ui_ops (void)
{
  return core.ui_ops != NULL ? core.ui_ops : &no_ops;
}

void
luukku_core_set_ui_ops (const LuukkuUiOps *ops)
{
  if (ops != NULL && ops->version != LUUKKU_PURPLE_API_VERSION)
    return;
  core.ui_ops = ops;
}

void
luukku_core_set_clock (LuukkuClock *clock)
{
  g_set_object (&core.clock, clock);
}

void
luukku_core_set_tokens (LuukkuTokens *tokens)
{
  g_set_object (&core.tokens, tokens);
}

/* --- accounts and channels */
gboolean
luukku_core_is_ours (PurpleAccount *account)
{
  return luukku_registry_find_protocol (purple_account_get_protocol_id (account)) != NULL;
}

char *
luukku_core_channel_of (PurpleAccount *account)
{
  const char *protocol = purple_account_get_protocol_id (account);
  const LuukkuAdapterType *type = luukku_registry_find_protocol (protocol);

  return g_strdup_printf ("%s:%s", type != NULL ? type->id : protocol, purple_account_get_username (account));
}

PurpleAccount *
luukku_core_find_account (const char *channel)
{
  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next) {
    PurpleAccount *account = l->data;
    g_autofree char *key = NULL;

    key = luukku_core_channel_of (account);
    if (g_str_equal (key, channel))
      return account;
  }
  return NULL;
}

/* Returns: (transfer none): the protocol of the by-hand channels. */
static const char *
by_hand_protocol (void)
{
  const LuukkuAdapterType *const *types = luukku_registry_get_types ();

  for (guint i = 0; types[i] != NULL; i++) {
    if (types[i]->by_hand)
      return types[i]->protocol_id;
  }
  g_return_val_if_reached ("");
}

PurpleAccount *
luukku_core_need_account (const char *channel)
{
  PurpleAccount *account = luukku_core_find_account (channel);

  if (!luukku_by_hand_is_channel (channel))
    return account;
  if (account == NULL) {
    account = purple_account_new (channel + strlen (LUUKKU_BY_HAND_PREFIX), by_hand_protocol ());
    purple_accounts_add (account);
  }
  if (!purple_account_get_enabled (account, purple_core_get_ui ()))
    purple_account_set_enabled (account, purple_core_get_ui (), TRUE);
  return account;
}

/* --- notices */
void
luukku_core_notify_error (const char *sentence)
{
  purple_notify_error (&core, _ ("Luukku"), sentence, NULL);
}

void
luukku_core_notify_info (const char *sentence)
{
  purple_notify_info (&core, _ ("Luukku"), sentence, NULL);
}

/* --- preferences */
void
luukku_core_add_prefs (void)
{
  purple_prefs_add_none ("/plugins/core");
  purple_prefs_add_none (LUUKKU_PREF_ROOT);
  purple_prefs_add_string (LUUKKU_PREF_PACK, "neutral");
  purple_prefs_add_int (LUUKKU_PREF_UNASKED, LUUKKU_UNASKED_DEFAULT);
  purple_prefs_add_int (LUUKKU_PREF_UNDO, LUUKKU_UNDO_DEFAULT);
  purple_prefs_add_bool (LUUKKU_PREF_INBOX_AT_START, FALSE);
  purple_prefs_add_bool (LUUKKU_PREF_NOTICES, TRUE);
  purple_prefs_add_string_list (LUUKKU_PREF_CITY_CHANNELS, NULL);
  purple_prefs_add_string (LUUKKU_PREF_STAMP_ADDRESS, "");
  purple_prefs_add_string (LUUKKU_PREF_STAMP_CERTIFICATE, "");
  purple_prefs_add_string (LUUKKU_PREF_EXPORT_FOLDER, "");
  purple_prefs_add_bool (LUUKKU_PREF_GUIDE_SEEN, FALSE);
  purple_prefs_add_none (LUUKKU_PREF_STAFF);
  purple_prefs_add_string (LUUKKU_PREF_STAFF_NAME, "");
  purple_prefs_add_string (LUUKKU_PREF_STAFF_TITLE, "");
  purple_prefs_add_string (LUUKKU_PREF_STAFF_UNIT, "");
  purple_prefs_add_string (LUUKKU_PREF_STAFF_ORGANISATION, "");
}

const char *
luukku_core_get_export_folder (void)
{
  const char *folder = purple_prefs_get_string (LUUKKU_PREF_EXPORT_FOLDER);

  return folder != NULL && *folder != '\0' ? folder : g_get_home_dir ();
}

gboolean
luukku_core_load_pack (GError **error)
{
  const char *pack = purple_prefs_get_string (LUUKKU_PREF_PACK);

  g_return_val_if_fail (core.inbox != NULL, FALSE);
  return luukku_inbox_load_pack (core.inbox, pack != NULL && *pack != '\0' ? pack : "neutral", error);
}

static void
on_pack_changed (const char *name, PurplePrefType type, gconstpointer value, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (core.inbox != NULL && !luukku_core_load_pack (&error))
    luukku_core_notify_error (error->message);
}

static void
set_undo (void)
{
  luukku_inbox_set_undo (core.inbox, (gint64) purple_prefs_get_int (LUUKKU_PREF_UNDO) * G_TIME_SPAN_SECOND);
}

static void
on_undo_changed (const char *name, PurplePrefType type, gconstpointer value, gpointer data)
{
  if (core.inbox != NULL)
    set_undo ();
}

/* --- staff */
static char *
dup_pref (const char *name)
{
  const char *value = purple_prefs_get_string (name);

  return value != NULL && *value != '\0' ? g_strdup (value) : NULL;
}

static void
seed_staff (void)
{
  g_autoptr (LuukkuStaff) known = luukku_inbox_get_staff (core.inbox);
  g_autoptr (LuukkuStaff) staff = g_new0 (LuukkuStaff, 1);
  g_autoptr (GError) error = NULL;

  if (known->name != NULL)
    return;
  staff->name = dup_pref (LUUKKU_PREF_STAFF_NAME);
  if (staff->name == NULL)
    return;
  staff->first_name = g_strndup (staff->name, strcspn (staff->name, " "));
  staff->title = dup_pref (LUUKKU_PREF_STAFF_TITLE);
  staff->unit = dup_pref (LUUKKU_PREF_STAFF_UNIT);
  staff->organisation = dup_pref (LUUKKU_PREF_STAFF_ORGANISATION);
  if (!luukku_inbox_set_staff (core.inbox, staff, &error))
    g_debug ("staff not kept: code %d", error->code);
}

/* --- life */
static void
hook_once (void)
{
  if (core.hooked)
    return;
  core.hooked = TRUE;
  luukku_view_hook ();
  luukku_foreign_hook ();
  luukku_commands_add ();
  luukku_moderate_add ();
  luukku_handling_add ();
  luukku_view_notes_add ();
  purple_prefs_connect_callback (&core, LUUKKU_PREF_PACK, on_pack_changed, NULL);
  purple_prefs_connect_callback (&core, LUUKKU_PREF_UNDO, on_undo_changed, NULL);
}

/* What an earlier run left undone, and a checkpoint that is old. */
static void
tend_evidence (void)
{
  g_autofree char *sentence = luukku_inbox_tend_evidence (core.inbox);

  if (sentence != NULL)
    luukku_core_notify_info (sentence);
}

/* The check that runs beside the start found damage: the store refuses every write from now on. */
static void
on_damaged (LuukkuStore *store)
{
  luukku_core_notify_error (_ (
      "The store of messages is damaged, so nothing more is written to it and no reply leaves. Close Pidgin, "
      "keep the files as they are and ask your ICT support to restore a backup copy."));
}

gboolean
luukku_core_ensure (GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *dir = NULL;
  g_autoptr (GError) pack_error = NULL;

  /* The hooks stand even without a store: an account that is marked as a city channel is then held
   * altogether. */
  hook_once ();
  if (core.inbox != NULL)
    return TRUE;
  path = luukku_user_store_path ();
  dir = g_path_get_dirname (path);
  if (!luukku_make_private_dir (dir, error))
    return FALSE;
  core.store = luukku_store_open (path, LUUKKU_STORE_CHECK_LATER, luukku_core_get_clock (), error);
  if (core.store == NULL)
    return FALSE;
  g_signal_connect (core.store, "damaged", G_CALLBACK (on_damaged), NULL);
  core.inbox = luukku_inbox_new (core.store, luukku_core_get_clock ());
  set_undo ();
  luukku_view_follow (core.inbox);
  luukku_alarm_follow (core.inbox);
  if (!luukku_core_load_pack (&pack_error)) {
    /* TRANSLATORS: %s is a whole sentence that says what is wrong with the guideline pack. */
    g_autofree char *text = g_strdup_printf (
        _ ("Replies are held back until a guideline pack can be read. %s"), pack_error->message);

    luukku_core_notify_error (text);
  }
  luukku_remind_start (core.inbox);
  if (luukku_store_is_read_only (core.store))
    return TRUE;
  if (luukku_store_get_notice (core.store) != NULL)
    luukku_core_notify_info (luukku_store_get_notice (core.store));
  seed_staff ();
  luukku_passphrase_open (tend_evidence);
  luukku_inbox_classify_pending (core.inbox);
  return TRUE;
}

gboolean
luukku_core_ensure_writable (GError **error)
{
  const char *notice;

  if (!luukku_core_ensure (error))
    return FALSE;
  if (!luukku_store_is_read_only (core.store))
    return TRUE;
  notice = luukku_store_get_notice (core.store);
  if (notice != NULL)
    g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_READ_ONLY, notice);
  else
    luukku_set_error (
        error, LUUKKU_ERROR_READ_ONLY,
        N_ ("The inbox can only be read, so nothing can be received or sent. Make its folder writable "
            "for you and enable the account again."));
  return FALSE;
}

void
luukku_core_close_inbox (void)
{
  luukku_remind_stop ();
  luukku_export_job_shutdown ();
  luukku_actions_evidence_shutdown ();
  luukku_passphrase_shutdown ();
  luukku_alarm_stop ();
  g_clear_object (&core.inbox);
  g_clear_object (&core.store);
}

void
luukku_core_shutdown (void)
{
  purple_request_close_with_handle (&core);
  purple_notify_close_with_handle (&core);
  if (core.hooked) {
    purple_prefs_disconnect_by_handle (&core);
    purple_signals_disconnect_by_handle (&core);
    luukku_commands_remove ();
    luukku_moderate_remove ();
    luukku_handling_remove ();
    luukku_view_notes_remove ();
    luukku_view_shutdown ();
    core.hooked = FALSE;
  }
  luukku_core_close_inbox ();
  luukku_foreign_shutdown ();
  luukku_intake_form_shutdown ();
  g_clear_object (&core.tokens);
  g_clear_object (&core.clock);
  core.ui_ops = NULL;
}
