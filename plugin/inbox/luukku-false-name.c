/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-false-name.c: whether somebody writes under a name that is one of ours, or almost, from an account
 * that is not: the accounts and users of the registers. Letters that look alike count as the same. It says
 * nothing of who it really is: a resident may have an employee's name. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-private.h"
#include "store/luukku-store-registers.h"

#include <string.h>

/* Shorter names are like too many others. */
#define MIN_NAME 4
/* From here on, one letter may be another. */
#define MIN_ALMOST 8
#define MAX_NAME 128

/* Letters and figures that are taken for another, as they are after folding. */
static const struct {
  gunichar seen, meant;
} twins[] = {
  { '0', 'o' },    { '1', 'l' },    { 'i', 'l' },    { 0x0131, 'l' }, { 0x0430, 'a' }, { 0x0435, 'e' },
  { 0x043e, 'o' }, { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0445, 'x' }, { 0x0443, 'y' }, { 0x0456, 'l' },
  { 0x043a, 'k' }, { 0x043c, 'm' }, { 0x0442, 't' }, { 0x0432, 'b' }, { 0x043d, 'h' }, { 0x03bf, 'o' },
  { 0x03b1, 'a' }, { 0x03bd, 'v' }, { '5', 's' },    { '3', 'e' },
};

/* Returns: (transfer full): letters and figures of @name alone, each as what it looks like. */
static GArray *
fold (const char *name)
{
  GArray *folded = g_array_new (FALSE, FALSE, sizeof (gunichar));
  g_autofree char *cased = g_utf8_casefold (name, -1);
  g_autofree char *plain = g_utf8_normalize (cased, -1, G_NORMALIZE_ALL);

  for (const char *p = plain; p != NULL && *p != '\0' && folded->len < MAX_NAME; p = g_utf8_next_char (p)) {
    gunichar letter = g_utf8_get_char (p);

    if (!g_unichar_isalnum (letter))
      continue;
    for (guint i = 0; i < G_N_ELEMENTS (twins); i++) {
      if (letter == twins[i].seen) {
        letter = twins[i].meant;
        break;
      }
    }
    g_array_append_val (folded, letter);
  }
  return folded;
}

/* Whether one letter more, less or other makes @one of @other. */
static gboolean
is_almost (const GArray *one, const GArray *other)
{
  const gunichar *a = (const gunichar *) (gpointer) one->data;
  const gunichar *b = (const gunichar *) (gpointer) other->data;
  guint same = 0, same_end = 0, shorter = MIN (one->len, other->len), longer = MAX (one->len, other->len);

  if (longer - shorter > 1)
    return FALSE;
  while (same < shorter && a[same] == b[same])
    same++;
  while (same_end < shorter - same && a[one->len - 1 - same_end] == b[other->len - 1 - same_end])
    same_end++;
  return same + same_end + 1 >= longer;
}

static gboolean
resembles (const GArray *folded, const char *ours, gboolean almost)
{
  g_autoptr (GArray) own = fold (ours != NULL ? ours : "");

  if (own->len < MIN_NAME)
    return FALSE;
  if (own->len == folded->len && memcmp (own->data, folded->data, own->len * sizeof (gunichar)) == 0)
    return TRUE;
  return almost && own->len >= MIN_ALMOST && is_almost (folded, own);
}

/* Whether the name of an account or a user of @registry is @folded; ours by @id never is a false one. */
static gboolean
is_in (LuukkuInbox *inbox, const char *registry, const char *const *fields, const GArray *folded,
       const char *id, gboolean *ret_ours)
{
  g_autoptr (GPtrArray) entries = luukku_store_list_entries (inbox->store, registry, FALSE, NULL);
  gboolean found = FALSE;

  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (entries, i);

    for (guint k = 0; fields[k] != NULL; k++) {
      const char *value = luukku_entry_get (entry, fields[k]);

      if (value != NULL && id != NULL && g_ascii_strcasecmp (value, id) == 0)
        *ret_ours = TRUE;
      found = found || resembles (folded, value, g_str_equal (registry, "accounts"));
    }
  }
  return found;
}

gboolean
luukku_inbox_is_false_name (LuukkuInbox *inbox, const LuukkuMessage *message)
{
  static const char *const of_accounts[] = { "name", "handle", "address", "role-name", "channel", NULL };
  static const char *const of_users[] = { "name", NULL };
  const char *id = luukku_message_get_author_id (message);
  const char *name = luukku_message_get_author_name (message);
  g_autoptr (GArray) folded = fold (name != NULL ? name : id != NULL ? id : "");
  gboolean ours = FALSE, found = FALSE;

  if (folded->len < MIN_NAME)
    return FALSE;
  found = is_in (inbox, "accounts", of_accounts, folded, id, &ours);
  found = is_in (inbox, "users", of_users, folded, id, &ours) || found;
  return found && !ours;
}
