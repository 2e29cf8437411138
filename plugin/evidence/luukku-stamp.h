/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-stamp.h: time stamps of an outside authority (RFC 3161): the request and the check of the answer.
 * Pure; whoever has a network carries them (POST, "application/timestamp-query"). Only a digest leaves. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

#define LUUKKU_STAMP_MAX_REPLY 65536 /* bytes; a token with its certificates has a few thousand */

/* @nonce: not 0. Returns: (transfer full): TimeStampReq in DER, certificates asked for. */
LUUKKU_API GBytes *luukku_stamp_request (GBytes *content, guint64 nonce) G_GNUC_NON_NULL (1);
/* Returns: a random number that is not 0. */
guint64 luukku_stamp_new_nonce (void);
/* Out of a request of ours. Returns: FALSE when it is none. */
gboolean luukku_stamp_read_nonce (GBytes *request, guint64 *ret_nonce) G_GNUC_NON_NULL (1, 2);
/* Checks a TimeStampResp over @content: granted, our imprint, our nonce (0: any), signed by a certificate for
 * time stamping that was valid at that time and leads to @authority (PEM). *@ret_time: (out) (optional): UTC
 * µs. FALSE with UNVERIFIED, TOO_LARGE or DAMAGED and what is wrong. */
LUUKKU_API gboolean luukku_stamp_check (GBytes *reply, GBytes *content, guint64 nonce, GBytes *authority,
                                        gint64 *ret_time, GError **error) G_GNUC_NON_NULL (1, 2, 4);

G_END_DECLS
