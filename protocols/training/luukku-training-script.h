/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-training-script.h: the scripted residents and when each says what. Pure but for reading the file. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_TRAINING_MAX_RESIDENTS 200
#define LUUKKU_TRAINING_MAX_LINES 20

typedef struct {
  char *id; /* "maija" */
  char *name;
  char *language;
  char *picture;      /* file name in data/training (nullable) */
  GPtrArray *texts;   /* of char *: what they write by themselves; at least one */
  GPtrArray *answers; /* of char *: what they answer to replies, maybe none */
} LuukkuResident;

/* What will be said by itself, in order. */
typedef struct {
  const LuukkuResident *resident; /* (no ref): the script owns it */
  guint text;                     /* index into texts */
  gint64 after;                   /* µs from the start */
} LuukkuLine;

typedef struct {
  GPtrArray *residents; /* LuukkuResident (owned), in file order */
  GArray *lines;        /* LuukkuLine, by time */
} LuukkuTrainingScript;

/* Reads data/training/residents.ini and lays the lines out @pace microseconds apart; seed 0 keeps the order
 * of the file, any other shuffles all but the first and varies the pace by ±30 %, the same way each time.
 * Returns: (transfer full): NULL with INVALID_DATA and what is wrong in the file. */
LuukkuTrainingScript *luukku_training_script_load (guint32 seed, gint64 pace, GError **error);
void luukku_training_script_free (LuukkuTrainingScript *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuTrainingScript, luukku_training_script_free)

/* Returns: (transfer none) (nullable). */
const LuukkuResident *luukku_training_script_find (const LuukkuTrainingScript *self, const char *id)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
