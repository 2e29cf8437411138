/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-machine.h: what can honestly be said of the computer that makes a record: is its clock synchronised,
 * since when does it run, what is it called. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gboolean synchronised; /* the kernel's own word */
  gint64 max_error_us;   /* the kernel's bound; with an unsynchronised clock it only grows */
  gint64 boottime_ms;    /* since the start of the machine */
  char boot_id[40];      /* "" when the system does not say */
  char host[65];
} LuukkuMachine;

void luukku_machine_read (LuukkuMachine *ret_machine) G_GNUC_NON_NULL (1);

/* For tests: luukku_machine_read() answers @machine from now on; NULL: the truth again. */
void luukku_machine_pretend (const LuukkuMachine *machine);

G_END_DECLS
