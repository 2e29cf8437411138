/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-gate.c: checks a text by the pack in force, keeps the decisions of people until the text they are
 * about comes by, and makes permits. A permit is made nowhere else. It keeps no text: an approval knows its
 * text by digest only. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-gate.h"

#include "base/luukku-canonical.h"
#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "detect/luukku-detect.h"

#include <string.h>

#define MAX_APPROVALS 64 /* decisions that wait for their text; the oldest is dropped */
#define NO_PACK_RULE "no-pack"

/* One decision of a person, good for one sending of one text. */
typedef struct {
  char *channel;
  char *who;
  char *text_digest;
  char *pack_digest;
  char **rules; /* what the person saw and passed; a rule that appears later was not passed */
  char *reason; /* (nullable) */
} Approval;

struct _LuukkuGate {
  GObject parent_instance;

  LuukkuPack *pack;  /* (ref) (nullable) */
  GQueue *approvals; /* Approval (owned), oldest first */
};

G_DEFINE_FINAL_TYPE (LuukkuGate, luukku_gate, G_TYPE_OBJECT)

struct _LuukkuPermit {
  char *text;
  char *reason; /* (nullable) */
  char *pack;
  char *version;
  char *pack_digest;
  LuukkuSeverity verdict;
  char **rules; /* passed by decision, NULL-terminated */
  char **ticks; /* boxes that the writer ticked, NULL-terminated */
  char **files; /* SHA-256 of what goes along, NULL-terminated */
};

/* --- approvals */
static void
approval_free (Approval *self)
{
  g_free (self->channel);
  g_free (self->who);
  g_free (self->text_digest);
  g_free (self->pack_digest);
  g_strfreev (self->rules);
  g_free (self->reason);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Approval, approval_free)

/* Returns: (transfer full): ids of the rules of @verdict that a person must pass, each once, NULL-terminated.
 */
static char **
confirm_rules (const LuukkuVerdict *verdict)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (finding->severity == LUUKKU_SEVERITY_CONFIRM && finding->rule != NULL &&
        !g_ptr_array_find_with_equal_func (rules, finding->rule, g_str_equal, NULL))
      g_ptr_array_add (rules, g_strdup (finding->rule));
  }
  g_ptr_array_add (rules, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&rules), FALSE);
}

static const char *
pack_digest (LuukkuGate *self)
{
  return self->pack != NULL ? luukku_pack_get_digest (self->pack) : "";
}

/* Returns: (transfer full) (nullable): the approval of @text for (@channel, @who), taken out of the queue. */
static Approval *
take_approval (LuukkuGate *self, const char *channel, const char *who, const char *text)
{
  g_autofree char *digest = luukku_digest_text (text);

  for (GList *at = self->approvals->head; at != NULL; at = at->next) {
    Approval *approval = at->data;

    if (g_str_equal (approval->channel, channel) && g_str_equal (approval->who, who) &&
        g_str_equal (approval->text_digest, digest) &&
        g_str_equal (approval->pack_digest, pack_digest (self))) {
      g_queue_delete_link (self->approvals, at);
      return approval;
    }
  }
  return NULL;
}

/* Returns: whether @approval covers everything that @verdict asks a person about. */
static gboolean
approval_covers (const Approval *approval, const LuukkuVerdict *verdict, char **rules)
{
  for (guint i = 0; rules[i] != NULL; i++) {
    if (!g_strv_contains ((const char *const *) approval->rules, rules[i]))
      return FALSE;
  }
  return luukku_verdict_get_reason_need (verdict) != LUUKKU_REASON_REQUIRED || approval->reason != NULL;
}

/* Returns: (transfer full) (nullable): @reason without spaces around it; FALSE with @error when it cannot be
 * kept. */
static gboolean
clean_reason (const char *reason, LuukkuReasonNeed need, char **ret_reason, GError **error)
{
  static const char *const kinds[] = { "HETU", NULL };
  g_autofree char *clean = luukku_text_make_valid (reason != NULL ? reason : "", -1);
  g_autoptr (GArray) hits = NULL;

  g_strstrip (clean);
  if (*clean == '\0') {
    if (need == LUUKKU_REASON_REQUIRED) {
      luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                        N_ ("This reply needs a reason before it can be sent. Write in one sentence why."));
      return FALSE;
    }
    *ret_reason = NULL;
    return TRUE;
  }
  if (luukku_text_length (clean) > LUUKKU_GATE_MAX_REASON) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The reason is too long: at most %d characters. Say it in one sentence."),
                      LUUKKU_GATE_MAX_REASON);
    return FALSE;
  }
  /* The reason stands in the supervisor's report: it must not carry what the gate keeps out of replies. */
  hits = luukku_detect (clean, kinds);
  if (hits->len > 0) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("The reason has a personal identity code in it. Write the reason without the code."));
    return FALSE;
  }
  *ret_reason = g_steal_pointer (&clean);
  return TRUE;
}

/* --- GObject */
static void
clear_approvals (LuukkuGate *self)
{
  g_queue_clear_full (self->approvals, (GDestroyNotify) approval_free);
}

static void
luukku_gate_finalize (GObject *object)
{
  LuukkuGate *self = LUUKKU_GATE (object);

  clear_approvals (self);
  g_queue_free (self->approvals);
  g_clear_pointer (&self->pack, luukku_pack_unref);
  G_OBJECT_CLASS (luukku_gate_parent_class)->finalize (object);
}

static void
luukku_gate_class_init (LuukkuGateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_gate_finalize;
}

static void
luukku_gate_init (LuukkuGate *self)
{
  self->approvals = g_queue_new ();
}

LuukkuGate *
luukku_gate_new (void)
{
  return g_object_new (LUUKKU_TYPE_GATE, NULL);
}

void
luukku_gate_set_pack (LuukkuGate *self, LuukkuPack *pack)
{
  LuukkuPack *old = self->pack;
  gboolean same = old != NULL && pack != NULL &&
                  g_strcmp0 (luukku_pack_get_digest (old), luukku_pack_get_digest (pack)) == 0;

  self->pack = pack != NULL ? luukku_pack_ref (pack) : NULL;
  if (old != NULL)
    luukku_pack_unref (old);
  if (!same)
    clear_approvals (self);
}

LuukkuPack *
luukku_gate_get_pack (LuukkuGate *self)
{
  return self->pack;
}

/* --- checking */
static LuukkuVerdict *
verdict_without_pack (const char *text)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_finding_unref);
  const LuukkuFindingInit init = {
    .rule = NO_PACK_RULE,
    .kind = "NO-PACK",
    .severity = LUUKKU_SEVERITY_BLOCK,
    .confidence = LUUKKU_CONFIDENCE_CERTAIN,
    .title = luukku_tr (N_ ("No guideline in use")),
    .message =
        luukku_tr (N_ ("Nothing can be sent, because no guideline is in use to check it by. Choose one "
                       "in the settings of the plugin “Luukku” (Tools, Plugins).")),
  };

  g_ptr_array_add (findings, luukku_finding_new (&init));
  return luukku_verdict_new (text, findings);
}

LuukkuVerdict *
luukku_gate_check (LuukkuGate *self, const LuukkuRuleContext *context, const char *text)
{
  if (self->pack == NULL)
    return verdict_without_pack (text);
  return luukku_rules_check (self->pack, context, text);
}

gboolean
luukku_gate_approve (LuukkuGate *self, const char *channel, const char *who, LuukkuVerdict *verdict,
                     const char *reason, GError **error)
{
  const char *text = luukku_verdict_get_text (verdict);
  g_autofree char *clean = NULL;
  Approval *approval = NULL;

  if (luukku_verdict_get_severity (verdict) == LUUKKU_SEVERITY_BLOCK) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("This text cannot be sent as it is. Change the marked place and send it again."));
    return FALSE;
  }
  if (luukku_verdict_get_severity (verdict) != LUUKKU_SEVERITY_CONFIRM)
    return TRUE; /* nothing to decide: it would lie about and let a later text with other findings by */
  if (!clean_reason (reason, luukku_verdict_get_reason_need (verdict), &clean, error))
    return FALSE;

  luukku_gate_withdraw (self, channel, who, text);
  approval = g_new0 (Approval, 1);
  approval->channel = g_strdup (channel);
  approval->who = g_strdup (who);
  approval->text_digest = luukku_digest_text (text);
  approval->pack_digest = g_strdup (pack_digest (self));
  approval->rules = confirm_rules (verdict);
  approval->reason = g_steal_pointer (&clean);
  g_queue_push_tail (self->approvals, approval);
  while (g_queue_get_length (self->approvals) > MAX_APPROVALS)
    approval_free (g_queue_pop_head (self->approvals));
  return TRUE;
}

void
luukku_gate_withdraw (LuukkuGate *self, const char *channel, const char *who, const char *text)
{
  g_autoptr (Approval) approval = take_approval (self, channel, who, text);
}

void
luukku_gate_forget (LuukkuGate *self, const char *channel, const char *who)
{
  for (GList *at = self->approvals->head, *next = NULL; at != NULL; at = next) {
    Approval *approval = at->data;

    next = at->next;
    if (!g_str_equal (approval->channel, channel) || !g_str_equal (approval->who, who))
      continue;
    g_queue_delete_link (self->approvals, at);
    approval_free (approval);
  }
}

/* --- permits */
static LuukkuPermit *
permit_new (LuukkuGate *self, const LuukkuRuleContext *context, const LuukkuVerdict *verdict, char **rules,
            const char *reason)
{
  static const char *const none[] = { NULL };
  LuukkuPermit *permit = g_new0 (LuukkuPermit, 1);

  permit->text = g_strdup (luukku_verdict_get_text (verdict));
  permit->reason = g_strdup (reason);
  permit->pack = g_strdup (luukku_pack_get_id (self->pack));
  permit->version = g_strdup (luukku_pack_get_version (self->pack));
  permit->pack_digest = g_strdup (luukku_pack_get_digest (self->pack));
  permit->verdict = luukku_verdict_get_severity (verdict);
  permit->rules = g_strdupv (rules);
  permit->ticks = g_strdupv ((char **) (context->ticks != NULL ? context->ticks : none));
  permit->files = g_strdupv ((char **) (context->files != NULL ? context->files : none));
  return permit;
}

LuukkuPermit *
luukku_gate_pass (LuukkuGate *self, const LuukkuRuleContext *context, const char *who, const char *text,
                  LuukkuVerdict **ret_verdict)
{
  const char *channel = context->channel != NULL ? context->channel : "";
  g_autoptr (LuukkuVerdict) verdict = luukku_gate_check (self, context, text);
  g_autoptr (Approval) approval = take_approval (self, channel, who, text);
  LuukkuSeverity severity = luukku_verdict_get_severity (verdict);
  g_auto (GStrv) rules = confirm_rules (verdict);
  LuukkuPermit *permit = NULL;

  if (self->pack != NULL && severity < LUUKKU_SEVERITY_CONFIRM)
    permit = permit_new (self, context, verdict, rules, NULL);
  else if (self->pack != NULL && severity == LUUKKU_SEVERITY_CONFIRM && approval != NULL &&
           approval_covers (approval, verdict, rules))
    permit = permit_new (self, context, verdict, rules, approval->reason);
  if (ret_verdict != NULL)
    *ret_verdict = g_steal_pointer (&verdict);
  return permit;
}

void
luukku_permit_free (LuukkuPermit *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->reason);
  g_free (self->pack);
  g_free (self->version);
  g_free (self->pack_digest);
  g_strfreev (self->rules);
  g_strfreev (self->ticks);
  g_strfreev (self->files);
  g_free (self);
}

const char *
luukku_permit_get_text (const LuukkuPermit *self)
{
  return self->text;
}

const char *
luukku_permit_get_reason (const LuukkuPermit *self)
{
  return self->reason;
}

char *
luukku_permit_to_json (const LuukkuPermit *self)
{
  g_autofree char *digest = luukku_digest_text (self->text);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GError) error = NULL;
  char *json = NULL;

  g_variant_dict_insert (&dict, "pack", "s", self->pack);
  g_variant_dict_insert (&dict, "version", "s", self->version);
  g_variant_dict_insert (&dict, "pack_digest", "s", self->pack_digest);
  g_variant_dict_insert (&dict, "verdict", "s", luukku_severity_to_string (self->verdict));
  g_variant_dict_insert (&dict, "rules", "^as", self->rules);
  g_variant_dict_insert (&dict, "reason", "ms", self->reason);
  if (self->ticks[0] != NULL)
    g_variant_dict_insert (&dict, "ticks", "^as", self->ticks);
  if (self->files[0] != NULL)
    g_variant_dict_insert (&dict, "files", "^as", self->files);
  g_variant_dict_insert (&dict, "text_digest", "s", digest);
  json = luukku_canonical_json (g_variant_dict_end (&dict), &error);
  g_assert (json != NULL); /* strings only: there is no way to fail */
  return json;
}

char *
luukku_permit_get_rules (const LuukkuPermit *self)
{
  return g_strjoinv (";", self->rules);
}

char *
luukku_permit_get_ticks (const LuukkuPermit *self)
{
  return g_strjoinv (";", self->ticks);
}
