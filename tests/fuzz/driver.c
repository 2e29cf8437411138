/* SPDX-License-Identifier: GPL-2.0-or-later */
/* driver.c: runs a fuzz target over its seeds in the normal suite, and over the same seeds cut and flipped,
 * so that the target's body is exercised on every run. With -Dfuzz=true libFuzzer takes this file's place. */
#define G_LOG_DOMAIN "luukku"

#include <glib.h>
#include <stdint.h>

#define MUTATIONS 64 /* of each seed */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char *seed_dir;

static void
run_mutations (const char *bytes, gsize size, GRand *chance)
{
  for (guint i = 0; i < MUTATIONS && size > 0; i++) {
    g_autofree uint8_t *copy = g_memdup2 (bytes, size);
    gsize length = i % 2 == 0 ? size : (gsize) g_rand_int_range (chance, 0, (gint32) size);

    for (guint flips = 0; flips <= i % 4; flips++)
      copy[g_rand_int_range (chance, 0, (gint32) size)] = (uint8_t) g_rand_int_range (chance, 0, 256);
    LLVMFuzzerTestOneInput (copy, length);
  }
}

static void
test_seeds (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (seed_dir, 0, &error);
  g_autoptr (GRand) chance = g_rand_new_with_seed (20261121);
  const char *name;
  guint count = 0;

  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const uint8_t *) "", 0);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (seed_dir, name, NULL);
    g_autofree char *bytes = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (path, &bytes, &size, &error));
    LLVMFuzzerTestOneInput ((const uint8_t *) bytes, size);
    run_mutations (bytes, size, chance);
    count++;
  }
  g_test_message ("%u seeds", count);
  g_assert_cmpuint (count, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  seed_dir = argv[1];
  g_test_add_func ("/fuzz/seeds", test_seeds);
  return g_test_run ();
}
