/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-oauth.h: OAuth 2.0 for a program on a desk (RFC 6749, RFC 8252) with PKCE (RFC 7636): what is
 * sent, what comes back, and how both tokens are kept as the one text of luukku-tokens. No network here:
 * luukku-sign-in.h gets the first tokens, luukku-oauth-session.h renews them. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

/* --- tokens; every copy is wiped when it goes */
typedef struct {
  char *access;
  char *refresh; /* (nullable): without one a person signs in again */
  gint64 until;  /* when @access ends, UTC µs; 0: not known */
  char *subject; /* (nullable): whose they are, as the platform names them */
} LuukkuOauthTokens;

/* The tokens in @answer. @now: UTC µs. Returns: (transfer full): NULL with INVALID_DATA. */
typedef LuukkuOauthTokens *(*LuukkuOauthParse) (JsonNode *answer, gint64 now, GError **error);

/* How a platform's token calls differ from RFC 6749; static. */
typedef struct {
  gboolean json; /* what is sent is a JSON object, not a form */
  gboolean
      basic; /* the client's id and secret stand in the header (RFC 6749 section 2.3.1), not in the body */
  gboolean no_pkce;      /* no challenge is sent: the platform does not know RFC 7636 */
  const char *renewal;   /* path of renewals (nullable: the same) */
  const char *code_name; /* what it calls the code in token calls (nullable: "code") */
  const char *inside;    /* the member of the answer that has the tokens (nullable: the answer itself) */
  const char *login;     /* (nullable): path of the call that gives tokens for a name and a password; then the
                          * refresh token stands in the header of a call without a body */
  LuukkuOauthParse parse; /* (nullable): the tokens in an answer that names them otherwise */
  const char *subject;    /* the member beside them that says whose they are (nullable) */
} LuukkuOauthWire;

/* A platform that is signed in to this way; static. */
typedef struct {
  const char *name;            /* for people: "X" */
  const char *authorize;       /* the page that a browser opens */
  const char *token;           /* path of the token calls, after the base */
  const char *scopes;          /* separated by spaces */
  const char *redirect;        /* path of the address on this machine (nullable: answers are pasted) */
  LuukkuHttpCheck check;       /* luukku_oauth_check() with the platform's name */
  const char *extra;           /* more of the page's query, "a=1&b=2" (nullable) */
  const LuukkuOauthWire *wire; /* (nullable): as the RFC says */
} LuukkuOauthService;

/* Returns: (transfer full) (nullable): what luukku_oauth_tokens_write() has written; NULL for anything else.
 */
LuukkuOauthTokens *luukku_oauth_tokens_read (const char *text);
/* Returns: (transfer full): printable ASCII without spaces; to be given to luukku_http_forget(). */
char *luukku_oauth_tokens_write (const LuukkuOauthTokens *self) G_GNUC_NON_NULL (1);
/* The answer to a token call (RFC 6749 section 5.1; "expires_in_ms" is taken, too). @now: UTC µs.
 * Returns: (transfer full): NULL with INVALID_DATA. */
LuukkuOauthTokens *luukku_oauth_tokens_parse (JsonNode *answer, gint64 now, GError **error)
    G_GNUC_NON_NULL (1);
/* The same for a platform with its own ways. @wire: (nullable). */
LuukkuOauthTokens *luukku_oauth_tokens_parse_wire (const LuukkuOauthWire *wire, JsonNode *answer, gint64 now,
                                                   GError **error) G_GNUC_NON_NULL (2);
void luukku_oauth_tokens_free (LuukkuOauthTokens *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuOauthTokens, luukku_oauth_tokens_free)

/* --- signing in */
/* Returns: whether @text (nullable) can be an id that was copied from a platform's page: printable ASCII
 * without spaces. */
gboolean luukku_oauth_is_client_id (const char *text);
/* Returns: (transfer full): 43 letters that nobody can guess: a state, a verifier. NULL with FAILED when the
 * system has no randomness. */
char *luukku_oauth_make_secret (GError **error);
/* Returns: (transfer full): the challenge of @verifier, method S256. */
char *luukku_oauth_challenge (const char *verifier) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): "a=1&b=%20…" of name, value, …; ends with NULL; a NULL value is left out with its
 * name. */
char *luukku_oauth_form (const char *first, ...) G_GNUC_NULL_TERMINATED;
/* A token call with name, value, … as luukku_oauth_form(). @wire: (nullable). @path: of ordinary token calls.
 * The body is wiped when it goes. */
void luukku_oauth_call_async (LuukkuHttp *http, const LuukkuOauthWire *wire, const char *path,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data,
                              const char *first, ...) G_GNUC_NON_NULL (1, 3) G_GNUC_NULL_TERMINATED;

/* The error answers of token calls (RFC 6749 section 5.2) as faults: a refresh token or code that does not
 * count any more is AUTH, a client that is not known SETTINGS. */
gboolean luukku_oauth_check (const char *name, const LuukkuHttpAnswer *answer, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
