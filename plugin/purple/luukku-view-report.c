/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-report.c: a person says of the newest check in a window that it was wrong or missed something.
 * The inbox masks the text; here it is only remembered which check is meant. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "base/luukku-error.h"
#include "purple/luukku-core.h"

#include "purple/luukku-i18n.h"

void
luukku_view_remember (LuukkuView *self, LuukkuVerdict *verdict)
{
  const char *text = verdict != NULL ? luukku_verdict_get_text (verdict) : "";

  /* An entry that has just been emptied, and commands such as the report itself. */
  if (*text == '\0' || *text == '/')
    return;
  luukku_verdict_ref (verdict);
  g_clear_pointer (&self->checked, luukku_verdict_unref);
  self->checked = verdict;
}

void
luukku_view_drop_check (LuukkuView *self)
{
  g_clear_pointer (&self->ahead, luukku_inbox_check_free);
  g_clear_pointer (&self->ahead_text, g_free);
}

gboolean
luukku_view_report_check (LuukkuView *self, LuukkuVerdict *verdict, gboolean missed, const char *note,
                          GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  if (verdict == NULL)
    verdict = self->checked;
  if (inbox == NULL || verdict == NULL) {
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("No reply has been checked in this window yet. Write the reply first, then report."));
    return FALSE;
  }
  if (!luukku_inbox_report_check (inbox, verdict, missed, note, error))
    return FALSE;
  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM,
                    _ ("The report is in the manager's list. Personal data in it is masked."));
  return TRUE;
}
