/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-headless.h: real libpurple without a window, for tests of the module luukku.so: a user interface
 * that writes down what it is told and answers questions as the test said before. One libpurple a process;
 * time is a manual clock that the loop moves. */
#pragma once

#include <purple.h>

#include "purple/luukku-test-hooks.h"
#include "purple/luukku-ui-ops.h"

#define LUUKKU_HEADLESS_START "2026-11-20T10:00:00Z"

/* Makes a fresh home, starts libpurple, finds the module. The plugin core-luukku is not ticked. */
void luukku_headless_start (void);
/* Ends libpurple, removes the home; returns @status, so that main() can end with it. */
int luukku_headless_stop (int status);
void luukku_headless_tick_plugin (void);

const char *luukku_headless_home (void);
LuukkuManualClock *luukku_headless_clock (void);
const LuukkuPurpleApi *luukku_headless_api (void);
const LuukkuTestHooks *luukku_headless_hooks (void);
/* Closes the inbox and goes on with another, empty folder named @name below the home. */
char *luukku_headless_new_store (const char *name);

/* --- accounts: made, not enabled; removed by luukku_headless_drop() */
PurpleAccount *luukku_headless_account (const char *protocol, const char *name);
void luukku_headless_enable (PurpleAccount *account);
/* Disables, waits until it is offline, closes its windows, deletes it. */
void luukku_headless_drop (PurpleAccount *account);
PurpleConversation *luukku_headless_conv (PurpleAccount *account, const char *who);

/* --- what was written into windows since the last reset: "R|name|html\n", S sent, E error, Y system */
const char *luukku_headless_lines (void);
gboolean luukku_headless_has (const char *part);
guint luukku_headless_count (const char *part);
/* --- texts given back by send_confirm, joined by a newline */
const char *luukku_headless_given_back (void);
/* --- notices: "E|primary\n", "I|primary\n", "U|address\n" or, a page of text, "F|primary|html\n"; the newest list as
 * rows of cells joined by a tab */
const char *luukku_headless_notices (void);
const char *luukku_headless_list (void);
/* Presses the list's first button on row @n. */
void luukku_headless_press_row (guint n);
void luukku_headless_reset (void);

/* --- questions. An answer is the label of a button without "_" and "…", or the text of an input ("\033":
 * cancel). With no answer the question stays open. */
void luukku_headless_answer (const char *answer);
guint luukku_headless_open_questions (void);
/* All of them go as by the button of the window's frame: nothing is called back. */
void luukku_headless_leave_questions (void);
/* Titles and texts of all questions so far, one a line. */
const char *luukku_headless_questions (void);
/* The input of the newest question was masked. */
gboolean luukku_headless_was_masked (void);
/* Called with the fields of the next form; OK is pressed when it returns. */
void luukku_headless_fill_form (void (*fill) (PurpleRequestFields *fields));

/* Everything that reached purple_debug and g_log so far. */
const char *luukku_headless_log (void);

/* --- loop: runs until the condition holds; the clock moves a little with each round. Gives up after a
 * minute. */
gboolean luukku_headless_step (gint64 deadline);
gint64 luukku_headless_deadline (void);
#define luukku_headless_until(condition)                                                                     \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 deadline_ = luukku_headless_deadline ();                                                          \
    while (!(condition) && luukku_headless_step (deadline_))                                                 \
      ;                                                                                                      \
    if (!(condition))                                                                                        \
      g_test_message ("windows so far:\n%s\nnotices:\n%s\nquestions:\n%s", luukku_headless_lines (),         \
                      luukku_headless_notices (), luukku_headless_questions ());                             \
    g_assert_true (condition);                                                                               \
  }                                                                                                          \
  G_STMT_END
/* Runs the loop while the clock goes on by @span, at least a few rounds. */
void luukku_headless_pass (gint64 span);
/* The clock stands still in the loop from now on, or goes on again. */
void luukku_headless_hold_clock (gboolean hold);
