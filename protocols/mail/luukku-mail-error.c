/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-error.c: the tables of IMAP response codes (RFC 5530) and SMTP replies (RFC 5321, RFC 3463) as
 * faults. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-error.h"

#include <gio/gio.h>
#include <string.h>

#include "base/luukku-error.h"

static const char bad_password[] = N_ (
    "The mail server does not accept the user name or the password. Check the user name in the account's "
    "settings, then enable the account again and give the password; many services want an app password or "
    "an OAuth token instead of the ordinary one.");
static const char busy[] =
    N_ ("The mail server has too many connections of this account. Luukku tries again by itself; "
        "close other mail programs that use the same mailbox if this goes on.");
static const char no_folder[] =
    N_ ("The mail server has no folder of this name. Check the folder names in the account's settings.");
static const char needs_tls[] =
    N_ ("The mail server takes a password over a secure connection only. Choose TLS or "
        "STARTTLS in the account's settings.");
static const char full[] = N_ ("The mailbox is full, so the mail server refused. Make room in it.");
static const char no_recipient[] = N_ (
    "The mail server does not take letters for this address: it does not exist or takes no mail. Answer by "
    "another channel.");
static const char no_sender[] =
    N_ ("The mail server does not let this user send from the mailbox's address. Ask who "
        "looks after the mail to allow it.");
static const char too_large[] = N_ ("The letter is larger than the mail server takes. Make it shorter.");
static const char refused_letter[] =
    N_ ("The mail server refused the letter and did not send it. Ask who looks after "
        "the mail; the number is in the log.");

static const LuukkuFaultRow sign_in_rows[] = {
  { 0, 0, "UNAVAILABLE", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "INUSE", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "LIMIT", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, busy },
  { 0, 0, "THROTTLED", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, busy },
  { 0, 0, "PRIVACYREQUIRED", NULL, LUUKKU_FAULT_SETTINGS, 0, needs_tls },
  { 0, 0, "CONTACTADMIN", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, NULL },
  { 0, 0, NULL, "too many", LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, busy },
  { 0, 0, NULL, "maximum number of connections", LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, busy },
  { 0, 0, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, bad_password },
  { .kind = LUUKKU_ROWS_END },
};

/* status 1: NO, 2: BAD, 3: BYE */
static const LuukkuFaultRow imap_rows[] = {
  { 0, 0, "AUTHENTICATIONFAILED", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, bad_password },
  { 0, 0, "EXPIRED", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, bad_password },
  { 0, 0, "AUTHORIZATIONFAILED", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, NULL },
  { 0, 0, "NOPERM", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, NULL },
  { 0, 0, "NONEXISTENT", NULL, LUUKKU_FAULT_SETTINGS, 0, no_folder },
  { 0, 0, "TRYCREATE", NULL, LUUKKU_FAULT_SETTINGS, 0, no_folder },
  { 0, 0, "OVERQUOTA", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, full },
  { 0, 0, "LIMIT", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, busy },
  { 0, 0, "THROTTLED", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, busy },
  { 0, 0, NULL, "too many", LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, busy },
  { 1, 1, NULL, "doesn't exist", LUUKKU_FAULT_SETTINGS, 0, no_folder },
  { 1, 1, NULL, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 3, 3, NULL, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, NULL, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL },
  { .kind = LUUKKU_ROWS_END },
};

static const LuukkuFaultRow hello_rows[] = {
  { 530, 530, NULL, NULL, LUUKKU_FAULT_SETTINGS, 0, needs_tls },
  { 400, 499, NULL, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 554, 554, NULL, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, NULL },
  { 0, 0, NULL, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL },
  { .kind = LUUKKU_ROWS_END },
};

static const LuukkuFaultRow auth_rows[] = {
  { 400, 499, NULL, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 538, 538, NULL, NULL, LUUKKU_FAULT_SETTINGS, 0, needs_tls },
  { 0, 0, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, bad_password },
  { .kind = LUUKKU_ROWS_END },
};

static const LuukkuFaultRow from_rows[] = {
  { 530, 530, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, bad_password },
  { 452, 452, "4.3.1", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "4.7.0", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 400, 499, NULL, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 552, 552, NULL, NULL, LUUKKU_FAULT_TOO_LONG, 0, too_large },
  { 0, 0, NULL, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, no_sender },
  { .kind = LUUKKU_ROWS_END },
};

static const LuukkuFaultRow to_rows[] = {
  { 530, 530, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, bad_password },
  { 400, 499, NULL, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "5.7.1", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, no_sender },
  { 0, 0, NULL, NULL, LUUKKU_FAULT_RECIPIENT, 0, no_recipient },
  { .kind = LUUKKU_ROWS_END },
};

/* A reply of any sort says that the letter was not taken. */
static const LuukkuFaultRow letter_rows[] = {
  { 0, 0, "4.7.0", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 400, 499, NULL, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 552, 552, NULL, NULL, LUUKKU_FAULT_TOO_LONG, 0, too_large },
  { 0, 0, "5.3.4", NULL, LUUKKU_FAULT_TOO_LONG, 0, too_large },
  { 0, 0, "5.1.1", NULL, LUUKKU_FAULT_RECIPIENT, 0, no_recipient },
  { 0, 0, NULL, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, refused_letter },
  { .kind = LUUKKU_ROWS_END },
};

static const char *
platform (void)
{
  /* TRANSLATORS: stands where else the name of a service stands: "E-mail asks for a pause …" */
  return luukku_tr (N_ ("E-mail"));
}

void
luukku_mail_set_imap_fault (const LuukkuMailResponse *response, gboolean signing_in, GError **error)
{
  g_autofree char *code = response->code != NULL ? g_ascii_strup (response->code, -1) : NULL;
  const LuukkuFaultFacts facts = {
    .platform = platform (),
    .status = luukku_mail_response_is (response, 0, "NO")    ? 1
              : luukku_mail_response_is (response, 0, "BYE") ? 3
                                                             : 2,
    .code = code,
    .message = response->text,
  };
  gboolean no = facts.status == 1;

  luukku_fault_table_set (signing_in && no ? sign_in_rows : imap_rows, &facts, error);
}

void
luukku_mail_set_smtp_fault (LuukkuMailSmtpStep step, guint code, const char *enhanced, GError **error)
{
  const LuukkuFaultFacts facts = { .platform = platform (), .status = code, .code = enhanced };
  const LuukkuFaultRow *rows = hello_rows;

  switch (step) {
  case LUUKKU_MAIL_SMTP_AUTH:
    rows = auth_rows;
    break;
  case LUUKKU_MAIL_SMTP_FROM:
    rows = from_rows;
    break;
  case LUUKKU_MAIL_SMTP_TO:
    rows = to_rows;
    break;
  case LUUKKU_MAIL_SMTP_DATA:
  case LUUKKU_MAIL_SMTP_END:
    rows = letter_rows;
    break;
  case LUUKKU_MAIL_SMTP_HELLO:
  default:
    break;
  }
  luukku_fault_table_set (rows, &facts, error);
}

static const char *
network_sentence (const GError *cause, gboolean timed_out)
{
  if (timed_out || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return N_ ("The server did not answer in time. Luukku tries again by itself; if this goes on, check the "
               "network.");
  if (cause->domain == G_RESOLVER_ERROR)
    return N_ (
        "The server was not found. Luukku tries again by itself; if this goes on, check the network and "
        "the address in the account's settings.");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE) ||
      g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return N_ ("The connection broke. Luukku tries again by itself; if this goes on, check the network.");
  return N_ (
      "No connection to the server could be made. Luukku tries again by itself; if this goes on, check "
      "the network.");
}

static gboolean
is_certificate_fault (const GError *cause)
{
  return g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) ||
         g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED);
}

void
luukku_mail_set_network_fault (GError *cause, gboolean timed_out, gboolean sending, GError **error)
{
  LuukkuFaultInfo info = { .retryable = TRUE, .ambiguous_send = sending };

  g_debug ("mail: connection failed: %s %d", g_quark_to_string (cause->domain), cause->code);
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE)) {
    info.retryable = FALSE;
    luukku_fault_set (
        error, LUUKKU_FAULT_TLS, &info,
        N_ ("This machine has no TLS support for Luukku. Install the package glib-networking and start "
            "again."));
  } else if (is_certificate_fault (cause)) {
    info.retryable = FALSE;
    luukku_fault_set (
        error, LUUKKU_FAULT_TLS, &info,
        N_ ("The certificate of the server cannot be trusted, so nothing was sent. Check the address in the "
            "account's settings and the date of this machine, and ask who looks after the network."));
  } else if (cause->domain == G_TLS_ERROR && cause->code != G_TLS_ERROR_EOF &&
             cause->code != G_TLS_ERROR_MISC) {
    luukku_fault_set (
        error, LUUKKU_FAULT_TLS, &info,
        N_ ("No secure connection to the server could be made. Luukku tries again by itself; if this goes "
            "on, check the address in the account's settings and the network."));
  } else {
    luukku_fault_set (error, LUUKKU_FAULT_NETWORK, &info, "%s",
                      luukku_tr (network_sentence (cause, timed_out)));
  }
  g_error_free (cause);
}

void
luukku_mail_set_unreadable (GError *cause, gboolean sending, GError **error)
{
  luukku_fault_table_set_unreadable (platform (), cause, sending, error);
}
