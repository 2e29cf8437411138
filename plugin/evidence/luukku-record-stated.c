/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-record-stated.c: what people stated, in record.json and as files of the record. What is in appendix
 * E1 (the name of who is threatened, the own statement) is left out here: it is disclosed by itself. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-record.h"

#include "base/luukku-error.h"
#include "evidence/luukku-removal.h"

#include <string.h>

#define REMOVAL_NOTICE "data/removal/notice.txt"

/* --- files */

static gboolean
gather_screenshot (LuukkuRecord *self, LuukkuStore *store, guint item, GError **error)
{
  const char *digest = luukku_facts_get (self->facts, 0, item, "screenshot.sha256");
  const char *type = luukku_facts_get (self->facts, 0, item, "screenshot.type");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *path = NULL;
  LuukkuRecordScreenshot *out;

  if (!digest || !type)
    return TRUE;
  bytes = luukku_store_get_blob (store, self->request->case_number, digest, &local);
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!bytes)
    return TRUE; /* erased by a decision: the statement stays */
  path = g_strdup_printf ("data/screenshots/%04u.%s", self->screenshots->len + 1,
                          g_str_equal (type, "image/png") ? "png" : "jpg");
  out = g_new0 (LuukkuRecordScreenshot, 1);
  out->item = item;
  g_ptr_array_add (self->screenshots, out);
  out->file = luukku_record_add_kept (self, path, type, bytes);
  return TRUE;
}

static gboolean
gather_notice (LuukkuRecord *self, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!g_str_equal (self->request->kind, "removal"))
    return TRUE;
  text = luukku_removal_notice (self->facts, self->request->case_number, self->request->language, error);
  if (!text)
    return FALSE;
  bytes = g_bytes_new (text, strlen (text));
  self->notice = luukku_record_add_file (self, REMOVAL_NOTICE, "text/plain", bytes);
  return TRUE;
}

gboolean
luukku_record_gather_stated (LuukkuRecord *self, LuukkuStore *store, GError **error)
{
  guint last = luukku_facts_last_item (self->facts, "screenshot.");

  for (guint i = 1; i <= last; i++)
    if (!gather_screenshot (self, store, i, error))
      return FALSE;
  return gather_notice (self, error);
}

/* --- record.json */

static gboolean
stands_in (const LuukkuRecord *self, const LuukkuStatement *fact)
{
  const LuukkuFactField *field = luukku_fact_field_find (fact->field);

  return field && !field->appendix && luukku_fact_field_is_in (field, self->request->kind);
}

gboolean
luukku_record_put_stated (GVariantBuilder *out, const LuukkuRecord *self, gint64 message, guint item,
                          const char *prefix)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->facts->current->len; i++) {
    const LuukkuStatement *fact = self->facts->current->pdata[i];
    const LuukkuFactField *field = luukku_fact_field_find (fact->field);
    g_autofree char *key = NULL;

    if (fact->message != message || fact->item != item || !g_str_has_prefix (fact->field, prefix) ||
        !stands_in (self, fact))
      continue;
    key = g_strdelimit (g_strdup (fact->field + strlen (prefix)), "-", '_');
    any = TRUE;
    if (field->kind == LUUKKU_FACT_YES_NO && !g_str_equal (fact->value, "unknown"))
      g_variant_builder_add (out, "{sv}", key, g_variant_new_boolean (g_str_equal (fact->value, "yes")));
    else
      g_variant_builder_add (out, "{sv}", key, g_variant_new_string (fact->value));
  }
  return any;
}

static void
put_string (GVariantBuilder *out, const char *key, const char *value)
{
  if (value)
    g_variant_builder_add (out, "{sv}", key, g_variant_new_string (value));
}

static void
put_one (GVariantBuilder *out, const LuukkuRecord *self, const char *field)
{
  const LuukkuStatement *fact = luukku_facts_find (self->facts, 0, 0, field);
  g_autofree char *key = g_strdelimit (g_strdup (field), "-", '_');

  if (fact && stands_in (self, fact))
    put_string (out, key, fact->value);
}

static void
put_group (GVariantBuilder *out, const LuukkuRecord *self, const char *name)
{
  g_autofree char *prefix = g_strconcat (name, ".", NULL);
  g_autofree char *key = g_strdelimit (g_strdup (name), "-", '_');
  GVariantBuilder group;

  g_variant_builder_init (&group, G_VARIANT_TYPE_VARDICT);
  if (luukku_record_put_stated (&group, self, 0, 0, prefix))
    g_variant_builder_add (out, "{sv}", key, g_variant_builder_end (&group));
  else
    g_variant_builder_clear (&group);
}

static void
put_list (GVariantBuilder *out, const LuukkuRecord *self, const char *key, const char *prefix)
{
  guint last = luukku_facts_last_item (self->facts, prefix);
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("av"));
  for (guint i = 1; i <= last; i++) {
    GVariantBuilder object;

    g_variant_builder_init (&object, G_VARIANT_TYPE_VARDICT);
    if (!luukku_record_put_stated (&object, self, 0, i, prefix)) {
      g_variant_builder_clear (&object);
      continue;
    }
    for (guint k = 0; k < self->screenshots->len; k++) {
      const LuukkuRecordScreenshot *picture = self->screenshots->pdata[k];

      if (picture->item == i && g_str_equal (prefix, "screenshot."))
        put_string (&object, "file", picture->file->path);
    }
    g_variant_builder_add (&list, "v", g_variant_builder_end (&object));
  }
  g_variant_builder_add (out, "{sv}", key, g_variant_builder_end (&list));
}

/* A state of publicity or retention counts only with the person who decided it. */
static void
put_decided (GVariantBuilder *out, const LuukkuRecord *self, const char *name, const char *undecided)
{
  g_autofree char *prefix = g_strconcat (name, ".", NULL);
  g_autofree char *by = g_strconcat (name, ".decided-by", NULL);
  GVariantBuilder object;

  g_variant_builder_init (&object, G_VARIANT_TYPE_VARDICT);
  if (luukku_facts_get (self->facts, 0, 0, by)) {
    luukku_record_put_stated (&object, self, 0, 0, prefix);
    if (!g_str_equal (name, "publicity"))
      put_string (&object, "state", "decided");
    else if (!luukku_facts_get (self->facts, 0, 0, "publicity.state"))
      put_string (&object, "state", undecided);
  } else {
    put_string (&object, "state", undecided);
  }
  g_variant_builder_add (out, "{sv}", name, g_variant_builder_end (&object));
}

/* Who stated what, and when: the program stated none of it. */
static void
put_statements (GVariantBuilder *out, const LuukkuRecord *self)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < self->facts->current->len; i++) {
    const LuukkuStatement *fact = self->facts->current->pdata[i];
    g_autofree char *at = luukku_time_to_iso8601 (fact->at);
    GVariantBuilder object;

    if (!stands_in (self, fact))
      continue;
    g_variant_builder_init (&object, G_VARIANT_TYPE_VARDICT);
    put_string (&object, "what", fact->field);
    if (fact->item)
      g_variant_builder_add (&object, "{sv}", "item", g_variant_new_int64 (fact->item));
    put_string (&object, "by", fact->actor);
    put_string (&object, "at", at);
    g_variant_builder_add (&list, "v", g_variant_builder_end (&object));
  }
  g_variant_builder_add (out, "{sv}", "stated_by_people", g_variant_builder_end (&list));
}

static void
put_removal (GVariantBuilder *out, const LuukkuRecord *self)
{
  const char *missing = luukku_removal_missing (self->facts);
  const char *informed = luukku_facts_get (self->facts, 0, 0, "removal.informed-at");
  GVariantBuilder object;
  gint64 time;

  if (!g_str_equal (self->request->kind, "removal"))
    return;
  g_variant_builder_init (&object, G_VARIANT_TYPE_VARDICT);
  luukku_record_put_stated (&object, self, 0, 0, "removal.");
  put_string (&object, "notice", self->notice ? self->notice->path : NULL);
  put_string (&object, "notice_sha256", self->notice ? self->notice->sha256 : NULL);
  put_string (&object, "first_missing_element", missing);
  if (informed && luukku_time_from_iso8601 (informed, &time, NULL)) {
    g_autofree char *until = luukku_time_to_iso8601 (luukku_removal_complaint_until (time));

    put_string (&object, "complaint_until_estimate", until);
  }
  g_variant_builder_add (out, "{sv}", "removal", g_variant_builder_end (&object));
}

void
luukku_record_put_all_stated (GVariantBuilder *out, const LuukkuRecord *self)
{
  put_one (out, self, "urgency");
  put_group (out, self, "emergency-call");
  put_group (out, self, "target");
  put_group (out, self, "checked");
  put_one (out, self, "legal-pointer");
  put_one (out, self, "correction");
  put_list (out, self, "notifications", "notified.");
  put_list (out, self, "screenshots", "screenshot.");
  put_removal (out, self);
  put_decided (out, self, "publicity", "not-assessed");
  put_decided (out, self, "retention", "not-decided");
  put_statements (out, self);
}
