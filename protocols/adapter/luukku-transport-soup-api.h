/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-transport-soup-api.h: libsoup 3, loaded when it is first needed; private to
 * luukku-transport-soup*.c and luukku-loopback.c.
 *
 * libsoup 3 checks in a constructor of its own, while it is being loaded, whether libsoup 2 is there, and
 * aborts the process if so. A module linked against it would therefore kill Pidgin before a line of ours
 * runs. So nothing here is linked against libsoup: after our own check the library is opened and the
 * functions are looked up. */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define LUUKKU_SOUP_FUNCTIONS(F)                                                                             \
  F (soup_message_get_response_headers)                                                                      \
  F (soup_message_get_request_headers)                                                                       \
  F (soup_message_get_status)                                                                                \
  F (soup_message_headers_foreach)                                                                           \
  F (soup_message_headers_get_content_length)                                                                \
  F (soup_message_headers_get_encoding)                                                                      \
  F (soup_message_headers_get_one)                                                                           \
  F (soup_message_headers_replace)                                                                           \
  F (soup_message_new_from_uri)                                                                              \
  F (soup_message_set_flags)                                                                                 \
  F (soup_message_set_request_body_from_bytes)                                                               \
  F (soup_session_abort)                                                                                     \
  F (soup_session_error_quark)                                                                               \
  F (soup_session_new_with_options)                                                                          \
  F (soup_session_send_async)                                                                                \
  F (soup_session_send_finish)                                                                               \
  F (soup_server_add_early_handler)                                                                          \
  F (soup_server_disconnect)                                                                                 \
  F (soup_server_get_uris)                                                                                   \
  F (soup_server_listen)                                                                                     \
  F (soup_server_message_get_method)                                                                         \
  F (soup_server_message_get_request_headers)                                                                \
  F (soup_server_message_get_response_headers)                                                               \
  F (soup_server_message_get_uri)                                                                            \
  F (soup_server_message_set_response)                                                                       \
  F (soup_server_message_set_status)                                                                         \
  F (soup_server_new)

#define LUUKKU_SOUP_MEMBER(name) __typeof__ (&name) name;
typedef struct {
  LUUKKU_SOUP_FUNCTIONS (LUUKKU_SOUP_MEMBER)
} LuukkuSoupApi;
#undef LUUKKU_SOUP_MEMBER

/* Returns: (transfer none): NULL with UNSUPPORTED when libsoup 2 is in the process or libsoup 3 is not
 * installed. */
const LuukkuSoupApi *luukku_soup_api_get (GError **error);

G_END_DECLS
