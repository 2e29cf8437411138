/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-machine.c: asks the kernel about the clock (adjtimex), the start (boot id) and the name. It tells
 * the state of the clock, never the time: that comes from LuukkuClock. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-machine.h"

#include "base/luukku-text.h"

#include <string.h>
#include <sys/timex.h>
#include <time.h>

static gboolean pretending;
static LuukkuMachine pretended;

void
luukku_machine_pretend (const LuukkuMachine *machine)
{
  pretending = machine != NULL;
  if (machine)
    pretended = *machine;
}

void
luukku_machine_read (LuukkuMachine *ret_machine)
{
  struct timex clock = { 0 };
  struct timespec since_start = { 0 };
  g_autofree char *boot_id = NULL;
  g_autofree char *host = NULL;

  if (pretending) {
    *ret_machine = pretended;
    return;
  }
  memset (ret_machine, 0, sizeof *ret_machine);
  ret_machine->synchronised = adjtimex (&clock) != TIME_ERROR && !(clock.status & STA_UNSYNC);
  ret_machine->max_error_us = clock.maxerror;
  if (clock_gettime (CLOCK_BOOTTIME, &since_start) == 0)
    ret_machine->boottime_ms = (gint64) since_start.tv_sec * 1000 + since_start.tv_nsec / 1000000;
  if (g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot_id, NULL, NULL))
    g_strlcpy (ret_machine->boot_id, g_strstrip (boot_id), sizeof ret_machine->boot_id);
  host = luukku_text_make_valid (g_get_host_name (), -1);
  g_strlcpy (ret_machine->host, host, sizeof ret_machine->host);
}
