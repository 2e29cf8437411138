/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-export-job.c: one export at a time, in steps that do not hold the windows: the whole log is checked
 * in a worker, the time stamp authority is asked over the network, then the package is written. Only a digest
 * leaves. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-export-job.h"

#include "adapter/luukku-transport-soup.h"
#include "base/luukku-error.h"
#include "evidence/luukku-package.h"
#include "inbox/luukku-inbox-evidence.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define MAX_REPLY 65536 /* bytes of a time stamp */
#define STATUS_OK 200

typedef struct {
  char *record, *output, *recipient, *purpose, *actor, *key_dir;
  GCancellable *cancellable;  /* (owned) */
  void *request;              /* (nullable): libpurple's, with the button that cancels */
  guint shown;                /* quarters */
  LuukkuExport *export;       /* (owned) (nullable) */
  LuukkuTransport *transport; /* (owned) (nullable) */
  char *remark;               /* (nullable): why there is no time stamp */
} Job;

static Job *job; /* (nullable): the one that runs; an older one's callbacks do not find themselves here */

static void
job_free (Job *self)
{
  if (self->request != NULL)
    purple_request_close (PURPLE_REQUEST_ACTION, self->request);
  g_clear_pointer (&self->export, luukku_export_free);
  g_clear_object (&self->transport);
  g_clear_object (&self->cancellable);
  g_free (self->record);
  g_free (self->output);
  g_free (self->recipient);
  g_free (self->purpose);
  g_free (self->actor);
  g_free (self->key_dir);
  g_free (self->remark);
  g_free (self);
}

/* --- how far it is */

static void
on_cancel (gpointer data, int action)
{
  if (job == NULL)
    return;
  job->request = NULL; /* libpurple closes it */
  g_cancellable_cancel (job->cancellable);
}

static void
show (const char *sentence)
{
  if (job->request != NULL)
    purple_request_close (PURPLE_REQUEST_ACTION, job->request);
  job->request = purple_request_action (luukku_core_get_handle (), _ ("Export record"),
                                        _ ("The record is being exported."), sentence, 0, NULL, NULL, NULL,
                                        NULL, 1, luukku_label (_ ("_Cancel")), on_cancel);
}

static void
on_progress (gint64 entries, gint64 total, gpointer data)
{
  guint quarter = total > 0 ? (guint) (4 * entries / total) : 0;
  g_autofree char *sentence = NULL;

  if (job == NULL || data != job->cancellable || quarter <= job->shown)
    return;
  job->shown = quarter;
  sentence = g_strdup_printf (_ ("%u of %u entries are checked."), (guint) entries, (guint) total);
  show (sentence);
}

/* @error: (nullable). Ends the job. */
static void
finish (const GError *error)
{
  g_autofree char *sentence = NULL;
  Job *self = g_steal_pointer (&job);
  gboolean cancelled = g_cancellable_is_cancelled (self->cancellable);

  if (error != NULL && !cancelled) {
    luukku_core_notify_error (error->message);
  } else if (cancelled) {
    luukku_core_notify_info (_ ("The export was cancelled. Nothing was written."));
  } else {
    /* TRANSLATORS: %s is the name of a file. */
    g_autofree char *done = g_strdup_printf (_ ("The record was exported to %s."), self->output);

    sentence = self->remark != NULL ? g_strdup_printf ("%s\n\n%s", done, self->remark) : g_strdup (done);
    luukku_core_notify_info (sentence);
  }
  job_free (self);
}

/* --- the last step: the package, then the hand-over */

static void
write_package (void)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (GError) error = NULL;

  if (!g_cancellable_is_cancelled (job->cancellable) &&
      luukku_export_write (job->export, job->output, &error) && job->recipient != NULL)
    luukku_inbox_hand_over (inbox, job->record, job->recipient, job->purpose, job->output, &error);
  finish (error);
}

/* --- the time stamp */

static void
on_stamp (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuResponse) response =
      luukku_transport_send_finish (LUUKKU_TRANSPORT (source), result, &fault);
  GBytes *reply = response != NULL && luukku_response_get_status (response) == STATUS_OK
                      ? luukku_response_get_body (response)
                      : NULL;

  if (job == NULL || data != job->cancellable)
    return; /* the program ends */
  if (!luukku_export_take_stamp (job->export, reply, &error))
    job->remark = g_strdup (error->message);
  write_package ();
}

/* FALSE: no authority is in the settings, or it cannot be asked; the remark then says why. */
static gboolean
ask_for_stamp (void)
{
  const char *url = purple_prefs_get_string (LUUKKU_PREF_STAMP_ADDRESS);
  const char *path = purple_prefs_get_string (LUUKKU_PREF_STAMP_CERTIFICATE);
  g_autoptr (LuukkuRequest) request = NULL;
  g_autoptr (GBytes) authority = NULL, query = NULL;
  g_autoptr (GError) error = NULL;
  char *pem = NULL;
  gsize size;

  if (url == NULL || *url == '\0')
    return FALSE;
  if (path == NULL || !g_file_get_contents (path, &pem, &size, NULL)) {
    job->remark = g_strdup (_ ("The certificate of the time stamp authority cannot be read; the package was "
                               "made without a time stamp. Check the settings of Luukku."));
    return FALSE;
  }
  authority = g_bytes_new_take (pem, size);
  if (luukku_transport_soup_is_usable (&error) &&
      (job->transport = luukku_transport_soup_new (luukku_core_get_clock (), NULL, &error)) != NULL)
    query = luukku_export_get_stamp_request (job->export, authority, &error);
  if (query == NULL) {
    job->remark = g_strdup (error->message);
    return FALSE;
  }
  request = luukku_request_new ("POST", url);
  luukku_request_set_body (request, "application/timestamp-query", query);
  luukku_request_set_max_body (request, MAX_REPLY);
  show (_ ("The time stamp authority is being asked. Only a checksum leaves this computer."));
  luukku_transport_send_async (job->transport, request, job->cancellable, on_stamp, job->cancellable);
  return TRUE;
}

/* --- the check of the whole log */

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean fits = luukku_audit_finish (result, &report, &error);

  if (job == NULL || data != job->cancellable)
    return; /* the program ends */
  if (fits)
    job->export = luukku_export_new (luukku_inbox_get_store (luukku_core_get_inbox ()), job->record,
                                     job->key_dir, job->actor, &error);
  if (job->export == NULL)
    finish (error);
  else if (!ask_for_stamp ())
    write_package ();
}

gboolean
luukku_export_job_start (const char *record, const char *output, const char *recipient, const char *purpose,
                         GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (LuukkuStaff) staff = NULL;

  if (inbox == NULL || job != NULL) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("Another export is still running, or there is no inbox. Wait until it has ended and "
            "export again."));
    return FALSE;
  }
  if ((recipient == NULL) != (purpose == NULL)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("Say who gets the material and what for; both are written into the evidence log."));
    return FALSE;
  }
  staff = luukku_inbox_get_staff (inbox);
  job = g_new0 (Job, 1);
  job->record = g_strdup (record);
  job->output = g_strdup (output);
  job->recipient = g_strdup (recipient);
  job->purpose = g_strdup (purpose);
  job->actor = g_strdup (staff->name != NULL ? staff->name : g_get_user_name ());
  job->key_dir = luukku_signer_default_dir (luukku_store_get_path (luukku_inbox_get_store (inbox)));
  job->cancellable = g_cancellable_new ();
  show (_ ("The evidence log is being checked."));
  luukku_audit_async (luukku_store_get_path (luukku_inbox_get_store (inbox)), luukku_inbox_get_clock (inbox),
                      NULL, on_progress, job->cancellable, job->cancellable, on_checked, job->cancellable);
  return TRUE;
}

void
luukku_export_job_shutdown (void)
{
  Job *self = g_steal_pointer (&job);

  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  self->request = NULL; /* libpurple has closed its windows */
  job_free (self);
}
