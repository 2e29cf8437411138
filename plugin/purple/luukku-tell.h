/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tell.h: telling the people whom a step of an alarm names: through an account of this Pidgin, by a
 * mailbox, or by a person who calls and enters it. Contacts come from the register; only confirmed ones are
 * used. */
#pragma once

#include "inbox/luukku-inbox-alarm.h"
#include "purple/luukku-view.h"

G_BEGIN_DECLS

#define LUUKKU_TELL_ANY_WAY (-1)

/* Tells who stands behind step number @place of the case (0: the first step whose acknowledgement is
 * missing), by
 * @way (LuukkuWay or LUUKKU_TELL_ANY_WAY: an account that is online, else the mailbox). The step is entered
 * when the message has left; a failure is said in the window, and the step stays open. FALSE: nothing was
 * begun; the sentence says what to do instead. */
gboolean luukku_tell_step (LuukkuView *view, guint place, int way, GError **error) G_GNUC_NON_NULL (1);
/* Whether a confirmed contact of step number @place can be told from here by a message. */
gboolean luukku_tell_can (LuukkuView *view, guint place) G_GNUC_NON_NULL (1);
/* As luukku_tell_step() for the first step that waits for an acknowledgement; where nobody can be told by a
 * message, asks what is missing: an address, whether it is right, or when somebody called
 * (luukku-tell-ask.c). */
gboolean luukku_tell_ask (LuukkuView *view, GError **error) G_GNUC_NON_NULL (1);
/* Enters "[account|mail|phone] ADDRESS" as a contact for step number @place (0: as above), confirmed by who
 * sits here. */
gboolean luukku_tell_enter (LuukkuView *view, guint place, const char *words, GError **error)
    G_GNUC_NON_NULL (1, 3);
/* The contacts of the step are right: who sits here says so. */
gboolean luukku_tell_confirm (LuukkuView *view, guint place, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): a line about the contacts of a step that is not finished, with a line
 * end in front; NULL: there are none to speak of. */
char *luukku_tell_describe (gint64 conversation, const LuukkuStep *step) G_GNUC_NON_NULL (2);
/* From now on answers of contacts on other accounts are heard. */
void luukku_tell_listen (void);
void luukku_tell_stop (void);

/* --- the form of one step (luukku-step-form.c) */
/* Who was told, how, when, with which reference: libpurple's form, in Pidgin and Finch. */
gboolean luukku_step_form_open (LuukkuView *view, guint place, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
