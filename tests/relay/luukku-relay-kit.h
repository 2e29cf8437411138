/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-kit.h: a relay's folder with settings and secrets, and calls to a relay on loopback. */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#define KIT_SECRET "an-app-secret-of-32-hex-digits!!"
#define KIT_VERIFY "said-by-the-town"
#define KIT_FORM_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define KIT_TOKEN_A "token-of-desk-a"
/* SHA-256 of it */
#define KIT_DIGEST_A "ce5cb4116c899c9ed49d825ecbc247fc5e7fa09ac607542c117c8831dba4d27d"
#define KIT_TOKEN_B "token-of-desk-b"

typedef struct {
  char *folder;
  char *config;
  char *spool;
  SoupSession *session;
  guint16 port;
} RelayKit;

typedef struct {
  guint status; /* 0: no answer */
  char *body;
  char *retry_after;
  JsonNode *root; /* (nullable) */
} RelayAnswer;

/* Desks a and b read the endpoint "meta", desk a also "form". @relay: further lines of the group [relay]. */
RelayKit *relay_kit_new (const char *relay);
/* Writes the settings anew; @rest: what stands after the group [relay], NULL: as relay_kit_new(). */
void relay_kit_configure (RelayKit *self, const char *relay, const char *rest);
void relay_kit_write (RelayKit *self, const char *name, const char *text, int mode);
void relay_kit_free (RelayKit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RelayKit, relay_kit_free)

/* @token: (nullable). @headers: name, value, …, NULL (nullable). */
SoupMessage *relay_kit_message (RelayKit *self, const char *method, const char *path, const char *token,
                                const char *const *headers, const char *body);
/* Returns: (transfer full): waits for the answer. */
RelayAnswer *relay_kit_call (RelayKit *self, const char *method, const char *path, const char *token,
                             const char *const *headers, const char *body);
/* A delivery to the endpoint "meta" as the platform signs it. */
SoupMessage *relay_kit_delivery (RelayKit *self, const char *body);
RelayAnswer *relay_kit_deliver (RelayKit *self, const char *body);
void relay_answer_free (RelayAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RelayAnswer, relay_answer_free)

/* Returns: (transfer full): the bodies of a page's deliveries, decoded. */
GPtrArray *relay_answer_bodies (const RelayAnswer *self);
const char *relay_answer_string (const RelayAnswer *self, const char *member);
gboolean relay_answer_boolean (const RelayAnswer *self, const char *member);
