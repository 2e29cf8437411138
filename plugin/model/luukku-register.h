/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-register.h: which registers there are and what may stand in their fields, as one table that forms,
 * command, import and checks share. Which of the fields a municipality has to fill in says its guideline pack
 * ([Register …] Required=). Pure. */
#pragma once

#include "model/luukku-entry.h"

G_BEGIN_DECLS

#define LUUKKU_REGISTER_MAX_KEY 120    /* characters */
#define LUUKKU_REGISTER_MAX_VALUE 2000 /* characters of a field */

typedef enum {
  LUUKKU_FIELD_LINE,    /* words on one line */
  LUUKKU_FIELD_TEXT,    /* several lines */
  LUUKKU_FIELD_DATE,    /* "2026-11-20" */
  LUUKKU_FIELD_YES_NO,  /* "yes", "no" */
  LUUKKU_FIELD_CHOICE,  /* one of @choices */
  LUUKKU_FIELD_CHOICES, /* some of @choices with ";" */
  LUUKKU_FIELD_LIST,    /* words with ";" */
  LUUKKU_FIELD_EMAIL,
  LUUKKU_FIELD_NUMBER,    /* a whole number */
  LUUKKU_FIELD_APPROVALS, /* a line each: role | 2026-11-20 | who | reference; the last two may be left out */
} LuukkuFieldKind;

typedef struct {
  const char *id; /* "role-email" */
  LuukkuFieldKind kind;
  gboolean main;       /* in the short form; the others when the pack or a person asks for them */
  const char *label;   /* N_() */
  const char *choices; /* words with ";" (nullable) */
} LuukkuField;

typedef struct {
  const char *id;            /* "accounts" */
  const char *title;         /* N_() */
  const char *key_label;     /* N_(): what the key is; (nullable): made from the entry itself */
  const char *needs;         /* fields with ";" that an entry cannot do without */
  gboolean translated;       /* fields may have a language: "name[fi]" */
  const LuukkuField *fields; /* ends with a NULL id */
} LuukkuRegister;

/* Returns: (transfer none): all, ends with a NULL id. */
LUUKKU_API const LuukkuRegister *luukku_register_get_all (void);
/* Returns: (transfer none) (nullable). */
LUUKKU_API const LuukkuRegister *luukku_register_find (const char *id) G_GNUC_NON_NULL (1);
/* @id: with or without a language. Returns: (transfer none) (nullable). */
LUUKKU_API const LuukkuField *luukku_register_find_field (const LuukkuRegister *self, const char *id)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): a word of a choice as a person reads it; the word itself when we have no other.
 */
LUUKKU_API const char *luukku_register_choice_label (const char *word) G_GNUC_NON_NULL (1);
/* The field that carries what a pack calls @name ("owner-unit" is "unit"). Returns: (transfer none). */
LUUKKU_API const char *luukku_register_field_of (const char *registry, const char *name)
    G_GNUC_NON_NULL (1, 2);

/* FALSE with INVALID_INPUT: what is wrong with @value, and the allowed form. */
LUUKKU_API gboolean luukku_register_check_value (const LuukkuField *field, const char *value, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* The register, the key, every field and what the register cannot do without. *@ret_field: (out) (optional)
 * (nullable): (transfer none): id of the field that is wrong, as long as @entry. */
LUUKKU_API gboolean luukku_register_check_entry (const LuukkuEntry *entry, const char **ret_field,
                                                 GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the roles whose decision was made on @day ("2026-11-20") or before, by the
 * approvals of @entry; NULL-terminated, may be empty. */
LUUKKU_API char **luukku_register_list_approvals (const LuukkuEntry *entry, const char *day)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
