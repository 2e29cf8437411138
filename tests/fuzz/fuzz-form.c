/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-form.c: what a web form may send, on any bytes: at most one message comes out, and it is whole. */
#define G_LOG_DOMAIN "luukku"

#include "form/luukku-form-parse.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autofree char *id = g_utf8_make_valid ((const char *) data, (gssize) MIN (size, 300));
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();

  luukku_form_parse (bytes, id, 0, "form:palaute", 1795000000000000, batch);
  g_assert_cmpuint (batch->messages->len, <=, 1);
  g_assert_cmpuint (batch->threads->len, ==, batch->messages->len);
  g_assert_true (batch->messages->len == 1 || batch->skipped > 0);
  if (batch->messages->len == 1) {
    LuukkuMessage *message = g_ptr_array_index (batch->messages, 0);

    g_assert_cmpstr (luukku_message_get_platform_id (message), !=, "");
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
    g_assert_cmpint (luukku_message_get_sent_at (message), >, 0);
  }
  return 0;
}
