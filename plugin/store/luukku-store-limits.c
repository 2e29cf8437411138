/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-limits.c: what may go into the store at all. Pure. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-private.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"

static gboolean
fail_too_large (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                    N_ ("This is larger than the store takes. Make it shorter or split it, then try again."));
  return FALSE;
}

gboolean
luukku_store_take_name (const char *name, GError **error)
{
  if (name != NULL && *name != '\0')
    return luukku_store_take_optional (name, error);
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("A name that the store needs is missing. Give it and try again."));
  return FALSE;
}

gboolean
luukku_store_take_optional (const char *name, GError **error)
{
  if (name == NULL || strnlen (name, LUUKKU_STORE_MAX_NAME + 1) <= LUUKKU_STORE_MAX_NAME)
    return TRUE;
  return fail_too_large (error);
}

gboolean
luukku_store_take_text (const char *text, GError **error)
{
  if (text == NULL || strnlen (text, LUUKKU_STORE_MAX_TEXT + 1) <= LUUKKU_STORE_MAX_TEXT)
    return TRUE;
  return fail_too_large (error);
}

gboolean
luukku_store_take_bytes (GBytes *bytes, GError **error)
{
  if (bytes == NULL || g_bytes_get_size (bytes) <= LUUKKU_STORE_MAX_BLOB)
    return TRUE;
  return fail_too_large (error);
}

gboolean
luukku_store_take_digest (const char *digest, GError **error)
{
  if (digest != NULL && luukku_digest_is_valid (digest))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("A digest must be 64 lower-case hexadecimal digits. Copy it again in full."));
  return FALSE;
}

char *
luukku_store_fold (const char *text)
{
  g_autofree char *valid = luukku_text_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (composed != NULL ? composed : valid, -1);
}

gboolean
luukku_store_not_found (GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_NOT_FOUND,
      N_ ("The store has no such conversation, case or message. Refresh the list and try again."));
  return FALSE;
}
