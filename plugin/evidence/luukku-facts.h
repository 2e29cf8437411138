/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facts.h: what people state about a case for its records, field by field: whom a threat is aimed at,
 * who was told, the elements of a removal request (Regulation (EU) 2022/2065, article 16(2) a-d), publicity.
 * Each statement has who and when; the newest counts; the program never fills one in by itself. */
#pragma once

#include "store/luukku-store-facts.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_FACT_TEXT,
  LUUKKU_FACT_TIME,   /* kept as ISO 8601 in UTC */
  LUUKKU_FACT_YES_NO, /* "yes", "no", "unknown" */
  LUUKKU_FACT_CHOICE,
  LUUKKU_FACT_URL,
} LuukkuFactKind;

/* In which records a field stands. */
typedef enum {
  LUUKKU_FACTS_GRAVE = 1 << 0,   /* threat, harassment */
  LUUKKU_FACTS_REMOVAL = 1 << 1, /* removal */
  LUUKKU_FACTS_ALL = 1 << 2,
  LUUKKU_FACTS_PROGRAM = 1 << 3, /* written by our own functions only */
} LuukkuFactGroup;

typedef struct {
  const char *key; /* "target.kind"; its words are "fact-target-kind" in record.ini */
  LuukkuFactKind kind;
  LuukkuFactGroup group;
  gboolean of_message;        /* belongs to one message */
  gboolean many;              /* may stand several times */
  gboolean appendix;          /* only in appendix E1, on its own sheet */
  guint max;                  /* characters */
  const char *const *choices; /* (nullable) */
} LuukkuFactField;

/* Returns: (transfer none): all fields in the order of paper. */
LUUKKU_API const LuukkuFactField *luukku_fact_fields (guint *ret_count) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable). */
LUUKKU_API const LuukkuFactField *luukku_fact_field_find (const char *key) G_GNUC_NON_NULL (1);
/* Whether the field stands in records of @kind ("threat", …). */
LUUKKU_API gboolean luukku_fact_field_is_in (const LuukkuFactField *field, const char *kind)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): what the field is called, in "fi", "sv" or "en" (any other: "en"). */
LUUKKU_API char *luukku_fact_field_label (const LuukkuFactField *field, const char *language)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full): a choice or a yes in words; another value as it stands. */
LUUKKU_API char *luukku_fact_value_label (const LuukkuFactField *field, const char *value,
                                          const char *language) G_GNUC_NON_NULL (1, 2);
/* Pure. Returns: (transfer full): @value as it is kept; NULL with INVALID_INPUT or TOO_LARGE. A time may be
 * ISO 8601, or "20.11.2026 14.30" in Finnish time. "" is always allowed. */
LUUKKU_API char *luukku_fact_normalise (const LuukkuFactField *field, const char *value, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* @message, @item: as in LuukkuStatement. @value: "" takes back. */
LUUKKU_API gboolean luukku_facts_set (LuukkuStore *store, const char *case_number,
                                      const LuukkuStatement *fact, GError **error) G_GNUC_NON_NULL (1, 2, 3);

typedef struct {
  GPtrArray *current; /* of LuukkuStatement (owned): newest of each place, none empty, in order of paper */
  guint statements;   /* how many were ever made */
} LuukkuFacts;

/* Returns: (transfer full): NULL with @error. */
LUUKKU_API LuukkuFacts *luukku_facts_load (LuukkuStore *store, const char *case_number, GError **error)
    G_GNUC_NON_NULL (1, 2);
LUUKKU_API void luukku_facts_free (LuukkuFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuFacts, luukku_facts_free)
/* Returns: (transfer none) (nullable): the value. */
LUUKKU_API const char *luukku_facts_get (const LuukkuFacts *self, gint64 message, guint item,
                                         const char *field) G_GNUC_NON_NULL (1, 4);
/* Returns: (transfer none) (nullable): who said it, and when. */
const LuukkuStatement *luukku_facts_find (const LuukkuFacts *self, gint64 message, guint item,
                                          const char *field) G_GNUC_NON_NULL (1, 4);
/* Returns: the highest item in fields that begin with @prefix, 0: none. */
LUUKKU_API guint luukku_facts_last_item (const LuukkuFacts *self, const char *prefix) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
