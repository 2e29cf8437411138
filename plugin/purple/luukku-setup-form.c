/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-setup-form.c: the guided import in libpurple's forms, the same in Pidgin and Finch: one unit after
 * another, entry by entry, each with what it still needs; then, for each account that was made, what only
 * people know, and its own sign-in. A form that is closed by its X calls nobody: each carries what the next
 * one needs in fields that are not shown, and what was decided is in the store at once, so it can be gone on
 * with another day. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-setup-form.h"

#include <purple.h>
#include <stdlib.h>
#include <string.h>

#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "inbox/luukku-registers.h"
#include "inbox/luukku-setup.h"
#include "purple/luukku-core.h"
#include "purple/luukku-setup-account.h"
#include "purple/luukku-setup-list.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define SINCE "since" /* when this run began, UTC µs: what was put off since then is not asked again */
#define ENTRY "entry"
#define NAME "name" /* of the account */
#define MADE "made" /* keys of the accounts whose own form is still to come, one a line */

#define WHAT "what"
#define BEFORE "before" /* how many choices of the first form stand before the directories */

enum { DO_GO_ON, DO_SHOW, DO_SAVE, N_DO };

static void go_on (gint64 since, const char *made);

/* --- small parts of forms */

static PurpleRequestFieldGroup *
add_group (PurpleRequestFields *fields)
{
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

  purple_request_fields_add_group (fields, group);
  return group;
}

static void
add_hidden (PurpleRequestFieldGroup *group, const char *id, const char *value)
{
  PurpleRequestField *field = purple_request_field_string_new (id, "", value, FALSE);

  purple_request_field_set_visible (field, FALSE);
  purple_request_field_group_add_field (group, field);
}

static const char *
text_of (PurpleRequestFields *fields, const char *id)
{
  const char *value =
      purple_request_fields_exists (fields, id) ? purple_request_fields_get_string (fields, id) : NULL;

  return value != NULL ? value : "";
}

static void
show (const char *primary, const char *secondary, PurpleRequestFields *fields, GCallback on_ok)
{
  purple_request_fields (luukku_core_get_handle (), _ ("Set up channels"), primary, secondary, fields,
                         luukku_label (_ ("_Continue")), on_ok, luukku_label (_ ("_Stop here")), NULL, NULL,
                         NULL, NULL, NULL);
}

static gint64
since_of (PurpleRequestFields *fields)
{
  return g_ascii_strtoll (text_of (fields, SINCE), NULL, 10);
}

static void
add_since (PurpleRequestFieldGroup *group, gint64 since)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, since);

  add_hidden (group, SINCE, text);
}

/* Returns: (transfer full): NULL after a sentence was shown. */
static GPtrArray *
need_rows (void)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = luukku_core_ensure_writable (&error) ? luukku_setup_list_rows (&error) : NULL;

  if (rows == NULL)
    luukku_core_notify_error (error->message);
  return rows;
}

/* --- an account of its own: what only people know */

static void
on_account_ok (gpointer data, PurpleRequestFields *fields)
{
  const char *made = text_of (fields, MADE), *rest = strchr (made, '\n');
  g_autofree char *key = rest != NULL ? g_strndup (made, (gsize) (rest - made)) : g_strdup (made);
  PurpleAccount *account = luukku_core_find_account (key);

  if (account != NULL)
    luukku_setup_account_take (account, fields);
  go_on (since_of (fields), rest != NULL ? rest + 1 : "");
}

/* Returns: FALSE when the first of @made has gone. */
static gboolean
ask_account (gint64 since, const char *made)
{
  g_autofree char *key = g_strndup (made, strcspn (made, "\n"));
  PurpleAccount *account = luukku_core_find_account (key);
  PurpleRequestFields *fields = NULL;
  PurpleRequestFieldGroup *group = NULL;
  g_autofree char *primary = NULL;

  if (account == NULL)
    return FALSE;
  fields = purple_request_fields_new ();
  group = add_group (fields);
  add_since (group, since);
  add_hidden (group, MADE, made);
  luukku_setup_account_add_fields (account, group);
  /* TRANSLATORS: name of an account, then its kind: "rautalampi", "X (Luukku)" */
  primary = g_strdup_printf (_ ("%s – %s"), purple_account_get_username (account),
                             purple_account_get_protocol_name (account));
  show (primary,
        _ ("The account is made and switched off. It is switched on when somebody signs in. What you leave "
           "empty can be filled in later under Accounts → Manage Accounts."),
        fields, G_CALLBACK (on_account_ok));
  return TRUE;
}

/* --- one entry of a unit */

/* "rautalampi.municipality-twitter x": the row again after the form. */
static char *
row_id (const char *field, const LuukkuSetupRow *row)
{
  return g_strdup_printf ("%s %s %s", field, row->entry, row->channel);
}

/* What can be chosen of @row, in the order of the form. Returns: how many. */
static guint
choices_of (const LuukkuSetupRow *row, LuukkuSetupChoice *choices)
{
  guint count = 0;

  choices[count++] = LUUKKU_SETUP_LATER;
  if (!row->by_hand && luukku_setup_account_type (row->channel) != NULL)
    choices[count++] = LUUKKU_SETUP_MADE;
  choices[count++] = LUUKKU_SETUP_BY_HAND;
  choices[count++] = LUUKKU_SETUP_NOT_OURS;
  return count;
}

static const char *
choice_words (LuukkuSetupChoice choice)
{
  switch (choice) {
  case LUUKKU_SETUP_MADE:
    return _ ("set up now");
  case LUUKKU_SETUP_BY_HAND:
    return _ ("by hand only: people take its messages in");
  case LUUKKU_SETUP_NOT_OURS:
    return _ ("not ours: do not ask again");
  case LUUKKU_SETUP_LATER:
  case LUUKKU_SETUP_OPEN:
  default:
    return _ ("later: ask again the next time");
  }
}

/* @typed: (nullable): the form that was refused. */
static void
add_choice (PurpleRequestFieldGroup *group, const LuukkuSetupRow *row, PurpleRequestFields *typed)
{
  LuukkuSetupChoice choices[4];
  guint count = choices_of (row, choices);
  g_autofree char *id = row_id ("choice", row), *label = luukku_setup_describe_channel (row);
  int chosen = typed != NULL && purple_request_fields_exists (typed, id)
                   ? purple_request_fields_get_choice (typed, id)
                   : 0;
  PurpleRequestField *field = purple_request_field_choice_new (id, label, chosen);

  for (guint i = 0; i < count; i++)
    purple_request_field_choice_add (field, choice_words (choices[i]));
  purple_request_field_group_add_field (group, field);
}

/* The channels of a platform have one name: it is asked once. */
static void
add_name (PurpleRequestFieldGroup *group, const LuukkuSetupRow *row, PurpleRequestFields *typed)
{
  const LuukkuAdapterType *type = luukku_setup_account_type (row->channel);

  if (type != NULL && !row->by_hand)
    purple_request_field_group_add_field (
        group, purple_request_field_string_new (NAME, luukku_tr (type->account_label),
                                                typed != NULL ? text_of (typed, NAME) : row->account, FALSE));
}

static void on_entry_ok (gpointer data, PurpleRequestFields *fields);

/* Returns: (transfer full): the unit, what the entry needs, and how many are left. */
static char *
describe_entry (GPtrArray *rows, const char *entry, gint64 since)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new (), own = g_ptr_array_new ();
  g_autofree char *needs = NULL, *unit = NULL, *left = NULL;

  for (guint i = 0; i < rows->len; i++) {
    LuukkuSetupRow *row = g_ptr_array_index (rows, i);

    if (!luukku_setup_is_open (row, since))
      continue;
    g_ptr_array_add (open, row);
    if (g_str_equal (row->entry, entry))
      g_ptr_array_add (own, row);
  }
  needs = luukku_setup_describe_needs (own);
  unit = g_strdup_printf (_ ("Unit: %s"), own->len > 0 ? ((LuukkuSetupRow *) own->pdata[0])->unit_name : "");
  left = g_strdup_printf (
      ngettext ("%u channel of the directory is not decided yet. You can stop at any time: what is "
                "decided stays so.",
                "%u channels of the directory are not decided yet. You can stop at any time: what "
                "is decided stays so.",
                open->len),
      open->len);
  return g_strconcat (unit, *needs != '\0' ? "\n" : "", needs, "\n\n", left, NULL);
}

/* @typed: (nullable): the form that was refused, so that nothing is typed or chosen twice. */
static void
ask_entry (GPtrArray *rows, const char *entry, gint64 since, PurpleRequestFields *typed)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = add_group (fields);
  g_autofree char *secondary = describe_entry (rows, entry, since);
  const char *title = NULL;

  add_since (group, since);
  add_hidden (group, ENTRY, entry);
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuSetupRow *row = g_ptr_array_index (rows, i);

    if (!g_str_equal (row->entry, entry) || !luukku_setup_is_open (row, since))
      continue;
    if (title == NULL)
      add_name (group, row, typed);
    title = row->title;
    add_choice (group, row, typed);
  }
  show (title != NULL ? title : "", secondary, fields, G_CALLBACK (on_entry_ok));
}

/* Does what was chosen of @row. *@made: the keys of new accounts are appended. */
static gboolean
carry_out (const LuukkuSetupRow *row, LuukkuSetupChoice choice, const char *name, GString *made,
           GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *key = NULL;
  gboolean is_new = FALSE;

  if (choice == LUUKKU_SETUP_BY_HAND) {
    key = luukku_setup_by_hand_key (row);
    luukku_core_need_account (key);
    return luukku_setup_choose (inbox, row, choice, key, error);
  }
  if (choice != LUUKKU_SETUP_MADE)
    return luukku_setup_choose (inbox, row, choice, NULL, error);
  key = luukku_setup_account_make (row->channel, name, &is_new, error);
  if (key == NULL || !luukku_setup_choose (inbox, row, choice, key, error))
    return FALSE;
  if (is_new)
    g_string_append_printf (made, "%s%s", made->len > 0 ? "\n" : "", key);
  return TRUE;
}

static void
on_entry_ok (gpointer data, PurpleRequestFields *fields)
{
  g_autoptr (GPtrArray) rows = need_rows ();
  g_autoptr (GString) made = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gint64 since = since_of (fields);

  for (guint i = 0; rows != NULL && i < rows->len && error == NULL; i++) {
    const LuukkuSetupRow *row = g_ptr_array_index (rows, i);
    g_autofree char *id = row_id ("choice", row);
    LuukkuSetupChoice choices[4];
    guint count = choices_of (row, choices);
    int chosen =
        purple_request_fields_exists (fields, id) ? purple_request_fields_get_choice (fields, id) : -1;

    if (chosen >= 0 && (guint) chosen < count && luukku_setup_is_open (row, since))
      carry_out (row, choices[chosen], text_of (fields, NAME), made, &error);
  }
  if (rows == NULL)
    return;
  if (error == NULL) {
    go_on (since, made->str);
    return;
  }
  g_ptr_array_unref (rows);
  rows = need_rows ();
  if (rows != NULL)
    ask_entry (rows, text_of (fields, ENTRY), since, fields);
  luukku_core_notify_error (error->message);
}

/* The next form of the run: of an account that was made, of an entry, or the list at the end. */
static void
go_on (gint64 since, const char *made)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (*made != '\0' && ask_account (since, made))
    return;
  rows = need_rows ();
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuSetupRow *row = g_ptr_array_index (rows, i);

    if (luukku_setup_is_open (row, since)) {
      ask_entry (rows, row->entry, since, NULL);
      return;
    }
  }
  if (rows != NULL)
    luukku_setup_list_show (rows);
}

/* --- the first form */

static void open_first (const char *news);

/* Returns: (transfer full): what a person calls the town: its directory begins with it. */
static char *
name_of_town (const LuukkuDirectory *directory)
{
  GPtrArray *entries = luukku_directory_get_entries (directory);

  for (guint i = 0; i < entries->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (entries, i);

    if (g_str_equal (entry->registry, "units"))
      return g_strdup (luukku_entry_get_name (entry, luukku_inbox_get_language (luukku_core_get_inbox ())));
  }
  return g_strdup (luukku_directory_get_municipality (directory));
}

static void
import (const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuDirectory) directory = luukku_directory_load (id, NULL, &error);
  g_autofree char *town = NULL, *news = NULL;

  if (directory == NULL ||
      !luukku_registers_import (luukku_core_get_inbox (), directory, NULL, NULL, &error)) {
    open_first (NULL);
    luukku_core_notify_error (error->message);
    return;
  }
  town = name_of_town (directory);
  /* TRANSLATORS: %s is a town, "City of Hanko" */
  news =
      g_strdup_printf (_ ("The directory is in the registers now: %s. Nothing of it counts as confirmed yet: "
                          "whoever is responsible confirms its entries under “Registers…”."),
                       town);
  open_first (news);
}

/* The town that works here has none of the directories that come with Luukku. */
static void
tell_own (void)
{
  g_autofree char *file = luukku_data_file ("directories/rautalampi.directory", NULL);
  g_autofree char *sentence = NULL;

  /* TRANSLATORS: %s is a file. “luukku register import” is a command. */
  sentence =
      g_strdup_printf (_ ("Enter the town's accounts under “Registers…”. Or let somebody write a "
                          "directory: it is a text file; copy %s, change it, and bring it in with “luukku "
                          "register import FILE”. Then come back here."),
                       file != NULL ? file : "rautalampi.directory");
  luukku_core_notify_info (sentence);
}

static void
on_first_ok (gpointer data, PurpleRequestFields *fields)
{
  int what = purple_request_fields_get_choice (fields, WHAT);
  int before = (int) g_ascii_strtoll (text_of (fields, BEFORE), NULL, 10);
  g_auto (GStrv) ids = luukku_directory_list_ids ();
  g_autoptr (GPtrArray) rows = need_rows ();

  if (rows == NULL)
    return;
  if (what >= before && (guint) (what - before) < g_strv_length (ids))
    import (ids[what - before]);
  else if (what >= before)
    tell_own ();
  else if (what == DO_SHOW)
    luukku_setup_list_show (rows);
  else if (what == DO_SAVE)
    luukku_setup_list_save ();
  else
    go_on (luukku_clock_now (luukku_core_get_clock ()), "");
}

/* "8 channels: 2 are there, 3 are not decided." Returns: (transfer full). */
static char *
summary (GPtrArray *rows)
{
  guint there = 0, open = 0;

  for (guint i = 0; i < rows->len; i++) {
    const LuukkuSetupRow *row = g_ptr_array_index (rows, i);

    there += row->existing != NULL ? 1 : 0;
    open += luukku_setup_is_open (row, G_MAXINT64) ? 1 : 0;
  }
  if (rows->len == 0)
    return g_strdup (
        _ ("The registers name no channel yet. Bring in the town's directory first; nothing of it "
           "counts as confirmed by that."));
  /* TRANSLATORS: the numbers: channels that the registers name, that have an account here, and that nobody
   * has decided about or that were put off */
  return g_strdup_printf (_ ("Channels in the registers: %u. Already there: %u. Not decided or put off: %u."),
                          rows->len, there, open);
}

/* Returns: where the directory of the guideline in force is in @ids, or behind them all. */
static int
find_own (char **ids)
{
  const LuukkuPack *pack = luukku_gate_get_pack (luukku_inbox_get_gate (luukku_core_get_inbox ()));
  int i = 0;

  while (ids[i] != NULL && (pack == NULL || !g_str_equal (ids[i], luukku_pack_get_id (pack))))
    i++;
  return i;
}

static void
add_directories (PurpleRequestField *what, char **ids)
{
  for (guint i = 0; ids[i] != NULL; i++) {
    g_autoptr (LuukkuDirectory) directory = luukku_directory_load (ids[i], NULL, NULL);
    g_autofree char *town = directory != NULL ? name_of_town (directory) : g_strdup (ids[i]);
    /* TRANSLATORS: %s is a town, "City of Hanko" */
    g_autofree char *label = g_strdup_printf (_ ("%s: bring in its directory"), town);

    purple_request_field_choice_add (what, label);
  }
}

/* As long as the registers name no channel, only a directory can be chosen. */
static PurpleRequestField *
make_what (gboolean has_rows)
{
  g_auto (GStrv) ids = luukku_directory_list_ids ();
  PurpleRequestField *what = purple_request_field_choice_new (WHAT, luukku_label (_ ("_What to do")),
                                                              has_rows ? DO_GO_ON : find_own (ids));

  if (has_rows) {
    purple_request_field_choice_add (what, _ ("go on with the next unit"));
    purple_request_field_choice_add (what, _ ("show what is missing"));
    purple_request_field_choice_add (what, _ ("save what is missing as a table"));
  }
  add_directories (what, ids);
  if (!has_rows)
    purple_request_field_choice_add (what, _ ("our town is not in this list"));
  return what;
}

/* @news: (nullable): what stands above the rest. */
static void
open_first (const char *news)
{
  g_autoptr (GPtrArray) rows = need_rows ();
  g_autofree char *figures = NULL, *secondary = NULL, *before = NULL;
  PurpleRequestFields *fields = NULL;
  PurpleRequestFieldGroup *group = NULL;

  if (rows == NULL)
    return;
  figures = summary (rows);
  secondary = g_strconcat (news != NULL ? news : "", news != NULL ? "\n\n" : "", figures, NULL);
  fields = purple_request_fields_new ();
  group = add_group (fields);
  before = g_strdup_printf ("%d", rows->len > 0 ? N_DO : 0);
  add_hidden (group, BEFORE, before);
  purple_request_field_group_add_field (group, make_what (rows->len > 0));
  show (_ ("Channels of the town's directory"), secondary, fields, G_CALLBACK (on_first_ok));
}

void
luukku_setup_form_open (void)
{
  open_first (NULL);
}
