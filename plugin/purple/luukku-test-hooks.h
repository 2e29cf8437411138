/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-test-hooks.h: what only tests may do; offered only when LUUKKU_TEST=1 is in the environment. */
#pragma once

#include <glib.h>

#include "base/luukku-clock.h"

G_BEGIN_DECLS

#define LUUKKU_TEST_HOOKS_CALL "luukku-test-hooks"

typedef struct {
  void (*set_clock) (LuukkuClock *clock); /* before anything is opened; kept */
  void (*use_memory_tokens) (void);       /* no keyring; forgets what was kept */
  void (*close_inbox) (void);             /* all accounts offline: as after the program's end */
  guint (*count_unasked) (void);
} LuukkuTestHooks;

G_END_DECLS
