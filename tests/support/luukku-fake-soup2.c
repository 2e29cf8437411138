/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fake-soup2.c: a module that exports one name of libsoup 2, for the test that we refuse beside it. */
#include <glib.h>

void *soup_uri_new (const char *text);

__attribute__ ((visibility ("default"))) void *
soup_uri_new (const char *text)
{
  return NULL;
}
