/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack.c: a checked pack as an immutable value. Reading the bytes is luukku-pack-lines.c, checking
 * them luukku-pack-check.c; here the rest is left to GKeyFile, which by then cannot be surprised. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack.h"
#include "rules/luukku-pack-private.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-files.h"

#include <gio/gio.h>
#include <string.h>

struct _LuukkuPack {
  gatomicrefcount refs;
  GKeyFile *keys;      /* (owned) */
  GPtrArray *outgoing; /* LuukkuRule (owned) */
  GPtrArray *incoming; /* LuukkuRule (owned) */
  char *id;
  char *version;
  char *base_language;
  char *digest;
  char *content_digest;
  char *approved_by; /* (nullable) */
  char *approved_on; /* (nullable) */
  LuukkuSla reply_sla;
};

G_DEFINE_BOXED_TYPE (LuukkuPack, luukku_pack, luukku_pack_ref, luukku_pack_unref)

LuukkuPack *
luukku_pack_ref (LuukkuPack *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_pack_unref (LuukkuPack *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->keys, g_key_file_unref);
  g_clear_pointer (&self->outgoing, g_ptr_array_unref);
  g_clear_pointer (&self->incoming, g_ptr_array_unref);
  g_free (self->id);
  g_free (self->version);
  g_free (self->base_language);
  g_free (self->digest);
  g_free (self->content_digest);
  g_free (self->approved_by);
  g_free (self->approved_on);
  g_free (self);
}

/* --- from groups to the value; everything has been checked */

static char *
get_value (GKeyFile *keys, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_string (keys, group, key, NULL);

  return value != NULL && *value != '\0' ? g_steal_pointer (&value) : NULL;
}

static void
read_reply_clock (LuukkuPack *self, GPtrArray *groups)
{
  const LuukkuPackGroup *clock = luukku_pack_find_group (groups, "Clock", "reply");
  const char *target = clock != NULL ? luukku_pack_group_value (clock, "Target") : NULL;
  const char *warn_at = clock != NULL ? luukku_pack_group_value (clock, "WarnAt") : NULL;

  if (target == NULL || !luukku_pack_first_span (target, &self->reply_sla.target, NULL))
    return;
  if (warn_at != NULL)
    luukku_pack_first_span (warn_at, &self->reply_sla.warn_at, NULL);
  if (self->reply_sla.warn_at >= self->reply_sla.target)
    self->reply_sla.warn_at = 0;
}

/* SHA-256 of the lines but those of the approval: renewing it is no change of what was approved. */
static char *
digest_content (GBytes *bytes)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data, length);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) content = g_string_sized_new (length);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (!g_str_has_prefix (lines[i], "ApprovedBy") && !g_str_has_prefix (lines[i], "ApprovedOn"))
      g_string_append_printf (content, "%s\n", lines[i]);
  }
  return luukku_digest_text (content->str);
}

/* @keys: (transfer full). */
static LuukkuPack *
pack_new (GKeyFile *keys, GPtrArray *groups, GBytes *bytes)
{
  LuukkuPack *self = g_new0 (LuukkuPack, 1);

  g_atomic_ref_count_init (&self->refs);
  self->keys = keys;
  self->id = get_value (keys, "Pack", "Id");
  self->version = get_value (keys, "Pack", "Version");
  if (self->version == NULL)
    self->version = g_strdup ("");
  self->base_language = get_value (keys, "Pack", "BaseLanguage");
  self->approved_by = get_value (keys, "Pack", "ApprovedBy");
  self->approved_on = get_value (keys, "Pack", "ApprovedOn");
  self->digest = luukku_digest_bytes (bytes);
  self->content_digest = digest_content (bytes);
  self->outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_rule_free);
  self->incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_rule_free);
  for (guint i = 0; i < groups->len; i++) {
    const LuukkuPackGroup *group = g_ptr_array_index (groups, i);

    if (strcmp (group->spec->type, "Outgoing") == 0)
      g_ptr_array_add (self->outgoing, luukku_rule_new (keys, group));
    if (strcmp (group->spec->type, "Incoming") == 0)
      g_ptr_array_add (self->incoming, luukku_rule_new (keys, group));
  }
  read_reply_clock (self, groups);
  return self;
}

/* --- parsing */

/* Some editors on Windows save "Unicode" as UTF-16. */
static gboolean
is_utf16 (const char *bytes, gsize length)
{
  return length >= 2 && (memcmp (bytes, "\xff\xfe", 2) == 0 || memcmp (bytes, "\xfe\xff", 2) == 0);
}

static GKeyFile *
load_keys (const char *bytes, gsize length, GPtrArray *problems)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  if (!g_key_file_load_from_data (keys, bytes, length, G_KEY_FILE_KEEP_TRANSLATIONS, &error)) {
    luukku_pack_problem_add (
        problems, 0, NULL, NULL,
        N_ ("The file cannot be read as a guideline pack (%s). Compare it with the packs that "
            "come with Luukku."),
        error->message);
    return NULL;
  }
  return g_steal_pointer (&keys);
}

/* Returns: (transfer full) (nullable): NULL exactly when @problems got something. */
static LuukkuPack *
parse_checked (const char *bytes, gsize length, GPtrArray *problems)
{
  g_autoptr (GPtrArray) groups = NULL;
  g_autoptr (GBytes) whole = NULL;
  gsize bom = length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  GKeyFile *keys;

  if (length > LUUKKU_PACK_MAX_BYTES) {
    luukku_pack_problem_add (
        problems, 0, NULL, NULL,
        N_ ("The file is larger than %d bytes. A guideline pack is a short text: check that it "
            "is the right file."),
        LUUKKU_PACK_MAX_BYTES);
    return NULL;
  }
  if (is_utf16 (bytes, length)) {
    luukku_pack_problem_add (
        problems, 1, NULL, NULL,
        N_ ("The file is saved as UTF-16. Choose the encoding UTF-8 when you save the file."));
    return NULL;
  }
  groups = luukku_pack_read_lines (luukku_pack_groups (), bytes + bom, length - bom, problems);
  luukku_pack_check_groups (groups, problems);
  if (problems->len > 0)
    return NULL;
  keys = load_keys (bytes + bom, length - bom, problems);
  if (keys == NULL)
    return NULL;
  whole = g_bytes_new (bytes, length);
  return pack_new (keys, groups, whole);
}

static void
set_pack_error (GError **error, const char *name, const LuukkuPackProblem *problem)
{
  if (problem->line > 0 && problem->group != NULL && problem->key != NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        /* TRANSLATORS: a file, the number of a line, a group and a key of it, a whole sentence */
        N_ ("The guideline pack %s cannot be used. Line %u, [%s], %s: %s"), name, problem->line,
        problem->group, problem->key, problem->message);
  else if (problem->line > 0)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      /* TRANSLATORS: a file, the number of a line, a whole sentence */
                      N_ ("The guideline pack %s cannot be used. Line %u: %s"), name, problem->line,
                      problem->message);
  else
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      /* TRANSLATORS: a file, a whole sentence */
                      N_ ("The guideline pack %s cannot be used: %s"), name, problem->message);
}

LuukkuPack *
luukku_pack_parse (const char *name, const char *bytes, gsize length, GPtrArray **ret_problems,
                   GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_pack_problem_free);
  LuukkuPack *pack = parse_checked (bytes, length, problems);

  if (pack == NULL)
    set_pack_error (error, name, g_ptr_array_index (problems, 0));
  if (ret_problems != NULL)
    *ret_problems = g_steal_pointer (&problems);
  return pack;
}

static GPtrArray *
no_problems (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_pack_problem_free);
}

/* Reads one byte more than a pack may have, so that a huge file is told and not read.
 * Returns: (transfer full) (nullable). */
static char *
read_file (const char *path, gsize *ret_length, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *bytes = NULL;
  GError *problem = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("%s is not a file. Name a guideline pack."),
                      path);
    return NULL;
  }
  stream = g_file_read (file, NULL, &problem);
  if (stream != NULL) {
    bytes = g_malloc (LUUKKU_PACK_MAX_BYTES + 1);
    g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, LUUKKU_PACK_MAX_BYTES + 1, ret_length, NULL,
                             &problem);
  }
  if (problem != NULL) {
    luukku_error_take_gio (
        error, problem,
        N_ ("The guideline pack %s cannot be read. Check its name and your right to read it."), path);
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

LuukkuPack *
luukku_pack_load (const char *path, GPtrArray **ret_problems, GError **error)
{
  gsize length = 0;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *bytes = read_file (path, &length, error);

  if (bytes == NULL) {
    if (ret_problems != NULL)
      *ret_problems = no_problems ();
    return NULL;
  }
  return luukku_pack_parse (name, bytes, length, ret_problems, error);
}

LuukkuPack *
luukku_pack_find (const char *id_or_file, GPtrArray **ret_problems, GError **error)
{
  static const LuukkuPackKeySpec id_spec = { "Id", LUUKKU_VALUE_NAME, TRUE, NULL };
  g_autofree char *wrong = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (g_str_has_suffix (id_or_file, ".pack"))
    return luukku_pack_load (id_or_file, ret_problems, error);
  wrong = luukku_pack_value_problem (&id_spec, id_or_file);
  if (wrong == NULL) {
    name = g_strdup_printf ("packs/%s.pack", id_or_file);
    path = luukku_data_file (name, error);
  } else {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("“%s” is no guideline pack. Give its name, such as rautalampi, or a file that ends in .pack."),
        id_or_file);
  }
  if (path != NULL)
    return luukku_pack_load (path, ret_problems, error);
  if (ret_problems != NULL)
    *ret_problems = no_problems ();
  return NULL;
}

/* --- reading the value */

GKeyFile *
luukku_pack_peek_keys (const LuukkuPack *self)
{
  return self->keys;
}

const char *
luukku_pack_get_id (const LuukkuPack *self)
{
  return self->id;
}

const char *
luukku_pack_get_version (const LuukkuPack *self)
{
  return self->version;
}

const char *
luukku_pack_get_digest (const LuukkuPack *self)
{
  return self->digest;
}

gboolean
luukku_pack_is_approved (const LuukkuPack *self)
{
  return self->approved_by != NULL && self->approved_on != NULL;
}

const char *
luukku_pack_get_approved_by (const LuukkuPack *self)
{
  return self->approved_by;
}

const char *
luukku_pack_get_approved_on (const LuukkuPack *self)
{
  return self->approved_on;
}

const char *
luukku_pack_get_content_digest (const LuukkuPack *self)
{
  return self->content_digest;
}

char *
luukku_pack_tell_approval (const LuukkuPack *self)
{
  const char *missing = NULL;

  if (luukku_pack_is_approved (self))
    return NULL;
  if (self->approved_by != NULL)
    missing = "ApprovedOn";
  else
    missing = self->approved_on != NULL ? "ApprovedBy" : "ApprovedBy, ApprovedOn";
  /* TRANSLATORS: name of a guideline pack, then the keys of its file that are empty: "ApprovedBy, ApprovedOn"
   */
  return luukku_pack_sentence (
      N_ ("The guideline “%s” is not approved: %s must be filled in under [Pack] in its file. When it has "
          "been "
          "decided on, write there who approved it and on which day, and read the guideline again."),
      self->id, missing);
}

char **
luukku_pack_list_ids (const LuukkuPack *self, const char *type)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->keys, NULL);
  g_autofree char *prefix = g_strconcat (type, " ", NULL);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; groups[i] != NULL; i++) {
    if (g_str_has_prefix (groups[i], prefix))
      g_strv_builder_add (ids, groups[i] + strlen (prefix));
  }
  return g_strv_builder_end (ids);
}

GPtrArray *
luukku_pack_get_outgoing (const LuukkuPack *self)
{
  return self->outgoing;
}

GPtrArray *
luukku_pack_get_incoming (const LuukkuPack *self)
{
  return self->incoming;
}

char *
luukku_pack_get_text (const LuukkuPack *self, const char *group, const char *key, const char *language)
{
  g_autofree char *tag = g_strndup (language, strcspn (language, "_-.@"));
  g_autofree char *translated = g_strdup_printf ("%s[%s]", key, tag);
  char *text = NULL;

  if (strcmp (tag, self->base_language) != 0)
    text = get_value (self->keys, group, translated);
  return text != NULL ? text : get_value (self->keys, group, key);
}

char **
luukku_pack_get_list (const LuukkuPack *self, const char *group, const char *key)
{
  return luukku_rule_read_list (self->keys, group, key);
}

char **
luukku_pack_list_trusted_hosts (const LuukkuPack *self)
{
  static const char *const lists[] = { "OwnHosts", "TrustedHosts" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_auto (GStrv) hosts = luukku_pack_get_list (self, "Pack", lists[i]);

    for (guint k = 0; hosts != NULL && hosts[k] != NULL; k++)
      g_strv_builder_add (builder, hosts[k]);
  }
  return g_strv_builder_end (builder);
}

void
luukku_pack_get_reply_sla (const LuukkuPack *self, LuukkuSla *ret_sla)
{
  *ret_sla = self->reply_sla;
}
