/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-link.h: the parts of a link that tell where it leads; inside this folder only. Pure. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct {
  char *host;   /* small letters, no port, no "www." (owned) */
  char *domain; /* what can be registered: "kuopio.fi" of "asiointi.kuopio.fi" (owned) */
  char *plain;  /* the host with letters of other scripts made Latin; NULL when nothing changed (owned) */
  gboolean userinfo, is_number, is_mixed, is_program;
} LuukkuLink;

/* @text: a link as people type it, with a scheme or without. Returns: (transfer full). */
LuukkuLink *luukku_link_new (const char *text, gsize length) G_GNUC_NON_NULL (1);
void luukku_link_free (LuukkuLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuLink, luukku_link_free)
/* Returns: whether the host is one of @hosts (nullable) or below one. */
gboolean luukku_link_is_below (const LuukkuLink *self, const char *const *hosts) G_GNUC_NON_NULL (1);

G_END_DECLS
