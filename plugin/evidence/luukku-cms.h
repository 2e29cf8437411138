/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-cms.h: the bytes of a detached CMS signature (RFC 5652). Pure.
 *
 * A signature of ours has exactly one form for given certificate, digest, time and signature value. So a
 * checker builds it again and compares: no byte in it can change unseen, and nothing can be hidden in it. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  GBytes *issuer; /* DER of the issuer's name */
  GBytes *serial; /* bytes of the INTEGER */
  GBytes *digest; /* SHA-256 of the content, 32 bytes */
  gint64 at;      /* signing time, UTC µs; whole seconds count */
} LuukkuCms;

/* Returns: (transfer full): DER of the signed attributes as a SET: what the key signs. */
GBytes *luukku_cms_attributes (const LuukkuCms *cms) G_GNUC_NON_NULL (1);
/* @value: ECDSA-Sig-Value in DER. Returns: (transfer full): the whole ContentInfo. */
GBytes *luukku_cms_build (const LuukkuCms *cms, GBytes *value) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
