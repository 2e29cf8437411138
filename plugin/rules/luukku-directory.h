/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-directory.h: a municipality's directory as a file (units, accounts, contact points, services), and
 * which service fits the words of a text. Nothing in a file is confirmed: its entries become confirmed in the
 * store, by a person, one by one. Pure but for reading the file. */
#pragma once

#include "model/luukku-entry.h"
#include "rules/luukku-pack.h"

G_BEGIN_DECLS

#define LUUKKU_DIRECTORY_MAX_BYTES (1024 * 1024)
#define LUUKKU_DIRECTORY_MAX_ENTRIES 5000

typedef struct _LuukkuDirectory LuukkuDirectory;

/* @id_or_file: "hanko", looked up in directories/ of the user's settings and of the data files, or a path.
 * Strict: a file with anything wrong in it is refused whole. *@ret_problems: (out) (optional) (transfer
 * full): LuukkuPackProblem by line; the first is also @error's. Returns: (transfer full). */
LUUKKU_API LuukkuDirectory *luukku_directory_load (const char *id_or_file, GPtrArray **ret_problems,
                                                   GError **error) G_GNUC_NON_NULL (1);
/* @name: what the problems call the text. Returns: (transfer full). */
LUUKKU_API LuukkuDirectory *luukku_directory_parse (const char *name, const char *text, gsize size,
                                                    GPtrArray **ret_problems, GError **error)
    G_GNUC_NON_NULL (1, 2);
LUUKKU_API void luukku_directory_free (LuukkuDirectory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuDirectory, luukku_directory_free)

/* Returns: (transfer none): "hanko". */
LUUKKU_API const char *luukku_directory_get_municipality (const LuukkuDirectory *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): "2026-11-20.1". */
LUUKKU_API const char *luukku_directory_get_version (const LuukkuDirectory *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): LuukkuEntry of units, accounts, contacts and services in file order; keys begin
 * with the municipality: "hanko.town-facebook". */
LUUKKU_API GPtrArray *luukku_directory_get_entries (const LuukkuDirectory *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): ids of the directories that are installed, NULL-terminated. */
LUUKKU_API char **luukku_directory_list_ids (void);

/* --- the right service for a text */
typedef struct {
  char *key;          /* of the entry */
  char *name;         /* in the language that was asked for */
  char *contact;      /* (nullable): phone, e-mail or link; only of a confirmed entry */
  gboolean confirmed; /* FALSE: say so beside the name */
  char **cues;        /* words of the text that led here, NULL-terminated */
  guint score;        /* words of the service that were met; more is better */
} LuukkuSuggestion;

LUUKKU_API void luukku_suggestion_free (LuukkuSuggestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuSuggestion, luukku_suggestion_free)

/* Which of @services fit the words of @text, inflected ones too. @services: LuukkuEntry of the registers
 * "services" and "units", as luukku_directory_get_entries() or luukku_store_list_entries() give them; those
 * out of force are passed over. @text: plain, valid UTF-8. @language: (nullable): of the text, NULL: guessed.
 * @name_language: (nullable): in which the names are. @max: at most so many.
 * Returns: (transfer full): LuukkuSuggestion, best first, may be empty. Main thread only. */
LUUKKU_API GPtrArray *luukku_directory_suggest (GPtrArray *services, const char *text, const char *language,
                                                const char *name_language, guint max) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
