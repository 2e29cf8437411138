/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-evidence-fixture.h: a store in a folder of its own with one case in it: a threat, pictures and
 * Arabic, an edit, a reply, two attachments. The clock stands at 2024-11-20 11:41:22 UTC: a certificate made
 * by it is valid on any day a test can run. The computer is one that never was. */
#pragma once

#include "base/luukku-error.h"
#include "evidence/luukku-archive.h"
#include "evidence/luukku-machine.h"
#include "evidence/luukku-package.h"
#include "store/luukku-store-cases.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store-messages.h"
#include "store/luukku-store-replies.h"
#include "support/luukku-lsan.h"

#include <glib/gstdio.h>

#include <string.h>

#define EVIDENCE_NOW G_GINT64_CONSTANT (1732102882000000)
#define EVIDENCE_CHANNEL "facebook:104455667788990"
#define EVIDENCE_THREAD "t_10154321987654321"
#define EVIDENCE_RAW "{\"id\":\"m_1\",\"message\":\"Sulkekaa se kirjasto\"}"

typedef struct {
  char *folder;
  char *path;
  char *keys;
  LuukkuClock *clock;
  LuukkuStore *store;
  gint64 conversation;
  gint64 messages[8]; /* the store's numbers */
  guint count;
  char *case_number;
} EvidenceFixture;

static inline gint64
evidence_put (EvidenceFixture *self, LuukkuDirection direction, const char *text, const char *language,
              GPtrArray *attachments)
{
  g_autofree char *id = g_strdup_printf ("m_%u", self->count + 1);
  g_autoptr (GBytes) raw = g_bytes_new_static (EVIDENCE_RAW, strlen (EVIDENCE_RAW));
  LuukkuMessageInit init = {
    .channel = EVIDENCE_CHANNEL,
    .conversation_id = EVIDENCE_THREAD,
    .platform_id = id,
    .direction = direction,
    .author_id = direction == LUUKKU_DIRECTION_IN ? "7788112233445566" : "104455667788990",
    .author_name = direction == LUUKKU_DIRECTION_IN ? "Testi Henkilö" : "Esimerkkilän kunta",
    .text = text,
    .sent_at = EVIDENCE_NOW + self->count * G_TIME_SPAN_MINUTE,
    .fetched_at = EVIDENCE_NOW + self->count * G_TIME_SPAN_MINUTE + 9204000,
    .attachments = attachments,
    .raw = direction == LUUKKU_DIRECTION_IN ? raw : NULL,
    .raw_type = "application/json",
  };
  g_autoptr (LuukkuMessage) message = luukku_message_new (&init);
  g_autoptr (GError) error = NULL;
  LuukkuIngest what;
  gint64 number = 0;

  luukku_store_put_message (self->store, message, language, &what, &number, &error);
  g_assert_no_error (error);
  g_assert_cmpint (number, >, 0);
  if (self->count < G_N_ELEMENTS (self->messages))
    self->messages[self->count] = number;
  self->count++;
  return number;
}

static inline void
evidence_edit_first (EvidenceFixture *self)
{
  LuukkuMessageInit init = {
    .channel = EVIDENCE_CHANNEL,
    .conversation_id = EVIDENCE_THREAD,
    .platform_id = "m_1",
    .direction = LUUKKU_DIRECTION_IN,
    .author_id = "7788112233445566",
    .author_name = "Testi Henkilö",
    .text = "Vitsi vitsi, hyvää päivänjatkoa.",
    .sent_at = EVIDENCE_NOW,
    .fetched_at = EVIDENCE_NOW + G_TIME_SPAN_HOUR,
  };
  g_autoptr (LuukkuMessage) message = luukku_message_new (&init);
  g_autoptr (GError) error = NULL;
  LuukkuIngest what;

  luukku_store_put_message (self->store, message, "fi", &what, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (what, ==, LUUKKU_INGEST_CHANGED);
}

static inline void
evidence_attach (EvidenceFixture *self, gint64 message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = luukku_store_list_attachments (self->store, message, &error);
  g_autoptr (GBytes) picture = NULL;
  guint8 *data = g_malloc (5000);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  for (guint i = 0; i < 5000; i++)
    data[i] = (i * 2654435761u) >> 24;
  picture = g_bytes_new_take (data, 5000);
  luukku_store_put_attachment_bytes (self->store, ((LuukkuStoredAttachment *) list->pdata[0])->id, picture,
                                     &error);
  g_assert_no_error (error);
  luukku_store_refuse_attachment (self->store, ((LuukkuStoredAttachment *) list->pdata[1])->id,
                                  "program-file", &error);
  g_assert_no_error (error);
}

static inline void
evidence_case_event (EvidenceFixture *self, LuukkuCaseEvent event, const char *actor, gint64 at)
{
  LuukkuCaseNote note = { .actor = actor, .at = at };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuCase) item =
      luukku_store_case_event (self->store, self->conversation, event, &note, &error);

  g_assert_no_error (error);
  g_free (self->case_number);
  self->case_number = g_strdup (luukku_case_peek (item)->number);
}

static inline void
evidence_open (EvidenceFixture *self)
{
  g_autoptr (GError) error = NULL;

  self->store = luukku_store_open (self->path, LUUKKU_STORE_READ_WRITE, self->clock, &error);
  g_assert_no_error (error);
}

/* A store with a conversation and no message. */
static inline void
evidence_set_up_empty (EvidenceFixture *self, gconstpointer data)
{
  static const LuukkuMachine machine = { FALSE, 16000000, 123456789, "11111111-2222-3333-4444-555555555555",
                                         "tyoasema-1" };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuThread) thread = luukku_thread_new (EVIDENCE_THREAD);

  self->folder = g_dir_make_tmp ("luukku-evidence-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "store", "inbox.sqlite", NULL);
  self->keys = luukku_signer_default_dir (self->path);
  self->clock = LUUKKU_CLOCK (luukku_manual_clock_new (EVIDENCE_NOW + 2 * G_TIME_SPAN_HOUR));
  luukku_machine_pretend (&machine);
  evidence_open (self);
  thread->resident_id = g_strdup ("7788112233445566");
  thread->resident_name = g_strdup ("Testi Henkilö");
  luukku_store_put_channel (self->store, EVIDENCE_CHANNEL, "Esimerkkilän kunta", "Kirjastopalvelut", &error);
  g_assert_no_error (error);
  luukku_store_put_thread (self->store, EVIDENCE_CHANNEL, thread, &self->conversation, &error);
  g_assert_no_error (error);
}

static inline void
evidence_set_up (EvidenceFixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) attachments =
      g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);

  g_ptr_array_add (attachments, luukku_attachment_new ("kuva \xE2\x80\xAEgpj.exe", "image/jpeg", NULL, 5000));
  g_ptr_array_add (attachments, luukku_attachment_new ("lataa.exe", "application/octet-stream", NULL, 99));
  evidence_set_up_empty (self, data);
  evidence_put (
      self, LUUKKU_DIRECTION_IN,
      "Sulkekaa se kirjasto tai käy huonosti. Tiedän missä autosi on, Äijälän Öykkäri!! \xF0\x9F\x98\xA1"
      "\xF0\x9F\x94\xAA\nHuomenna klo 12 palaa. – åäö ÅÄÖ šž €",
      "fi", NULL);
  evidence_case_event (self, LUUKKU_CASE_EVENT_MESSAGE_IN, "resident", EVIDENCE_NOW);
  evidence_put (self, LUUKKU_DIRECTION_IN, "Вы там все за это ответите. Ждите гостей в пятницу №7.", "ru",
                NULL);
  evidence_put (self, LUUKKU_DIRECTION_IN,
                "سوف تندمون على ذلك يوم الجمعة (Kirkkokatu 1). رقم الهاتف 040-1234567", "ar", NULL);
  evidence_put (self, LUUKKU_DIRECTION_OUT, "Hei, viestisi on luettu. Asiasta ilmoitetaan viranomaisille.",
                "fi", NULL);
  evidence_attach (self, evidence_put (self, LUUKKU_DIRECTION_IN, "", NULL, attachments));
  evidence_edit_first (self);
  evidence_case_event (self, LUUKKU_CASE_EVENT_TAKEN, "M. Esimerkki", EVIDENCE_NOW + G_TIME_SPAN_HOUR);
}

static inline void
evidence_remove (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name (dir))) {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      evidence_remove (inside);
    }
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static inline void
evidence_tear_down (EvidenceFixture *self, gconstpointer data)
{
  luukku_machine_pretend (NULL);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  evidence_remove (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->keys);
  g_free (self->case_number);
}

/* Returns: (transfer full): the record's number. */
static inline char *
evidence_archive_as (EvidenceFixture *self, const char *kind, const char *language)
{
  LuukkuArchiveRequest request = {
    .case_number = self->case_number,
    .kind = kind,
    .language = language,
    .actor = "M. Esimerkki",
    .role = "kirjastovirkailija",
    .organisation = "Esimerkkilän kunta",
    .note = "Uhkaus koskee pääkirjastoa.",
    .proposed_by = "threat-words;arson",
  };
  g_autoptr (GError) error = NULL;
  char *number = luukku_archive_make (self->store, &request, &error);

  g_assert_no_error (error);
  g_assert_nonnull (number);
  return number;
}

static inline char *
evidence_archive (EvidenceFixture *self)
{
  return evidence_archive_as (self, "threat", "fi");
}
