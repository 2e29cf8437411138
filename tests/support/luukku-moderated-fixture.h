/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-moderated-fixture.h: an inbox with a town's own pack, in which a table here says what the engine
 * would say of a text, and a channel that can hide, delete and ban. Header only. */
#pragma once

#include "luukku-inbox-fixture.h"

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "store/luukku-store-evidence.h"

#define S03                                                                                                    \
  "Sinä siellä rakennusvalvonnassa, jos lupa ei tule perjantaihin mennessä, tulen sinne ja hakkaan sinut. " \
  "Tiedän missä asut."
#define S04 "Räjäytän kaupungintalon huomenna kello 12, siinäpähän sitten kokoustatte."
#define S13                                                                                                       \
  "Kaupungin päätös sulkea koulu on typerä ja huonosti perusteltu. Ehdotan, että järjestätte asukasillan " \
  "ja kerrotte luvut."
#define S14 "Naapurini Pentti Esimerkki ei maksa verojaan ja ryyppää kaiket illat."
#define S17                                                                                                  \
  "Hei, Kuopion tapahtumasivun kommenteissa ihmisiä haukutaan rumasti ihonvärin takia. Siellä on tosi "   \
  "turvaton olo."
#define CLEAN "Nukuin pommiin ja myöhästyin uimakoulusta, saako maksun takaisin?"
#define NEED "En jaksa enää elää."
#define REMOVE "Poistakaa kuvani sivuiltanne."
#define DAMAGED "Tätä ei voi lukea."
#define HATE "Vihaviesti."
#define HARSH "Typerä päätös, helvetin idiootit."
#define S03_AGAIN "Odota vaan, minä tapan sinut huomenna."

static inline gboolean
say (LuukkuInbox *inbox, LuukkuStoredMessage *message, GPtrArray *proposals, char **ret_engine, gpointer data,
     GError **error)
{
  static const struct {
    const char *text;
    const char *labels[3];
  } table[] = {
    { S03, { "threat-person" } },       { S04, { "threat-site" } },
    { S13, { "negative", "idea" } },    { S14, { "contains-names", "privacy" } },
    { S17, { "unsafe-report" } },       { NEED, { "self-harm" } },
    { REMOVE, { "removal-request" } },  { HATE, { "hate" } },
    { S03_AGAIN, { "threat-person" } }, { HARSH, { "inappropriate", "negative" } },
  };
  const char *text =
      message->latest_text != NULL ? message->latest_text : luukku_message_get_text (message->message);

  *ret_engine = g_strdup ("test 1");
  if (g_str_equal (text, DAMAGED)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA, "Cannot be read.");
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    for (guint k = 0; g_str_equal (text, table[i].text) && k < 3 && table[i].labels[k] != NULL; k++)
      g_ptr_array_add (proposals, luukku_proposal_new (table[i].labels[k], "test.rule", LUUKKU_ALARM_NONE));
  }
  return TRUE;
}

static guint alarms;

static inline void
on_alarm (LuukkuInbox *inbox, gint64 conversation, gpointer data)
{
  alarms++;
}

static inline Fixture *
given_pack (const char *town)
{
  Fixture *f = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strconcat (town, ".pack", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);

  luukku_inbox_load_pack (f->inbox, path, &error);
  g_assert_no_error (error);
  luukku_inbox_set_language (f->inbox, "fi");
  luukku_inbox_set_classifier (f->inbox, say, NULL);
  fixture_sign_in (f);
  alarms = 0;
  g_signal_connect (f->inbox, "alarm", G_CALLBACK (on_alarm), NULL);
  return f;
}

static inline void
when_written (Fixture *f, const char *id, const char *text)
{
  fixture_receive (f, "t1", id, LUUKKU_DIRECTION_IN, text);
}

static inline gint64
newest_message (Fixture *f)
{
  g_autoptr (GPtrArray) list = luukku_store_list_messages (f->store, fixture_conversation (f, "t1"), 0, NULL);

  return ((LuukkuStoredMessage *) g_ptr_array_index (list, list->len - 1))->id;
}

static inline void
then_labels (Fixture *f, const char *labels, LuukkuAlarm alarm)
{
  g_autoptr (LuukkuCase) item = fixture_case (f, "t1");
  LuukkuAlarm found = LUUKKU_ALARM_NONE;
  g_autofree char *names = luukku_store_get_case_labels (f->store, luukku_case_peek (item)->id, &found, NULL);

  g_assert_cmpstr (names, ==, labels);
  g_assert_cmpint (found, ==, alarm);
}

static inline guint
count_records (Fixture *f)
{
  g_autoptr (GPtrArray) records = luukku_store_list_records (f->store, NULL, NULL);

  return records->len;
}

static inline void
then_step (GPtrArray *steps, guint place, const char *start, gboolean mandatory)
{
  const LuukkuStep *step = g_ptr_array_index (steps, place - 1);

  if (!g_str_has_prefix (step->text, start))
    g_error ("step %u is \"%s\"", place, step->text);
  g_assert_cmpint (step->mandatory, ==, mandatory);
}

static inline void
act (Fixture *f, guint place, LuukkuStepActKind kind, const char *whom, const char *reference)
{
  const LuukkuStepAct what = { .kind = kind, .whom = whom, .how = "phone", .reference = reference };
  g_autoptr (GError) error = NULL;

  luukku_inbox_act_on_step (f->inbox, fixture_conversation (f, "t1"), place, &what, &error);
  g_assert_no_error (error);
}

static inline void
then_closing_is_refused (Fixture *f, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_inbox_case_event (f->inbox, fixture_conversation (f, "t1"), LUUKKU_CASE_EVENT_CLOSED,
                                           NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, error->message);
}

static inline void
then_it_closes (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  luukku_inbox_case_event (f->inbox, fixture_conversation (f, "t1"), LUUKKU_CASE_EVENT_CLOSED, NULL, &error);
  g_assert_no_error (error);
}

/* --- a channel that can act */
static GPtrArray *acts_asked; /* char *: "3 (null) resident-1": kind, message, person */

static inline gboolean
can_act (LuukkuSender *sender, LuukkuActKind kind)
{
  return TRUE;
}

static inline void
act_async (LuukkuSender *sender, LuukkuAct *act, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer data)
{
  const LuukkuActInit *init = luukku_act_peek (act);

  g_ptr_array_add (acts_asked, g_strdup_printf ("%d %s %s", init->kind, init->message_id, init->resident_id));
  fake_sender_call ((FakeSender *) sender, cancellable, callback, data);
}

static inline gboolean
act_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  char *id = g_task_propagate_pointer (G_TASK (result), error);
  gboolean done = id != NULL;

  g_free (id);
  return done;
}

static inline void
given_channel_that_acts (Fixture *f)
{
  LuukkuSenderInterface *iface = NULL;

  fixture_go_up (f, FALSE);
  iface = LUUKKU_SENDER_GET_IFACE (f->sender);
  iface->can_act = can_act;
  iface->act_async = act_async;
  iface->act_finish = act_finish;
  acts_asked = g_ptr_array_new_with_free_func (g_free);
}
