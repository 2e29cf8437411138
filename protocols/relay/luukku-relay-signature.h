/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-signature.h: was a delivery made by who shares our secret? Pure; over the bytes as received,
 * never over JSON written anew: senders escape "ä" as \u00e4, and another spelling has another digest. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* How far the sender's time may lie from ours, both ways. Source: Standard Webhooks, "Verifying webhook
 * authenticity", which leaves the figure to the receiver and uses 5 minutes in its own libraries. */
#define LUUKKU_RELAY_TOLERANCE (5 * G_TIME_SPAN_MINUTE)

typedef enum {
  LUUKKU_RELAY_GENUINE,
  LUUKKU_RELAY_UNSIGNED, /* a header is missing or has another form */
  LUUKKU_RELAY_FORGED,   /* the digest is another one */
  LUUKKU_RELAY_STALE,    /* signed, but too long ago or in the future */
} LuukkuRelayVerdict;

/* Meta's webhooks: @signature is the header X-Hub-Signature-256, "sha256=" and the hexadecimal HMAC-SHA256 of
 * @body under the app secret. Source: Meta, "Webhooks, Getting Started, Validating payloads". */
LuukkuRelayVerdict luukku_relay_check_meta (const char *secret, const char *signature, GBytes *body)
    G_GNUC_NON_NULL (1, 3);

/* Standard Webhooks 1.0: HMAC-SHA256 of "ID.TIMESTAMP.BODY" in base64, one or more "v1,…" in @signatures
 * apart by spaces. @secret: "whsec_" and base64, or base64 alone. @timestamp: seconds as decimal text. @now:
 * UTC µs. */
LuukkuRelayVerdict luukku_relay_check_standard (const char *secret, const char *id, const char *timestamp,
                                                const char *signatures, GBytes *body, gint64 now)
    G_GNUC_NON_NULL (1, 5);

/* Whether @secret can be used for Standard Webhooks: base64 of 24 to 64 bytes. */
gboolean luukku_relay_is_standard_secret (const char *secret) G_GNUC_NON_NULL (1);

/* Compares without telling by its time where two texts differ. */
gboolean luukku_relay_is_same_secret (const char *a, const char *b);

G_END_DECLS
