/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-model.c: the values of plugin/model: they copy what they are given, count references, and the tables
 * say what their headers say. */
#include <string.h>

#include <gio/gio.h>

#include "base/luukku-error.h"
#include "model/luukku-batch.h"
#include "model/luukku-case.h"
#include "model/luukku-conversation.h"
#include "model/luukku-fault.h"
#include "model/luukku-finding.h"
#include "model/luukku-message.h"
#include "model/luukku-send-request.h"
#include "model/luukku-sla.h"

#define HOUR G_TIME_SPAN_HOUR
#define BROKEN "a\xff"
#define MENDED "a\xef\xbf\xbd"

/* --- messages */

static void
test_message_copies (void)
{
  g_autoptr (GPtrArray) attachments =
      g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autoptr (GBytes) raw = g_bytes_new_static ("{}", 2);
  char text[] = "hei";
  LuukkuMessageInit init = {
    .channel = "facebook:1",
    .conversation_id = "t_1",
    .platform_id = "m_1",
    .direction = LUUKKU_DIRECTION_OUT_OTHER,
    .author_id = "7",
    .author_name = "Maija",
    .text = text,
    .sent_at = 11,
    .fetched_at = 12,
    .reply_to = "m_0",
    .attachments = attachments,
    .raw = raw,
    .raw_type = "application/json",
  };
  g_autoptr (LuukkuMessage) message = NULL;
  const LuukkuAttachment *attachment;

  g_ptr_array_add (attachments, luukku_attachment_new ("kuva.jpg", "image/jpeg", "https://example.org/x", 5));
  message = luukku_message_new (&init);
  text[0] = 'X';
  g_ptr_array_set_size (attachments, 0);

  g_assert_cmpstr (luukku_message_get_channel (message), ==, "facebook:1");
  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, "t_1");
  g_assert_cmpstr (luukku_message_get_platform_id (message), ==, "m_1");
  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_author_id (message), ==, "7");
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, "Maija");
  g_assert_cmpstr (luukku_message_get_text (message), ==, "hei");
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, 11);
  g_assert_cmpint (luukku_message_get_fetched_at (message), ==, 12);
  g_assert_cmpstr (luukku_message_get_reply_to (message), ==, "m_0");
  g_assert_true (luukku_message_get_raw (message) == raw);
  g_assert_cmpstr (luukku_message_get_raw_type (message), ==, "application/json");
  g_assert_cmpuint (luukku_message_get_attachments (message)->len, ==, 1);
  attachment = luukku_message_get_attachments (message)->pdata[0];
  g_assert_cmpstr (attachment->name, ==, "kuva.jpg");
  g_assert_cmpstr (attachment->media_type, ==, "image/jpeg");
  g_assert_cmpstr (attachment->url, ==, "https://example.org/x");
  g_assert_cmpint (attachment->size, ==, 5);
}

static void
test_message_least (void)
{
  LuukkuMessageInit init = { .channel = "c", .conversation_id = "t", .platform_id = "m" };
  LuukkuMessage *message = luukku_message_new (&init);
  LuukkuMessage *again = luukku_message_ref (message);

  g_assert_true (again == message);
  luukku_message_unref (message);
  g_assert_cmpstr (luukku_message_get_text (again), ==, "");
  g_assert_null (luukku_message_get_author_id (again));
  g_assert_null (luukku_message_get_author_name (again));
  g_assert_null (luukku_message_get_reply_to (again));
  g_assert_null (luukku_message_get_raw (again));
  g_assert_null (luukku_message_get_raw_type (again));
  g_assert_cmpuint (luukku_message_get_attachments (again)->len, ==, 0);
  luukku_message_unref (again);
  luukku_message_unref (NULL);
}

static void
test_message_broken (void)
{
  LuukkuMessageInit init = {
    .channel = BROKEN, .conversation_id = BROKEN, .platform_id = BROKEN, .author_name = BROKEN, .text = BROKEN
  };
  g_autoptr (LuukkuMessage) message = luukku_message_new (&init);
  LuukkuAttachment *attachment = luukku_attachment_new (BROKEN, NULL, NULL, -77);

  g_assert_cmpstr (luukku_message_get_channel (message), ==, MENDED);
  g_assert_cmpstr (luukku_message_get_platform_id (message), ==, MENDED);
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, MENDED);
  g_assert_cmpstr (luukku_message_get_text (message), ==, MENDED);
  g_assert_cmpstr (attachment->name, ==, MENDED);
  g_assert_null (attachment->media_type);
  g_assert_null (attachment->url);
  g_assert_cmpint (attachment->size, ==, -1);
  luukku_attachment_free (attachment);
  luukku_attachment_free (NULL);
}

static void
test_message_boxed (void)
{
  LuukkuMessageInit init = { .channel = "c", .conversation_id = "t", .platform_id = "m" };
  g_autoptr (LuukkuMessage) message = luukku_message_new (&init);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, LUUKKU_TYPE_MESSAGE);
  g_value_set_boxed (&value, message);
  g_assert_true (g_value_get_boxed (&value) == message); /* a reference, not a copy */
}

static void
test_batch (void)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  LuukkuThread *thread = luukku_thread_new ("t_1");
  LuukkuMessageInit init = { .channel = "c", .conversation_id = "t", .platform_id = "m" };

  g_assert_cmpstr (thread->conversation_id, ==, "t_1");
  g_assert_true (thread->can_reply);
  g_assert_cmpint (thread->window_from, ==, G_MAXINT64);
  g_assert_null (thread->resident_id);
  thread->resident_id = g_strdup ("7");
  thread->resident_name = g_strdup ("Maija");
  g_ptr_array_add (batch->threads, thread);
  g_ptr_array_add (batch->messages, luukku_message_new (&init));
  g_assert_null (batch->cursor);
  g_assert_false (batch->more);
  g_assert_cmpuint (batch->skipped, ==, 0);
  batch->cursor = g_strdup ("x");
  luukku_thread_free (NULL);
  luukku_batch_free (NULL);
}

static void
test_snapshots (void)
{
  char name[] = "Maija";
  LuukkuConversationInit conversation_init = {
    .id = 3, .channel = "c", .platform_id = "t", .resident_name = name, .can_reply = TRUE, .language = "fi"
  };
  LuukkuCaseInit case_init = { .id = 4, .number = "LUU-2026-000123", .handler = name, .waiting_since = 9 };
  LuukkuSendRequestInit send_init = {
    .channel = "c", .conversation_id = "t", .text = name, .idempotency_key = "k"
  };
  g_autoptr (LuukkuConversation) conversation = luukku_conversation_new (&conversation_init);
  g_autoptr (LuukkuCase) case_ = luukku_case_new (&case_init);
  g_autoptr (LuukkuSendRequest) request = luukku_send_request_new (&send_init);
  g_autoptr (LuukkuConversation) second_conversation = luukku_conversation_ref (conversation);
  g_autoptr (LuukkuCase) second_case = luukku_case_ref (case_);
  g_autoptr (LuukkuSendRequest) second_request = luukku_send_request_ref (request);

  name[0] = 'X';
  g_assert_cmpstr (luukku_conversation_peek (second_conversation)->resident_name, ==, "Maija");
  g_assert_cmpint (luukku_conversation_peek (second_conversation)->id, ==, 3);
  g_assert_true (luukku_conversation_peek (second_conversation)->can_reply);
  g_assert_null (luukku_conversation_peek (second_conversation)->resident_id);
  g_assert_cmpstr (luukku_case_peek (second_case)->number, ==, "LUU-2026-000123");
  g_assert_cmpstr (luukku_case_peek (second_case)->handler, ==, "Maija");
  g_assert_cmpint (luukku_case_peek (second_case)->waiting_since, ==, 9);
  g_assert_null (luukku_case_peek (second_case)->kind);
  g_assert_cmpstr (luukku_send_request_peek (second_request)->text, ==, "Maija");
  g_assert_cmpstr (luukku_send_request_peek (second_request)->idempotency_key, ==, "k");
  g_assert_null (luukku_send_request_peek (second_request)->resident_id);
  luukku_conversation_unref (NULL);
  luukku_case_unref (NULL);
  luukku_send_request_unref (NULL);
}

/* --- which state follows which */

static void
test_case_states (void)
{
  /* As the table in the header; '-' cannot happen. Rows: new, open, answered, closed. */
  static const char *const expected[] = {
    [LUUKKU_CASE_EVENT_MESSAGE_IN] = "noo-",      [LUUKKU_CASE_EVENT_TAKEN] = "ooo-",
    [LUUKKU_CASE_EVENT_REPLY_DELIVERED] = "aaa-", [LUUKKU_CASE_EVENT_CLOSED] = "ccc-",
    [LUUKKU_CASE_EVENT_REOPENED] = "--oo",        [LUUKKU_CASE_EVENT_ARCHIVED] = "noac",
    [LUUKKU_CASE_EVENT_REPLY_HELD] = "noac",      [LUUKKU_CASE_EVENT_WARNING_PASSED] = "noac",
    [LUUKKU_CASE_EVENT_ORIGINAL_SHOWN] = "noac",
  };

  for (guint event = 0; event < G_N_ELEMENTS (expected); event++) {
    for (guint state = 0; state <= LUUKKU_CASE_CLOSED; state++) {
      LuukkuCaseState next = (LuukkuCaseState) 77;
      gboolean possible = luukku_case_next_state ((LuukkuCaseState) state, (LuukkuCaseEvent) event, &next);

      if (expected[event][state] == '-') {
        g_assert_false (possible);
        g_assert_cmpint (next, ==, 77);
      } else {
        g_assert_true (possible);
        g_assert_cmpint (luukku_case_state_to_string (next)[0], ==, expected[event][state]);
      }
    }
  }
}

/* Numbers that a newer Luukku may have stored */
static void
test_case_unknown (void)
{
  LuukkuCaseState next = LUUKKU_CASE_OPEN;

  g_assert_false (luukku_case_next_state ((LuukkuCaseState) 4, LUUKKU_CASE_EVENT_TAKEN, &next));
  g_assert_false (luukku_case_next_state ((LuukkuCaseState) -1, LUUKKU_CASE_EVENT_TAKEN, &next));
  g_assert_false (luukku_case_next_state (LUUKKU_CASE_NEW, (LuukkuCaseEvent) 1000, &next));
  g_assert_cmpint (next, ==, LUUKKU_CASE_OPEN);
  g_assert_cmpstr (luukku_case_state_to_string ((LuukkuCaseState) 4), ==, "unknown");
  g_assert_cmpstr (luukku_case_event_to_string ((LuukkuCaseEvent) -1), ==, "unknown");
}

/* Stored on disk: these numbers never change. */
static void
test_stored_numbers (void)
{
  g_assert_cmpint (LUUKKU_CASE_CLOSED, ==, 3);
  g_assert_cmpint (LUUKKU_CASE_EVENT_REPLY_DELIVERED, ==, 2);
  g_assert_cmpint (LUUKKU_CASE_EVENT_WARNING_PASSED, ==, 7);
  g_assert_cmpint (LUUKKU_CASE_EVENT_ORIGINAL_SHOWN, ==, 8);
  g_assert_cmpint (LUUKKU_DIRECTION_OUT_OTHER, ==, 2);
  g_assert_cmpint (LUUKKU_ATTACHMENT_REFUSED, ==, 2);
  g_assert_cmpint (LUUKKU_SEVERITY_BLOCK, ==, 3);
  g_assert_cmpstr (luukku_case_state_to_string (LUUKKU_CASE_ANSWERED), ==, "answered");
  g_assert_cmpstr (luukku_case_event_to_string (LUUKKU_CASE_EVENT_REPLY_DELIVERED), ==, "reply-delivered");
  g_assert_cmpstr (luukku_case_event_to_string (LUUKKU_CASE_EVENT_ORIGINAL_SHOWN), ==, "original-shown");
  g_assert_cmpstr (luukku_severity_to_string (LUUKKU_SEVERITY_CONFIRM), ==, "confirm");
  g_assert_cmpstr (luukku_severity_to_string ((LuukkuSeverity) 9), ==, "unknown");
  g_assert_cmpstr (luukku_confidence_to_string (LUUKKU_CONFIDENCE_CERTAIN), ==, "certain");
  g_assert_cmpstr (luukku_confidence_to_string ((LuukkuConfidence) 9), ==, "unknown");
}

/* --- findings */

static void
test_finding_copies (void)
{
  char cue[] = "check-character";
  const char *cues[] = { cue, NULL };
  LuukkuFindingInit init = {
    .rule = "identity-code",
    .kind = "HETU",
    .severity = LUUKKU_SEVERITY_BLOCK,
    .start = 5,
    .end = 2, /* a place never ends before it starts */
    .cues = cues,
    .citation = "004:1",
    .title = "t",
    .message = "m",
  };
  g_autoptr (LuukkuFinding) finding = luukku_finding_new (&init);
  const LuukkuFindingInit *copy = luukku_finding_peek (finding);

  cue[0] = 'X';
  g_assert_cmpstr (copy->rule, ==, "identity-code");
  g_assert_cmpstr (copy->kind, ==, "HETU");
  g_assert_cmpstr (copy->cues[0], ==, "check-character");
  g_assert_null (copy->cues[1]);
  g_assert_cmpuint (copy->start, ==, 5);
  g_assert_cmpuint (copy->end, ==, 5);
  g_assert_null (copy->section);
  g_assert_null (copy->fix);
  luukku_finding_unref (NULL);
}

static void
add_finding (GPtrArray *findings, const char *rule, guint start, LuukkuSeverity severity,
             LuukkuReasonNeed reason)
{
  LuukkuFindingInit init = {
    .rule = rule, .start = start, .end = start + 1, .severity = severity, .reason = reason
  };

  g_ptr_array_add (findings, luukku_finding_new (&init));
}

static const char *
rule_at (const LuukkuVerdict *verdict, guint i)
{
  return luukku_finding_peek (luukku_verdict_get_findings (verdict)->pdata[i])->rule;
}

static void
test_verdict (void)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_finding_unref);
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (LuukkuVerdict) again = NULL;

  add_finding (findings, "late", 9, LUUKKU_SEVERITY_CONFIRM, LUUKKU_REASON_OPTIONAL);
  add_finding (findings, "z-mild", 4, LUUKKU_SEVERITY_ADVICE, LUUKKU_REASON_REQUIRED); /* asks nothing */
  add_finding (findings, "grave", 4, LUUKKU_SEVERITY_CONFIRM, LUUKKU_REASON_NONE);
  add_finding (findings, "mild", 4, LUUKKU_SEVERITY_ADVICE, LUUKKU_REASON_NONE);
  verdict = luukku_verdict_new ("teksti", findings);
  again = luukku_verdict_ref (verdict);
  g_ptr_array_set_size (findings, 0);

  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpint (luukku_verdict_get_reason_need (verdict), ==, LUUKKU_REASON_OPTIONAL);
  g_assert_cmpstr (luukku_verdict_get_text (again), ==, "teksti");
  g_assert_cmpuint (luukku_verdict_get_findings (verdict)->len, ==, 4);
  g_assert_cmpstr (rule_at (verdict, 0), ==, "grave");
  g_assert_cmpstr (rule_at (verdict, 1), ==, "mild");
  g_assert_cmpstr (rule_at (verdict, 2), ==, "z-mild");
  g_assert_cmpstr (rule_at (verdict, 3), ==, "late");
  luukku_verdict_unref (NULL);
}

static void
test_verdict_severities (void)
{
  for (guint severity = LUUKKU_SEVERITY_ADVICE; severity <= LUUKKU_SEVERITY_BLOCK; severity++) {
    g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_finding_unref);
    g_autoptr (LuukkuVerdict) verdict = NULL;

    add_finding (findings, "r", 0, (LuukkuSeverity) severity, LUUKKU_REASON_REQUIRED);
    add_finding (findings, "s", 1, LUUKKU_SEVERITY_ADVICE, LUUKKU_REASON_NONE);
    verdict = luukku_verdict_new ("", findings);
    g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, (int) severity);
    g_assert_cmpint (luukku_verdict_get_reason_need (verdict), ==,
                     severity == LUUKKU_SEVERITY_CONFIRM ? LUUKKU_REASON_REQUIRED : LUUKKU_REASON_NONE);
  }
}

static void
test_verdict_empty (void)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_verdict_new ("", NULL);

  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_PASS);
  g_assert_cmpint (luukku_verdict_get_reason_need (verdict), ==, LUUKKU_REASON_NONE);
  g_assert_cmpuint (luukku_verdict_get_findings (verdict)->len, ==, 0);
}

/* --- faults */

static void
test_fault_info (void)
{
  const LuukkuFaultInfo info = { .retryable = TRUE,
                                 .retry_after = 5,
                                 .ambiguous_send = TRUE,
                                 .http_status = 400,
                                 .platform_code = 613,
                                 .platform_subcode = -2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;
  const LuukkuFaultInfo *got;

  luukku_fault_set (NULL, LUUKKU_FAULT_SERVER, &info, "No.");
  luukku_fault_set (&error, LUUKKU_FAULT_THROTTLED, &info, "Wait for %d minutes.", 3);
  copy = g_error_copy (error);
  g_clear_error (&error);
  g_assert_error (copy, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpstr (copy->message, ==, "Wait for 3 minutes.");
  got = luukku_fault_get_info (copy);
  g_assert_true (got->retryable);
  g_assert_true (got->ambiguous_send);
  g_assert_false (got->gone);
  g_assert_cmpint (got->retry_after, ==, 5);
  g_assert_cmpuint (got->http_status, ==, 400);
  g_assert_cmpint (got->platform_code, ==, 613);
  g_assert_cmpint (got->platform_subcode, ==, -2);
  g_prefix_error (&copy, "Facebook: ");
  g_assert_cmpint (luukku_fault_get_info (copy)->platform_code, ==, 613);
}

static void
test_fault_nothing (void)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");

  luukku_fault_set (&fault, LUUKKU_FAULT_GONE, NULL, "Gone.");
  g_assert_false (luukku_fault_get_info (fault)->gone);
  g_assert_cmpuint (luukku_fault_get_info (fault)->http_status, ==, 0);
  g_assert_false (luukku_fault_get_info (other)->retryable);
}

static void
test_fault_cancelled (void)
{
  g_autoptr (GError) ours = NULL;
  g_autoptr (GError) network = NULL;
  g_autoptr (GError) theirs = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr (GError) other = g_error_new_literal (LUUKKU_ERROR, LUUKKU_FAULT_CANCELLED, "x");

  luukku_fault_set (&ours, LUUKKU_FAULT_CANCELLED, NULL, "Closed.");
  luukku_fault_set (&network, LUUKKU_FAULT_NETWORK, NULL, "No network.");
  g_assert_true (luukku_fault_is_cancelled (ours));
  g_assert_true (luukku_fault_is_cancelled (theirs));
  g_assert_false (luukku_fault_is_cancelled (network));
  g_assert_false (luukku_fault_is_cancelled (other));
  g_assert_false (luukku_fault_is_cancelled (NULL));
}

static void
test_fault_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint kind = 0; kind <= LUUKKU_FAULT_CANCELLED; kind++) {
    const char *name = luukku_fault_kind_to_string ((LuukkuFaultKind) kind);

    g_assert_nonnull (name);
    g_assert_true (g_hash_table_add (seen, (gpointer) name));
  }
  g_assert_cmpstr (luukku_fault_kind_to_string (LUUKKU_FAULT_THROTTLED), ==, "throttled");
  g_assert_cmpstr (luukku_fault_kind_to_string ((LuukkuFaultKind) 99), ==, "unknown");
}

/* --- answer times */

static void
test_sla_state (void)
{
  const LuukkuSla sla = { .target = 48 * HOUR, .warn_at = 36 * HOUR };
  const gint64 since = G_GINT64_CONSTANT (1700000000000000);

  g_assert_cmpint (luukku_sla_due (&sla, since), ==, since + 48 * HOUR);
  g_assert_cmpint (luukku_sla_state (&sla, since, since), ==, LUUKKU_SLA_ON_TIME);
  g_assert_cmpint (luukku_sla_state (&sla, since, since - HOUR), ==, LUUKKU_SLA_ON_TIME);
  g_assert_cmpint (luukku_sla_state (&sla, since, since + 36 * HOUR - 1), ==, LUUKKU_SLA_ON_TIME);
  g_assert_cmpint (luukku_sla_state (&sla, since, since + 36 * HOUR), ==, LUUKKU_SLA_SOON);
  g_assert_cmpint (luukku_sla_state (&sla, since, since + 48 * HOUR), ==, LUUKKU_SLA_SOON);
  g_assert_cmpint (luukku_sla_state (&sla, since, since + 48 * HOUR + 1), ==, LUUKKU_SLA_OVERDUE);
}

static void
test_sla_none (void)
{
  const LuukkuSla no_target = { .target = 0, .warn_at = HOUR };
  const LuukkuSla no_warning = { .target = HOUR, .warn_at = 0 };
  const LuukkuSla endless = { .target = G_MAXINT64, .warn_at = 0 };

  g_assert_cmpint (luukku_sla_due (&no_target, 5), ==, 0);
  g_assert_cmpint (luukku_sla_state (&no_target, 5, G_MAXINT64), ==, LUUKKU_SLA_NONE);
  g_assert_cmpint (luukku_sla_due (&no_warning, 0), ==, 0);
  g_assert_cmpint (luukku_sla_state (&no_warning, 0, 5), ==, LUUKKU_SLA_NONE);
  g_assert_cmpint (luukku_sla_state (&no_warning, 5, 5 + HOUR), ==, LUUKKU_SLA_ON_TIME);
  g_assert_cmpint (luukku_sla_due (&endless, 5), ==, G_MAXINT64);
  g_assert_cmpint (luukku_sla_state (&endless, 5, G_MAXINT64), ==, LUUKKU_SLA_ON_TIME);
}

static void
test_sla_span (void)
{
  static const struct {
    const char *text;
    gint64 expected;
  } cases[] = {
    { "48 hours", 48 * HOUR },
    { "1 hour", HOUR },
    { "7 days", 7 * G_TIME_SPAN_DAY },
    { "1 day", G_TIME_SPAN_DAY },
    { "30 minutes", 30 * G_TIME_SPAN_MINUTE },
    { "2  days", 2 * G_TIME_SPAN_DAY },
    { "immediately", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 span = 77;

    g_assert_true (luukku_sla_parse_span (cases[i].text, &span, &error));
    g_assert_no_error (error);
    g_assert_cmpint (span, ==, cases[i].expected);
  }
}

static void
test_sla_span_refused (void)
{
  static const char *const texts[] = {
    "48",
    "hours",
    "48hours",
    "48 Hours",
    "48 hours ",
    " 48 hours",
    "-1 days",
    "1 month",
    "2 months",
    "2 weeks",
    "0 hours",
    "1.5 hours",
    "99999999999999 days",
    "3654 days",
    "9999999 minutes",
    "soon",
    "Immediately",
    "2 working days",
    "2 days 3 hours",
    "\xff",
    "\u0661 day",
  };
  g_autoptr (GError) none = NULL;
  gint64 span = 77;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (luukku_sla_parse_span (texts[i], &span, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_cmpint (span, ==, 77);
  }
  g_assert_false (luukku_sla_parse_span ("", &span, &none));
  g_assert_no_error (none);
  g_assert_cmpint (span, ==, 77);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/message/copies", test_message_copies);
  g_test_add_func ("/model/message/least", test_message_least);
  g_test_add_func ("/model/message/broken", test_message_broken);
  g_test_add_func ("/model/message/boxed", test_message_boxed);
  g_test_add_func ("/model/batch", test_batch);
  g_test_add_func ("/model/snapshots", test_snapshots);
  g_test_add_func ("/model/case/states", test_case_states);
  g_test_add_func ("/model/case/unknown", test_case_unknown);
  g_test_add_func ("/model/stored-numbers", test_stored_numbers);
  g_test_add_func ("/model/finding/copies", test_finding_copies);
  g_test_add_func ("/model/verdict/sorted", test_verdict);
  g_test_add_func ("/model/verdict/severities", test_verdict_severities);
  g_test_add_func ("/model/verdict/empty", test_verdict_empty);
  g_test_add_func ("/model/fault/info", test_fault_info);
  g_test_add_func ("/model/fault/nothing", test_fault_nothing);
  g_test_add_func ("/model/fault/cancelled", test_fault_cancelled);
  g_test_add_func ("/model/fault/names", test_fault_names);
  g_test_add_func ("/model/sla/state", test_sla_state);
  g_test_add_func ("/model/sla/none", test_sla_none);
  g_test_add_func ("/model/sla/span", test_sla_span);
  g_test_add_func ("/model/sla/span-refused", test_sla_span_refused);
  return g_test_run ();
}
