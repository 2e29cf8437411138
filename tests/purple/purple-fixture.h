/* SPDX-License-Identifier: GPL-2.0-or-later */
/* purple-fixture.h: one Page on loopback and its account online, with staff and a guideline pack. */
#pragma once

#include "luukku-graph.h"
#include "luukku-headless.h"

#include <string.h>

#define HETU "131052-308T"
#define SIGNATURE "Palveluneuvoja Minna"

static LuukkuGraph *graph;

typedef struct {
  PurpleAccount *account;
} Fixture;

static inline void
fixture_log_in (Fixture *f)
{
  luukku_headless_answer (LUUKKU_GRAPH_TOKEN);
  luukku_headless_enable (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
}

/* @data: "offline": the account is made, not enabled. */
static inline void
fixture_set_up (Fixture *f, gconstpointer data)
{
  static guint n;
  g_autofree char *page = g_strdup_printf ("1044556677%u", 10000 + ++n);

  luukku_headless_reset ();
  luukku_graph_clear (graph);
  luukku_graph_set_token (graph, LUUKKU_GRAPH_TOKEN);
  luukku_graph_set_page (graph, page);
  f->account = luukku_headless_account ("prpl-luukku-facebook", page);
  purple_account_set_string (f->account, "api-base", luukku_graph_get_base (graph));
  if (data == NULL) {
    fixture_log_in (f);
    luukku_headless_reset ();
  }
}

static inline void
fixture_tear_down (Fixture *f, gconstpointer data)
{
  luukku_graph_release (graph);
  luukku_headless_drop (f->account);
  luukku_headless_leave_questions ();
}

static inline PurpleConversation *
fixture_receive (Fixture *f, const char *thread, const char *name, const char *text)
{
  luukku_graph_say (graph, thread, name, text);
  luukku_headless_until (luukku_headless_conv (f->account, thread) != NULL);
  return luukku_headless_conv (f->account, thread);
}

static inline void
fixture_send (PurpleConversation *conv, const char *text)
{
  purple_conv_im_send (PURPLE_CONV_IM (conv), text);
}

static inline void
fixture_start (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  luukku_headless_start ();
  purple_prefs_set_string ("/plugins/core/luukku/pack", "rautalampi");
  purple_prefs_set_string ("/plugins/core/luukku/staff/name", "Minna Malli");
  purple_prefs_set_string ("/plugins/core/luukku/staff/title", "Palveluneuvoja");
  graph = luukku_graph_new (LUUKKU_CLOCK (luukku_headless_clock ()));
}

static inline int
fixture_run (void)
{
  int status = g_test_run ();

  luukku_graph_free (graph);
  return luukku_headless_stop (status);
}

#define fixture_add(path, function)                                                                          \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
#define fixture_add_offline(path, function)                                                                  \
  g_test_add (path, Fixture, "offline", fixture_set_up, function, fixture_tear_down)
