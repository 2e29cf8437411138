/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin.h: the adapter of an organisation's page at LinkedIn; see README.md of this folder. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_linkedin_type;

G_END_DECLS
