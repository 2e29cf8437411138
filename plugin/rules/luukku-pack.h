/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack.h: a municipality's guideline as a data file, strictly checked; immutable, ref-counted.
 *
 * The format is GLib's key file (ini) in UTF-8: groups [Pack], [Outgoing ID], [Clock ID], [Template ID], …
 * with Key[fi] / Key[sv] for texts. GKeyFile silently merges double groups and keys, so the checker reads the
 * lines itself first and reports file, line, key and what is allowed. */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"
#include "model/luukku-finding.h"
#include "model/luukku-sla.h"

G_BEGIN_DECLS

#define LUUKKU_PACK_MAX_BYTES (1024 * 1024)

typedef struct {
  guint line;    /* 1…, 0 when it concerns the whole file */
  char *group;   /* (nullable) */
  char *key;     /* (nullable) */
  char *message; /* sentence with what is allowed, in the interface language */
} LuukkuPackProblem;

LUUKKU_API void luukku_pack_problem_free (LuukkuPackProblem *self);

#define LUUKKU_RULE_MAX_TICKS 9

/* One [Outgoing …] group. Lists are NULL-terminated and never NULL; numbers are 0 and names NULL when the
 * pack does not say. Which keys a check reads: luukku-pack-vocabulary.c. */
typedef struct {
  char *id;    /* "identity-code" */
  char *check; /* "identity-code", "lexicon": one of the check types this Luukku carries out */
  LuukkuSeverity severity;
  LuukkuReasonNeed reason;
  gboolean locked;      /* settings cannot lower it */
  gboolean reply_only;  /* Applies=reply */
  gboolean post_only;   /* Applies=post */
  gboolean public_only; /* Channels=public */
  char *template;       /* signature: "{title} {first-name}" (nullable) */
  char *citation;
  char *section;      /* (nullable) */
  char *requirement;  /* "RAU-42;RAU-70": numbers of duties (nullable) */
  char **lexicons;    /* names of word lists */
  char **with;        /* what must stand near by: word lists or the built-in cues */
  guint with_needed;  /* how many of @with */
  char **kinds;       /* of contact details, attachments or facts */
  char **except;      /* what is left in peace: quotation, directory, own-hosts … */
  char **scope;       /* staff, elected: whom it binds; empty: everybody */
  char **report;      /* roles that read of it */
  char **units;       /* kinds of units: school, day-care … */
  char **after;       /* label of the conversation: negative … */
  char **languages;   /* languages of the check */
  char **require;     /* sender: account-approved, user-on-account … */
  char **approvers;   /* sender: roles that decide */
  char **parts;       /* reply-parts: thanks, cause, fix, sorry */
  char **topics;      /* always, topic */
  char *subject;      /* contact-details: staff, staff-private (nullable) */
  char *registry;     /* person-name: whose consents count, "consents" (nullable) */
  char *mode;         /* language: match-sender, both (nullable) */
  char *ticks_needed; /* "all", "any" or a number (nullable) */
  guint n_ticks;      /* Tick1 … */
  guint approvers_needed, replies, max_words, caps_percent, min_letters, exclamation_marks, quote_min_chars;
  gint64 within; /* µs */
  gboolean explain_abbreviations;
} LuukkuRule;

typedef struct _LuukkuPack LuukkuPack;

#define LUUKKU_TYPE_PACK (luukku_pack_get_type ())
LUUKKU_API GType luukku_pack_get_type (void);

/* @name: for messages, a file name. @bytes need not be terminated.
 * @ret_problems: (out) (optional) (transfer full): all that was found, of LuukkuPackProblem, maybe empty.
 * Returns: (transfer full): NULL with INVALID_INPUT (the first problem as a sentence) when the pack cannot be
 * used. */
LUUKKU_API LuukkuPack *luukku_pack_parse (const char *name, const char *bytes, gsize length,
                                          GPtrArray **ret_problems, GError **error) G_GNUC_NON_NULL (1, 2);
LUUKKU_API LuukkuPack *luukku_pack_load (const char *path, GPtrArray **ret_problems, GError **error)
    G_GNUC_NON_NULL (1);
/* @id_or_file: "rautalampi" (data/packs or the user's own folder) or a path that ends in ".pack". */
LUUKKU_API LuukkuPack *luukku_pack_find (const char *id_or_file, GPtrArray **ret_problems, GError **error)
    G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuPack *luukku_pack_ref (LuukkuPack *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_pack_unref (LuukkuPack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuPack, luukku_pack_unref)

LUUKKU_API const char *luukku_pack_get_id (const LuukkuPack *self) G_GNUC_NON_NULL (1);
LUUKKU_API const char *luukku_pack_get_version (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): SHA-256 of the file's bytes: what a decision was made under. */
LUUKKU_API const char *luukku_pack_get_digest (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* Returns: whether ApprovedBy and ApprovedOn are filled in. */
LUUKKU_API gboolean luukku_pack_is_approved (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): ApprovedBy, ApprovedOn ("2026-11-02"): NULL when not filled in. */
LUUKKU_API const char *luukku_pack_get_approved_by (const LuukkuPack *self) G_GNUC_NON_NULL (1);
LUUKKU_API const char *luukku_pack_get_approved_on (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): SHA-256 of the file without the lines ApprovedBy and ApprovedOn: what was
 * approved. */
LUUKKU_API const char *luukku_pack_get_content_digest (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): the sentence which approval is missing; NULL: both are filled in. */
LUUKKU_API char *luukku_pack_tell_approval (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): LuukkuRule of the [Outgoing …] groups in file order. */
LUUKKU_API GPtrArray *luukku_pack_get_outgoing (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): LuukkuRule of the [Incoming …] groups in file order; severity and reason say
 * nothing there. */
LUUKKU_API GPtrArray *luukku_pack_get_incoming (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): a text key of a group ("Title", "Warning", "Text", "Name") in
 * @language with the base language behind it. */
LUUKKU_API char *luukku_pack_get_text (const LuukkuPack *self, const char *group, const char *key,
                                       const char *language) G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full): the words of a list key (";"), NULL-terminated, empty when the group or the key
 * is not there. */
LUUKKU_API char **luukku_pack_get_list (const LuukkuPack *self, const char *group, const char *key)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full): the hosts that the pack calls the town's own or trusted, NULL-terminated. */
LUUKKU_API char **luukku_pack_list_trusted_hosts (const LuukkuPack *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): ids of the groups [TYPE ID] in file order, NULL-terminated. */
LUUKKU_API char **luukku_pack_list_ids (const LuukkuPack *self, const char *type) G_GNUC_NON_NULL (1, 2);
/* The answer target of [Clock reply]; all zero when the town has set none. */
LUUKKU_API void luukku_pack_get_reply_sla (const LuukkuPack *self, LuukkuSla *ret_sla) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
