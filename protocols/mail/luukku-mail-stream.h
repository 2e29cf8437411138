/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-stream.h: one connection to a mail server: bytes in, bytes out, TLS at once or later, each step
 * with a time limit of the injected clock. Errors are LUUKKU_FAULT. Main thread only; one read at a time;
 * writes go out one after another. */
#pragma once

#include <gio/gio.h>

#include "base/luukku-clock.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_MAIL_TLS,      /* from the first byte (RFC 8314) */
  LUUKKU_MAIL_STARTTLS, /* before anything is said that matters; never without */
  LUUKKU_MAIL_OPEN,     /* none: to this machine only */
} LuukkuMailSecurity;

/* Where a server is and who we are there; ref-counted; only its secret changes after it was made. */
typedef struct {
  char *host;
  guint16 port;
  LuukkuMailSecurity security;
  GTlsDatabase *database; /* (ref) (nullable): the system's */
  char *user;
  char *secret;    /* password or OAuth 2 access token (nullable); overwritten when it goes */
  gboolean oauth2; /* XOAUTH2 with the token, instead of PLAIN or LOGIN with the password */
} LuukkuMailServer;

/* Returns: (transfer full): all empty, to be filled. */
LuukkuMailServer *luukku_mail_server_new (void);
LuukkuMailServer *luukku_mail_server_ref (LuukkuMailServer *self) G_GNUC_NON_NULL (1);
void luukku_mail_server_unref (LuukkuMailServer *self);
/* For the next time somebody signs in. @secret: (nullable): copied. */
void luukku_mail_server_set_secret (LuukkuMailServer *self, const char *secret) G_GNUC_NON_NULL (1);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMailServer, luukku_mail_server_unref)

#define LUUKKU_TYPE_MAIL_STREAM (luukku_mail_stream_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuMailStream, luukku_mail_stream, LUUKKU, MAIL_STREAM, GObject)

/* @server, @clock: (transfer none), kept. Returns: (transfer full). */
LuukkuMailStream *luukku_mail_stream_new (LuukkuMailServer *server, LuukkuClock *clock)
    G_GNUC_NON_NULL (1, 2);
/* With LUUKKU_MAIL_TLS it is done when the handshake is. */
void luukku_mail_stream_connect_async (LuukkuMailStream *self, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);
void luukku_mail_stream_start_tls_async (LuukkuMailStream *self, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);
void luukku_mail_stream_write_async (LuukkuMailStream *self, GBytes *bytes, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 2);
/* Of connect, start_tls and write. */
gboolean luukku_mail_stream_finish (LuukkuMailStream *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* @limit: µs, 0: none. Result: (transfer full): some bytes, never none. */
void luukku_mail_stream_read_async (LuukkuMailStream *self, gint64 limit, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);
GBytes *luukku_mail_stream_read_finish (LuukkuMailStream *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Drops the connection. */
void luukku_mail_stream_close (LuukkuMailStream *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): our own end as an address literal (RFC 5321 section 4.1.3), "[127.0.0.1]". */
char *luukku_mail_stream_dup_own_name (LuukkuMailStream *self) G_GNUC_NON_NULL (1);

/* For tests only: makes connections that need no network. Returns: (transfer full) (nullable): NULL: refused.
 */
typedef GIOStream *(*LuukkuMailDialHook) (const char *host, guint16 port);
void luukku_mail_stream_set_dial_hook (LuukkuMailDialHook hook);

G_END_DECLS
