/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-adapters.c: every adapter of the registry keeps the promises of luukku-adapter.h. A new adapter adds a
 * row; one without a row fails here. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-registry.h"
#include "model/luukku-platform.h"

#include "bluesky/luukku-bluesky.h"
#include "drop/luukku-drop.h"
#include "facebook/luukku-facebook.h"
#include "form/luukku-form.h"
#include "instagram/luukku-instagram.h"
#include "linkedin/luukku-linkedin.h"
#include "luukku-adapter-contract.h"
#include "mastodon/luukku-mastodon.h"
#include "matrix/luukku-matrix.h"
#include "open311/luukku-open311.h"
#include "telegram/luukku-telegram.h"
#include "tiktok/luukku-tiktok.h"
#include "luukku-fake-mail.h"
#include "mail/luukku-mail.h"
#include "training/luukku-training.h"
#include "vimeo/luukku-vimeo.h"
#include "whatsapp/luukku-whatsapp.h"
#include "x/luukku-x.h"
#include "youtube/luukku-youtube.h"

#include <glib/gstdio.h>

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define PAGE "104455667788990"

static const LuukkuSceneCall bluesky_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/com.atproto.server.getSession", 200, "session.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/com.atproto.server.getSession", 400, "error-token.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/chat.bsky.convo.getLog", 200, "log-empty.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/chat.bsky.convo.listConvos?", 200, "convos.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/chat.bsky.convo.getMessages?", 200, "messages-1.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/chat.bsky.convo.listConvoRequests?", 200, "requests-none.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/app.bsky.notification.listNotifications?", 200, "mentions-none.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/app.bsky.feed.getAuthorFeed?", 200, "feed-none.json" },
  { LUUKKU_SCENE_ODD, "GET", "/chat.bsky.convo.getLog", 200, "log-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/chat.bsky.convo.getLog?", 200, "log-after.json" },
  { LUUKKU_SCENE_ODD, "GET", "/chat.bsky.convo.listConvos?", 200, "convos-none.json" },
  { LUUKKU_SCENE_ODD, "GET", "/chat.bsky.convo.listConvoRequests?", 200, "requests-none.json" },
  { LUUKKU_SCENE_ODD, "GET", "/chat.bsky.convo.getConvo?", 200, "convo-1.json" },
  { LUUKKU_SCENE_ODD, "GET", "/app.bsky.notification.listNotifications?", 200, "mentions-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/app.bsky.feed.getPosts?", 200, "posts-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/app.bsky.feed.getAuthorFeed?", 200, "feed-odd.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/chat.bsky.convo.getLog", 429, "error-429.json" },
  { LUUKKU_SCENE_SEND, "POST", "/chat.bsky.convo.sendMessage", 200, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall facebook_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/" PAGE "?", 200, "page.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/" PAGE "?", 400, "error-190.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/" PAGE "/conversations?", 200, "threads-one.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/t_1/messages?", 200, "messages-three.json" },
  { LUUKKU_SCENE_ODD, "GET", "/" PAGE "/conversations?", 200, "threads-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/5001/messages?", 200, "messages-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/t_8/messages?", 200, "messages-empty.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/" PAGE "/conversations?", 403, "error-613.json" },
  { LUUKKU_SCENE_SEND, "POST", "/" PAGE "/messages", 200, "sent-ok.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall facebook_comments_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/" PAGE "?", 200, "page.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/" PAGE "?", 400, "error-190.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/" PAGE "/feed?", 200, "feed.json" },
  { LUUKKU_SCENE_FETCH, "GET", "&after=", 200, "feed-older.json" },
  { LUUKKU_SCENE_ODD, "GET", "/" PAGE "/feed?", 200, "feed-odd.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/" PAGE "/feed?", 403, "error-613.json" },
  { LUUKKU_SCENE_SEND, "POST", "/1_10/comments", 200, "comment-created.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall instagram_comments_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/" PAGE "?", 200, "page.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/" PAGE "?", 400, "error-190.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/media?", 200, "media.json" },
  { LUUKKU_SCENE_ODD, "GET", "/media?", 200, "media-odd.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/media?", 403, "error-613.json" },
  { LUUKKU_SCENE_SEND, "POST", "/17900000000000010/replies", 200, "comment-created.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall instagram_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/" PAGE "?", 200, "page.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/" PAGE "?", 400, "error-190.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/conversations?platform=instagram", 200, "threads-one.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/messages?", 200, "messages.json" },
  { LUUKKU_SCENE_ODD, "GET", "/conversations?platform=instagram", 200, "threads-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/t_odd/messages?", 200, "messages-odd.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/conversations?", 403, "error-613.json" },
  { LUUKKU_SCENE_SEND, "POST", "/" PAGE "/messages", 200, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall mastodon_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/verify_credentials", 200, "self.json" },
  { LUUKKU_SCENE_OPEN, "GET", "/api/v2/instance", 200, "instance.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/verify_credentials", 401, "error-401.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/notifications?", 200, "notifications.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/conversations?", 200, "conversations.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/113005/context", 200, "context.json" },
  { LUUKKU_SCENE_ODD, "GET", "/notifications?", 200, "notifications-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/conversations?", 200, "empty.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/notifications?", 429, "error-429.json" },
  { LUUKKU_SCENE_SEND, "POST", "/api/v1/statuses", 200, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall matrix_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "https://kunta.example/.well-known/matrix/client", 200, "well-known.json" },
  { LUUKKU_SCENE_OPEN, "GET", "https://matrix.kunta.example/_matrix/client/versions", 200, "versions.json" },
  { LUUKKU_SCENE_OPEN, "GET", "/account/whoami", 200, "self.json" },
  { LUUKKU_SCENE_OPEN, "GET", "/profile/", 200, "profile.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/.well-known/matrix/client", 404, "error-404.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/_matrix/client/versions", 200, "versions.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/account/whoami", 401, "error-401.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/sync?", 200, "sync.json" },
  { LUUKKU_SCENE_ODD, "GET", "/sync?", 200, "sync-odd.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/sync?", 429, "error-429.json" },
  { LUUKKU_SCENE_ASK_FIRST, "GET", "/state/m.room.encryption/", 404, "error-404.json" },
  { LUUKKU_SCENE_ASK_FIRST, "GET", "/joined_members", 200, "members-two.json" },
  { LUUKKU_SCENE_SEND_FILE, "POST", "/_matrix/media/v3/upload?filename=lomake.pdf", 200, "uploaded.json" },
  { LUUKKU_SCENE_SEND_FILE, "PUT", "/send/m.room.message/luukku-reply-1-0", 200, "sent.json" },
  { LUUKKU_SCENE_SEND_FILE, "PUT", "/send/m.room.message/luukku-reply-1", 200, "sent.json" },
  { LUUKKU_SCENE_SEND, "PUT", "/send/m.room.message/luukku-reply-1", 200, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall open311_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/services.json", 200, "services.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/services.json", 401, "error-401.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/requests.json?", 200, "requests.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/servicerequestupdates.json?", 200, "empty.json" },
  { LUUKKU_SCENE_ODD, "GET", "/requests.json?", 200, "requests-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/servicerequestupdates.json?", 200, "empty.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/requests.json?", 429, "error-429.json" },
  { LUUKKU_SCENE_SEND, "POST", "/servicerequestupdates.json", 200, "sent-update.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const char *const open311_options[] = {
  "api-base", "https://palaute.town.example/rest/v1", "write", "yes", "updates", "yes", NULL
};

static const LuukkuSceneCall telegram_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/getMe", 200, "me.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/getMe", 401, "error-401.json" },
  { LUUKKU_SCENE_FETCH, "POST", "/getUpdates", 200, "updates.json" },
  { LUUKKU_SCENE_ODD, "POST", "/getUpdates", 200, "updates-odd.json" },
  { LUUKKU_SCENE_THROTTLED, "POST", "/getUpdates", 429, "error-429.json" },
  { LUUKKU_SCENE_SEND, "POST", "/sendMessage", 200, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

/* Sixty days are read week by week. */
#define QUIET_WEEK(scene)                                                                                    \
  {                                                                                                          \
    scene, "GET", "organizationalEntityNotifications?", 200, "news-empty.json"                               \
  }
#define QUIET_WEEKS(scene)                                                                                   \
  QUIET_WEEK (scene), QUIET_WEEK (scene), QUIET_WEEK (scene), QUIET_WEEK (scene), QUIET_WEEK (scene),        \
      QUIET_WEEK (scene), QUIET_WEEK (scene), QUIET_WEEK (scene)

static const LuukkuSceneCall linkedin_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/rest/organizations/12345678", 200, "self.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/rest/organizations/12345678", 401, "error-401.json" },
  QUIET_WEEKS (LUUKKU_SCENE_FETCH),
  { LUUKKU_SCENE_FETCH, "GET", "organizationalEntityNotifications?", 200, "news.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/rest/posts/", 200, "post.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/comments/6634", 200, "comment-top.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/comments/6635", 200, "comment-reply.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/comments/6636", 200, "comment-ours.json" },
  QUIET_WEEKS (LUUKKU_SCENE_ODD),
  { LUUKKU_SCENE_ODD, "GET", "organizationalEntityNotifications?", 200, "news-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/comments/6634", 200, "comment-odd.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "organizationalEntityNotifications?", 429, "error-429.json" },
  { LUUKKU_SCENE_SEND, "POST", "/comments", 201, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall tiktok_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "business/get/", 200, "self.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "business/get/", 200, "error-40105.json" },
  { LUUKKU_SCENE_FETCH, "GET", "business/video/list/", 200, "videos.json" },
  { LUUKKU_SCENE_FETCH, "GET", "business/comment/list/", 200, "comments.json" },
  { LUUKKU_SCENE_ODD, "GET", "business/video/list/", 200, "videos-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "business/comment/list/", 200, "comments-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "business/comment/list/", 200, "comments-empty.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "business/video/list/", 200, "error-40100.json" },
  { LUUKKU_SCENE_SEND, "POST", "business/comment/reply/create/", 200, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const char *const tiktok_options[] = {
  "authorize-address",
  "https://www.tiktok.com/v2/auth/authorize?client_key=7&redirect_uri=https%3A%2F%2Fwww.kunta.example%2F",
  NULL
};

static const LuukkuSceneCall form_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/deliveries?", 200, "page-empty.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/deliveries?", 401, "relay-401.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/deliveries?", 200, "page.json" },
  { LUUKKU_SCENE_ODD, "GET", "/deliveries?", 200, "page-odd.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/deliveries?", 429, "relay-429.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const char *const form_options[] = { "relay-base", "https://relay.town.example", "relay-endpoint",
                                            "town-form", NULL };

static const LuukkuSceneCall whatsapp_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/106540352242922?", 200, "number.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/106540352242922?", 401, "error-190.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/deliveries?", 200, "page.json" },
  { LUUKKU_SCENE_ODD, "GET", "/deliveries?", 200, "page-odd.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/deliveries?", 429, "relay-429.json" },
  { LUUKKU_SCENE_SEND, "POST", "/messages", 200, "sent.json" },
  { LUUKKU_SCENE_SEND_FILE, "POST", "/media", 200, "uploaded.json" },
  { LUUKKU_SCENE_SEND_FILE, "POST", "/messages", 200, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall x_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/2/users/me?", 200, "self.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/2/users/me?", 401, "error-401.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/2/dm_events?", 200, "dms.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/mentions?", 200, "mentions.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/tweets?", 200, "own.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/2/chat/conversations?", 200, "chats-empty.json" },
  { LUUKKU_SCENE_ODD, "GET", "/2/dm_events?", 200, "dms-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/mentions?", 200, "mentions-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/tweets?", 200, "empty.json" },
  { LUUKKU_SCENE_ODD, "GET", "/2/chat/conversations?", 200, "chats-empty.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/2/dm_events?", 429, "error-429.json" },
  { LUUKKU_SCENE_SEND, "POST", "/messages", 201, "sent-dm.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall vimeo_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/me?", 200, "self.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/me?", 401, "error-401.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/me/videos?", 200, "videos.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/videos/1001/comments?", 200, "comments.json" },
  { LUUKKU_SCENE_FETCH, "GET", "/videos/1001/comments/501/replies?", 200, "replies.json" },
  { LUUKKU_SCENE_ODD, "GET", "/me/videos?", 200, "videos-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "&page=2&", 200, "empty.json" },
  { LUUKKU_SCENE_ODD, "GET", "/videos/1001/comments?", 200, "comments-odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "/videos/1009/comments?", 200, "empty.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "/me/videos?", 429, "error-429.json" },
  { LUUKKU_SCENE_SEND, "POST", "/videos/1001/comments/501/replies", 201, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const LuukkuSceneCall youtube_calls[] = {
  { LUUKKU_SCENE_OPEN, "GET", "/channels?", 200, "self.json" },
  { LUUKKU_SCENE_DEAD_TOKEN, "GET", "/channels?", 401, "error-401.json" },
  { LUUKKU_SCENE_FETCH, "GET", "=published&", 200, "posts.json" },
  { LUUKKU_SCENE_FETCH, "GET", "=heldForReview&", 200, "empty.json" },
  { LUUKKU_SCENE_FETCH, "GET", "=likelySpam&", 200, "empty.json" },
  { LUUKKU_SCENE_ODD, "GET", "=published&", 200, "odd.json" },
  { LUUKKU_SCENE_ODD, "GET", "=heldForReview&", 200, "empty.json" },
  { LUUKKU_SCENE_ODD, "GET", "=likelySpam&", 200, "empty.json" },
  { LUUKKU_SCENE_THROTTLED, "GET", "=published&", 429, "error-429.json" },
  { LUUKKU_SCENE_SEND, "POST", "/comments?", 200, "sent.json" },
  { LUUKKU_SCENE_OPEN, NULL, NULL, 0, NULL },
};

static const char *const whatsapp_options[] = {
  "relay-base", "https://relay.town.example", "relay-endpoint", "town-whatsapp", "relay", "0123456789abcdef",
  NULL
};

static void
mail_play (LuukkuScene scene)
{
  static const char *const sessions[] = {
    [LUUKKU_SCENE_OPEN] = "imap-two",  [LUUKKU_SCENE_DEAD_TOKEN] = "imap-dead",
    [LUUKKU_SCENE_FETCH] = "imap-two", [LUUKKU_SCENE_ODD] = "imap-odd",
    [LUUKKU_SCENE_SEND] = "imap-two",  [LUUKKU_SCENE_THROTTLED] = "imap-throttled",
  };

  luukku_fake_mail_hang_at (NULL);
  luukku_fake_mail_play (sessions[scene], "smtp-ok");
}

static void
mail_hang (LuukkuScene scene)
{
  mail_play (scene);
  luukku_fake_mail_hang_at (scene == LUUKKU_SCENE_SEND    ? "(letter)"
                            : scene == LUUKKU_SCENE_FETCH ? "UID FETCH 11"
                                                          : "CAPABILITY");
}

static const LuukkuAdapterStage mail_stage = { luukku_fake_mail_start, mail_play, mail_hang,
                                               luukku_fake_mail_stop };

static const char *const mail_options[] = {
  "imap-host", "127.0.0.1", "imap-port", "143",           "imap-security", "none", "smtp-host",
  "127.0.0.1", "smtp-port", "587",       "smtp-security", "none",          NULL
};

/* A folder with two submissions, made in main(). */
static char drop_folder[64] = "/tmp/luukku-adapters-XXXXXX";
static const char *const drop_options[] = { "folder", drop_folder, NULL };

static void
make_drop_folder (void)
{
  g_assert_nonnull (g_mkdtemp (drop_folder));
  for (guint i = 1; i <= 2; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%u.json", drop_folder, i);

    g_assert_true (
        g_file_set_contents (path, "{\"contact\":\"maija@example.org\",\"text\":\"Hei\"}", -1, NULL));
  }
}

static void
remove_drop_folder (void)
{
  static const char *const inner[] = { "1.json", "2.json", "done", "rejected", "" };

  for (guint i = 0; i < G_N_ELEMENTS (inner); i++) {
    g_autofree char *path = g_build_filename (drop_folder, inner[i], NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
}

static const LuukkuAdapterContract contracts[] = {
  {
      .type = &luukku_bluesky_type,
      .account = "kaupunki.example",
      .token = "access=secret-access",
      .folder = "bluesky",
      .calls = bluesky_calls,
      .now = NOW,
      .conversation_id = "3mzadpbys222b",
      .resident_id = "did:plc:maijaesimerkki2222222222",
      .open_first = TRUE,
  },
  {
      .type = &luukku_drop_type,
      .account = "palaute",
      .now = NOW,
      .conversation_id = "1",
      .resident_id = "maija@example.org",
      .options = drop_options,
      .from_start = TRUE,
  },
  {
      .type = &luukku_facebook_type,
      .account = PAGE,
      .token = "EAAGtoken",
      .folder = "facebook",
      .calls = facebook_calls,
      .now = NOW,
      .conversation_id = "t_1",
      .resident_id = "7001002003004005",
  },
  {
      .type = &luukku_facebook_comments_type,
      .account = PAGE,
      .token = "EAAGtoken",
      .folder = "facebook",
      .calls = facebook_comments_calls,
      .now = NOW,
      .conversation_id = "1_10",
      .resident_id = "7001002003004005",
  },
  {
      .type = &luukku_instagram_comments_type,
      .account = PAGE,
      .token = "EAAGtoken",
      .folder = "instagram",
      .calls = instagram_comments_calls,
      .now = NOW,
      .conversation_id = "17900000000000010",
      .resident_id = "6600110022003300",
      .open_first = TRUE,
  },
  {
      .type = &luukku_instagram_type,
      .account = PAGE,
      .token = "EAAGtoken",
      .folder = "instagram",
      .calls = instagram_calls,
      .now = NOW,
      .conversation_id = "t_1",
      .resident_id = "6600110022003300",
      .open_first = TRUE,
  },
  {
      .type = &luukku_mastodon_type,
      .account = "kaupunki@some.example",
      .token = "secret-token",
      .folder = "mastodon",
      .calls = mastodon_calls,
      .now = NOW,
      .conversation_id = "109001",
      .resident_id = "matti@mastodon.example",
      .lists = TRUE,
      .open_first = TRUE,
  },
  {
      .type = &luukku_matrix_type,
      .account = "@kirjaamo:kunta.example",
      .token = "access=secret-access",
      .folder = "matrix",
      .calls = matrix_calls,
      .now = NOW,
      .conversation_id = "!dm:resident.example",
      .resident_id = "@matti:resident.example",
      .open_first = TRUE,
  },
  {
      .type = &luukku_open311_type,
      .account = "palaute",
      .token = "api-avain-1",
      .folder = "open311",
      .calls = open311_calls,
      .now = NOW,
      .conversation_id = "abc123",
      .lists = TRUE,
      .fetch_first = TRUE,
      .options = open311_options,
  },
  {
      .type = &luukku_telegram_type,
      .account = "esimerkki_bot",
      .token = "700000001:AAEhBP0avXhGq-_secret",
      .folder = "telegram",
      .calls = telegram_calls,
      .now = NOW,
      .conversation_id = "6100200300",
      .resident_id = "6100200300",
  },
  {
      .type = &luukku_mail_type,
      .account = "kirjaamo@kuopio.example",
      .token = "salasana",
      .now = NOW,
      .conversation_id = "t0123456789abcdef0123",
      .resident_id = "maija@resident.example",
      .stage = &mail_stage,
      .options = mail_options,
  },
  {
      .type = &luukku_training_type,
      .account = "practice",
      .now = NOW,
      .conversation_id = "maija",
      .resident_id = "maija",
  },
  {
      .type = &luukku_form_type,
      .account = "palaute",
      .token = "0123456789abcdef",
      .folder = "form",
      .calls = form_calls,
      .now = NOW,
      .conversation_id = "msg_1",
      .resident_id = "maija@example.org",
      .options = form_options,
  },
  {
      .type = &luukku_whatsapp_type,
      .account = "106540352242922",
      .token = "EAAGtoken",
      .folder = "whatsapp",
      .calls = whatsapp_calls,
      .now = NOW,
      .conversation_id = "FI.134900000001",
      .resident_id = "358401112222",
      .options = whatsapp_options,
  },
  {
      .type = &luukku_linkedin_type,
      .account = "12345678",
      .token = "AQX-secret-access",
      .folder = "linkedin",
      .calls = linkedin_calls,
      .now = NOW,
      .conversation_id = "urn:li:comment:(urn:li:activity:6631349431612559360,6634)",
      .resident_id = "urn:li:person:yrZCpj2Z12",
  },
  {
      .type = &luukku_tiktok_type,
      .account = "kaupunki",
      .token = "access=secret-access&subject=open-id_4711",
      .folder = "tiktok",
      .calls = tiktok_calls,
      .now = NOW,
      .conversation_id = "7573012345678901234:7573100000000000011",
      .resident_id = "u-maija",
      .options = tiktok_options,
      .open_first = TRUE,
  },
  {
      .type = &luukku_x_type,
      .account = "kaupunki",
      .token = "access=secret-access",
      .folder = "x",
      .calls = x_calls,
      .now = NOW,
      .conversation_id = "500600700-944480690",
      .resident_id = "944480690",
      .open_first = TRUE,
  },
  {
      .type = &luukku_vimeo_type,
      .account = "kaupunki",
      .token = "secret-token",
      .folder = "vimeo",
      .calls = vimeo_calls,
      .now = NOW,
      .conversation_id = "1001/501",
      .resident_id = "8001",
      .lists = TRUE,
      .open_first = TRUE,
  },
  {
      .type = &luukku_youtube_type,
      .account = "UCkaupunkikaupunkikaupu1",
      .token = "access=secret-access",
      .folder = "youtube",
      .calls = youtube_calls,
      .now = NOW,
      .conversation_id = "UgxThread0001AaABAg",
      .resident_id = "UCmaijamaijamaijamaijam2",
      .open_first = TRUE,
  },
};

static void
test_registry (void)
{
  const LuukkuAdapterType *const *types = luukku_registry_get_types ();
  guint count = 0, by_hand = 0;

  for (; types[count] != NULL; count++) {
    gboolean has_row = FALSE;

    g_assert_true (luukku_registry_find_protocol (types[count]->protocol_id) == types[count]);
    for (guint i = 0; i < G_N_ELEMENTS (contracts); i++)
      has_row = has_row || contracts[i].type == types[count];
    by_hand += types[count]->by_hand ? 1 : 0;
    g_assert_true (types[count]->by_hand == (types[count]->create == NULL));
    g_test_message ("%s", types[count]->id);
    g_assert_true (has_row || types[count]->by_hand); /* no adapter, no contract */
  }
  g_assert_cmpuint (count, ==, G_N_ELEMENTS (contracts) + by_hand);
  g_assert_null (luukku_registry_find_protocol ("prpl-luukku-nothing"));
}

static gboolean
has_option (const LuukkuAdapterType *type, const char *name)
{
  for (const LuukkuAdapterOption *o = type->options; o != NULL && o->name != NULL; o++) {
    if (g_str_equal (o->name, name))
      return o->kind == LUUKKU_OPTION_STRING && (o->default_string == NULL || *o->default_string == '\0');
  }
  return FALSE;
}

/* What the guided import asks of a new account (channels/setup.ini) is an option of it that is empty at
 * first. */
static void
test_setup_fields (void)
{
  const LuukkuAdapterType *const *types = luukku_registry_get_types ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) platforms = luukku_platforms_load (&error);
  guint asked = 0;

  g_assert_no_error (error);
  for (guint i = 0; types[i] != NULL; i++) {
    const LuukkuPlatform *platform = luukku_platforms_find_channel (platforms, types[i]->id);

    for (guint j = 0; platform != NULL && platform->fields[j] != NULL; j++, asked++) {
      g_test_message ("%s: %s", types[i]->id, platform->fields[j]);
      g_assert_true (has_option (types[i], platform->fields[j]));
    }
  }
  g_assert_cmpuint (asked, >=, 8);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  make_drop_folder ();
  g_test_add_func ("/net/registry/rows", test_registry);
  g_test_add_func ("/net/registry/setup-fields", test_setup_fields);
  for (guint i = 0; i < G_N_ELEMENTS (contracts); i++)
    luukku_adapter_contract_add (&contracts[i]);
  status = g_test_run ();
  remove_drop_folder ();
  return status;
}
