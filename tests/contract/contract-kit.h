/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-kit.h: the real adapter on the real transport and clock, against a counterpart that the runner has
 * started and named in LUUKKU_CONTRACT_BASE, _TOKEN and _CONTROL (and _RELAY). A proxy between them reports a
 * broken contract in the header sl-violations; each report fails the test. Every call returns when the answer
 * is there.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "adapter/luukku-adapter-type.h"

typedef struct _WatchingTransport WatchingTransport;

typedef struct {
  const LuukkuAdapterType *type;
  LuukkuClock *clock;
  WatchingTransport *net;
  LuukkuTransport *control; /* past the proxy */
  LuukkuAdapter *adapter;
  char *channel;
  char *cursor;  /* as the newest batch left it */
  GError *error; /* of the newest call */
} Town;

Town *town_new (const LuukkuAdapterType *type, const char *account);
/* @given: options and secrets of the account: name, value, …; ends with NULL (nullable). Static. */
Town *town_new_with (const LuukkuAdapterType *type, const char *account, const char *const *given);
void town_free (Town *town);
/* Returns: how many calls went to the counterpart. */
guint town_get_calls (Town *town);
/* Steers the counterpart, as a resident (LUUKKU_CONTRACT_RESIDENT: that one's token). @address: whole, or
 * below the control address. @body: (nullable): JSON. Returns: (transfer full). */
JsonNode *town_control (Town *town, const char *address, const char *body);
void town_set_mode (Town *town, const char *name);
/* A real server has a pace of its own. */
void town_wait_a_second (Town *town);
char *town_open (Town *town);
LuukkuBatch *town_fetch (Town *town);
/* Asserts that nothing went wrong and nothing was left out. */
LuukkuBatch *town_fetch_well (Town *town);
char *town_send (Town *town, LuukkuSendRequest *reply);
char *town_find_sent (Town *town, LuukkuSendRequest *reply);
/* Returns: (transfer full) (nullable). @url: as the message had it. */
GBytes *town_get_attachment (Town *town, const char *url);
gboolean town_act (Town *town, const LuukkuActInit *init);
/* Returns: (transfer full) (nullable): an assembled file of examples below the folder of published contracts,
 * when it is there. */
JsonNode *town_read_examples (const char *file);
/* Returns: (transfer full): @name's "response" among the examples. */
JsonNode *town_get_example (JsonNode *examples, const char *name);
/* Returns: (transfer none) (nullable). */
LuukkuMessage *town_find (LuukkuBatch *batch, const char *id);
