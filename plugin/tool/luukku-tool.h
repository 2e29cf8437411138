/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool.h: what the subcommands of `luukku` share. Exit codes: 0 done or clean, 1 something was found
 * or does not verify, 2 usage or input error. */
#pragma once

#include <glib.h>
#include <glib/gi18n.h>

#include "inbox/luukku-inbox.h"

G_BEGIN_DECLS

enum { TOOL_OK = 0, TOOL_FOUND = 1, TOOL_USAGE = 2 };

#define TOOL_BYTE_ORDER_MARK "\xef\xbb\xbf"
#define TOOL_MAX_INPUT (16 * 1024 * 1024) /* bytes read from a file or standard input */

typedef struct {
  const char *name;                   /* "check" */
  const char *usage;                  /* N_(): what follows the name */
  const char *summary;                /* N_(): one line */
  int (*run) (int argc, char **argv); /* argv[0] is the name */
} ToolCommand;

int tool_archive (int argc, char **argv);
int tool_check (int argc, char **argv);
int tool_check_reports (int argc, char **argv);
int tool_checkpoint (int argc, char **argv);
int tool_custody (int argc, char **argv);
int tool_erase (int argc, char **argv);
int tool_classify (int argc, char **argv);
int tool_export (int argc, char **argv);
int tool_hand_over (int argc, char **argv);
int tool_hold (int argc, char **argv);
int tool_facts (int argc, char **argv);
int tool_handover (int argc, char **argv);
int tool_intake (int argc, char **argv);
int tool_key (int argc, char **argv);
int tool_list (int argc, char **argv);
int tool_no_copy (int argc, char **argv);
int tool_own_data (int argc, char **argv);
int tool_pack_check (int argc, char **argv);
int tool_register (int argc, char **argv);
int tool_release (int argc, char **argv);
int tool_report (int argc, char **argv);
int tool_retention (int argc, char **argv);
int tool_removal (int argc, char **argv);
int tool_show (int argc, char **argv);
int tool_timestamp (int argc, char **argv);
int tool_verify (int argc, char **argv);

/* Parses @entries out of *@argc, *@argv; @command is for --help. FALSE after one sentence on standard error.
 */
gboolean tool_parse (const char *command, const GOptionEntry *entries, int *argc, char ***argv);

/* Tells @error as one sentence on standard error. Returns: TOOL_USAGE. */
int tool_fail (const GError *error);
/* The same for a sentence of ours. */
int tool_fail_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* @path: (nullable): the user's own. @must_exist: no store is made. Returns: (transfer full). */
LuukkuStore *tool_open_store (const char *path, gboolean must_exist, LuukkuStoreFlags flags, GError **error);

/* Returns: (transfer full): the inbox of the store at @path (nullable: the user's own), which must exist and
 * be writable; NULL after one sentence on standard error. */
LuukkuInbox *tool_open_inbox (const char *path);

/* @path: NULL or "-" is standard input. Returns: (transfer full): bytes that are not checked yet, at most
 * TOOL_MAX_INPUT. */
char *tool_read_input (const char *path, gsize *ret_length, GError **error);
/* The same as text; without a mark of the byte order. INVALID_DATA when it is not UTF-8. */
char *tool_read_text (const char *path, GError **error);

/* The same as bytes. Returns: (transfer full). */
GBytes *tool_read_bytes (const char *path, GError **error);

/* A row of a table. @language: maybe "". @text: its escapes are undone. */
typedef void (*ToolRowFunc) (const char *id, const char *language, const char *text, gpointer data);
/* Calls @function for each row of a table of UTF-8 with tabs, whose first line names its columns (id, lang,
 * text, others in any order), \n \t \\ escaped in the text; lines with "#" before that are remarks. @path: as
 * above. Returns: the exit code; after a sentence on standard error no row was handed out. */
int tool_each_row (const char *path, ToolRowFunc function, gpointer data);
/* @asked: (nullable): a language that was named. Returns: (transfer full): two letters, of the locale when
 * nobody names one. */
char *tool_interface_language (const char *asked);

/* --- the passphrase of the signing key: never an argument, never the environment */
typedef struct {
  char *file; /* (owned) (nullable): its first line */
  int fd;     /* 0: none */
} ToolPassphrase;

void tool_passphrase_clear (ToolPassphrase *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ToolPassphrase, tool_passphrase_clear)

#define TOOL_PASSPHRASE_ENTRIES(passphrase)                                                                  \
  { "passphrase-file",                                                                                       \
    0,                                                                                                       \
    0,                                                                                                       \
    G_OPTION_ARG_FILENAME,                                                                                   \
    &(passphrase).file,                                                                                      \
    N_ ("read the passphrase of the signing key from this file"),                                            \
    N_ ("FILE") },                                                                                           \
  {                                                                                                          \
    "passphrase-fd", 0, 0, G_OPTION_ARG_INT, &(passphrase).fd, N_ ("or from this open descriptor"),          \
        N_ ("NUMBER")                                                                                        \
  }

/* Opens the key of @store when it is locked: by @from, or by asking at the terminal without an echo. */
gboolean tool_unlock_key (LuukkuStore *store, const ToolPassphrase *from, GError **error);
/* @file: (nullable): asked twice at the terminal then. Returns: (transfer full): for tool_wipe(). */
char *tool_new_passphrase (const char *file, GError **error);
/* Overwrites @secret (nullable) and frees it. */
void tool_wipe (char *secret);

/* Prints @value as canonical JSON with a newline. */
void tool_print_json (GVariant *value);

/* Returns: (transfer full): "20.11.2026 13:41" on the clock of Helsinki. */
char *tool_time (gint64 time);

G_END_DECLS
