/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-person.h: what luukku-name.c and luukku-sensitive.c share: sentences, and whether a word is a name;
 * inside this folder only. */
#pragma once

#include "detect/luukku-scan.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_PERSON_FIRST = 1 << 0,      /* a first name by our lists or Voikko */
  LUUKKU_PERSON_LAST = 1 << 1,       /* a last name by our lists or Voikko, or a place that may be one */
  LUUKKU_PERSON_LAST_SHAPE = 1 << 2, /* only has the shape of a last name: "-nen", "-sson", "-енко" */
} LuukkuPersonKinds;

/* Tokens [@first, @last] and their neighbours. */
typedef struct {
  guint begin, end; /* tokens [begin, end) of the same sentence, at most as many as were asked for */
} LuukkuPersonWindow;

/* What the token @index may be. @use_voikko: also ask the dictionary, which is dear. */
LuukkuPersonKinds luukku_person_kinds (LuukkuScan *scan, guint index, gboolean use_voikko)
    G_GNUC_NON_NULL (1);

/* At most @before and @after tokens around tokens [@first, @last], not over the end of a sentence. */
LuukkuPersonWindow luukku_person_window (LuukkuScan *scan, guint first, guint last, guint before, guint after)
    G_GNUC_NON_NULL (1);
/* Whether one of tokens [@begin, @end) has @class. */
gboolean luukku_person_has (LuukkuScan *scan, const char *class, guint begin, guint end)
    G_GNUC_NON_NULL (1, 2);
/* Whether token @index ends in @suffix in lower case and is longer. */
gboolean luukku_person_ends (LuukkuScan *scan, guint index, const char *suffix) G_GNUC_NON_NULL (1, 3);

G_END_DECLS
