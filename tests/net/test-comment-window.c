/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-comment-window.c: what has been seen of comments on platforms that only list. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-comment-window.h"

#include <string.h>

#include "adapter/luukku-json-write.h"

#define NOW G_GINT64_CONSTANT (1784920267000000)
#define HOUR G_TIME_SPAN_HOUR
#define LIST "video-1"

static const LuukkuCommentLimits limits = {
  .max_comments = 8, .max_lists = 3, .max_pages = 4, .max_age = 30 * G_TIME_SPAN_DAY, .gone_after = 1
};

/* As it is after a restart. */
static LuukkuCommentWindow *
restart (LuukkuCommentWindow *self, const LuukkuCommentLimits *with)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) again = NULL;
  LuukkuJsonAt at = { NULL, "" };
  LuukkuCommentWindow *next;

  luukku_comment_window_write (self, builder, "window", NOW);
  root = luukku_json_end_node (builder);
  text = json_to_string (root, FALSE);
  bytes = g_bytes_new (text, strlen (text));
  again = luukku_json_parse (bytes, NULL);
  at.object = json_node_get_object (again);
  next = luukku_comment_window_read (with, &at, "window");
  luukku_comment_window_free (self);
  return next;
}

/* "c3 c2*": newest first, an hour apart; "*": its text is another one. Returns: what each is, "n", "c", "u".
 */
static char *
note (LuukkuCommentWindow *self, const char *list, const char *ids)
{
  static const char letters[] = {
    [LUUKKU_COMMENT_NEW] = 'n', [LUUKKU_COMMENT_CHANGED] = 'c', [LUUKKU_COMMENT_UNCHANGED] = 'u'
  };
  g_auto (GStrv) parts = g_strsplit (ids, " ", -1);
  GString *news = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++) {
    gboolean edited = g_str_has_suffix (parts[i], "*");
    g_autofree char *id = g_strndup (parts[i], strlen (parts[i]) - (edited ? 1 : 0));
    g_autofree char *digest = luukku_comment_digest (edited ? "edited" : "as written", "published", NULL);
    gint64 age = 100 - g_ascii_strtoll (id + 1, NULL, 10);

    g_string_append_c (news, letters[luukku_comment_window_note (self, list, id, digest, NOW - age * HOUR)]);
  }
  return g_string_free (news, FALSE);
}

#define assert_note(self, ids, news)                                                                         \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *found = note (self, LIST, ids);                                                         \
    g_assert_cmpstr (found, ==, news);                                                                       \
  }                                                                                                          \
  G_STMT_END

static char *
collect (LuukkuCommentWindow *self, const char *list)
{
  const char *lists[] = { list, NULL };
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);

  if (!luukku_comment_window_collect (self, lists, gone))
    return g_strdup ("nothing proved");
  g_ptr_array_add (gone, NULL);
  return g_strjoinv (" ", (char **) gone->pdata);
}

#define assert_gone(self, list, ids)                                                                         \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *found = collect (self, list);                                                           \
    g_assert_cmpstr (found, ==, ids);                                                                        \
  }                                                                                                          \
  G_STMT_END

/* A look at @pages ("c3 c2|c1": two of them, to the end). */
static void
look (LuukkuCommentWindow *self, LuukkuCommentLook how, const char *pages)
{
  g_auto (GStrv) parts = g_strsplit (pages, "|", -1);
  guint last = g_strv_length (parts) - 1;

  luukku_comment_window_begin (self, LIST, how, TRUE, -1);
  for (guint i = 0; i <= last; i++) {
    g_autofree char *news = note (self, LIST, parts[i]);
    g_autofree char *next = i < last ? g_strdup_printf ("page-%u", i + 2) : NULL;
    gboolean more = luukku_comment_window_turn (self, LIST, next, NOW);

    g_assert_cmpint (more, ==, i < last);
  }
}

static void
test_news (void)
{
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);

  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, TRUE, 3);
  assert_note (self, "c3 c2 c1", "nnn");
  g_assert_false (luukku_comment_window_turn (self, LIST, NULL, NOW));
  self = restart (self, &limits);
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, TRUE, 4);
  assert_note (self, "c4 c3 c2* c1", "nucu");
  g_assert_false (luukku_comment_window_turn (self, LIST, NULL, NOW));
  self = restart (self, &limits);
  assert_note (self, "c2*", "u");
  assert_note (self, "c2", "c");
  g_assert_true (luukku_comment_window_knows (self, "c4"));
  luukku_comment_window_forget (self, "c4");
  g_assert_false (luukku_comment_window_knows (self, "c4"));
}

static void
test_digest (void)
{
  g_autofree char *one = luukku_comment_digest ("a", "bc", NULL);
  g_autofree char *other = luukku_comment_digest ("ab", "c", NULL);

  g_assert_cmpstr (one, !=, other);
  g_assert_cmpuint (strlen (one), ==, 16);
}

/* A page wholly known ends a look for new ones, and proves nothing. */
static void
test_stops_at_known (void)
{
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);

  look (self, LUUKKU_LOOK_THROUGH, "c5 c4|c3 c2|c1");
  assert_gone (self, LIST, "");
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, TRUE, -1);
  assert_note (self, "c6 c5", "nu");
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  g_assert_cmpstr (luukku_comment_window_get_page (self, LIST), ==, "page-2");
  assert_note (self, "c4* c3", "cu");
  g_assert_false (luukku_comment_window_turn (self, LIST, "page-3", NOW));
  assert_gone (self, LIST, "nothing proved");
  g_assert_true (luukku_comment_window_knows (self, "c2"));
}

/* Cut off on its second page: goes on there after a restart, and through, although the page behind is known.
 */
static void
test_goes_on (void)
{
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);

  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, TRUE, 6);
  assert_note (self, "c6 c5", "nn");
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  self = restart (self, &limits);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 6, 0), ==, LUUKKU_LOOK_THROUGH);
  assert_gone (self, LIST, "nothing proved");
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, TRUE, 6);
  g_assert_cmpstr (luukku_comment_window_get_page (self, LIST), ==, "page-2");
  assert_note (self, "c6 c5", "uu"); /* it moved while we waited */
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-3", NOW));
  assert_note (self, "c4 c3", "nn");
  g_assert_false (luukku_comment_window_turn (self, LIST, NULL, NOW));
  assert_gone (self, LIST, "");
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 6, 0), ==, LUUKKU_LOOK_NONE);
}

/* A look for new ones that was cut off must not stop at what was known before. */
static void
test_cut_off_head (void)
{
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);

  look (self, LUUKKU_LOOK_THROUGH, "c2 c1");
  assert_gone (self, LIST, "");
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, TRUE, -1);
  assert_note (self, "c6 c5", "nn");
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  self = restart (self, &limits);
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, TRUE, -1);
  assert_note (self, "c2 c1", "uu");
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-3", NOW));
  luukku_comment_window_restart (self, LIST); /* the page has expired */
  g_assert_null (luukku_comment_window_get_page (self, LIST));
  assert_note (self, "c6 c5", "uu");
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  assert_note (self, "c4 c3", "nn");
}

static void
test_gone (void)
{
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);

  look (self, LUUKKU_LOOK_THROUGH, "c5 c4|c3 c2|c1");
  assert_gone (self, LIST, "");
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_THROUGH, TRUE, -1);
  assert_note (self, "c5 c3", "uu");
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  assert_gone (self, LIST, "nothing proved"); /* a part of the list */
  self = restart (self, &limits);             /* what was met before still counts */
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_THROUGH, TRUE, -1);
  assert_note (self, "c2 c1", "uu");
  g_assert_false (luukku_comment_window_turn (self, LIST, NULL, NOW));
  self = restart (self, &limits);
  assert_gone (self, LIST, "c4");
  assert_gone (self, LIST, "nothing proved"); /* once for each look */
  g_assert_false (luukku_comment_window_knows (self, "c4"));
}

/* Pages shift while they are read: one look alone proves nothing where nobody can ask by id. */
static void
test_gone_twice (void)
{
  LuukkuCommentLimits careful = limits;
  g_autoptr (LuukkuCommentWindow) self = NULL;

  careful.gone_after = 2;
  self = luukku_comment_window_new (&careful);
  look (self, LUUKKU_LOOK_THROUGH, "c3 c2 c1");
  assert_gone (self, LIST, "");
  look (self, LUUKKU_LOOK_THROUGH, "c3 c1");
  assert_gone (self, LIST, "");
  self = restart (self, &careful);
  look (self, LUUKKU_LOOK_THROUGH, "c3 c2 c1");
  assert_gone (self, LIST, "");
  look (self, LUUKKU_LOOK_THROUGH, "c3 c1");
  assert_gone (self, LIST, "");
  self = restart (self, &careful);
  look (self, LUUKKU_LOOK_THROUGH, "c3 c1");
  assert_gone (self, LIST, "c2");
}

/* Ends at the bound of age: what is older was not shown, so it is not gone. */
static void
test_age (void)
{
  LuukkuCommentLimits young = limits;
  g_autoptr (LuukkuCommentWindow) self = NULL;

  young.max_age = 96 * HOUR; /* c4 is the oldest inside */
  self = luukku_comment_window_new (&young);
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_THROUGH, TRUE, -1);
  assert_note (self, "c7 c6 c5 c3 c2", "nnnnn");
  g_assert_false (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  assert_gone (self, LIST, "");
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_THROUGH, TRUE, -1);
  assert_note (self, "c7 c5 c1", "uun");
  g_assert_false (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  assert_gone (self, LIST, "c6");
  self = restart (self, &young);
  g_assert_true (luukku_comment_window_knows (self, "c5"));
  g_assert_true (luukku_comment_window_knows (self, "c1")); /* its page is read at each look */
  g_assert_false (luukku_comment_window_knows (self, "c2"));
}

/* Without an order only the end is a bound: what is old comes before what is new. */
static void
test_unordered (void)
{
  LuukkuCommentLimits young = limits;
  g_autoptr (LuukkuCommentWindow) self = NULL;

  young.max_age = 96 * HOUR;
  self = luukku_comment_window_new (&young);
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, FALSE, 3);
  assert_note (self, "c1 c2", "nn");
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  assert_note (self, "c9", "n");
  g_assert_false (luukku_comment_window_turn (self, LIST, NULL, NOW));
  assert_gone (self, LIST, "");
  self = restart (self, &young);
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, FALSE, 3);
  assert_note (self, "c2", "u");
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  assert_note (self, "c9", "u");
  g_assert_false (luukku_comment_window_turn (self, LIST, NULL, NOW));
  assert_gone (self, LIST, "c1");
}

/* Lists without an end, and pages that lead to themselves. */
static void
test_bounds (void)
{
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);

  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_THROUGH, TRUE, -1);
  assert_note (self, "c50", "n");
  g_assert_true (luukku_comment_window_turn (self, LIST, "again", NOW));
  g_assert_false (luukku_comment_window_turn (self, LIST, "again", NOW));
  assert_gone (self, LIST, "nothing proved");
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_THROUGH, TRUE, -1);
  for (guint i = 1; i < limits.max_pages; i++) {
    g_autofree char *next = g_strdup_printf ("page-%u", i);

    g_assert_true (luukku_comment_window_turn (self, LIST, next, NOW));
  }
  g_assert_false (luukku_comment_window_turn (self, LIST, "one-more", NOW));
  assert_gone (self, LIST, "nothing proved");
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_THROUGH, TRUE, -1);
  assert_note (self, "c59 c58 c57 c56 c55 c54 c53 c52 c51", "nnnnnnnnn");
  g_assert_false (luukku_comment_window_turn (self, LIST, "page-2", NOW)); /* more than are kept */
  assert_gone (self, LIST, "");                                            /* c50 is below the bound */
  self = restart (self, &limits);
  g_assert_true (luukku_comment_window_knows (self, "c52"));
  g_assert_false (luukku_comment_window_knows (self, "c51"));
}

static void
test_totals (void)
{
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);

  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 0, 0), ==, LUUKKU_LOOK_NONE);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 1, 0), ==, LUUKKU_LOOK_THROUGH);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, -1, 0), ==, LUUKKU_LOOK_THROUGH);
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_THROUGH, TRUE, 3);
  assert_note (self, "c3 c2 c1", "nnn");
  g_assert_false (luukku_comment_window_turn (self, LIST, NULL, NOW));
  self = restart (self, &limits);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 3, NOW), ==, LUUKKU_LOOK_NONE);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 4, NOW), ==, LUUKKU_LOOK_HEAD);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 2, NOW), ==, LUUKKU_LOOK_THROUGH);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 0, NOW), ==, LUUKKU_LOOK_THROUGH);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, -1, NOW), ==, LUUKKU_LOOK_HEAD);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 3, NOW + 1), ==, LUUKKU_LOOK_THROUGH);
  luukku_comment_window_begin (self, LIST, LUUKKU_LOOK_HEAD, TRUE, 4);
  assert_note (self, "c4 c3", "nu");
  /* the look is not over: the old total still counts */
  g_assert_true (luukku_comment_window_turn (self, LIST, "page-2", NOW));
  self = restart (self, &limits);
  g_assert_cmpint (luukku_comment_window_ask (self, LIST, 4, NOW), ==, LUUKKU_LOOK_THROUGH);
}

/* Held, then published: moved from one list to the other, not gone. */
static void
test_moved (void)
{
  static const char *const both[] = { "held", "published", NULL };
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);

  for (guint round = 0; round < 2; round++) {
    g_autofree char *held = NULL, *published = NULL;

    luukku_comment_window_begin (self, "held", LUUKKU_LOOK_THROUGH, TRUE, -1);
    held = note (self, "held", round == 0 ? "c1 c2" : "c2");
    g_assert_false (luukku_comment_window_turn (self, "held", NULL, NOW));
    g_assert_false (luukku_comment_window_collect (self, both, gone));
    luukku_comment_window_begin (self, "published", LUUKKU_LOOK_THROUGH, TRUE, -1);
    published = note (self, "published", round == 0 ? "c3" : "c1*");
    g_assert_false (luukku_comment_window_turn (self, "published", NULL, NOW));
    g_assert_cmpstr (published, ==, round == 0 ? "n" : "c");
    g_assert_true (luukku_comment_window_collect (self, both, gone));
  }
  g_assert_cmpuint (gone->len, ==, 1);
  g_assert_cmpstr (gone->pdata[0], ==, "c3");
  luukku_comment_window_begin (self, "published", LUUKKU_LOOK_THROUGH, TRUE, -1);
  g_assert_false (luukku_comment_window_turn (self, "published", NULL, NOW));
  assert_gone (self, "published", "c1"); /* it is of this list now */
}

static void
test_lists (void)
{
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; i <= 4; i++) {
    g_autofree char *list = g_strdup_printf ("video-%u", i);
    g_autofree char *id = g_strdup_printf ("c%u", i);
    g_autofree char *news = NULL;

    luukku_comment_window_begin (self, list, LUUKKU_LOOK_THROUGH, TRUE, 1);
    news = note (self, list, id);
    luukku_comment_window_turn (self, list, NULL, NOW + i);
  }
  self = restart (self, &limits);
  g_assert_cmpint (luukku_comment_window_ask (self, "video-1", 1, 0), ==,
                   LUUKKU_LOOK_THROUGH); /* forgotten */
  g_assert_cmpint (luukku_comment_window_ask (self, "video-4", 1, 0), ==, LUUKKU_LOOK_NONE);
  luukku_comment_window_forget_list (self, "video-4", gone);
  luukku_comment_window_forget_list (self, "video-9", gone);
  g_assert_cmpuint (gone->len, ==, 1);
  g_assert_cmpstr (gone->pdata[0], ==, "c4");
}

/* A cursor that somebody else wrote, or half of one, is the beginning; never a crash. */
static void
test_hostile (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"window\":7}",
    "{\"window\":{\"v\":2,\"lists\":[]}}",
    "{\"window\":{\"v\":1,\"lists\":[7,null,{\"id\":\"a b\"},{\"id\":\"x\",\"seen\":7}]}}",
    "{\"window\":{\"v\":1,\"lists\":[{\"id\":\"video-1\",\"seen\":[\"c1\",7,\"c1 d x 0 0\",\"c1 d 1 0 0 "
    "0\"]}]}}",
    "{\"window\":{\"v\":1,\"lists\":[{\"id\":\"video-1\",\"looked\":\"soon\",\"seen\":[\"c1 d 1 0 0\"]}]}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));
    g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
    LuukkuJsonAt at = { json_node_get_object (root), "" };
    g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_read (&limits, &at, "window");

    g_assert_false (luukku_comment_window_knows (self, "c1"));
    g_assert_cmpint (luukku_comment_window_ask (self, LIST, 1, 0), ==, LUUKKU_LOOK_THROUGH);
  }
}

/* Ids that cannot be kept are new each time; they do not break the cursor. */
static void
test_odd_ids (void)
{
  g_autoptr (LuukkuCommentWindow) self = luukku_comment_window_new (&limits);
  g_autofree char *longest = g_strnfill (5000, 'c');

  g_assert_cmpint (luukku_comment_window_note (self, LIST, "a b", "d", NOW), ==, LUUKKU_COMMENT_NEW);
  g_assert_cmpint (luukku_comment_window_note (self, LIST, longest, "d", NOW), ==, LUUKKU_COMMENT_NEW);
  g_assert_cmpint (luukku_comment_window_note (self, LIST, "", "d", NOW), ==, LUUKKU_COMMENT_NEW);
  self = restart (self, &limits);
  g_assert_cmpint (luukku_comment_window_note (self, LIST, "a b", "d", NOW), ==, LUUKKU_COMMENT_NEW);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/comment-window/news", test_news);
  g_test_add_func ("/net/comment-window/digest", test_digest);
  g_test_add_func ("/net/comment-window/stops-at-known", test_stops_at_known);
  g_test_add_func ("/net/comment-window/goes-on", test_goes_on);
  g_test_add_func ("/net/comment-window/cut-off-head", test_cut_off_head);
  g_test_add_func ("/net/comment-window/gone", test_gone);
  g_test_add_func ("/net/comment-window/gone-twice", test_gone_twice);
  g_test_add_func ("/net/comment-window/age", test_age);
  g_test_add_func ("/net/comment-window/unordered", test_unordered);
  g_test_add_func ("/net/comment-window/bounds", test_bounds);
  g_test_add_func ("/net/comment-window/totals", test_totals);
  g_test_add_func ("/net/comment-window/moved", test_moved);
  g_test_add_func ("/net/comment-window/lists", test_lists);
  g_test_add_func ("/net/comment-window/hostile", test_hostile);
  g_test_add_func ("/net/comment-window/odd-ids", test_odd_ids);
  return g_test_run ();
}
