/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-macros.h: what every header of ours may need.
 *
 * LUUKKU_API marks a symbol that the modules (luukku, luukku-pidgin, luukku-finch) or the tool call across
 * the border of libluukku.so; everything else is built hidden. N_() marks a sentence for translation where it
 * stands; luukku_tr() looks it up when it is told to a person. */
#pragma once

#include <glib.h>

#define LUUKKU_API __attribute__ ((visibility ("default")))

#ifndef N_
#define N_(String) (String)
#endif

/* GLib has no name for it. The compiler warns when NULL is plainly passed; it also drops checks for NULL
 * inside. */
#ifndef G_GNUC_NON_NULL
#define G_GNUC_NON_NULL(...) __attribute__ ((nonnull (__VA_ARGS__)))
#endif
