/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-approval.c: whether the guideline in force is the one that was approved. The file says who approved
 * it and when; the store remembers what the file said on that day, so that a change afterwards does not pass
 * for approved because two old lines still stand in it. It stays in force all the same: the town decides. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-due.h"
#include "inbox/luukku-inbox-private.h"

#define SETTING "pack-approval:%s" /* digest TAB who TAB when */

/* The first sight of an approval is taken for the approved text; a renewed one too. */
static gboolean
is_overtaken (LuukkuInbox *self, LuukkuPack *pack)
{
  g_autofree char *name = g_strdup_printf (SETTING, luukku_pack_get_id (pack));
  g_autofree char *approval =
      g_strdup_printf ("%s\t%s", luukku_pack_get_approved_by (pack), luukku_pack_get_approved_on (pack));
  g_autofree char *now = g_strdup_printf ("%s\t%s", luukku_pack_get_content_digest (pack), approval);
  g_autofree char *known = luukku_store_get_setting (self->store, name, NULL);
  g_autoptr (GError) error = NULL;

  if (known != NULL && g_str_has_suffix (known, approval))
    return !g_str_equal (known, now);
  if (!luukku_store_is_read_only (self->store) && !luukku_store_set_setting (self->store, name, now, &error))
    g_debug ("approval of a pack not kept: code %d", error->code);
  return FALSE;
}

void
luukku_inbox_note_approval (LuukkuInbox *self, LuukkuPack *pack)
{
  g_clear_pointer (&self->approval, g_free);
  if (!luukku_pack_is_approved (pack))
    self->approval = luukku_pack_tell_approval (pack);
  else if (is_overtaken (self, pack))
    self->approval = g_strdup_printf (
        /* TRANSLATORS: name of a guideline pack, who approved it, a date as in the file */
        luukku_tr (
            N_ ("The guideline “%s” is not approved: its file was changed after %s approved it on %s. When "
                "the change has been decided on, renew ApprovedBy and ApprovedOn in the file, and read the "
                "guideline again.")),
        luukku_pack_get_id (pack), luukku_pack_get_approved_by (pack), luukku_pack_get_approved_on (pack));
}

const char *
luukku_inbox_get_approval_problem (LuukkuInbox *self)
{
  return self->approval;
}
