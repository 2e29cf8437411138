/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-thread.c: threads by message ids and correspondents. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-thread.h"

#include <string.h>

#include "base/luukku-digest.h"
#include "base/luukku-text.h"

#define KEY_DIGITS 24
#define CONVERSATION_DIGITS 20
#define CHECK_DIGITS 8
#define MAX_TITLE 300 /* characters */

static gboolean
is_id (const char *start, gsize length)
{
  if (length == 0 || length > LUUKKU_MAIL_MAX_ID)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (start[i]) || start[i] == '<' || start[i] == '>' || start[i] == '"' ||
        start[i] == '\\')
      return FALSE;
  }
  return TRUE;
}

/* A list that is too long loses its middle: the root and the newest are what counts. */
GPtrArray *
luukku_mail_ids_parse (const char *header)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = header != NULL ? strchr (header, '<') : NULL; p != NULL; p = strchr (p, '<')) {
    const char *end = strpbrk (p + 1, "<>");

    if (end == NULL)
      break;
    if (*end == '>' && is_id (p + 1, (gsize) (end - p - 1))) {
      g_ptr_array_add (ids, g_strndup (p + 1, (gsize) (end - p - 1)));
      if (ids->len > LUUKKU_MAIL_MAX_IDS)
        g_ptr_array_remove_index (ids, 1);
    }
    p = *end == '>' ? end + 1 : end;
  }
  return ids;
}

gboolean
luukku_mail_is_address (const char *text)
{
  const char *at = text != NULL ? strrchr (text, '@') : NULL;

  if (at == NULL || at == text || at[1] == '\0' || strlen (text) > LUUKKU_MAIL_MAX_ADDRESS ||
      !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p) || strchr (" <>()[],;:\\\"", *p) != NULL)
      return FALSE;
  }
  return TRUE;
}

char *
luukku_mail_fold_address (const char *address)
{
  g_autofree char *valid = luukku_text_make_valid (address, -1);

  return g_utf8_strdown (valid, -1);
}

/* Returns: (transfer full): @digits hex digits over @first, line feed, @second in lower case. */
static char *
short_digest (const char *first, const char *second, gsize digits)
{
  g_autofree char *address = luukku_mail_fold_address (second);
  g_autofree char *joint = g_strconcat (first, "\n", address, NULL);
  char *digest = luukku_digest_text (joint);

  digest[digits] = '\0';
  return digest;
}

char *
luukku_mail_conversation_id (const char *root, const char *address)
{
  g_autofree char *digest = short_digest (root, address, CONVERSATION_DIGITS);

  return g_strconcat ("t", digest, NULL);
}

static const char *
domain_of (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL ? at + 1 : address;
}

char *
luukku_mail_own_id (const char *idempotency_key, const char *conversation_id, const char *address,
                    const char *own_address)
{
  g_autofree char *key = luukku_digest_text (idempotency_key);
  g_autofree char *check = short_digest (conversation_id, address, CHECK_DIGITS);
  g_autofree char *domain = g_ascii_strdown (domain_of (own_address), -1);

  key[KEY_DIGITS] = '\0';
  return g_strconcat (key, ".", conversation_id, ".", check, "@", domain, NULL);
}

static gboolean
is_hex (const char *text, gsize digits)
{
  return strspn (text, "0123456789abcdef") >= digits;
}

gboolean
luukku_mail_is_own_id (const char *id, const char *own_address)
{
  const char *conversation = id + KEY_DIGITS + 1;
  const gsize length = KEY_DIGITS + 1 + 1 + CONVERSATION_DIGITS + 1 + CHECK_DIGITS;

  return strlen (id) > length + 1 && is_hex (id, KEY_DIGITS) && id[KEY_DIGITS] == '.' &&
         conversation[0] == 't' && is_hex (conversation + 1, CONVERSATION_DIGITS) &&
         conversation[1 + CONVERSATION_DIGITS] == '.' &&
         is_hex (conversation + CONVERSATION_DIGITS + 2, CHECK_DIGITS) && id[length] == '@' &&
         g_ascii_strcasecmp (id + length + 1, domain_of (own_address)) == 0;
}

char *
luukku_mail_conversation_of_own (const char *id, const char *own_address, const char *address)
{
  g_autofree char *conversation = NULL;
  g_autofree char *check = NULL;

  if (!luukku_mail_is_own_id (id, own_address))
    return NULL;
  conversation = g_strndup (id + KEY_DIGITS + 1, CONVERSATION_DIGITS + 1);
  if (address == NULL)
    return g_steal_pointer (&conversation);
  check = short_digest (conversation, address, CHECK_DIGITS);
  return strncmp (id + KEY_DIGITS + CONVERSATION_DIGITS + 3, check, CHECK_DIGITS) == 0
             ? g_steal_pointer (&conversation)
             : NULL;
}

static const char *
skip_prefix (const char *text)
{
  static const char *const prefixes[] = { "re:", "vs:", "sv:", "aw:", "fw:", "fwd:", "vl:", "vb:", "antw:" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    if (g_ascii_strncasecmp (text, prefixes[i], strlen (prefixes[i])) == 0)
      return text + strlen (prefixes[i]);
  }
  return text;
}

char *
luukku_mail_title (const char *subject)
{
  g_autofree char *valid = luukku_text_make_valid (subject != NULL ? subject : "", -1);
  const char *p, *next;

  g_strdelimit (valid, "\r\n\t", ' ');
  for (p = valid + strspn (valid, " "); (next = skip_prefix (p)) != p; p = next + strspn (next, " "))
    ;
  return luukku_text_first_line (p, MAX_TITLE);
}
