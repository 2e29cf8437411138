/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-gate.c: what passes, what is held, and that a person's decision is about one text to one person, once.
 */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-gate.h"

#include "base/luukku-digest.h"
#include "luukku-inbox-fixture.h"

#define CODE "131052-308T"
#define UNSIGNED "The library opens at ten."

static const LuukkuRuleContext reply_context = {
  .channel = FIXTURE_CHANNEL,
  .is_reply = TRUE,
  .sender_title = "Palveluneuvoja",
  .sender_first_name = "Minna",
  .interface_language = "en",
};

static LuukkuGate *
gate_new (void)
{
  g_autoptr (LuukkuPack) pack = fixture_pack (1);
  LuukkuGate *gate = luukku_gate_new ();

  luukku_gate_set_pack (gate, pack);
  return gate;
}

/* Returns: whether @text gets a permit. */
static gboolean
passes (LuukkuGate *gate, const LuukkuRuleContext *context, const char *who, const char *text)
{
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (LuukkuPermit) permit = luukku_gate_pass (gate, context, who, text, &verdict);

  g_assert_nonnull (verdict);
  g_assert_cmpstr (luukku_verdict_get_text (verdict), ==, text);
  if (permit != NULL)
    g_assert_cmpstr (luukku_permit_get_text (permit), ==, text);
  return permit != NULL;
}

static void
approve (LuukkuGate *gate, const char *who, const char *text, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuVerdict) verdict = luukku_gate_check (gate, &reply_context, text);

  luukku_gate_approve (gate, FIXTURE_CHANNEL, who, verdict, reason, &error);
  g_assert_no_error (error);
}

static void
test_no_pack (void)
{
  g_autoptr (LuukkuGate) gate = luukku_gate_new ();
  g_autoptr (LuukkuVerdict) verdict = luukku_gate_check (gate, &reply_context, "Hello");
  const LuukkuFindingInit *finding =
      luukku_finding_peek (g_ptr_array_index (luukku_verdict_get_findings (verdict), 0));

  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_cmpstr (finding->rule, ==, "no-pack");
  g_assert_nonnull (strstr (finding->message, "Choose one"));
  g_assert_false (passes (gate, &reply_context, "r", "Hello"));
  g_assert_false (luukku_gate_approve (gate, FIXTURE_CHANNEL, "r", verdict, "because", NULL));
  g_assert_false (passes (gate, &reply_context, "r", "Hello"));
}

static void
test_clean (void)
{
  g_autoptr (LuukkuGate) gate = gate_new ();
  g_autoptr (LuukkuPermit) permit =
      luukku_gate_pass (gate, &reply_context, "r", UNSIGNED FIXTURE_SIGNATURE, NULL);
  g_autofree char *rules = NULL;

  g_assert_nonnull (permit);
  rules = luukku_permit_get_rules (permit);
  g_assert_cmpstr (rules, ==, "");
  g_assert_null (luukku_permit_get_reason (permit));
}

static void
test_block (void)
{
  g_autoptr (LuukkuGate) gate = gate_new ();
  g_autoptr (LuukkuVerdict) verdict = luukku_gate_check (gate, &reply_context, "Your code is " CODE);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_false (luukku_gate_approve (gate, FIXTURE_CHANNEL, "r", verdict, "I want to", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_null (strstr (error->message, CODE));
  g_assert_false (passes (gate, &reply_context, "r", "Your code is " CODE));
}

static void
test_one_shot (void)
{
  g_autoptr (LuukkuGate) gate = gate_new ();

  g_assert_false (passes (gate, &reply_context, "r", UNSIGNED));
  approve (gate, "r", UNSIGNED, "Signed in the picture");
  g_assert_true (passes (gate, &reply_context, "r", UNSIGNED));
  g_assert_false (passes (gate, &reply_context, "r", UNSIGNED));
}

static void
test_exact (void)
{
  static const LuukkuRuleContext other_channel = { .channel = "fake:2", .is_reply = TRUE };
  g_autoptr (LuukkuGate) gate = gate_new ();

  approve (gate, "r", UNSIGNED, "Signed in the picture");
  g_assert_false (passes (gate, &reply_context, "r", UNSIGNED " "));
  g_assert_false (passes (gate, &reply_context, "R", UNSIGNED));
  g_assert_false (passes (gate, &other_channel, "r", UNSIGNED));
  g_assert_true (passes (gate, &reply_context, "r", UNSIGNED));
}

static void
test_other_pack (void)
{
  g_autoptr (LuukkuGate) gate = gate_new ();
  g_autoptr (LuukkuPack) same = fixture_pack (1);
  g_autoptr (LuukkuPack) other = fixture_pack (2);

  approve (gate, "r", UNSIGNED, "Signed in the picture");
  luukku_gate_set_pack (gate, same);
  g_assert_true (passes (gate, &reply_context, "r", UNSIGNED));
  approve (gate, "r", UNSIGNED, "Signed in the picture");
  luukku_gate_set_pack (gate, other);
  g_assert_false (passes (gate, &reply_context, "r", UNSIGNED));
  luukku_gate_set_pack (gate, same);
  g_assert_false (passes (gate, &reply_context, "r", UNSIGNED));
}

/* A verdict without a question must leave nothing behind that lets a question by later. */
static void
test_approval_of_nothing (void)
{
  static const LuukkuRuleContext first_message = { .channel = FIXTURE_CHANNEL, .is_reply = FALSE };
  g_autoptr (LuukkuGate) gate = gate_new ();
  g_autoptr (LuukkuVerdict) verdict = luukku_gate_check (gate, &first_message, UNSIGNED);

  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_PASS);
  g_assert_true (luukku_gate_approve (gate, FIXTURE_CHANNEL, "r", verdict, NULL, NULL));
  g_assert_false (passes (gate, &reply_context, "r", UNSIGNED));
}

static void
test_withdraw (void)
{
  g_autoptr (LuukkuGate) gate = gate_new ();

  approve (gate, "r", UNSIGNED, "Signed in the picture");
  luukku_gate_withdraw (gate, FIXTURE_CHANNEL, "r", UNSIGNED);
  g_assert_false (passes (gate, &reply_context, "r", UNSIGNED));
}

/* The oldest decision goes first when more than the limit wait. */
static void
test_bounded (void)
{
  g_autoptr (LuukkuGate) gate = gate_new ();

  for (guint i = 0; i < 65; i++) {
    g_autofree char *who = g_strdup_printf ("r%u", i);

    approve (gate, who, UNSIGNED, "Signed in the picture");
  }
  g_assert_false (passes (gate, &reply_context, "r0", UNSIGNED));
  g_assert_true (passes (gate, &reply_context, "r1", UNSIGNED));
  g_assert_true (passes (gate, &reply_context, "r64", UNSIGNED));
}

static void
refused_reason (LuukkuGate *gate, const char *reason, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuVerdict) verdict = luukku_gate_check (gate, &reply_context, UNSIGNED);

  g_assert_false (luukku_gate_approve (gate, FIXTURE_CHANNEL, "r", verdict, reason, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, expected));
  g_assert_null (strstr (error->message, CODE));
}

static void
test_reason (void)
{
  g_autoptr (LuukkuGate) gate = gate_new ();
  g_autofree char *longest = g_strnfill (LUUKKU_GATE_MAX_REASON, 'x');
  g_autofree char *longer = g_strnfill (LUUKKU_GATE_MAX_REASON + 1, 'x');

  refused_reason (gate, NULL, "needs a reason");
  refused_reason (gate, " \n\t", "needs a reason");
  refused_reason (gate, longer, "too long");
  refused_reason (gate, "Resident " CODE " asked", "without the code");
  g_assert_false (passes (gate, &reply_context, "r", UNSIGNED));
  approve (gate, "r", UNSIGNED, longest);
  g_assert_true (passes (gate, &reply_context, "r", UNSIGNED));
}

static void
test_permit_json (void)
{
  g_autoptr (LuukkuGate) gate = gate_new ();
  g_autoptr (LuukkuPermit) permit = NULL;
  g_autofree char *json = NULL;
  g_autofree char *digest = luukku_digest_text (UNSIGNED);
  g_autofree char *expected = NULL;

  approve (gate, "r", UNSIGNED, "  Signed in the picture ");
  permit = luukku_gate_pass (gate, &reply_context, "r", UNSIGNED, NULL);
  g_assert_nonnull (permit);
  json = luukku_permit_to_json (permit);
  expected =
      g_strdup_printf ("{\"pack\":\"testtown\",\"pack_digest\":\"%s\",\"reason\":\"Signed in the picture\","
                       "\"rules\":[\"signature\"],\"text_digest\":\"%s\",\"verdict\":\"confirm\","
                       "\"version\":\"2026-11-21.1\"}",
                       luukku_pack_get_digest (luukku_gate_get_pack (gate)), digest);
  g_assert_cmpstr (json, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/gate/no-pack", test_no_pack);
  g_test_add_func ("/inbox/gate/clean", test_clean);
  g_test_add_func ("/inbox/gate/block", test_block);
  g_test_add_func ("/inbox/gate/one-shot", test_one_shot);
  g_test_add_func ("/inbox/gate/exact", test_exact);
  g_test_add_func ("/inbox/gate/other-pack", test_other_pack);
  g_test_add_func ("/inbox/gate/approval-of-nothing", test_approval_of_nothing);
  g_test_add_func ("/inbox/gate/withdraw", test_withdraw);
  g_test_add_func ("/inbox/gate/bounded", test_bounded);
  g_test_add_func ("/inbox/gate/reason", test_reason);
  g_test_add_func ("/inbox/gate/permit-json", test_permit_json);
  return g_test_run ();
}
