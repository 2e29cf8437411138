/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-platform.h: the platforms that a town's directory speaks of, and what an address there says: which
 * platform, and the account's name. What is known is data/channels/setup.ini. Pure but for reading the file.
 */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* What the account's name in Luukku is. */
typedef enum {
  LUUKKU_ACCOUNT_IS_NAME,   /* what the address shows */
  LUUKKU_ACCOUNT_IS_ID,     /* a number that people must look up; an address may happen to show it */
  LUUKKU_ACCOUNT_ON_SERVER, /* "name@server" */
} LuukkuAccountSort;

typedef struct {
  char *id;     /* "facebook" */
  char *name;   /* in the interface language: "E-mail" */
  char **words; /* what directories call it */
  char **hosts; /* whose addresses are its */
  char **skip;  /* first parts of an address that name nobody */
  gboolean keeps_at;
  LuukkuAccountSort account;
  char **channels; /* ids of adapters (protocols/), maybe none */
  char *by_hand;   /* (nullable): short name of a by-hand channel */
  char **needs;    /* ids of what a town must have */
  char **fields;   /* (nullable): options of the account that people look up; NULL: the file does not say */
} LuukkuPlatform;

/* Reads data/channels/setup.ini. Returns: (transfer full): of LuukkuPlatform in its order; NULL with a
 * sentence that names the file. */
LUUKKU_API GPtrArray *luukku_platforms_load (GError **error);
/* @word: as a directory has it, "Twitter". Returns: (transfer none) (nullable). */
LUUKKU_API const LuukkuPlatform *luukku_platforms_find (const GPtrArray *platforms, const char *word)
    G_GNUC_NON_NULL (1);
/* @channel: id of an adapter, "facebook-comments". Returns: (transfer none) (nullable). */
LUUKKU_API const LuukkuPlatform *luukku_platforms_find_channel (const GPtrArray *platforms,
                                                                const char *channel) G_GNUC_NON_NULL (1, 2);
/* What @address ("https://www.facebook.com/town", "facebook.com/town", "posti@town.example", "@town@server",
 * "@town") names. @hint: (nullable): the platform that the directory says; without it a bare name says
 * nothing.
 * *@ret_platform: (out). Returns: (transfer full): the account's name; NULL with a sentence that says what is
 * not understood. For LUUKKU_ACCOUNT_IS_ID the name in the service, when the address shows no number. */
LUUKKU_API char *luukku_platforms_read_address (const GPtrArray *platforms, const char *address,
                                                const LuukkuPlatform *hint,
                                                const LuukkuPlatform **ret_platform, GError **error)
    G_GNUC_NON_NULL (1, 2, 4);
/* Whether @name can be the name of an account of @self in Luukku: for LUUKKU_ACCOUNT_IS_ID only digits. */
LUUKKU_API gboolean luukku_platform_is_account (const LuukkuPlatform *self, const char *name)
    G_GNUC_NON_NULL (1);

G_END_DECLS
