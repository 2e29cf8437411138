/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-archive.h: the dialog that keeps a conversation as an evidence record. */
#pragma once

#include <purple.h>

G_BEGIN_DECLS

/* Shows the dialog of @conv; a second call brings the same one to the front. */
void luukku_pidgin_archive_show (PurpleConversation *conv);
/* @conv goes: a dialog that has not archived yet goes with it. */
void luukku_pidgin_archive_forget (PurpleConversation *conv);
/* The module is unloaded. */
void luukku_pidgin_archive_shutdown (void);

G_END_DECLS
