/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-texts.h: the ready texts of the guideline, with a field to search them. */
#pragma once

#include <gtkconv.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Shows the list for @conv, or brings it to the front. */
void luukku_pidgin_texts_show (PurpleConversation *conv) G_GNUC_NON_NULL (1);
/* @conv goes. */
void luukku_pidgin_texts_forget (PurpleConversation *conv) G_GNUC_NON_NULL (1);
void luukku_pidgin_texts_shutdown (void);

G_END_DECLS
