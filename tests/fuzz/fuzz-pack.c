/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-pack.c: any bytes as a guideline pack. Either a pack that can be asked, or at least one problem that
 * says in a sentence what is wrong. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-rules.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
ask (const LuukkuPack *pack)
{
  const LuukkuRuleContext context = { .is_reply = TRUE,
                                      .sender_title = "Neuvoja",
                                      .interface_language = "fi" };
  g_autoptr (LuukkuVerdict) verdict = luukku_rules_check (pack, &context, "Hei 010203-945H");
  g_autofree char *name = luukku_pack_get_text (pack, "Pack", "Name", "sv");
  LuukkuSla sla;

  luukku_pack_get_reply_sla (pack, &sla);
  g_assert_nonnull (name);
  g_assert_cmpint (luukku_verdict_get_severity (verdict), <=, LUUKKU_SEVERITY_BLOCK);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPack) pack =
      luukku_pack_parse ("fuzz.pack", size > 0 ? (const char *) data : "", size, &problems, &error);

  g_assert_true ((pack == NULL) == (problems->len > 0));
  g_assert_true ((pack == NULL) == (error != NULL));
  if (pack != NULL)
    ask (pack);
  return 0;
}
