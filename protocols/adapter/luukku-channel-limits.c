/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-channel-limits.c: the differences between channels that are data, from data/channels/ID.ini.
 *
 * A town may edit its own copy, so the file is checked strictly: an unknown key or a value that cannot be
 * right is an error that names the file and the key. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-adapter.h"

#include "adapter/luukku-weighted.h"
#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "base/luukku-text.h"
#include "model/luukku-sla.h"

#include <string.h>

#define GROUP "Channel"
#define FILES "Files " /* and what sort */
#define MAX_FILE_BYTES (64 * 1024)
#define MAX_NUMBER 1000000
#define MEGABYTE (G_GUINT64_CONSTANT (1024) * 1024)
#define MAX_ATTACHMENT_MB 1024
#define MAX_SENT_FILES (25 * MEGABYTE) /* where a channel says nothing */
#define MIN_POLL_INTERVAL G_TIME_SPAN_SECOND

/* A file that is being read. */
typedef struct {
  GKeyFile *file;   /* no ref: the loader owns it */
  const char *path; /* (no copy) */
  const char *group;
} Source;

/* @allowed: N_(). */
static gboolean
fail_key (const Source *source, const char *key, const char *allowed, GError **error)
{
  /* TRANSLATORS: the first %s is a file, the second a key in it, the third the part of the file that it is
   * in, the fourth what it must be, e.g. "a whole number such as 2000" */
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("The channel file %s cannot be used: the key %s in the group [%s] must be %s. "
                        "Correct the file, or remove your own copy of it."),
                    source->path, key, source->group, luukku_tr (allowed));
  return FALSE;
}

static gboolean
fail_unknown_key (const Source *source, const char *key, GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("The channel file %s cannot be used: the key %s in the group [%s] is not known. "
                        "Correct the file, or remove your own copy of it."),
                    source->path, key, source->group);
  return FALSE;
}

/* Returns: (transfer full): "" when the key is not there. */
static char *
read_text (const Source *source, const char *key)
{
  g_autofree char *value = g_key_file_get_string (source->file, source->group, key, NULL);

  return value != NULL ? g_strdup (g_strstrip (value)) : g_strdup ("");
}

static gboolean
read_number (const Source *source, const char *key, guint64 lowest, guint *ret_number, GError **error)
{
  g_autofree char *text = read_text (source, key);
  guint64 number = 0;

  if (!g_ascii_string_to_unsigned (text, 10, lowest, MAX_NUMBER, &number, NULL))
    return fail_key (source, key, N_ ("a whole number such as 2000"), error);
  *ret_number = (guint) number;
  return TRUE;
}

/* "15 seconds", "1 second", and what luukku_sla_parse_span() reads. */
static gboolean
parse_span (const char *text, gint64 *ret_span)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 3);
  guint64 seconds = 0;

  if (g_strv_length (words) == 2 && (g_str_equal (words[1], "seconds") || g_str_equal (words[1], "second"))) {
    if (!g_ascii_string_to_unsigned (words[0], 10, 0, MAX_NUMBER, &seconds, NULL))
      return FALSE;
    *ret_span = (gint64) seconds * G_TIME_SPAN_SECOND;
    return TRUE;
  }
  return luukku_sla_parse_span (text, ret_span, NULL);
}

/* An absent or empty key is 0 unless @required. */
static gboolean
read_span (const Source *source, const char *key, gboolean required, gint64 *ret_span, GError **error)
{
  g_autofree char *text = read_text (source, key);
  gint64 span = 0;

  if (*text == '\0' && !required) {
    *ret_span = 0;
    return TRUE;
  }
  if (!parse_span (text, &span) || span < 0 || (required && span == 0))
    return fail_key (source, key, N_ ("a span such as “15 seconds”, “24 hours” or “7 days”"), error);
  *ret_span = span;
  return TRUE;
}

static gboolean
read_size (const Source *source, const char *key, guint64 *ret_size, GError **error)
{
  g_autofree char *text = read_text (source, key);
  guint64 number = 0;

  if (g_str_has_suffix (text, " MB"))
    text[strlen (text) - strlen (" MB")] = '\0';
  else
    *text = '\0';
  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_ATTACHMENT_MB, &number, NULL))
    return fail_key (source, key, N_ ("a size such as “25 MB”, at most “1024 MB”"), error);
  *ret_size = number * MEGABYTE;
  return TRUE;
}

static gboolean
read_unit (const Source *source, const char *key, LuukkuChannelLimits *limits, GError **error)
{
  g_autofree char *text = read_text (source, key);

  if (!g_str_equal (text, "characters") && !g_str_equal (text, "bytes") && !g_str_equal (text, "graphemes"))
    return fail_key (source, key, N_ ("“characters”, “graphemes” or “bytes”"), error);
  limits->max_text_in_bytes = g_str_equal (text, "bytes");
  limits->in_graphemes = g_str_equal (text, "graphemes");
  return TRUE;
}

/* Only where bytes are limited besides. */
static gboolean
read_bytes (const Source *source, const char *key, guint *ret_bytes, GError **error)
{
  return !g_key_file_has_key (source->file, source->group, key, NULL) ||
         read_number (source, key, 1, ret_bytes, error);
}

/* Only where what everyone can read has a limit of its own. */
static gboolean
read_public (const Source *source, LuukkuChannelLimits *limits, GError **error)
{
  g_autofree char *unit = read_text (source, "MaxPublicTextUnit");

  if (!g_key_file_has_key (source->file, source->group, "MaxPublicText", NULL))
    return TRUE;
  if (!g_str_equal (unit, limits->in_graphemes ? "graphemes" : "characters") &&
      (limits->in_graphemes || !g_str_equal (unit, "weighted")))
    return fail_key (source, "MaxPublicTextUnit",
                     N_ ("“characters” or “weighted”, or “graphemes” as in MaxTextUnit"), error);
  limits->public_weighted = g_str_equal (unit, "weighted");
  return read_number (source, "MaxPublicText", 1, &limits->max_public, error);
}

static gboolean
check_keys_of (const Source *source, const char *const *known, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (source->file, source->group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    g_autofree char *name = g_strndup (keys[i], strcspn (keys[i], "[")); /* without a language */

    if (!g_strv_contains (known, name))
      return fail_unknown_key (source, keys[i], error);
  }
  return TRUE;
}

static gboolean
check_keys (const Source *source, GError **error)
{
  static const char *const known[] = { "BanNote",
                                       "Calls",
                                       "CallsSpan",
                                       "Id",
                                       "IdleInterval",
                                       "LateFiles",
                                       "LateWindow",
                                       "MaxAttachment",
                                       "MaxPublicText",
                                       "MaxPublicTextBytes",
                                       "MaxPublicTextUnit",
                                       "MaxText",
                                       "MaxTextBytes",
                                       "MaxTextUnit",
                                       "PollInterval",
                                       "ReplyWindow",
                                       NULL };

  return check_keys_of (source, known, error);
}

/* --- files: each a message of its own */

static void
file_kind_free (LuukkuFileKind *self)
{
  g_free (self->id);
  g_strfreev (self->types);
  g_free (self);
}

static gboolean
read_kind (const Source *source, LuukkuFileKind *kind, GError **error)
{
  static const char *const known[] = { "MaxCaption", "MaxSize", "Types", NULL };
  g_autofree char *types = read_text (source, "Types");

  kind->types = g_strsplit (types, " ", -1);
  if (*types == '\0')
    return fail_key (source, "Types", N_ ("a list such as “image/jpeg image/png”"), error);
  return check_keys_of (source, known, error) && read_size (source, "MaxSize", &kind->max_size, error) &&
         read_number (source, "MaxCaption", 0, &kind->max_caption, error);
}

static gboolean
read_kinds (const Source *source, LuukkuChannelLimits *limits, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (source->file, NULL);
  g_autofree char *late = read_text (source, "LateFiles");

  if (*late != '\0' && !g_str_equal (late, "yes") && !g_str_equal (late, "no"))
    return fail_key (source, "LateFiles", N_ ("“yes” or “no”"), error);
  limits->late_files = !g_str_equal (late, "no");
  for (guint i = 0; groups[i] != NULL; i++) {
    const Source of = { source->file, source->path, groups[i] };
    LuukkuFileKind *kind = NULL;

    if (!g_str_has_prefix (groups[i], FILES))
      continue;
    if (limits->file_kinds == NULL)
      limits->file_kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) file_kind_free);
    kind = g_new0 (LuukkuFileKind, 1);
    kind->id = g_strdup (groups[i] + strlen (FILES));
    g_ptr_array_add (limits->file_kinds, kind);
    if (!read_kind (&of, kind, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_limits (const Source *source, LuukkuChannelLimits *limits, GError **error)
{
  g_autofree char *id = read_text (source, "Id");

  if (!check_keys (source, error))
    return FALSE;
  if (!g_str_equal (id, limits->id))
    return fail_key (source, "Id", N_ ("the name of the file without “.ini”"), error);
  if (!read_number (source, "MaxText", 0, &limits->max_text, error) ||
      !read_unit (source, "MaxTextUnit", limits, error) ||
      !read_bytes (source, "MaxTextBytes", &limits->max_bytes, error) ||
      !read_public (source, limits, error) ||
      !read_bytes (source, "MaxPublicTextBytes", &limits->max_public_bytes, error) ||
      !read_span (source, "ReplyWindow", FALSE, &limits->reply_window, error) ||
      !read_span (source, "LateWindow", FALSE, &limits->late_window, error) ||
      !read_number (source, "Calls", 0, &limits->calls, error) ||
      !read_span (source, "CallsSpan", limits->calls > 0, &limits->calls_span, error) ||
      !read_size (source, "MaxAttachment", &limits->max_attachment, error) ||
      !read_kinds (source, limits, error) ||
      !read_span (source, "PollInterval", TRUE, &limits->poll_interval, error) ||
      !read_span (source, "IdleInterval", TRUE, &limits->idle_interval, error))
    return FALSE;
  limits->ban_note = g_key_file_get_locale_string (source->file, GROUP, "BanNote", NULL, NULL);
  if (limits->poll_interval < MIN_POLL_INTERVAL)
    return fail_key (source, "PollInterval", N_ ("at least “1 second”"), error);
  if (limits->idle_interval < limits->poll_interval)
    return fail_key (source, "IdleInterval", N_ ("at least as long as PollInterval"), error);
  if (limits->late_window != 0 && limits->late_window < limits->reply_window)
    return fail_key (source, "LateWindow", N_ ("at least as long as ReplyWindow"), error);
  return TRUE;
}

static gboolean
load_file (GKeyFile *file, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  GError *source = NULL;

  if (!g_file_get_contents (path, &text, &length, &source))
    return luukku_error_take_gio (
        error, source, N_ ("The channel file %s cannot be read. Check that it is there and readable."), path);
  if (length > MAX_FILE_BYTES) {
    luukku_set_error (
        error, LUUKKU_ERROR_TOO_LARGE,
        N_ ("The channel file %s is too large. Remove your own copy of it, or install it again."), path);
    return FALSE;
  }
  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &source))
    return luukku_error_take_gio (
        error, source, N_ ("The channel file %s cannot be used: it is no key file. Correct or remove it."),
        path);
  return TRUE;
}

GKeyFile *
luukku_channel_file_load (const char *id, char **ret_path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *name = NULL, *path = NULL;

  g_return_val_if_fail (*id != '\0' && strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (id),
                        NULL);

  name = g_strconcat ("channels/", id, ".ini", NULL);
  path = luukku_data_file (name, error);
  if (path == NULL || !load_file (file, path, error))
    return NULL;
  *ret_path = g_steal_pointer (&path);
  return g_steal_pointer (&file);
}

gboolean
luukku_channel_file_fail (const char *path, const char *group, const char *key, GError **error)
{
  /* TRANSLATORS: a file, a key in it, a group in it */
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      N_ ("The channel file %s cannot be used: the key %s in the group [%s] is missing or not right. "
          "Correct the file, or remove your own copy of it."),
      path, key, group);
  return FALSE;
}

gboolean
luukku_channel_file_read_numbers (const char *id, const LuukkuChannelNumber *numbers, gsize count,
                                  GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = luukku_channel_file_load (id, &path, error);

  if (file == NULL)
    return FALSE;
  for (gsize i = 0; i < count; i++) {
    const LuukkuChannelNumber *wanted = &numbers[i];
    g_autofree char *text = g_key_file_get_string (file, wanted->group, wanted->key, NULL);
    guint64 number = 0;

    if (text == NULL ||
        !g_ascii_string_to_unsigned (g_strstrip (text), 10, wanted->lowest, wanted->highest, &number, NULL))
      return luukku_channel_file_fail (path, wanted->group, wanted->key, error);
    *wanted->ret_number = (guint) number;
  }
  return TRUE;
}

LuukkuChannelLimits *
luukku_channel_limits_load (const char *id, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = luukku_channel_file_load (id, &path, error);
  g_autoptr (LuukkuChannelLimits) limits = NULL;

  if (file == NULL)
    return NULL;
  limits = g_new0 (LuukkuChannelLimits, 1);
  limits->id = g_strdup (id);
  if (!read_limits (&(Source){ file, path, GROUP }, limits, error))
    return NULL;
  return g_steal_pointer (&limits);
}

void
luukku_channel_limits_free (LuukkuChannelLimits *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->file_kinds, g_ptr_array_unref);
  g_free (self->id);
  g_free (self->ban_note);
  g_free (self);
}

guint64
luukku_channel_limits_get_max_files (const LuukkuChannelLimits *self)
{
  return self->max_attachment > 0 ? self->max_attachment : MAX_SENT_FILES;
}

guint
luukku_channel_limits_measure (const LuukkuChannelLimits *self, const char *text, gboolean is_public,
                               guint *ret_limit, gboolean *ret_in_bytes)
{
  gboolean own = is_public && self->max_public > 0;
  guint max_bytes = own ? self->max_public_bytes : self->max_bytes;

  *ret_in_bytes = max_bytes > 0 && strlen (text) > max_bytes;
  *ret_limit = *ret_in_bytes ? max_bytes : own ? self->max_public : self->max_text;
  if (*ret_in_bytes)
    return (guint) strlen (text);
  *ret_in_bytes = !own && self->max_text_in_bytes;
  if (own && self->public_weighted)
    return luukku_weighted_length (text);
  if (self->in_graphemes)
    return luukku_grapheme_length (text);
  return *ret_in_bytes ? (guint) strlen (text) : luukku_text_length (text);
}

static gboolean
check_text (const LuukkuChannelLimits *self, const char *text, gboolean is_public, GError **error)
{
  guint length, limit = 0;
  gboolean in_bytes = FALSE;

  if (text == NULL || *text == '\0' || !g_utf8_validate (text, -1, NULL)) {
    luukku_fault_set (error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The reply has no text, so nothing was sent. Write the reply again."));
    return FALSE;
  }
  length = luukku_channel_limits_measure (self, text, is_public, &limit, &in_bytes);
  if (limit == 0 || length <= limit)
    return TRUE;
  if (in_bytes)
    luukku_fault_set (
        error, LUUKKU_FAULT_TOO_LONG, NULL,
        N_ ("The reply is %u bytes long and this channel takes at most %u (ä and ö are two each). "
            "Nothing was sent: shorten it, or send it in two parts."),
        length, limit);
  else
    luukku_fault_set (error, LUUKKU_FAULT_TOO_LONG, NULL,
                      N_ ("The reply is %u characters long and this channel takes at most %u. "
                          "Nothing was sent: shorten it, or send it in two parts."),
                      length, limit);
  return FALSE;
}

gboolean
luukku_channel_limits_check_text (const LuukkuChannelLimits *self, const char *text, GError **error)
{
  return check_text (self, text, FALSE, error);
}

gboolean
luukku_channel_limits_check_public (const LuukkuChannelLimits *self, const char *text, GError **error)
{
  return check_text (self, text, TRUE, error);
}

/* --- files */

const LuukkuFileKind *
luukku_channel_limits_find_kind (const LuukkuChannelLimits *self, const char *media_type)
{
  for (guint i = 0; self->file_kinds != NULL && i < self->file_kinds->len; i++) {
    const LuukkuFileKind *kind = g_ptr_array_index (self->file_kinds, i);

    if (g_strv_contains ((const char *const *) kind->types, media_type))
      return kind;
  }
  return NULL;
}

static gboolean
is_late_for_files (const LuukkuChannelLimits *self, const LuukkuFileFacts *file)
{
  return file->now != 0 && !self->late_files && self->reply_window > 0 &&
         file->now - file->last_resident_at >= self->reply_window;
}

gboolean
luukku_channel_limits_check_file (const LuukkuChannelLimits *self, const LuukkuFileFacts *file,
                                  GError **error)
{
  const LuukkuFileKind *kind = luukku_channel_limits_find_kind (self, file->media_type);
  g_autofree char *size = NULL;

  if (is_late_for_files (self, file)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_WINDOW, NULL,
        N_ ("“%s” cannot go along: so long after the resident's last message this channel takes no files. "
            "Leave it out, and put the address of a page where it can be read into the reply."),
        file->name);
    return FALSE;
  }
  if (self->file_kinds == NULL)
    return TRUE;
  if (kind == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("“%s” cannot go along: this channel does not take files of this sort. Save it as PDF, a picture "
            "as JPEG or PNG, a video as MP4, and attach that."),
        file->name);
    return FALSE;
  }
  if (file->size <= kind->max_size)
    return TRUE;
  size = g_format_size (kind->max_size);
  luukku_fault_set (
      error, LUUKKU_FAULT_TOO_LONG, NULL,
      /* TRANSLATORS: name of a file, and a size: "5 MB" */
      N_ ("“%s” cannot go along: this channel takes at most %s of a file of this sort. Make it smaller and "
          "attach it again."),
      file->name, size);
  return FALSE;
}
