/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail.h: a mailbox of the town, by IMAP and SMTP submission. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_mail_type;

G_END_DECLS
