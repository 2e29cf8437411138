/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-terms.c: prices, quota and window out of data/channels/youtube.ini. */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube-terms.h"

#include "adapter/luukku-adapter.h"
#include "base/luukku-error.h"

#define MAX_UNITS 100000000
#define MAX_LISTS 600 /* long threads whose replies are remembered */
#define MAX_PAGES 60  /* of one list */

gboolean
luukku_youtube_terms_load (LuukkuYoutubeTerms *ret_terms, GError **error)
{
  guint look_through = 0, days = 0, comments = 0;
  const LuukkuChannelNumber numbers[] = {
    { "Quota", "DailyUnits", 1, MAX_UNITS, &ret_terms->daily },
    { "Quota", "ReplyReserve", 0, MAX_UNITS, &ret_terms->reserve },
    { "Quota", "ReadUnits", 1, 1000, &ret_terms->read_price },
    { "Quota", "WriteUnits", 1, 1000, &ret_terms->write_price },
    { "Window", "LookThroughMinutes", 5, 100000, &look_through },
    { "Window", "Days", 1, 3650, &days },
    { "Window", "Comments", 100, 5000, &comments },
  };

  if (!luukku_channel_file_read_numbers ("youtube", numbers, G_N_ELEMENTS (numbers), error))
    return FALSE;
  ret_terms->look_through = look_through * G_TIME_SPAN_MINUTE;
  ret_terms->window = (LuukkuCommentLimits){ .max_comments = comments,
                                             .max_lists = MAX_LISTS,
                                             .max_pages = MAX_PAGES,
                                             .max_age = days * G_TIME_SPAN_DAY,
                                             .gone_after = 1 };
  return TRUE;
}
