/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-crowd-platforms.c: the platforms' answers, made of what has arrived. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-crowd-platforms.h"

#include <string.h>

#define SMALL_PAGE 7
#define AGAIN 0.3 /* how often one that has come is brought once more */

/* Number n is text n / RESIDENTS of resident n % RESIDENTS. */
struct _Crowd {
  LuukkuClock *clock; /* (ref) */
  CrowdAnswer answer;
  char *account;
  gint64 begins;
  GRand *rand;                      /* no ref */
  guint order[CROWD_TOTAL];         /* in which they arrive */
  guint arrived;                    /* of order */
  gboolean here[CROWD_TOTAL];       /* by number */
  gint64 moved_at[CROWD_RESIDENTS]; /* UTC µs: something of this resident arrived */
  GArray *log;                      /* guint: numbers as they were brought, some twice */
};

/* --- what was written */

static guint
resident_of (guint number)
{
  return number % CROWD_RESIDENTS;
}

static gint64
time_of (Crowd *self, guint number)
{
  return self->begins + number * G_TIME_SPAN_SECOND;
}

static char *
text_of (guint number)
{
  return g_strdup_printf ("Viesti %u/%u", resident_of (number), number / CROWD_RESIDENTS);
}

static char *
format_time (gint64 time, const char *format)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);

  return g_date_time_format (date, format);
}

Crowd *
crowd_new (LuukkuClock *clock, CrowdAnswer answer, const char *account, gint64 begins, GRand *rand)
{
  Crowd *self = g_new0 (Crowd, 1);

  self->clock = g_object_ref (clock);
  self->answer = answer;
  self->account = g_strdup (account);
  self->begins = begins;
  self->rand = rand;
  self->log = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < CROWD_TOTAL; i++) {
    guint other = (guint) g_rand_int_range (rand, 0, (gint32) i + 1);

    self->order[i] = self->order[other];
    self->order[other] = i;
  }
  return self;
}

void
crowd_free (Crowd *self)
{
  g_object_unref (self->clock);
  g_free (self->account);
  g_array_unref (self->log);
  g_free (self);
}

void
crowd_arrive (Crowd *self, guint count)
{
  for (guint i = 0; i < count && !crowd_is_over (self); i++) {
    guint number = self->order[self->arrived++];

    self->here[number] = TRUE;
    self->moved_at[resident_of (number)] = luukku_clock_now (self->clock);
    g_array_append_val (self->log, number);
    if (g_rand_double (self->rand) < AGAIN)
      g_array_append_val (self->log, self->order[g_rand_int_range (self->rand, 0, (gint32) self->arrived)]);
  }
}

gboolean
crowd_is_over (Crowd *self)
{
  return self->arrived == CROWD_TOTAL;
}

/* --- the transport */

#define CROWD_TYPE_TRANSPORT (crowd_transport_get_type ())
G_DECLARE_FINAL_TYPE (CrowdTransport, crowd_transport, CROWD, TRANSPORT, LuukkuTransport)

struct _CrowdTransport {
  LuukkuTransport parent_instance;
  Crowd *crowd; /* no ref */
};

G_DEFINE_FINAL_TYPE (CrowdTransport, crowd_transport, LUUKKU_TYPE_TRANSPORT)

static gboolean
on_answer (gpointer data)
{
  GTask *task = data;
  CrowdTransport *self = g_task_get_source_object (task);
  g_autofree char *text = self->crowd->answer (self->crowd, g_task_get_task_data (task));
  const char *body = text != NULL ? text : "{}";
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  g_task_return_pointer (
      task,
      luukku_response_new (text != NULL ? 200 : 404, NULL, bytes, luukku_clock_now (self->crowd->clock)),
      (GDestroyNotify) luukku_response_unref);
  return G_SOURCE_REMOVE;
}

static void
crowd_transport_send_async (LuukkuTransport *transport, LuukkuRequest *request, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (transport, cancellable, callback, data);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, luukku_request_ref (request), (GDestroyNotify) luukku_request_unref);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, task, g_object_unref);
}

static LuukkuResponse *
crowd_transport_send_finish (LuukkuTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
crowd_transport_class_init (CrowdTransportClass *klass)
{
  LUUKKU_TRANSPORT_CLASS (klass)->send_async = crowd_transport_send_async;
  LUUKKU_TRANSPORT_CLASS (klass)->send_finish = crowd_transport_send_finish;
}

static void
crowd_transport_init (CrowdTransport *self)
{
}

LuukkuTransport *
crowd_transport_new (Crowd *crowd)
{
  CrowdTransport *self = g_object_new (CROWD_TYPE_TRANSPORT, NULL);

  self->crowd = crowd;
  return LUUKKU_TRANSPORT (self);
}

/* --- requests */

static gboolean
asks (LuukkuRequest *request, const char *part)
{
  return strstr (luukku_request_get_url (request), part) != NULL;
}

/* Returns: the number behind @name in the address or the body, or @otherwise. */
static guint
read_number (LuukkuRequest *request, const char *name, guint otherwise)
{
  GBytes *body = luukku_request_get_body (request);
  g_autofree char *text =
      body != NULL ? g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body)) : g_strdup ("");
  g_autofree char *all = g_strconcat (luukku_request_get_url (request), " ", text, NULL);
  const char *at = strstr (all, name);

  if (at == NULL)
    return otherwise;
  at += strlen (name);
  at += strcspn (at, "0123456789");
  return (guint) g_ascii_strtoull (at, NULL, 10);
}

/* @first: place in the log. Calls @add for at most @limit of it. */
static void
add_page (Crowd *self, GString *out, guint first, guint limit,
          void (*add) (Crowd *self, GString *out, guint place, guint number))
{
  for (guint i = first; i < self->log->len && i < first + limit; i++) {
    if (i > first)
      g_string_append_c (out, ',');
    add (self, out, i, g_array_index (self->log, guint, i));
  }
}

static char *
finish (GString *out, const char *tail)
{
  g_string_append (out, tail);
  return g_string_free (out, FALSE);
}

/* --- Telegram */

static void
add_update (Crowd *self, GString *out, guint place, guint number)
{
  g_autofree char *text = text_of (number);
  guint chat = 610020030 + resident_of (number);

  g_string_append_printf (
      out,
      "{\"update_id\":%u,\"message\":{\"message_id\":%u,\"date\":%" G_GINT64_FORMAT
      ",\"chat\":{\"id\":%u,\"type\":\"private\",\"first_name\":\"Asukas\"},\"from\":{\"id\":%u,"
      "\"is_bot\":false,\"first_name\":\"Asukas\"},\"text\":\"%s\"}}",
      place + 1, number + 1, time_of (self, number) / G_TIME_SPAN_SECOND, chat, chat, text);
}

char *
crowd_telegram (Crowd *self, LuukkuRequest *request)
{
  GString *out;

  if (asks (request, "/getMe"))
    return g_strdup_printf (
        "{\"ok\":true,\"result\":{\"id\":600100,\"is_bot\":true,\"first_name\":\"K\",\"username\":\"%s\"}}",
        self->account);
  if (asks (request, "/getWebhookInfo"))
    return g_strdup ("{\"ok\":true,\"result\":{\"url\":\"\",\"pending_update_count\":0}}");
  if (!asks (request, "/getUpdates"))
    return NULL;
  out = g_string_new ("{\"ok\":true,\"result\":[");
  add_page (self, out, MAX (read_number (request, "\"offset\"", 1), 1) - 1,
            read_number (request, "\"limit\"", SMALL_PAGE), add_update);
  return finish (out, "]}");
}

/* --- the Graph API: threads by what moved last, all of a thread's messages, the newest first */

static char *
graph_threads (Crowd *self, guint first, const char *name)
{
  GString *out = g_string_new ("{\"data\":[");
  guint residents[CROWD_RESIDENTS], n = 0;

  for (guint r = 0; r < CROWD_RESIDENTS; r++) {
    guint at = n;

    if (self->moved_at[r] == 0)
      continue;
    for (; at > 0 && self->moved_at[residents[at - 1]] < self->moved_at[r]; at--)
      residents[at] = residents[at - 1];
    residents[at] = r;
    n++;
  }
  for (guint i = first; i < n && i < first + SMALL_PAGE; i++) {
    g_autofree char *moved = format_time (self->moved_at[residents[i]], "%Y-%m-%dT%H:%M:%S+0000");

    g_string_append_printf (
        out,
        "%s{\"id\":\"t_%u\",\"updated_time\":\"%s\",\"participants\":{\"data\":[{\"%s\":"
        "\"Asukas %u\",\"id\":\"70%u\"},{\"%s\":\"Kaupunki\",\"id\":\"%s\"}]},\"can_reply\":true}",
        i > first ? "," : "", residents[i], moved, name, residents[i], residents[i], name, self->account);
  }
  g_string_append_printf (out, "],\"paging\":{\"cursors\":{\"after\":\"A%u\"}%s}}", first + SMALL_PAGE,
                          n > first + SMALL_PAGE ? ",\"next\":\"https://graph.facebook.com/x\"" : "");
  return g_string_free (out, FALSE);
}

static char *
graph_messages (Crowd *self, guint resident, const char *name)
{
  GString *out = g_string_new ("{\"data\":[");
  const char *comma = "";

  for (guint text = CROWD_TEXTS; text > 0; text--) {
    guint number = (text - 1) * CROWD_RESIDENTS + resident;
    g_autofree char *words = text_of (number);
    g_autofree char *time = format_time (time_of (self, number), "%Y-%m-%dT%H:%M:%S+0000");

    if (!self->here[number])
      continue;
    g_string_append_printf (
        out,
        "%s{\"id\":\"m_%u\",\"created_time\":\"%s\",\"from\":{\"%s\":\"Asukas %u\",\"id\":\"70%u\"},"
        "\"to\":{\"data\":[{\"%s\":\"Kaupunki\",\"id\":\"%s\"}]},\"message\":\"%s\"}",
        comma, number, time, name, resident, resident, name, self->account, words);
    comma = ",";
  }
  return finish (out, "]}");
}

static char *
graph (Crowd *self, LuukkuRequest *request, const char *name)
{
  if (asks (request, "/conversations?"))
    return graph_threads (self, read_number (request, "after=", 0), name);
  if (asks (request, "/messages?"))
    return graph_messages (self, read_number (request, "/t_", 0), name);
  if (asks (request, self->account))
    return g_strdup_printf (
        "{\"name\":\"Kaupunki\",\"id\":\"%s\",\"instagram_business_account\":{\"id\":\"17%s\","
        "\"username\":\"kaupunki\"}}",
        self->account, self->account);
  return NULL;
}

char *
crowd_facebook (Crowd *self, LuukkuRequest *request)
{
  return graph (self, request, "name");
}

char *
crowd_instagram (Crowd *self, LuukkuRequest *request)
{
  return graph (self, request, "username");
}

/* --- Mastodon: mentions in the order of arrival, and conversations with what stands around their newest one
 */

static void
add_status (Crowd *self, GString *out, guint number)
{
  g_autofree char *text = text_of (number);
  g_autofree char *time = format_time (time_of (self, number), "%Y-%m-%dT%H:%M:%S.000Z");
  guint resident = resident_of (number);

  g_string_append_printf (
      out,
      "{\"id\":\"%u\",\"created_at\":\"%s\",\"visibility\":\"direct\",\"spoiler_text\":\"\","
      "\"content\":\"<p>%s</p>\",\"account\":{\"id\":\"10%u\",\"username\":\"asukas%u\",\"acct\":"
      "\"asukas%u@muu.example\",\"display_name\":\"Asukas\"},\"media_attachments\":[],"
      "\"mentions\":[{\"id\":\"500\",\"username\":\"kaupunki\",\"acct\":\"kaupunki\"}]}",
      113000 + number, time, text, resident, resident, resident);
}

static void
add_mention (Crowd *self, GString *out, guint place, guint number)
{
  g_string_append_printf (out, "{\"id\":\"%u\",\"type\":\"mention\",\"status\":", 7000 + place);
  add_status (self, out, number);
  g_string_append_c (out, '}');
}

/* Returns: the newest number of @resident that is here, -1: none. */
static int
newest_of (Crowd *self, guint resident)
{
  for (int text = CROWD_TEXTS - 1; text >= 0; text--) {
    int number = text * CROWD_RESIDENTS + (int) resident;

    if (self->here[number])
      return number;
  }
  return -1;
}

static char *
mastodon_conversations (Crowd *self)
{
  GString *out = g_string_new ("[");

  for (guint resident = 0; resident < CROWD_RESIDENTS; resident++) {
    int newest = newest_of (self, resident);

    if (newest < 0)
      continue;
    g_string_append_printf (out, "%s{\"id\":\"%u\",\"unread\":true,\"accounts\":[],\"last_status\":",
                            out->len > 1 ? "," : "", resident + 1);
    add_status (self, out, (guint) newest);
    g_string_append_c (out, '}');
  }
  return finish (out, "]");
}

static char *
mastodon_context (Crowd *self, guint around)
{
  GString *out = g_string_new ("{\"ancestors\":[");
  const char *comma = "";

  for (guint number = resident_of (around); number < CROWD_TOTAL; number += CROWD_RESIDENTS) {
    if (number == around || !self->here[number])
      continue;
    g_string_append (out, comma);
    add_status (self, out, number);
    comma = ",";
  }
  return finish (out, "],\"descendants\":[]}");
}

static char *
mastodon_again (Crowd *self, LuukkuRequest *request)
{
  g_auto (GStrv) ids = g_strsplit (luukku_request_get_url (request), "id[]=", -1);
  GString *out = g_string_new ("[");

  for (guint i = 1; ids[i] != NULL; i++) {
    if (i > 1)
      g_string_append_c (out, ',');
    add_status (self, out, (guint) g_ascii_strtoull (ids[i], NULL, 10) - 113000);
  }
  return finish (out, "]");
}

char *
crowd_mastodon (Crowd *self, LuukkuRequest *request)
{
  guint after = read_number (request, "min_id=", 0);
  GString *out;

  if (asks (request, "/instance"))
    return g_strdup ("{\"configuration\":{\"statuses\":{\"max_characters\":500}}}");
  if (asks (request, "/verify_credentials"))
    return g_strdup_printf (
        "{\"id\":\"500\",\"username\":\"%.*s\",\"acct\":\"%.*s\",\"display_name\":\"Kaupunki\"}",
        (int) strcspn (self->account, "@"), self->account, (int) strcspn (self->account, "@"), self->account);
  if (asks (request, "/context"))
    return mastodon_context (self, read_number (request, "/statuses/", 113000) - 113000);
  if (asks (request, "/statuses?"))
    return mastodon_again (self, request);
  if (asks (request, "/conversations?"))
    return mastodon_conversations (self);
  if (!asks (request, "/notifications?"))
    return NULL;
  out = g_string_new ("[");
  add_page (self, out, after >= 7000 ? after - 6999 : 0, read_number (request, "limit=", 1), add_mention);
  return finish (out, "]");
}

/* --- WhatsApp, as the relay has it */

static void
add_delivery (Crowd *self, GString *out, guint place, guint number)
{
  g_autofree char *text = text_of (number);
  guint resident = resident_of (number);
  g_autofree char *body = g_strdup_printf (
      "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":"
      "\"messages\","
      "\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"phone_number_id\":\"%s\"},\"contacts\":["
      "{"
      "\"profile\":{\"name\":\"Asukas\"},\"wa_id\":\"35840%u\",\"user_id\":\"FI.%u\"}],\"messages\":[{\"id\":"
      "\"wamid.%u\",\"timestamp\":\"%" G_GINT64_FORMAT
      "\",\"from\":\"35840%u\",\"from_user_id\":\"FI.%u\",\"type\":"
      "\"text\",\"text\":{\"body\":\"%s\"}}]}}]}]}",
      self->account, 1000 + resident, 1000 + resident, number, time_of (self, number) / G_TIME_SPAN_SECOND,
      1000 + resident, 1000 + resident, text);
  g_autofree char *coded = g_base64_encode ((const guchar *) body, strlen (body));

  g_string_append_printf (
      out, "{\"number\":%u,\"received\":\"2026-11-20T10:05:00.000Z\",\"headers\":{},\"body\":\"%s\"}",
      place + 1, coded);
}

char *
crowd_whatsapp (Crowd *self, LuukkuRequest *request)
{
  guint first = read_number (request, "after=5f3a9c01.", 0);
  GString *out;

  if (asks (request, "/acknowledgements"))
    return g_strdup ("{}");
  if (!asks (request, "/deliveries?"))
    return g_strdup_printf ("{\"id\":\"%s\",\"verified_name\":\"Kaupunki\"}", self->account);
  out = g_string_new ("{\"deliveries\":[");
  add_page (self, out, first, SMALL_PAGE, add_delivery);
  g_string_append_printf (out, "],\"cursor\":\"5f3a9c01.%u\",\"more\":%s,\"gap\":false}",
                          MIN (first + SMALL_PAGE, self->log->len),
                          first + SMALL_PAGE < self->log->len ? "true" : "false");
  return g_string_free (out, FALSE);
}

/* --- a mailbox */

static void
add_letter (Crowd *self, GString *out, guint place, guint number)
{
  guint resident = resident_of (number);
  g_autofree char *text = text_of (number);
  g_autofree char *date = format_time (time_of (self, number), "%a, %d %b %Y %H:%M:%S +0000");
  g_autofree char *thread = number >= CROWD_RESIDENTS
                                ? g_strdup_printf ("References: <m%u@asukas.example>\n", resident)
                                : g_strdup ("");
  g_autofree char *letter =
      g_strdup_printf ("From: Asukas <a%u@asukas.example>\nTo: %s\nSubject: Asia\nMessage-ID: "
                       "<m%u@asukas.example>\n%sDate: %s\n\n%s\n",
                       resident, self->account, number, thread, date, text);
  gsize size = strlen (letter);

  for (const char *at = letter; *at != '\0'; at++)
    size += *at == '\n'; /* lines end with CRLF on the way */
  g_string_append_printf (
      out, "C: UID FETCH %u (UID BODY.PEEK[])\nS: * %u FETCH (UID %u BODY[] {%" G_GSIZE_FORMAT "}\n",
      place + 1, place + 1, place + 1, size);
  for (const char *line = letter, *end; (end = strchr (line, '\n')) != NULL; line = end + 1)
    g_string_append_printf (out, "S: %.*s\n", (int) (end - line), line);
  g_string_append (out, "S: )\nS: %t OK done\n");
}

char *
crowd_mailbox (Crowd *self)
{
  GString *out =
      g_string_new ("C: (greeting)\nS: * OK [CAPABILITY IMAP4rev1] ready\n"
                    "C: CAPABILITY\nS: * CAPABILITY IMAP4rev1 AUTH=PLAIN\nS: %t OK done\n"
                    "C: AUTHENTICATE PLAIN\nS: + \nC: (response)\nS: %t OK signed in\n"
                    "C: LIST\nS: * LIST (\\HasNoChildren) \"/\" INBOX\nS: %t OK done\nC: EXAMINE\n");
  g_autoptr (GString) found = g_string_new ("S: * SEARCH");

  g_string_append_printf (
      out, "S: * %u EXISTS\nS: * OK [UIDVALIDITY 7] x\nS: * OK [UIDNEXT %u] x\nS: %%t OK done\n",
      self->log->len, self->log->len + 1);
  g_string_append (out, "C: (UID RFC822.SIZE INTERNALDATE)\n");
  for (guint i = 0; i < self->log->len; i++) {
    g_autofree char *date =
        format_time (time_of (self, g_array_index (self->log, guint, i)), "%d-%b-%Y %H:%M:%S +0000");

    g_string_append_printf (found, " %u", i + 1);
    g_string_append_printf (out, "S: * %u FETCH (UID %u RFC822.SIZE 300 INTERNALDATE \"%s\")\n", i + 1, i + 1,
                            date);
  }
  g_string_append (out, "S: %t OK done\n");
  for (guint i = 0; i < self->log->len; i++)
    add_letter (self, out, i, g_array_index (self->log, guint, i));
  g_string_append_printf (out, "C: UID SEARCH\n%s\nS: %%t OK done\n", found->str);
  return g_string_free (out, FALSE);
}
