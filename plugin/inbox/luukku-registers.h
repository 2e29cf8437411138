/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-registers.h: the registers for front ends: what a form or the command enters is checked, the person
 * who sits here stands in the history, and the check tells what nobody looks after any more. */
#pragma once

#include "inbox/luukku-inbox.h"
#include "model/luukku-register.h"
#include "rules/luukku-directory.h"
#include "store/luukku-store-registers.h"

G_BEGIN_DECLS

/* Adds or changes one entry: its fields are checked, and what the pack in force refuses is refused (a
 * personal e-mail address for an account, a second main account on a platform). An entry of a register
 * without names of its own may have the key "": one is made and stands in @entry afterwards. *@ret_changed:
 * (out) (optional). */
LUUKKU_API gboolean luukku_registers_put (LuukkuInbox *inbox, LuukkuEntry *entry, gboolean *ret_changed,
                                          GError **error) G_GNUC_NON_NULL (1, 2);
LUUKKU_API gboolean luukku_registers_confirm (LuukkuInbox *inbox, const char *registry, const char *key,
                                              GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* @reason: (nullable). */
LUUKKU_API gboolean luukku_registers_end (LuukkuInbox *inbox, const char *registry, const char *key,
                                          const char *reason, GError **error) G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API gboolean luukku_registers_renew (LuukkuInbox *inbox, const char *registry, const char *key,
                                            GError **error) G_GNUC_NON_NULL (1, 2, 3);

/* Brings the entries of @directory in, all or none. Nothing becomes confirmed, and what has been entered
 * before stays as it is. *@ret_added, *@ret_known: (out) (optional): new ones; those that were there. */
LUUKKU_API gboolean luukku_registers_import (LuukkuInbox *inbox, const LuukkuDirectory *directory,
                                             guint *ret_added, guint *ret_known, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Whether @consent was given and holds on @day ("2026-11-20") for @kind ("picture"): not refused, not
 * withdrawn, not over. One that names no kinds holds for all. */
LUUKKU_API gboolean luukku_consent_is_in_force (const LuukkuEntry *consent, const char *kind, const char *day)
    G_GNUC_NON_NULL (1, 2, 3);

/* The services that fit a resident's words. Returns: (transfer full): LuukkuSuggestion, best first; names in
 * @language (nullable: that of the interface). */
LUUKKU_API GPtrArray *luukku_registers_suggest (LuukkuInbox *inbox, const char *text, const char *language,
                                                guint max) G_GNUC_NON_NULL (1, 2);

/* --- the check */
#define LUUKKU_CONCERN_HOLDER_LEFT "holder-left" /* the account's holder is no user any more */
#define LUUKKU_CONCERN_NO_HOLDER "no-holder"
#define LUUKKU_CONCERN_NO_SUBSTITUTE "no-substitute"
#define LUUKKU_CONCERN_SUBSTITUTE_LEFT "substitute-left"
#define LUUKKU_CONCERN_ACCESS_LEFT "access-left" /* a user whose time is over still stands on accounts */
#define LUUKKU_CONCERN_AWAY "away"               /* a user is away and nobody stands in */
#define LUUKKU_CONCERN_FEW_USERS "few-users"
#define LUUKKU_CONCERN_MISSING "missing" /* a field that the guideline asks for is empty */
#define LUUKKU_CONCERN_OVER "over"       /* the day of an end, of a review, of a document has passed */
#define LUUKKU_CONCERN_NOT_CONFIRMED "not-confirmed"

typedef struct {
  const char *kind; /* LUUKKU_CONCERN_… */
  char *registry;   /* "accounts" */
  char *key;        /* "" for the register as a whole */
  char *sentence;   /* what is the matter and what to do, in the interface language */
} LuukkuConcern;

LUUKKU_API void luukku_concern_free (LuukkuConcern *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuConcern, luukku_concern_free)

/* Returns: (transfer full): LuukkuConcern, by register and key; empty when all is well. */
LUUKKU_API GPtrArray *luukku_registers_check (LuukkuInbox *inbox, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
