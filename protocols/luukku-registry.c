/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-registry.c: the one table that names every adapter; a new channel adds a folder and a row. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-registry.h"

#include "bluesky/luukku-bluesky.h"
#include "byhand/luukku-byhand.h"
#include "drop/luukku-drop.h"
#include "facebook/luukku-facebook.h"
#include "form/luukku-form.h"
#include "instagram/luukku-instagram.h"
#include "linkedin/luukku-linkedin.h"
#include "mail/luukku-mail.h"
#include "mastodon/luukku-mastodon.h"
#include "matrix/luukku-matrix.h"
#include "open311/luukku-open311.h"
#include "telegram/luukku-telegram.h"
#include "tiktok/luukku-tiktok.h"
#include "training/luukku-training.h"
#include "vimeo/luukku-vimeo.h"
#include "whatsapp/luukku-whatsapp.h"
#include "x/luukku-x.h"
#include "youtube/luukku-youtube.h"

static const LuukkuAdapterType *const types[] = {
  &luukku_bluesky_type,
  &luukku_byhand_type,
  &luukku_drop_type,
  &luukku_facebook_type,
  &luukku_facebook_comments_type,
  &luukku_form_type,
  &luukku_instagram_type,
  &luukku_instagram_comments_type,
  &luukku_linkedin_type,
  &luukku_mail_type,
  &luukku_mastodon_type,
  &luukku_matrix_type,
  &luukku_open311_type,
  &luukku_telegram_type,
  &luukku_tiktok_type,
  &luukku_training_type,
  &luukku_vimeo_type,
  &luukku_whatsapp_type,
  &luukku_x_type,
  &luukku_youtube_type,
  NULL,
};

const LuukkuAdapterType *const *
luukku_registry_get_types (void)
{
  return types;
}

const LuukkuAdapterType *
luukku_registry_find_protocol (const char *protocol_id)
{
  for (guint i = 0; types[i] != NULL; i++) {
    if (g_str_equal (types[i]->protocol_id, protocol_id))
      return types[i];
  }
  return NULL;
}
