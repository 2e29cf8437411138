/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-facts.h: what people state about a case, kept with who and when; and the removal requests that
 * wait for an answer. What the fields mean is evidence/'s business (evidence/luukku-facts.h). */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

#define LUUKKU_STORE_MAX_ITEM 99

typedef struct {
  gint64 message; /* the store's number; 0: of the whole case */
  guint item;     /* in a field that may stand several times, 1…LUUKKU_STORE_MAX_ITEM; 0 otherwise */
  char *field;    /* "target.kind" */
  char *value;    /* "": taken back */
  gint64 at;      /* UTC µs */
  char *actor;
} LuukkuStatement;

LUUKKU_API void luukku_statement_free (LuukkuStatement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuStatement, luukku_statement_free)

/* @fact->at is not looked at: the store's clock says it. */
LUUKKU_API gboolean luukku_store_add_fact (LuukkuStore *self, const char *case_number,
                                           const LuukkuStatement *fact, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full): LuukkuStatement of the case, oldest first, with what was taken over by newer
 * ones. */
LUUKKU_API GPtrArray *luukku_store_list_facts (LuukkuStore *self, const char *case_number, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* A removal request that was sent. */
typedef struct {
  char *case_number;
  gint64 sent_at;   /* UTC µs */
  gint64 remind_at; /* UTC µs; 0: answered */
  guint reminded;   /* how often */
} LuukkuRemovalWatch;

LUUKKU_API void luukku_removal_watch_free (LuukkuRemovalWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRemovalWatch, luukku_removal_watch_free)

/* Inserts it or takes the place of the one of the same case. */
LUUKKU_API gboolean luukku_store_put_removal_watch (LuukkuStore *self, const LuukkuRemovalWatch *watch,
                                                    GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): NULL without @error when no request was sent. */
LUUKKU_API LuukkuRemovalWatch *luukku_store_get_removal_watch (LuukkuStore *self, const char *case_number,
                                                               GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuRemovalWatch to be reminded of at @now, the longest waiting first. */
LUUKKU_API GPtrArray *luukku_store_list_due_removals (LuukkuStore *self, gint64 now, GError **error)
    G_GNUC_NON_NULL (1);

/* Returns: (transfer full): strings, oldest first: numbers of the cases in which @resident_id wrote on
 * @channel. */
LUUKKU_API GPtrArray *luukku_store_list_contact_cases (LuukkuStore *self, const char *channel,
                                                       const char *resident_id, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full): strings, oldest first: the names that @resident_id wrote under on @channel. */
LUUKKU_API GPtrArray *luukku_store_list_contact_names (LuukkuStore *self, const char *channel,
                                                       const char *resident_id, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
