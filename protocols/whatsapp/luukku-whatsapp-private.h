/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-whatsapp-private.h: what the files of this folder share about one number. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-relayed.h"
#include "whatsapp/luukku-whatsapp-error.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_WHATSAPP (luukku_whatsapp_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuWhatsapp, luukku_whatsapp, LUUKKU, WHATSAPP, LuukkuHttpAdapter)

struct _LuukkuWhatsapp {
  LuukkuHttpAdapter base;

  LuukkuRelayed *relay;
  LuukkuHttp *media;       /* the host of the files, which wants the token, too */
  char *number;            /* the phone number's id */
  char *template_name;     /* "" when the town has none */
  char *template_language; /* "fi" */
  gboolean tells_read;     /* the town wants residents to know */
  GHashTable *uploaded;    /* idempotency key -> id of the file that is at WhatsApp already (owned) */
  gboolean waits;          /* the next fetch waits at the relay until something comes */
};

/* Returns: (transfer full): "/NUMBER" or "/NUMBER/@what" (nullable). */
char *luukku_whatsapp_path (LuukkuWhatsapp *self, const char *what) G_GNUC_NON_NULL (1);

/* --- luukku-whatsapp-send.c; as LuukkuAdapterClass says */
void luukku_whatsapp_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
