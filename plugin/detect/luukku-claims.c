/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-claims.c: the places that the families of one scan have claimed, by place and without overlaps. What
 * a family adds waits until it is through; then one pass over both lists, which are in the order of their
 * places, settles who stays. So a text with many hits costs no more than its length. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-claims.h"

typedef struct {
  LuukkuFound found;
  guint order; /* of the family in the table */
} Claim;

struct _LuukkuClaims {
  GArray *settled; /* Claim */
  GArray *pending; /* Claim, of the family that runs */
  guint order;
};

LuukkuClaims *
luukku_claims_new (void)
{
  LuukkuClaims *self = g_new0 (LuukkuClaims, 1);

  self->settled = g_array_new (FALSE, FALSE, sizeof (Claim));
  self->pending = g_array_new (FALSE, FALSE, sizeof (Claim));
  return self;
}

void
luukku_claims_free (LuukkuClaims *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->settled);
  g_array_unref (self->pending);
  g_free (self);
}

void
luukku_claims_add (LuukkuClaims *self, const LuukkuFound *found)
{
  Claim claim = { *found, self->order };

  g_array_append_val (self->pending, claim);
}

guint
luukku_claims_count (const LuukkuClaims *self)
{
  return self->settled->len;
}

const LuukkuFound *
luukku_claims_get (const LuukkuClaims *self, guint index)
{
  return &g_array_index (self->settled, Claim, index).found;
}

/* Returns: the first claim that ends after @start; the number of claims when there is none. */
static guint
first_after (const LuukkuClaims *self, guint start)
{
  guint low = 0;
  guint high = self->settled->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (g_array_index (self->settled, Claim, middle).found.end > start)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

gboolean
luukku_claims_overlap (const LuukkuClaims *self, guint start, guint end)
{
  guint first = first_after (self, start);

  return first < self->settled->len && g_array_index (self->settled, Claim, first).found.start < end;
}

gboolean
luukku_claims_told (const LuukkuClaims *self, guint start, guint end)
{
  for (guint i = first_after (self, start); i < self->settled->len; i++) {
    const LuukkuFound *found = &g_array_index (self->settled, Claim, i).found;

    if (found->start >= end)
      return FALSE;
    if (!found->silent && found->confidence >= LUUKKU_CONFIDENCE_LIKELY)
      return TRUE;
  }
  return FALSE;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Claim *left = a;
  const Claim *right = b;

  if (left->found.start != right->found.start)
    return left->found.start < right->found.start ? -1 : 1;
  return left->found.end < right->found.end ? -1 : left->found.end > right->found.end;
}

/* The surer, then the longer, then who stands first in the table. */
static gboolean
wins (const Claim *challenger, const Claim *holder)
{
  guint length = challenger->found.end - challenger->found.start;
  guint held = holder->found.end - holder->found.start;

  if (challenger->found.confidence != holder->found.confidence)
    return challenger->found.confidence > holder->found.confidence;
  return length != held ? length > held : challenger->order < holder->order;
}

/* @settled has no overlaps and none that begins after @claim: only the last one can overlap it. */
static void
settle_claim (GArray *settled, const Claim *claim)
{
  const Claim *last = settled->len > 0 ? &g_array_index (settled, Claim, settled->len - 1) : NULL;

  if (last != NULL && claim->found.start < last->found.end) {
    if (!wins (claim, last))
      return;
    g_array_set_size (settled, settled->len - 1);
  }
  g_array_append_vals (settled, claim, 1);
}

void
luukku_claims_settle (LuukkuClaims *self)
{
  GArray *merged;
  guint i = 0, j = 0;

  self->order++;
  if (self->pending->len == 0)
    return;
  g_array_sort (self->pending, compare_places);
  merged = g_array_sized_new (FALSE, FALSE, sizeof (Claim), self->settled->len + self->pending->len);
  while (i < self->settled->len || j < self->pending->len) {
    const Claim *held = i < self->settled->len ? &g_array_index (self->settled, Claim, i) : NULL;
    const Claim *new = j < self->pending->len ? &g_array_index (self->pending, Claim, j) : NULL;
    gboolean take_held = new == NULL || (held != NULL && compare_places (held, new) <= 0);

    settle_claim (merged, take_held ? held : new);
    if (take_held)
      i++;
    else
      j++;
  }
  g_array_unref (self->settled);
  self->settled = merged;
  g_array_set_size (self->pending, 0);
}
