/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph.h: a Page of the Graph API on loopback, in the process of the test: threads with messages,
 * sends, the faults that a test asks for. Its time is the test's clock. */
#pragma once

#include <glib.h>

#include "base/luukku-clock.h"

#define LUUKKU_GRAPH_PAGE "104455667788990"
#define LUUKKU_GRAPH_NAME "Esimerkkikunta"
#define LUUKKU_GRAPH_TOKEN "EAAgraphSECRETtoken0123456789"

typedef struct _LuukkuGraph LuukkuGraph;

LuukkuGraph *luukku_graph_new (LuukkuClock *clock);
void luukku_graph_free (LuukkuGraph *self);
/* For the account option "api-base". */
const char *luukku_graph_get_base (LuukkuGraph *self);
/* Which token is taken from now on; NULL: none. */
void luukku_graph_set_token (LuukkuGraph *self, const char *token);
void luukku_graph_set_page (LuukkuGraph *self, const char *page);

/* A resident's message; makes the thread on first use. Returns: (transfer none): the id of the message. */
const char *luukku_graph_say (LuukkuGraph *self, const char *thread, const char *resident, const char *text);
/* A resident's comment under the Page's only post; @resident: (nullable): the platform does not say who. */
void luukku_graph_comment (LuukkuGraph *self, const char *comment, const char *resident, const char *text);
/* @seen is called while a comment is hidden, shown again ("POST") or deleted ("DELETE"), and while somebody
 * is banned ("POST", "person"): what stands in the store by then was written before the platform was asked.
 */
void luukku_graph_watch_acts (LuukkuGraph *self, void (*seen) (const char *method, const char *comment));
/* The Page's own message, written elsewhere. */
const char *luukku_graph_say_elsewhere (LuukkuGraph *self, const char *thread, const char *text);
void luukku_graph_edit (LuukkuGraph *self, const char *message, const char *text);
void luukku_graph_remove (LuukkuGraph *self, const char *message);
void luukku_graph_clear (LuukkuGraph *self);

/* The next @times calls of @method ("GET", "POST") get @status with @body. */
void luukku_graph_fail (LuukkuGraph *self, const char *method, guint times, guint status, const char *body);
/* Sends are taken but not answered until luukku_graph_release(). */
void luukku_graph_hang (LuukkuGraph *self);
guint luukku_graph_count_hanging (LuukkuGraph *self);
void luukku_graph_release (LuukkuGraph *self);

/* Texts that arrived, in order. */
guint luukku_graph_count_sent (LuukkuGraph *self);
const char *luukku_graph_get_sent (LuukkuGraph *self, guint n);
guint luukku_graph_count_gets (LuukkuGraph *self);
/* Everything that arrived in bodies, for a search. */
const char *luukku_graph_get_bodies (LuukkuGraph *self);
