/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-register-book.h: the registers as the gate asks them: read once after each change, not at every key
 * press. Inside this folder only. */
#pragma once

#include "detect/luukku-allow-list.h"
#include "inbox/luukku-inbox.h"
#include "model/luukku-entry.h"
#include "rules/luukku-rules.h"

G_BEGIN_DECLS

/* Entries in force, confirmed or not; luukku_entry_counts() tells. */
typedef struct {
  gint64 version;      /* luukku_store_get_register_version() when it was read */
  GPtrArray *accounts; /* LuukkuEntry (owned), as the others */
  GPtrArray *users;
  GPtrArray *consents;
  GPtrArray *contacts;
  GPtrArray *inductions;
  GPtrArray *places; /* units and services */
  char *day;         /* "2026-11-20" that the lists below are for */
  char **public_contacts;
  char **staff_contacts; /* without those whose person agreed */
  char **private_contacts;
  LuukkuAllowList *base; /* (ref) (nullable): of contacts.list; the list below adds the registers to it */
  LuukkuAllowList *allow_list; /* (ref) (nullable) */
  char *asked;                 /* (nullable): text that @service was looked up for */
  char *service;               /* (nullable) */
} LuukkuRegisterBook;

void luukku_register_book_free (LuukkuRegisterBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRegisterBook, luukku_register_book_free)

/* Returns: (transfer none): what the registers of @inbox say now; until the next call. */
LuukkuRegisterBook *luukku_register_book_get (LuukkuInbox *inbox) G_GNUC_NON_NULL (1);

/* Returns: (transfer none) (nullable): the confirmed entry of the account behind @channel. */
const LuukkuEntry *luukku_register_book_find_account (const LuukkuRegisterBook *self, const char *channel)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (nullable): the entry of a user by name, else by login name; confirmed. */
const LuukkuEntry *luukku_register_book_find_user (const LuukkuRegisterBook *self, const char *name,
                                                   const char *login) G_GNUC_NON_NULL (1);
/* Whether @who ("minna" or "Minna Esimerkki") is @user. */
gboolean luukku_register_is_user (const LuukkuEntry *user, const char *who) G_GNUC_NON_NULL (1, 2);
/* Whether @user may write from @account on the day of the book. UNKNOWN: nobody is entered for the account.
 */
LuukkuFact luukku_register_book_may_write (const LuukkuRegisterBook *self, const LuukkuEntry *account,
                                           const LuukkuEntry *user, const char *who) G_GNUC_NON_NULL (1, 2);
LuukkuFact luukku_register_book_is_inducted (const LuukkuRegisterBook *self, const LuukkuEntry *user)
    G_GNUC_NON_NULL (1);
LuukkuFact luukku_register_book_has_agreement (const LuukkuRegisterBook *self, const LuukkuEntry *user)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): name of the unit of @account in @language (nullable). */
const char *luukku_register_book_unit_name (const LuukkuRegisterBook *self, const LuukkuEntry *account,
                                            const char *language) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): who agreed, and has not withdrawn it, to be named on @channel. */
char **luukku_register_book_list_named (const LuukkuRegisterBook *self, const char *channel)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (nullable): "school", "day-care", "youth". */
const char *luukku_register_book_unit_kind (const LuukkuRegisterBook *self, const LuukkuEntry *account)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (nullable): name and contact of the confirmed service that fits @text best. */
const char *luukku_register_book_service (LuukkuRegisterBook *self, const char *text, const char *language)
    G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full) (nullable): names and contacts of those of @names ("navigaattori") that are
 * confirmed units or services and have a contact; NULL when none is. */
char *luukku_register_book_named_services (const LuukkuRegisterBook *self, const char *const *names,
                                           const char *language) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
