/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-export-job.c: one export at a time, in steps that do not hold the windows: the whole log is checked
 * in a worker, the time stamp authority is asked over the network, package and hand-over are written in a
 * worker through a connection of their own. Only a digest leaves. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-export-job.h"

#include "adapter/luukku-transport-soup.h"
#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "evidence/luukku-handover.h"
#include "evidence/luukku-package.h"
#include "inbox/luukku-inbox-evidence.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define MAX_REPLY 65536 /* bytes of a time stamp */
#define STATUS_OK 200
#define SHEET_ENDING "-hand-over.pdf"

/* Counted: a worker keeps it until it has ended. What a worker uses is not touched meanwhile. */
typedef struct {
  char *record, *output, *recipient, *purpose, *actor, *organisation, *key_dir, *path;
  const char *language;
  gboolean sheet, without_appendix;
  GCancellable *cancellable; /* (ref) */
  LuukkuClock *clock;        /* (ref) */
  LuukkuExportWatch watch;
  void *request;              /* (nullable): libpurple's, with the button that cancels */
  guint shown;                /* quarters */
  LuukkuStore *store;         /* (owned) (nullable): the worker's */
  LuukkuExport *export;       /* (owned) (nullable) */
  LuukkuTransport *transport; /* (owned) (nullable) */
  GBytes *authority, *reply;  /* (owned) (nullable) */
  LuukkuChainReport checked;  /* (owned) */
  char *remark;               /* (nullable): what a person should know besides */
} Job;

static Job *job; /* (nullable): the one that runs; an older one's callbacks do not find themselves here */

static void
job_clear (gpointer data)
{
  Job *self = data;

  g_clear_pointer (&self->export, luukku_export_free);
  g_clear_object (&self->store);
  g_clear_object (&self->transport);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->authority, g_bytes_unref);
  g_clear_pointer (&self->reply, g_bytes_unref);
  luukku_chain_report_clear (&self->checked);
  g_free (self->record);
  g_free (self->output);
  g_free (self->recipient);
  g_free (self->purpose);
  g_free (self->actor);
  g_free (self->organisation);
  g_free (self->key_dir);
  g_free (self->path);
  g_free (self->remark);
}

static void
job_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, job_clear);
}

/* --- how far it is */

static void
close_request (Job *self)
{
  if (self->request != NULL)
    purple_request_close (PURPLE_REQUEST_ACTION, self->request);
  self->request = NULL;
}

static void
on_cancel (gpointer data, int action)
{
  if (job == NULL)
    return;
  job->request = NULL; /* libpurple closes it */
  g_cancellable_cancel (job->cancellable);
}

static void
show (const char *sentence, double part)
{
  if (job->watch.progress != NULL) {
    job->watch.progress (sentence, part, job->watch.data);
    return;
  }
  close_request (job);
  job->request = purple_request_action (luukku_core_get_handle (), _ ("Export record"),
                                        _ ("The record is being exported."), sentence, 0, NULL, NULL, NULL,
                                        NULL, 1, luukku_label (_ ("_Cancel")), on_cancel);
}

/* libpurple's request is made anew each time: four times are enough. */
static gboolean
is_worth_showing (double part)
{
  guint quarter = (guint) (4 * part);

  if (job->watch.progress == NULL && quarter <= job->shown)
    return FALSE;
  job->shown = quarter;
  return TRUE;
}

static void
on_checking (gint64 entries, gint64 total, gpointer data)
{
  double part = total > 0 ? (double) entries / (double) total : 0;
  g_autofree char *sentence = NULL;

  if (job == NULL || data != job->cancellable || !is_worth_showing (part))
    return;
  sentence = g_strdup_printf (_ ("%u of %u entries are checked."), (guint) entries, (guint) total);
  show (sentence, part);
}

static void
say (const char *sentence, gboolean good, const Job *self)
{
  if (self->watch.done != NULL)
    self->watch.done (sentence, good, self->watch.data);
  else if (good || g_cancellable_is_cancelled (self->cancellable))
    luukku_core_notify_info (sentence);
  else
    luukku_core_notify_error (sentence);
}

/* @error: (nullable). Ends the job. */
static void
finish (const GError *error)
{
  Job *self = g_steal_pointer (&job);
  g_autofree char *done = NULL;
  g_autofree char *sentence = NULL;

  close_request (self);
  if (error != NULL && g_cancellable_is_cancelled (self->cancellable)) {
    say (_ ("The export was cancelled. Nothing was written."), FALSE, self);
  } else if (error != NULL) {
    say (error->message, FALSE, self);
  } else {
    /* TRANSLATORS: %s is the name of a file. */
    done = g_strdup_printf (_ ("The record was exported to %s."), self->output);
    sentence = self->remark != NULL ? g_strdup_printf ("%s\n\n%s", done, self->remark) : g_strdup (done);
    say (sentence, TRUE, self);
  }
  job_unref (self);
}

/* --- workers */

static void
begin_work (GTaskThreadFunc work, GAsyncReadyCallback done)
{
  g_autoptr (GTask) task = g_task_new (NULL, job->cancellable, done, job);

  /* What was written is told of, even when somebody cancelled just then. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (job), job_unref);
  g_task_run_in_thread (task, work);
}

typedef struct {
  Job *job; /* (ref) */
  guint files, total;
} Word;

static void
word_free (gpointer data)
{
  job_unref (((Word *) data)->job);
  g_free (data);
}

static gboolean
tell_files (gpointer data)
{
  const Word *word = data;
  double part = word->total > 0 ? (double) word->files / word->total : 0;
  g_autofree char *sentence = NULL;

  if (job != word->job || g_cancellable_is_cancelled (job->cancellable) || !is_worth_showing (part))
    return G_SOURCE_REMOVE;
  /* TRANSLATORS: so many of so many files of a package. */
  sentence = g_strdup_printf (_ ("%u of %u files are written."), word->files, word->total);
  show (sentence, part);
  return G_SOURCE_REMOVE;
}

/* In the worker. */
static gboolean
on_writing (guint files, guint total, gpointer data)
{
  Job *self = data;
  Word *word = g_new0 (Word, 1);

  word->job = g_atomic_rc_box_acquire (self);
  word->files = files;
  word->total = total;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, tell_files, word, word_free);
  return !g_cancellable_is_cancelled (self->cancellable);
}

/* --- the last step: the package, then the hand-over */

/* The log has the hand-over with the digest of the package. */
static gboolean
log_hand_over (Job *self, GError **error)
{
  g_autoptr (LuukkuRecordRow) row = luukku_store_find_record (self->store, self->record, error);
  g_autoptr (GMappedFile) file = row != NULL ? g_mapped_file_new (self->output, FALSE, error) : NULL;
  g_autofree char *digest =
      file != NULL ? luukku_digest_data (g_mapped_file_get_contents (file), g_mapped_file_get_length (file))
                   : NULL;
  const LuukkuCustodyAct act = { .kind = "handover",
                                 .actor = self->actor,
                                 .case_number = row != NULL ? row->case_number : NULL,
                                 .record = self->record,
                                 .recipient = self->recipient,
                                 .purpose = self->purpose,
                                 .sha256 = digest };

  return digest != NULL && luukku_custody_log (self->store, &act, error);
}

static gboolean
write_sheet (Job *self, GError **error)
{
  const LuukkuHandover handover = { .package = self->output,
                                    .recipient = self->recipient,
                                    .purpose = self->purpose,
                                    .actor = self->actor,
                                    .language = self->language };
  g_autoptr (GBytes) pdf = luukku_handover_make (self->store, &handover, error);
  g_autofree char *path = luukku_export_job_sheet_path (self->output);

  return pdf != NULL &&
         g_file_set_contents_full (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf),
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static void
hand_over (Job *self)
{
  g_autoptr (GError) error = NULL;

  if (self->recipient == NULL || (self->sheet ? write_sheet : log_hand_over) (self, &error))
    return;
  g_free (self->remark);
  self->remark = g_strdup (error->message);
}

static void
work_write (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *self = data;
  GError *error = NULL;
  g_autoptr (GError) no_stamp = NULL;

  if (self->authority != NULL && !luukku_export_take_stamp (self->export, self->reply, &no_stamp))
    self->remark = g_strdup (no_stamp->message);
  luukku_export_set_progress (self->export, on_writing, self);
  if (luukku_export_write (self->export, self->output, &error)) {
    hand_over (self);
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (job != NULL && job == data)
    finish (error);
}

static void
begin_writing (void)
{
  job->shown = 0;
  show (_ ("The package is being written."), 0);
  begin_work (work_write, on_written);
}

/* --- the time stamp */

static void
on_stamp (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (LuukkuResponse) response =
      luukku_transport_send_finish (LUUKKU_TRANSPORT (source), result, &fault);

  if (job == NULL || data != job->cancellable)
    return; /* the program ends */
  if (response != NULL && luukku_response_get_status (response) == STATUS_OK)
    job->reply = g_bytes_ref (luukku_response_get_body (response));
  begin_writing ();
}

static void
ask_for_stamp (GBytes *query)
{
  g_autoptr (LuukkuRequest) request =
      luukku_request_new ("POST", purple_prefs_get_string (LUUKKU_PREF_STAMP_ADDRESS));

  luukku_request_set_body (request, "application/timestamp-query", query);
  luukku_request_set_max_body (request, MAX_REPLY);
  show (_ ("The time stamp authority is being asked. Only a checksum leaves this computer."), -1);
  luukku_transport_send_async (job->transport, request, job->cancellable, on_stamp, job->cancellable);
}

/* What the settings say of an authority; none, or one that cannot be asked: the remark then says why. */
static void
prepare_stamp (void)
{
  const char *url = purple_prefs_get_string (LUUKKU_PREF_STAMP_ADDRESS);
  const char *path = purple_prefs_get_string (LUUKKU_PREF_STAMP_CERTIFICATE);
  g_autoptr (GError) error = NULL;
  char *pem = NULL;
  gsize size;

  if (url == NULL || *url == '\0')
    return;
  if (path == NULL || !g_file_get_contents (path, &pem, &size, NULL)) {
    job->remark = g_strdup (_ ("The certificate of the time stamp authority cannot be read; the package was "
                               "made without a time stamp. Check the settings of Luukku."));
    return;
  }
  if (luukku_transport_soup_is_usable (&error) &&
      (job->transport = luukku_transport_soup_new (luukku_core_get_clock (), NULL, &error)) != NULL)
    job->authority = g_bytes_new_take (pem, size);
  else {
    job->remark = g_strdup (error->message);
    g_free (pem);
  }
}

/* --- the record and the request for the stamp */

static void
work_open (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *self = data;
  GError *error = NULL;
  GBytes *query = NULL;

  self->store = luukku_store_open (self->path, LUUKKU_STORE_READ_WRITE, self->clock, &error);
  if (self->store != NULL &&
      luukku_signer_ensure (self->key_dir, self->organisation, self->clock, NULL, &error))
    self->export = luukku_export_new_checked (self->store, self->record, self->key_dir, self->actor,
                                              &self->checked, &error);
  if (self->export != NULL && self->without_appendix)
    luukku_export_leave_out_appendix (self->export);
  if (self->export != NULL && self->authority != NULL)
    query = luukku_export_get_stamp_request (self->export, self->authority, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, query, (GDestroyNotify) g_bytes_unref);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) query = g_task_propagate_pointer (G_TASK (result), &error);

  if (job == NULL || job != data)
    return; /* the program ends */
  if (error == NULL)
    g_cancellable_set_error_if_cancelled (job->cancellable, &error);
  if (error != NULL)
    finish (error);
  else if (query != NULL)
    ask_for_stamp (query);
  else
    begin_writing ();
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean fits = luukku_audit_finish (result, &report, &error);

  if (job == NULL || data != job->cancellable)
    return; /* the program ends */
  if (!fits) {
    finish (error);
    return;
  }
  job->checked = report; /* the export does not check the log once more */
  report = (LuukkuChainReport){ 0 };
  prepare_stamp ();
  begin_work (work_open, on_opened);
}

/* --- public */

static void
begin (const LuukkuExportOrder *order, const LuukkuExportWatch *watch, LuukkuInbox *inbox)
{
  g_autoptr (LuukkuStaff) staff = luukku_inbox_get_staff (inbox);
  const char *language = luukku_inbox_get_language (inbox);

  job = g_atomic_rc_box_new0 (Job);
  job->record = g_strdup (order->record);
  job->output = g_strdup (order->output);
  job->recipient = g_strdup (order->recipient);
  job->purpose = g_strdup (order->purpose);
  job->sheet = order->sheet;
  job->without_appendix = order->without_appendix;
  job->actor = g_strdup (staff->name != NULL ? staff->name : g_get_user_name ());
  job->organisation = g_strdup (staff->organisation);
  job->language = g_strcmp0 (language, "sv") == 0 ? "sv" : "fi"; /* of the authorities */
  job->path = g_strdup (luukku_store_get_path (luukku_inbox_get_store (inbox)));
  job->key_dir = luukku_signer_default_dir (job->path);
  job->clock = g_object_ref (luukku_inbox_get_clock (inbox));
  job->cancellable = g_cancellable_new ();
  if (watch != NULL)
    job->watch = *watch;
}

gboolean
luukku_export_job_start (const LuukkuExportOrder *order, const LuukkuExportWatch *watch, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  if (inbox == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("There is no inbox to export from. Open the inbox first and read its message."));
    return FALSE;
  }
  if (job != NULL) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("Another export is still running. Wait until it has ended and export again."));
    return FALSE;
  }
  if ((order->recipient == NULL) != (order->purpose == NULL)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("Say who gets the material and what for; both are written into the evidence log."));
    return FALSE;
  }
  begin (order, watch, inbox);
  show (_ ("The evidence log is being checked."), 0);
  luukku_audit_async (job->path, job->clock, NULL, on_checking, job->cancellable, job->cancellable,
                      on_checked, job->cancellable);
  return TRUE;
}

void
luukku_export_job_cancel (void)
{
  if (job != NULL)
    g_cancellable_cancel (job->cancellable);
}

void
luukku_export_job_forget (gpointer data)
{
  if (job != NULL && job->watch.data == data)
    job->watch = (LuukkuExportWatch){ 0 };
}

char *
luukku_export_job_sheet_path (const char *output)
{
  gsize length = strlen (output) - (g_str_has_suffix (output, ".zip") ? strlen (".zip") : 0);

  return g_strdup_printf ("%.*s" SHEET_ENDING, (int) length, output);
}

void
luukku_export_job_shutdown (void)
{
  Job *self = g_steal_pointer (&job);

  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  self->request = NULL; /* libpurple has closed its windows */
  job_unref (self);
}
