/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-fixture.h: a store in a folder of its own, for the tests of store/. The clock stands at
 * 2026-11-20 11:41:22 UTC. */
#pragma once

#include "base/luukku-error.h"
#include "store/luukku-store-messages.h"
#include "store/luukku-store-private.h"

#include <glib/gstdio.h>

#define FIXTURE_NOW G_GINT64_CONSTANT (1795174882000000)
#define FIXTURE_CHANNEL "facebook:104455667788990"
#define FIXTURE_THREAD "t_1"
#define FIXTURE_RESIDENT "psid-1"

typedef struct {
  char *folder;
  char *path;
  LuukkuClock *clock;
  LuukkuStore *store;
} StoreFixture;

static inline LuukkuStore *
fixture_open (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;
  LuukkuStore *store = luukku_store_open (self->path, LUUKKU_STORE_READ_WRITE, self->clock, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);
  return store;
}

/* A store with another idea of the newest schema, and without patience for other writers. */
static inline LuukkuStore *
fixture_open_tuned (StoreFixture *self, LuukkuStoreFlags flags, int schema, GError **error)
{
  LuukkuStoreTuning tuning = { .busy_ms = 5, .schema = schema };

  return luukku_store_open_tuned (self->path, flags, self->clock, &tuning, error);
}

static inline void
fixture_set_up_closed (StoreFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("luukku-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "inbox.sqlite", NULL);
  self->clock = LUUKKU_CLOCK (luukku_manual_clock_new (FIXTURE_NOW));
}

static inline void
fixture_set_up (StoreFixture *self, gconstpointer data)
{
  fixture_set_up_closed (self, data);
  self->store = fixture_open (self);
}

static inline void
fixture_remove (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
    const char *name;

    while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      fixture_remove (inner);
    }
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static inline void
fixture_tear_down (StoreFixture *self, gconstpointer data)
{
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  fixture_remove (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static inline void
fixture_reopen (StoreFixture *self)
{
  g_clear_object (&self->store);
  self->store = fixture_open (self);
}

/* --- messages */

static inline LuukkuMessage *
fixture_message (const char *platform_id, LuukkuDirection direction, const char *text, gint64 sent_at)
{
  LuukkuMessageInit init = {
    .channel = FIXTURE_CHANNEL,
    .conversation_id = FIXTURE_THREAD,
    .platform_id = platform_id,
    .direction = direction,
    .author_id = direction == LUUKKU_DIRECTION_IN ? FIXTURE_RESIDENT : "page",
    .author_name = direction == LUUKKU_DIRECTION_IN ? "Aino Ääkkönen" : "Rautalampi",
    .text = text,
    .sent_at = sent_at,
    .fetched_at = sent_at + G_TIME_SPAN_SECOND,
  };

  return luukku_message_new (&init);
}

/* Returns: the store's number. */
static inline gint64
fixture_put (LuukkuStore *store, const char *platform_id, LuukkuDirection direction, const char *text,
             gint64 sent_at, LuukkuIngest expected)
{
  g_autoptr (LuukkuMessage) message = fixture_message (platform_id, direction, text, sent_at);
  g_autoptr (GError) error = NULL;
  LuukkuIngest what = LUUKKU_INGEST_NEW;
  gint64 id = 0;

  luukku_store_put_message (store, message, "fi", &what, &id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (what, ==, expected);
  g_assert_cmpint (id, >, 0);
  return id;
}

static inline gint64
fixture_put_in (LuukkuStore *store, const char *platform_id, const char *text, gint64 sent_at)
{
  return fixture_put (store, platform_id, LUUKKU_DIRECTION_IN, text, sent_at, LUUKKU_INGEST_NEW);
}

/* The store's number of the fixture's conversation. */
static inline gint64
fixture_conversation (LuukkuStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuConversation) conversation =
      luukku_store_find_conversation (store, FIXTURE_CHANNEL, FIXTURE_THREAD, &error);

  g_assert_no_error (error);
  g_assert_nonnull (conversation);
  return luukku_conversation_peek (conversation)->id;
}

/* --- past the interface */

/* Runs SQL as somebody with a shell would. Returns: SQLite's code. */
static inline int
fixture_attack (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  int rc;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_extended_result_codes (db, 1);
  rc = sqlite3_exec (db, sql, NULL, NULL, NULL);
  sqlite3_close (db);
  return rc;
}

static inline gint64
fixture_ask (LuukkuStore *store, const char *sql)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (store), sql);
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  luukku_query_run_int (query, -1, &value, &error);
  g_assert_no_error (error);
  return value;
}
