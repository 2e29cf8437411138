/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-erasure.c: holds, proposals by a plan, erasure by a decision. Every act is an entry of the log
 * first; erases nothing by itself. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-erasure.h"

#include "base/luukku-copies.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-custody.h"
#include "store/luukku-store-evidence.h"
#include "store/luukku-store-sanctions.h"

#define MAX_FIELD 1000 /* characters */

/* --- what every act needs */

static gboolean
take_field (const char *text, GError **error)
{
  g_autofree char *bare = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (*bare == '\0') {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("Say who decides and on what ground, for example the number of the decision. Do not write "
            "the resident's name there."));
    return FALSE;
  }
  if (g_utf8_validate (text, -1, NULL) && luukku_text_length (text) <= MAX_FIELD)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                    N_ ("The ground is too long; write it in at most %d characters."), MAX_FIELD);
  return FALSE;
}

/* Returns: (transfer full): NULL with NOT_FOUND. */
static LuukkuKeptCase *
find_case (LuukkuStore *store, const char *case_number, GError **error)
{
  g_autoptr (GPtrArray) found = luukku_store_list_kept (store, case_number, error);

  if (found == NULL)
    return NULL;
  if (found->len == 1) {
    g_ptr_array_set_free_func (found, NULL);
    return found->pdata[0];
  }
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("There is no case %s; look at the list of cases."),
                    case_number);
  return NULL;
}

/* --- holds */

typedef struct {
  const char *number, *actor, *ground, *kind;
} Hold;

static gboolean
write_hold (LuukkuStore *store, gpointer data, GError **error)
{
  const Hold *hold = data;
  g_autoptr (LuukkuLogHeader) header = NULL;
  GVariantBuilder content;

  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&content, "{sv}", "ground", g_variant_new_string (hold->ground));
  if (!luukku_chain_append (store, hold->number, hold->kind, hold->actor, g_variant_builder_end (&content),
                            &header, error))
    return FALSE;
  return g_str_equal (hold->kind, "hold")
             ? luukku_store_place_hold (store, hold->number, header->seq, error)
             : luukku_store_release_hold (store, hold->number, header->seq, error);
}

static gboolean
change_hold (LuukkuStore *store, const Hold *hold, GError **error)
{
  gboolean placing = g_str_equal (hold->kind, "hold");
  g_autoptr (LuukkuKeptCase) kept = NULL;

  if (!take_field (hold->actor, error) || !take_field (hold->ground, error) ||
      (kept = find_case (store, hold->number, error)) == NULL)
    return FALSE;
  if (kept->held == placing) {
    if (placing)
      luukku_set_error (error, LUUKKU_ERROR_EXISTS, N_ ("Case %s is on hold already."), hold->number);
    else
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("Case %s is not on hold."), hold->number);
    return FALSE;
  }
  return luukku_store_transaction (store, write_hold, (gpointer) hold, error);
}

gboolean
luukku_hold_place (LuukkuStore *store, const char *case_number, const char *actor, const char *ground,
                   GError **error)
{
  const Hold hold = { case_number, actor, ground, "hold" };

  return change_hold (store, &hold, error);
}

gboolean
luukku_hold_release (LuukkuStore *store, const char *case_number, const char *actor, const char *ground,
                     GError **error)
{
  const Hold hold = { case_number, actor, ground, "hold-released" };

  return change_hold (store, &hold, error);
}

/* --- proposals */

static void
line_free (LuukkuRetentionLine *self)
{
  luukku_kept_case_free (self->kept);
  g_free (self);
}

static void
judge (LuukkuRetentionLine *line, gint64 now)
{
  const LuukkuKeptCase *kept = line->kept;

  if (line->rule != NULL && kept->state == LUUKKU_CASE_CLOSED)
    line->until = luukku_retention_until (
        line->rule, line->rule->from == LUUKKU_RETENTION_FROM_CLOSED ? kept->closed_at : kept->last_at);
  if (kept->erased)
    line->state = LUUKKU_RETENTION_ERASED;
  else if (kept->held)
    line->state = LUUKKU_RETENTION_HELD;
  else if (kept->state != LUUKKU_CASE_CLOSED)
    line->state = LUUKKU_RETENTION_OPEN;
  else if (line->rule == NULL)
    line->state = LUUKKU_RETENTION_NO_RULE;
  else
    line->state = now >= line->until ? LUUKKU_RETENTION_DUE : LUUKKU_RETENTION_KEPT;
}

static gint
compare_lines (gconstpointer a, gconstpointer b)
{
  const LuukkuRetentionLine *x = *(const LuukkuRetentionLine *const *) a;
  const LuukkuRetentionLine *y = *(const LuukkuRetentionLine *const *) b;
  gint64 left = x->until != 0 ? x->until : G_MAXINT64, right = y->until != 0 ? y->until : G_MAXINT64;

  if (left != right)
    return left < right ? -1 : 1;
  return g_strcmp0 (x->kept->number, y->kept->number);
}

GPtrArray *
luukku_retention_propose (LuukkuStore *store, GPtrArray *rules, GError **error)
{
  g_autoptr (GPtrArray) kept = luukku_store_list_kept (store, NULL, error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  gint64 now = luukku_clock_now (luukku_store_get_clock (store));

  if (kept == NULL)
    return NULL;
  g_ptr_array_set_free_func (kept, NULL);
  for (guint i = 0; i < kept->len; i++) {
    LuukkuRetentionLine *line = g_new0 (LuukkuRetentionLine, 1);

    line->kept = kept->pdata[i];
    line->rule = luukku_retention_find (rules, line->kept->kind);
    judge (line, now);
    g_ptr_array_add (lines, line);
  }
  g_ptr_array_sort (lines, compare_lines);
  return g_steal_pointer (&lines);
}

const char *
luukku_retention_state_to_string (LuukkuRetentionState state)
{
  static const char *const names[] = { "kept", "due", "held", "open", "no-rule", "erased" };

  return state < G_N_ELEMENTS (names) ? names[state] : "-";
}

static char *
day_of (gint64 time)
{
  return luukku_time_format_local (time, "Europe/Helsinki", "%-d.%-m.%Y");
}

char *
luukku_retention_to_text (GPtrArray *lines, gint64 now)
{
  GString *text = g_string_new (NULL);
  g_autofree char *today = day_of (now);
  guint due = 0;

  /* TRANSLATORS: heading of a list that a manager signs; %s is a date */
  g_string_append_printf (text, luukku_tr (N_ ("Proposal for erasure, %s")), today);
  g_string_append (text, "\n\n");
  for (guint i = 0; i < lines->len; i++) {
    const LuukkuRetentionLine *line = lines->pdata[i];
    g_autofree char *closed = NULL;
    g_autofree char *until = NULL;

    if (line->state != LUUKKU_RETENTION_DUE)
      continue;
    due++;
    closed = day_of (line->kept->closed_at);
    until = day_of (line->until);
    /* TRANSLATORS: number of a case, the plan's name for its class, two dates, where the plan says so */
    g_string_append_printf (text, luukku_tr (N_ ("%s  %s  closed %s  kept until %s  (%s)")),
                            line->kept->number,
                            line->rule->title != NULL ? line->rule->title : line->rule->id, closed, until,
                            line->rule->citation != NULL ? line->rule->citation : "-");
    g_string_append_c (text, '\n');
  }
  if (due == 0)
    g_string_append_printf (text, "%s\n", luukku_tr (N_ ("Nothing is due for erasure.")));
  else
    g_string_append_printf (text, "\n%s\n\n%s\n",
                            luukku_tr (N_ ("Nothing is erased by itself. Cross out what must be kept.")),
                            luukku_tr (N_ ("Decision, date and signature: ______________________________")));
  return g_string_free (text, FALSE);
}

/* --- erasing */

void
luukku_erasure_result_clear (LuukkuErasureResult *self)
{
  g_clear_pointer (&self->copies, g_strfreev);
}

typedef struct {
  const LuukkuErasureRequest *request;
  LuukkuErasureResult *result;
  GVariantBuilder entries;
  guint given;
} Erasing;

/* The decision names the entries whose content goes, so that the check of the log can tell it from a theft.
 */
static gboolean
on_entry (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  static const char *const staying[] = { "erasure",       "view",     "print", "export",
                                         "export-undone", "handover", NULL };
  Erasing *self = data;

  if (!g_strv_contains (staying, entry->kind))
    g_variant_builder_add (&self->entries, "v", g_variant_new_int64 (header->seq));
  if (g_str_equal (entry->kind, "export") || g_str_equal (entry->kind, "handover"))
    self->given++;
  return TRUE;
}

static gboolean
write_erasure (LuukkuStore *store, gpointer data, GError **error)
{
  Erasing *self = data;
  const LuukkuErasureRequest *request = self->request;
  g_autoptr (LuukkuLogHeader) header = NULL;
  g_autoptr (GVariant) entries = NULL;
  gboolean walked;
  GVariantBuilder content;

  g_variant_builder_init (&self->entries, G_VARIANT_TYPE ("av"));
  walked = luukku_store_walk_case_log (store, request->case_number, on_entry, self, error);
  entries = g_variant_ref_sink (g_variant_builder_end (&self->entries));
  if (!walked)
    return FALSE;
  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&content, "{sv}", "decided_by", g_variant_new_string (request->decided_by));
  g_variant_builder_add (&content, "{sv}", "entries", entries);
  g_variant_builder_add (&content, "{sv}", "ground", g_variant_new_string (request->ground));
  return luukku_chain_append (store, request->case_number, "erasure", request->actor,
                              g_variant_builder_end (&content), &header, error) &&
         luukku_store_erase_case (store, request->case_number, header->seq, &self->result->counts, error);
}

/* The ban names the person and rests on the record, so both stay as long as it runs. */
static gboolean
has_running_ban (LuukkuStore *store, const char *case_number, gboolean *ret_running, GError **error)
{
  g_autoptr (GPtrArray) list = luukku_store_list_sanctions (store, TRUE, error);
  gint64 now = luukku_clock_now (luukku_store_get_clock (store));

  *ret_running = FALSE;
  for (guint i = 0; list != NULL && i < list->len; i++) {
    const LuukkuSanction *sanction = list->pdata[i];
    g_autoptr (LuukkuRecordRow) record = luukku_store_find_record (store, sanction->record, NULL);

    if (sanction->end_at > now && record != NULL && g_str_equal (record->case_number, case_number))
      *ret_running = TRUE;
  }
  return list != NULL;
}

static gboolean
may_be_erased (LuukkuStore *store, const char *case_number, GError **error)
{
  g_autoptr (LuukkuKeptCase) kept = find_case (store, case_number, error);
  gboolean banned;

  if (kept == NULL || !has_running_ban (store, case_number, &banned, error))
    return FALSE;
  if (kept->erased)
    luukku_set_error (error, LUUKKU_ERROR_EXISTS, N_ ("Case %s has been erased already."), case_number);
  else if (kept->held)
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("Case %s is on hold and is not erased. Release the hold first."), case_number);
  else if (banned)
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("A ban that is still running rests on case %s, so it is not erased. Lift the ban "
                          "first, or wait until it ends."),
                      case_number);
  else if (kept->state != LUUKKU_CASE_CLOSED)
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("Case %s is not closed, so it is not erased. Close it first."), case_number);
  else
    return TRUE;
  return FALSE;
}

/* Copies for a viewer or a printer go at once. Returns: (transfer full): files that still have the text. */
static char **
list_what_is_left (LuukkuStore *store, const char *case_number)
{
  g_autofree char *prefix = g_strconcat (case_number, "-", NULL);
  g_auto (GStrv) swept = luukku_copies_sweep (luukku_store_get_path (store), prefix);
  g_auto (GStrv) kept = luukku_store_list_copies (store);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  g_strv_builder_addv (all, (const char **) swept);
  g_strv_builder_addv (all, (const char **) kept);
  return g_strv_builder_end (all);
}

gboolean
luukku_erasure_run (LuukkuStore *store, const LuukkuErasureRequest *request, LuukkuErasureResult *ret_result,
                    GError **error)
{
  g_auto (LuukkuErasureResult) result = { 0 };
  Erasing erasing = { .request = request, .result = &result };

  if (!take_field (request->actor, error) || !take_field (request->decided_by, error) ||
      !take_field (request->ground, error) || !may_be_erased (store, request->case_number, error))
    return FALSE;
  if (!luukku_store_transaction (store, write_erasure, &erasing, error))
    return FALSE;
  /* The erasure is committed; whether its bytes are gone already is told, not an error. */
  result.pending = TRUE;
  if (!luukku_store_finish_erasure (store, &result.pending, NULL))
    result.pending = TRUE;
  result.copies = list_what_is_left (store, request->case_number);
  result.given = erasing.given;
  *ret_result = result;
  result = (LuukkuErasureResult){ 0 };
  return TRUE;
}
