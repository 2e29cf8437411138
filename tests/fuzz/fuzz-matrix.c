/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-matrix.c: the Matrix parsers on any bytes, every document as every kind of answer. */
#define G_LOG_DOMAIN "luukku"

#include <stdint.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "matrix/luukku-matrix-error.h"
#include "matrix/luukku-matrix-parse.h"
#include "matrix/luukku-matrix-text.h"

#define USER "@kirjaamo:kunta.example"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_batch (const LuukkuBatch *batch)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];
    g_autofree char *user = NULL;
    g_autofree char *room =
        luukku_matrix_conversation_read (luukku_message_get_conversation_id (message), &user);

    g_assert_nonnull (room);
    g_assert_true (luukku_matrix_is_event (luukku_message_get_platform_id (message)) ||
                   g_str_has_prefix (luukku_message_get_platform_id (message), "invite:!"));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
    g_assert_cmpint (luukku_message_get_sent_at (message), >, 0);
  }
}

/* In the order in which a fetch asks. */
static void
parse_sync (JsonNode *root, LuukkuMatrixPlace *place)
{
  g_autoptr (LuukkuMatrixCursor) cursor = luukku_matrix_cursor_read ("m1 s1");
  g_autoptr (GPtrArray) unknown = NULL, invites = NULL;
  g_autofree char *next = NULL, *text = NULL;

  if (!luukku_matrix_sync_learn (root, place, &next, &unknown, NULL))
    return;
  g_assert_true (luukku_matrix_sync_learn_whole (root, place, unknown, NULL));
  luukku_matrix_sync_read (root, place, cursor);
  invites = luukku_matrix_sync_list_invites (root, USER, FALSE);
  for (guint i = 0; i < invites->len; i++)
    luukku_matrix_sync_read_invite (root, place, invites->pdata[i]);
  for (guint i = 0; i < place->edits->len; i++)
    luukku_matrix_parse_original (root, place, place->edits->pdata[i]);
  text = luukku_matrix_cursor_write (cursor);
  g_assert_cmpuint (cursor->gaps->len, <=, LUUKKU_MATRIX_MAX_GAPS);
}

static void
parse_all (JsonNode *root)
{
  g_autoptr (GHashTable) rooms = luukku_matrix_rooms_new ();
  g_autoptr (GHashTable) known = luukku_matrix_known_new ();
  LuukkuMatrixPlace place = {
    .user = USER, .channel = "matrix:x", .fetched_at = 1795000000000000, .rooms = rooms, .known = known
  };
  g_autofree char *token = NULL, *sent = NULL, *name = NULL, *address = NULL;
  g_autoptr (GBytes) list = luukku_matrix_write_ignored (root, "@matti:x", TRUE);
  gboolean far_enough = FALSE;
  gint64 oldest = 0;

  luukku_matrix_place_begin (&place);
  parse_sync (root, &place);
  luukku_matrix_parse_page (root, &place, "!r:x", &token, &oldest, NULL);
  check_batch (place.batch);
  luukku_matrix_place_end (&place);
  sent = luukku_matrix_find_sent (root, USER, "luukku-1", "Hei", 1795000000000000, &far_enough);
  name = luukku_matrix_parse_string (root, "displayname", NULL);
  address = luukku_matrix_parse_homeserver (root);
  g_assert_true (address == NULL || g_str_has_prefix (address, "http"));
  luukku_matrix_parse_versions (root);
  luukku_matrix_parse_member_count (root);
  luukku_matrix_may_ban (root, USER, "@matti:x");
}

static void
parse_text (const char *text)
{
  g_autoptr (LuukkuMatrixCursor) cursor = luukku_matrix_cursor_read (text);
  g_autofree char *one = luukku_matrix_cursor_write (cursor);
  g_autoptr (LuukkuMatrixCursor) again = luukku_matrix_cursor_read (one);
  g_autofree char *other = luukku_matrix_cursor_write (again);
  g_autofree char *rest = luukku_matrix_text_trim_quote (text);
  g_autofree char *media = luukku_matrix_media_path (text);

  g_assert_cmpstr (one, ==, other);
  g_assert_true (g_str_has_suffix (text, rest));
  g_assert_true (media == NULL || strstr (media, "..") == NULL || strchr (media, '/') > strstr (media, ".."));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint statuses[] = { 200, 401, 403, 404, 429, 503 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);

  parse_text (text);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (LuukkuResponse) response = luukku_response_new (statuses[i], NULL, bytes, 0);
    const LuukkuHttpAnswer answer = { .response = response, .root = root, .status = statuses[i] };
    g_autoptr (GError) error = NULL, signing = NULL, finding = NULL;

    g_assert_true (luukku_matrix_check (&answer, &error) == (error == NULL));
    g_assert_true (luukku_matrix_check_sign_in (&answer, &signing) == (signing == NULL));
    g_assert_true (luukku_matrix_check_discovery (&answer, &finding) == (finding == NULL));
  }
  if (root != NULL)
    parse_all (root);
  return 0;
}
