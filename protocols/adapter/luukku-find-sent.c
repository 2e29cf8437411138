/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-find-sent.c: what we sent, by its words and its time. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-find-sent.h"

#include "adapter/luukku-http-adapter.h"

gboolean
luukku_find_is_same_text (const char *shown, const char *sent)
{
  g_autofree char *one = g_strstrip (g_strdup (shown));
  g_autofree char *other = g_strstrip (g_strdup (sent));

  return g_str_equal (one, other);
}

const char *
luukku_find_own_message (const LuukkuBatch *batch, const LuukkuSendRequestInit *reply)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    const LuukkuMessage *message = batch->messages->pdata[i];

    if (luukku_message_get_direction (message) == LUUKKU_DIRECTION_OUT_OTHER &&
        luukku_message_get_sent_at (message) >= reply->queued_at - LUUKKU_FIND_MARGIN &&
        luukku_find_is_same_text (luukku_message_get_text (message), reply->text))
      return luukku_message_get_platform_id (message);
  }
  return NULL;
}
