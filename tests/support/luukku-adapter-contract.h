/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-adapter-contract.h: what luukku-adapter.h promises, as tests that run over any adapter. An adapter
 * brings a row: who it is and what its platform answers in each scene. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_SCENE_OPEN,       /* the token fits the account */
  LUUKKU_SCENE_DEAD_TOKEN, /* the answer to open */
  LUUKKU_SCENE_FETCH,      /* at least two messages */
  LUUKKU_SCENE_ODD,        /* a fetch that meets wrong types, missing members and unknown things */
  LUUKKU_SCENE_THROTTLED,  /* the answer to fetch */
  LUUKKU_SCENE_SEND,       /* a reply is taken */
  LUUKKU_SCENE_SEND_FILE,  /* a reply with a file is taken; without such calls in a row: as SEND */
  LUUKKU_SCENE_ASK_FIRST,  /* (optional) what is asked before a reply leaves */
} LuukkuScene;

/* One call that the adapter makes in a scene, in order. */
typedef struct {
  LuukkuScene scene;
  const char *method;
  const char *part; /* of the address */
  guint status;
  const char *file; /* below tests/data/FOLDER */
} LuukkuSceneCall;

/* A platform that is not reached through a LuukkuTransport brings its own. */
typedef struct {
  void (*start) (void);
  void (*play) (LuukkuScene scene); /* what is asked from now on is answered as in @scene */
  void (*hang) (LuukkuScene scene); /* the same, but the call that matters is never answered */
  void (*stop) (void);
} LuukkuAdapterStage;

typedef struct {
  const LuukkuAdapterType *type;
  const char *account;
  const char *token;            /* (nullable) */
  const char *folder;           /* of the transcripts (nullable) */
  const LuukkuSceneCall *calls; /* ends with method NULL; NULL for an adapter without a network */
  gint64 now;                   /* where the clock stands: after what the transcripts hold */
  const char *conversation_id;  /* of somebody who can be answered */
  const char *resident_id;
  gboolean lists;                  /* "[]" is an answer in which nothing is new */
  gboolean open_first;             /* the adapter learns at open what it needs to read answers */
  gboolean from_start;             /* without a network: all of it is there from the beginning */
  gboolean fetch_first;            /* it can answer without another call only what it has read */
  const LuukkuAdapterStage *stage; /* (nullable) */
  const char *const *options;      /* and secrets: name, value, …; ends with NULL (nullable) */
} LuukkuAdapterContract;

/* Adds the tests "/net/contract/ID/…". @contract: static. */
void luukku_adapter_contract_add (const LuukkuAdapterContract *contract);

G_END_DECLS
