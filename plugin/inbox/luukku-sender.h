/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sender.h: how the inbox reaches a platform; it declares what it needs, the purple glue implements it
 * on an adapter. Main thread; errors are LUUKKU_FAULT. After a channel was removed no call is made and
 * answers are ignored. */
#pragma once

#include <gio/gio.h>

#include "base/luukku-macros.h"
#include "model/luukku-act.h"
#include "model/luukku-fault.h"
#include "model/luukku-message.h"
#include "model/luukku-send-request.h"
#include "model/luukku-service.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_SENDER (luukku_sender_get_type ())
LUUKKU_API
G_DECLARE_INTERFACE (LuukkuSender, luukku_sender, LUUKKU, SENDER, GObject)

struct _LuukkuSenderInterface {
  GTypeInterface parent_iface;
  /* MUST. Result: (transfer full) the platform's id. */
  void (*send_async) (LuukkuSender *self, LuukkuSendRequest *request, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data);
  char *(*send_finish) (LuukkuSender *self, GAsyncResult *result, GError **error);
  /* MAY. Result: (transfer full) the platform's id; NULL without @error: it certainly did not arrive. */
  void (*find_sent_async) (LuukkuSender *self, LuukkuSendRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
  char *(*find_sent_finish) (LuukkuSender *self, GAsyncResult *result, GError **error);
  /* MAY. Result: (transfer full). */
  void (*fetch_attachment_async) (LuukkuSender *self, const LuukkuAttachment *attachment,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  GBytes *(*fetch_attachment_finish) (LuukkuSender *self, GAsyncResult *result, GError **error);
  /* MAY: whether the channel can do acts of @kind by itself; otherwise a person does them at the platform. */
  gboolean (*can_act) (LuukkuSender *self, LuukkuActKind kind);
  /* MAY. What is done already counts as done. */
  void (*act_async) (LuukkuSender *self, LuukkuAct *act, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data);
  gboolean (*act_finish) (LuukkuSender *self, GAsyncResult *result, GError **error);
  /* MAY: whether send_async() also reaches people who have not written: to an address as resident_id, in a
   * conversation that does not exist yet. */
  gboolean (*can_write_first) (LuukkuSender *self);
  /* MAY: whether send_async() makes new requests (model/luukku-service.h); with list_services_async(): what
   * it takes. Result: (transfer full) LuukkuService. */
  gboolean (*can_forward) (LuukkuSender *self);
  void (*list_services_async) (LuukkuSender *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data);
  GPtrArray *(*list_services_finish) (LuukkuSender *self, GAsyncResult *result, GError **error);
  /* MAY: bytes that the files of one reply may have together, 0: the channel takes none. */
  guint64 (*get_max_files) (LuukkuSender *self);
  /* MAY, where each file is a message of its own: how many characters of text go in one with a file of
   * @media_type; -1: text and files are one message. */
  int (*get_max_caption) (LuukkuSender *self, const char *media_type);
  /* MAY: FALSE with the sentence why @file of @size bytes cannot go to somebody who wrote last at
   * @last_resident_at (UTC µs). */
  gboolean (*check_file) (LuukkuSender *self, const char *name, const char *media_type, guint64 size,
                          gint64 last_resident_at, GError **error);
};

G_END_DECLS
