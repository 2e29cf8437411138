/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-dup.h: how the values of this folder copy strings; private to plugin/model. */
#pragma once

#include "base/luukku-text.h"

/* Returns: (transfer full) (nullable): @text with broken bytes replaced; NULL stays NULL. */
static inline char *
luukku_dup_valid (const char *text)
{
  return text != NULL ? luukku_text_make_valid (text, -1) : NULL;
}
