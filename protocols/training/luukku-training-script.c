/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-training-script.c: reads the scripted residents and lays out when each says what. Knows nothing of
 * adapters. */
#define G_LOG_DOMAIN "luukku"

#include "training/luukku-training-script.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"

#define PACE_SPREAD_PERCENT 30
#define GROUP_PREFIX "Resident "

static void
resident_free (LuukkuResident *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->language);
  g_free (self->picture);
  g_ptr_array_unref (self->texts);
  g_ptr_array_unref (self->answers);
  g_free (self);
}

/* Key1, Key2, … until one is missing. */
static GPtrArray *
read_lines (GKeyFile *file, const char *group, const char *key)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; i <= LUUKKU_TRAINING_MAX_LINES; i++) {
    g_autofree char *name = g_strdup_printf ("%s%u", key, i);
    char *value = g_key_file_get_string (file, group, name, NULL);

    if (value == NULL)
      break;
    g_ptr_array_add (lines, value);
  }
  return g_steal_pointer (&lines);
}

static LuukkuResident *
read_resident (GKeyFile *file, const char *group, GError **error)
{
  LuukkuResident *self = g_new0 (LuukkuResident, 1);

  self->id = g_strdup (group + strlen (GROUP_PREFIX));
  self->name = g_key_file_get_string (file, group, "Name", NULL);
  self->language = g_key_file_get_string (file, group, "Language", NULL);
  self->picture = g_key_file_get_string (file, group, "Picture", NULL);
  self->texts = read_lines (file, group, "Text");
  self->answers = read_lines (file, group, "Answer");
  if (*self->id != '\0' && self->name != NULL && self->language != NULL && self->texts->len > 0)
    return self;

  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_DATA,
      /* TRANSLATORS: %s is the group's name in the file of scripted residents, e.g. "Resident maija" */
      N_ ("The training script has an incomplete group [%s]: give it Name, Language and Text1."), group);
  resident_free (self);
  return NULL;
}

static GPtrArray *
read_residents (GKeyFile *file, GError **error)
{
  g_autoptr (GPtrArray) residents = g_ptr_array_new_with_free_func ((GDestroyNotify) resident_free);
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL && residents->len < LUUKKU_TRAINING_MAX_RESIDENTS; i++) {
    LuukkuResident *resident;

    if (!g_str_has_prefix (groups[i], GROUP_PREFIX))
      continue;
    resident = read_resident (file, groups[i], error);
    if (resident == NULL)
      return NULL;
    g_ptr_array_add (residents, resident);
  }
  if (residents->len == 0) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                      N_ ("The training script has no residents: add a group [Resident NAME] to it."));
    return NULL;
  }
  return g_steal_pointer (&residents);
}

/* Fisher and Yates from the second on: the first resident greets everybody in the same way. */
static void
shuffle (GPtrArray *order, GRand *chance)
{
  for (guint i = order->len - 1; i > 1; i--) {
    guint j = (guint) g_rand_int_range (chance, 1, (gint32) i + 1);
    gpointer kept = order->pdata[i];

    order->pdata[i] = order->pdata[j];
    order->pdata[j] = kept;
  }
}

static gint64
vary (gint64 pace, GRand *chance)
{
  if (chance == NULL)
    return pace;
  return pace * (100 + g_rand_int_range (chance, -PACE_SPREAD_PERCENT, PACE_SPREAD_PERCENT + 1)) / 100;
}

static GArray *
lay_out (GPtrArray *residents, guint32 seed, gint64 pace)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (LuukkuLine));
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  g_autoptr (GRand) chance = seed == 0 ? NULL : g_rand_new_with_seed (seed);
  gint64 after = 0;
  gboolean found = TRUE;

  for (guint i = 0; i < residents->len; i++)
    g_ptr_array_add (order, residents->pdata[i]);
  if (chance != NULL && order->len > 2)
    shuffle (order, chance);

  for (guint text = 0; found; text++) {
    found = FALSE;
    for (guint i = 0; i < order->len; i++) {
      const LuukkuResident *resident = order->pdata[i];
      LuukkuLine line = { resident, text, after };

      if (text >= resident->texts->len)
        continue;
      g_array_append_val (lines, line);
      after += vary (pace, chance);
      found = TRUE;
    }
  }
  return lines;
}

LuukkuTrainingScript *
luukku_training_script_load (guint32 seed, gint64 pace, GError **error)
{
  g_autofree char *path = luukku_data_file ("training/residents.ini", error);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  LuukkuTrainingScript *self;
  GPtrArray *residents;

  if (path == NULL)
    return NULL;
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local)) {
    luukku_error_take_gio (
        error, g_steal_pointer (&local),
        N_ ("The training script cannot be read; mend or restore the file residents.ini."));
    return NULL;
  }
  residents = read_residents (file, error);
  if (residents == NULL)
    return NULL;
  self = g_new0 (LuukkuTrainingScript, 1);
  self->residents = residents;
  self->lines = lay_out (residents, seed, pace);
  return self;
}

void
luukku_training_script_free (LuukkuTrainingScript *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->lines);
  g_ptr_array_unref (self->residents);
  g_free (self);
}

const LuukkuResident *
luukku_training_script_find (const LuukkuTrainingScript *self, const char *id)
{
  for (guint i = 0; i < self->residents->len; i++) {
    const LuukkuResident *resident = self->residents->pdata[i];

    if (g_str_equal (resident->id, id))
      return resident;
  }
  return NULL;
}
