/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-lemma-private.h: what the guess of a language asks from the dictionary; inside this folder only. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns: whether Voikko takes @word for a correct Finnish word; FALSE without Voikko. */
gboolean luukku_lemma_knows_finnish (const char *word) G_GNUC_NON_NULL (1);

G_END_DECLS
