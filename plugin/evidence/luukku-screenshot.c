/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-screenshot.c: takes a staff member's picture of the screen into the case's blobs. Looks at the marks
 * of the file format only: a picture is never decoded here. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-screenshot.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "evidence/luukku-facts.h"
#include "evidence/luukku-fast-digest.h"
#include "store/luukku-store-evidence.h"

#include <string.h>

#define MAX_SHOWS 2000 /* characters */

typedef struct {
  const char *type;
  const char *head, *tail;
  gsize head_size, tail_size;
} Format;

/* PNG: signature and IHDR first, IEND last (ISO/IEC 15948). JPEG: SOI first, EOI last (ITU-T T.81). */
static const Format formats[] = {
  { "image/png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "\0\0\0\0IEND\xae\x42\x60\x82", 16, 12 },
  { "image/jpeg", "\xff\xd8\xff", "\xff\xd9", 3, 2 },
};

const char *
luukku_screenshot_type (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    const Format *format = &formats[i];

    if (size >= format->head_size + format->tail_size &&
        memcmp (data, format->head, format->head_size) == 0 &&
        memcmp (data + size - format->tail_size, format->tail, format->tail_size) == 0)
      return format->type;
  }
  return NULL;
}

typedef struct {
  const char *case_number, *shows, *actor, *type;
  GBytes *bytes; /* no ref */
} Adding;

/* *@ret_item: where the new one goes. */
static gboolean
find_place (LuukkuStore *store, const Adding *self, const char *digest, guint *ret_item, GError **error)
{
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (store, self->case_number, error);
  guint last;

  if (!facts)
    return FALSE;
  last = luukku_facts_last_item (facts, "screenshot.");
  for (guint i = 1; i <= last; i++)
    if (g_strcmp0 (luukku_facts_get (facts, 0, i, "screenshot.sha256"), digest) == 0) {
      luukku_set_error (error, LUUKKU_ERROR_EXISTS, N_ ("This picture is in the case already."));
      return FALSE;
    }
  if (last >= LUUKKU_SCREENSHOT_MAX) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("A case takes %d pictures of the screen; leave out what shows the same."),
                      LUUKKU_SCREENSHOT_MAX);
    return FALSE;
  }
  *ret_item = last + 1;
  return TRUE;
}

static gboolean
add (LuukkuStore *store, gpointer data, GError **error)
{
  const Adding *self = data;
  g_autofree char *digest = luukku_fast_digest_bytes (self->bytes);
  guint item = 0;
  const char *const values[][2] = { { "screenshot.sha256", digest },
                                    { "screenshot.type", self->type },
                                    { "screenshot.shows", self->shows ? self->shows : "" } };

  if ((self->shows && luukku_text_length (self->shows) > MAX_SHOWS) ||
      !g_utf8_validate (values[2][1], -1, NULL)) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("Say in fewer words what the picture shows (%d characters)."), MAX_SHOWS);
    return FALSE;
  }
  if (!find_place (store, self, digest, &item, error) ||
      !luukku_store_put_blob (store, self->case_number, self->type, self->bytes, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    const LuukkuStatement fact = {
      0, item, (char *) values[i][0], (char *) values[i][1], 0, (char *) self->actor
    };

    if (!luukku_store_add_fact (store, self->case_number, &fact, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
luukku_screenshot_add (LuukkuStore *store, const char *case_number, GBytes *bytes, const char *shows,
                       const char *actor, GError **error)
{
  Adding self = { case_number, shows, actor, luukku_screenshot_type (bytes), bytes };

  if (g_bytes_get_size (bytes) > LUUKKU_SCREENSHOT_MAX_SIZE) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("The picture is larger than %d megabytes; save it smaller and add it again."),
                      LUUKKU_SCREENSHOT_MAX_SIZE / (1024 * 1024));
    return FALSE;
  }
  if (!self.type) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("Only whole PNG and JPEG pictures can be added; save the picture of the screen as "
                          "PNG."));
    return FALSE;
  }
  return luukku_store_transaction (store, add, &self, error);
}
