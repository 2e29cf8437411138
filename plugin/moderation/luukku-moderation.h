/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-moderation.h: what an incoming message may be, with the reasons. A label sorts, warns and proposes;
 * a person decides. Nothing here decides about crime, truth or secrecy, and nothing is held back by it. Pure,
 * linear time; main thread only (language/). How a family is written: luukku-mod-families.h. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"
#include "model/luukku-finding.h"

G_BEGIN_DECLS

/* Longest text that is looked at, code points. Of a longer one the beginning is, and truncated is told. */
#define LUUKKU_MODERATION_MAX_CHARACTERS 40000
/* Most cues that one reason tells. */
#define LUUKKU_REASON_MAX_CUES 4

/* Names are stored with decisions: append only, never rename. */
#define LUUKKU_LABEL_THREAT_PERSON "THREAT_PERSON"
#define LUUKKU_LABEL_THREAT_PREMISES "THREAT_PREMISES"
#define LUUKKU_LABEL_HARASSMENT "HARASSMENT"
#define LUUKKU_LABEL_HATE "HATE"
#define LUUKKU_LABEL_PROFANITY "PROFANITY"
#define LUUKKU_LABEL_SPAM "SPAM"
#define LUUKKU_LABEL_PHISHING "PHISHING"
#define LUUKKU_LABEL_REMOVAL "REMOVAL"
#define LUUKKU_LABEL_SAFETY "SAFETY"
#define LUUKKU_LABEL_SELF_HARM "SELF_HARM"

/* What is known of the message besides its text. Nothing is kept. */
typedef struct {
  const char *language;             /* (nullable): of the text, "fi"; NULL is guessed */
  const char *const *trusted_hosts; /* (nullable): the town's own and other known domains, "kuopio.fi",
                                       NULL-terminated; a subdomain counts */
  const char *const *staff_names;   /* (nullable): names by which workers are called, NULL-terminated */
  gboolean seen_from_others;        /* the same text has come from another sender before */
  gboolean earlier_contact;         /* this sender has written to the same channel before */
} LuukkuModerationContext;

/* One reason for one label. */
typedef struct {
  const char *label;                            /* static: LUUKKU_LABEL_… */
  const char *rule;                             /* static: "threat.direct": stable, stored with decisions */
  guint start, end;                             /* code points of the text as typed */
  LuukkuConfidence confidence;                  /* LIKELY and CERTAIN set the label; POSSIBLE only notes */
  const char *cues[LUUKKU_REASON_MAX_CUES + 1]; /* static, NULL-terminated: "human-object"; never the text */
  const char *sentence;                         /* static msgid for luukku_tr(): what was seen */
} LuukkuReason;

/* The answer about one text; immutable. */
typedef struct _LuukkuClassification LuukkuClassification;

/* @context: (nullable). @text: broken bytes are passed over. Returns: (transfer full): never NULL. */
LUUKKU_API LuukkuClassification *luukku_moderation_classify (const LuukkuModerationContext *context,
                                                             const char *text) G_GNUC_NON_NULL (2);
LUUKKU_API void luukku_classification_free (LuukkuClassification *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuClassification, luukku_classification_free)

/* Returns: (transfer none): labels that are set, in order of urgency (threats first), NULL-terminated, maybe
 * empty. */
LUUKKU_API const char *const *luukku_classification_get_labels (const LuukkuClassification *self)
    G_GNUC_NON_NULL (1);
LUUKKU_API gboolean luukku_classification_has (const LuukkuClassification *self, const char *label)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): of LuukkuReason: those of the labels that are set and notes (POSSIBLE), by label
 * in order of urgency, then by place. */
LUUKKU_API GArray *luukku_classification_get_reasons (const LuukkuClassification *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): "fi", "sv", "en", "ru", "et", "uk", "ar"; NULL when it cannot be told.
 */
LUUKKU_API const char *luukku_classification_get_language (const LuukkuClassification *self)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer none): which word lists decided: "moderation 1 9f2c41ab", and " voikko" when Finnish
 * words were taken back to their base forms, too. The same words with the same version and context give the
 * same labels, given the same dictionary of Voikko's. */
LUUKKU_API const char *luukku_classification_get_lexicons (const LuukkuClassification *self)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): msgid of the sentence that says why the message is criticism that must
 * not be removed; NULL when it is no criticism, or when a label besides swearing is set. */
LUUKKU_API const char *luukku_classification_get_protection (const LuukkuClassification *self)
    G_GNUC_NON_NULL (1);
/* Returns: whether only the beginning was looked at. */
LUUKKU_API gboolean luukku_classification_is_truncated (const LuukkuClassification *self) G_GNUC_NON_NULL (1);

/* What a label is, for people. */
typedef struct {
  const char *name;    /* "THREAT_PERSON" */
  const char *title;   /* msgid: "Threat against a person" */
  const char *meaning; /* msgid: what it may be and what to do next */
  const char *help;    /* msgid (nullable): text for the clerk with numbers to call (self-harm, safety,
                          threats); shown, never sent by itself */
  gboolean alarm;      /* threats: somebody must act at once */
  gboolean collapsed;  /* the message is shown behind a sentence of what it is */
} LuukkuLabelInfo;

/* Returns: (transfer none): every label in order of urgency; *@ret_count of them. */
LUUKKU_API const LuukkuLabelInfo *luukku_moderation_labels (guint *ret_count) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): NULL for a pack's own label. */
LUUKKU_API const LuukkuLabelInfo *luukku_moderation_label (const char *name) G_GNUC_NON_NULL (1);

/* Frees what the look-ups keep; for the end of the process and leak checks. */
LUUKKU_API void luukku_moderation_shutdown (void);

G_END_DECLS
