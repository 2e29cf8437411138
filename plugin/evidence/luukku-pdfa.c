/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pdfa.c: appends objects and a second cross-reference section to a PDF; the only bytes it changes in
 * place are the values of /Interpolate. It is no PDF parser: it knows the plain shape that cairo 1.16 writes
 * ("12 0 obj", one dictionary, "endobj" on own lines; classic "xref" and "trailer") and refuses loudly what
 * looks different, because a file that only calls itself PDF/A is worse than none. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-pdfa.h"

#include "base/luukku-clock.h"
#include "base/luukku-error.h"

#include <string.h>

typedef struct {
  guint number;
  gsize offset;
} Object;

typedef struct {
  GByteArray *out; /* the file so far (owned) */
  gsize original;  /* size of the file as it was */
  GArray *objects; /* of Object: what was added (owned) */
  guint next;      /* first free object number */
  guint root, info;
  gsize old_xref;
} Update;

static const char *
find (const Update *self, gsize from, const char *needle)
{
  const char *data = (const char *) self->out->data;

  return from < self->original ? memmem (data + from, self->original - from, needle, strlen (needle)) : NULL;
}

static const char *
find_last (const Update *self, gsize until, const char *needle)
{
  const char *data = (const char *) self->out->data;
  gsize length = strlen (needle);

  for (gsize at = until >= length ? until - length + 1 : 0; at-- > 0;)
    if (memcmp (data + at, needle, length) == 0)
      return data + at;
  return NULL;
}

static void
append (Update *self, const char *text)
{
  g_byte_array_append (self->out, (const guint8 *) text, strlen (text));
}

static void G_GNUC_PRINTF (2, 3) append_format (Update *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);
  append (self, text);
}

static void
begin_object (Update *self, guint number)
{
  Object object = { number, self->out->len };

  g_array_append_val (self->objects, object);
  append_format (self, "%u 0 obj\n", number);
}

/* Returns: the number after @key in the trailer, 0 when it is not there. */
static guint
trailer_number (const char *trailer, const char *key)
{
  const char *at = strstr (trailer, key);

  return at ? g_ascii_strtoull (at + strlen (key), NULL, 10) : 0;
}

static gboolean
read_trailer (Update *self)
{
  const char *data = (const char *) self->out->data;
  const char *start = find_last (self, self->original, "startxref\n");
  const char *trailer = start ? find_last (self, start - data, "trailer\n") : NULL;
  g_autofree char *text = trailer ? g_strndup (trailer, start - trailer) : NULL;

  if (!text || strstr (text, "/Encrypt") || strstr (text, "/ID") || strstr (text, "/XRefStm") ||
      strstr (text, "/Prev"))
    return FALSE;
  self->old_xref = g_ascii_strtoull (start + strlen ("startxref\n"), NULL, 10);
  self->next = trailer_number (text, "/Size ");
  self->root = trailer_number (text, "/Root ");
  self->info = trailer_number (text, "/Info ");
  return self->next && self->root && self->info && self->old_xref < self->original &&
         g_str_has_prefix (data + self->old_xref, "xref\n");
}

/* Returns: (transfer full) (nullable): the dictionary of object @number without its closing ">>". */
static char *
open_dictionary (const Update *self, guint number)
{
  g_autofree char *head = g_strdup_printf ("\n%u 0 obj\n", number);
  const char *start = find (self, 0, head), *end, *close;

  if (!start)
    return NULL;
  start += strlen (head);
  end = find (self, start - (const char *) self->out->data, "endobj");
  close = end ? g_strrstr_len (start, end - start, ">>") : NULL;
  return close && !g_strstr_len (start, end - start, "stream\n") ? g_strndup (start, close - start) : NULL;
}

/* Pictures are drawn as they are: PDF/A forbids /Interpolate true. The value keeps its length. */
static void
drop_interpolation (Update *self)
{
  const char *at = NULL;

  while ((at = find (self, at ? at - (const char *) self->out->data : 0, "/Interpolate true")))
    memcpy ((char *) at + strlen ("/Interpolate "), "null", 4);
}

/* cairo 1.16 leaves /CIDToGIDMap out; its CIDs are glyph numbers, so it is the identity. */
static gboolean
add_glyph_maps (Update *self)
{
  gsize at = 0;
  const char *hit;

  while ((hit = find (self, at, "/CIDFontType2"))) {
    const char *data = (const char *) self->out->data;
    const char *head = find_last (self, hit - data, " 0 obj\n");
    const char *digits = head;
    g_autofree char *dictionary = NULL;
    guint number;

    while (digits && digits > data && g_ascii_isdigit (digits[-1]))
      digits--;
    number = digits ? g_ascii_strtoull (digits, NULL, 10) : 0;
    at = hit - data + strlen ("/CIDFontType2");
    dictionary = number ? open_dictionary (self, number) : NULL;
    if (!dictionary)
      return FALSE;
    if (strstr (dictionary, "/CIDToGIDMap"))
      continue;
    begin_object (self, number);
    append_format (self, "%s/CIDToGIDMap /Identity\n>>\nendobj\n", dictionary);
  }
  return TRUE;
}

static guint
add_profile (Update *self, GBytes *icc)
{
  guint profile = self->next++, intent = self->next++;

  begin_object (self, profile);
  append_format (self, "<< /N 3 /Length %" G_GSIZE_FORMAT " >>\nstream\n", g_bytes_get_size (icc));
  g_byte_array_append (self->out, g_bytes_get_data (icc, NULL), g_bytes_get_size (icc));
  append (self, "\nendstream\nendobj\n");
  begin_object (self, intent);
  append_format (self,
                 "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1)\n"
                 "   /Info (sRGB IEC61966-2.1) /DestOutputProfile %u 0 R >>\nendobj\n",
                 profile);
  return intent;
}

static char *
xmp_packet (const LuukkuPdfaInfo *info)
{
  g_autofree char *iso = luukku_time_to_iso8601 (info->created_at - info->created_at % G_USEC_PER_SEC);
  g_autofree char *seconds = g_strndup (iso, strlen ("2026-11-20T11:41:22"));

  return g_markup_printf_escaped (
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
      " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "  <rdf:Description rdf:about=\"\"\n"
      "    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
      "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
      "    xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"\n"
      "    xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
      "   <dc:format>application/pdf</dc:format>\n"
      "   <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n"
      "   <dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n"
      "   <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:description>\n"
      "   <xmp:CreatorTool>%s</xmp:CreatorTool>\n"
      "   <xmp:CreateDate>%sZ</xmp:CreateDate>\n"
      "   <pdf:Producer>%s</pdf:Producer>\n"
      "   <pdfaid:part>2</pdfaid:part>\n"
      "   <pdfaid:conformance>U</pdfaid:conformance>\n"
      "  </rdf:Description>\n"
      " </rdf:RDF>\n"
      "</x:xmpmeta>\n"
      "<?xpacket end=\"r\"?>",
      info->title, info->author, info->subject, info->creator, seconds, info->producer);
}

static gboolean
replace_catalog (Update *self, const LuukkuPdfaInfo *info, guint intent)
{
  g_autofree char *catalog = open_dictionary (self, self->root);
  g_autofree char *xmp = NULL;
  guint metadata = self->next++;

  if (!catalog || strstr (catalog, "/Metadata") || strstr (catalog, "/OutputIntents"))
    return FALSE;
  xmp = xmp_packet (info);
  begin_object (self, metadata);
  append_format (self, "<< /Type /Metadata /Subtype /XML /Length %" G_GSIZE_FORMAT " >>\nstream\n",
                 strlen (xmp));
  append (self, xmp);
  append (self, "\nendstream\nendobj\n");
  begin_object (self, self->root);
  append (self, catalog);
  append_format (self,
                 "   /Metadata %u 0 R /OutputIntents [ %u 0 R ] /Lang (%s)\n"
                 "   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n",
                 metadata, intent, info->language);
  return TRUE;
}

static void
finish (Update *self)
{
  gsize xref = self->out->len;
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, self->out->data, self->out->len);

  digest[32] = '\0'; /* an ID has 16 bytes */
  append (self, "xref\n");
  for (guint i = 0; i < self->objects->len; i++) {
    const Object *object = &g_array_index (self->objects, Object, i);

    append_format (self, "%u 1\n%010" G_GSIZE_FORMAT " 00000 n \n", object->number, object->offset);
  }
  append_format (self,
                 "trailer\n<< /Size %u\n   /Root %u 0 R\n   /Info %u 0 R\n   /Prev %" G_GSIZE_FORMAT "\n",
                 self->next, self->root, self->info, self->old_xref);
  append_format (self, "   /ID [ <%s> <%s> ]\n>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", digest, digest,
                 xref);
}

GBytes *
luukku_pdfa_make (GBytes *pdf, GBytes *icc, const LuukkuPdfaInfo *info, GError **error)
{
  Update self = { 0 };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (Object));
  gboolean known;

  g_byte_array_append (out, g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf));
  g_byte_array_append (out, (const guint8 *) "", 1); /* strings inside end somewhere */
  self.out = out;
  self.objects = objects;
  self.original = g_bytes_get_size (pdf);
  known = read_trailer (&self) && !find (&self, 0, "/ObjStm") && !find (&self, 0, "/XRef") &&
          !find (&self, 0, "/Encrypt");
  if (known) {
    g_byte_array_set_size (out, self.original);
    drop_interpolation (&self);
    known = add_glyph_maps (&self) && replace_catalog (&self, info, add_profile (&self, icc));
  }
  if (!known) {
    luukku_set_error (
        error, LUUKKU_ERROR_UNSUPPORTED,
        N_ ("This version of cairo writes PDF files that cannot be made PDF/A; use the cairo of Debian 12, "
            "or ask for a newer Luukku."));
    return NULL;
  }
  finish (&self);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
