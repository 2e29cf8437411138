/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-authority.h: a time stamp authority made of openssl, in the folder "tsa" of the fixture. */
#pragma once

#include "support/luukku-evidence-fixture.h"

#include <gio/gio.h>

#define AUTHORITY_CONFIG                                                                                     \
  "[req]\ndistinguished_name=dn\n[dn]\n"                                                                     \
  "[ca]\nbasicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n"                                          \
  "[tsa]\nbasicConstraints=CA:false\nkeyUsage=digitalSignature\nextendedKeyUsage=critical,timeStamping\n"    \
  "[web]\nbasicConstraints=CA:false\nextendedKeyUsage=serverAuth\n"                                          \
  "[t]\ndefault_tsa=s\n[s]\ndir=.\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\ncerts=ca."     \
  "pem\n"                                                                                                    \
  "signer_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\naccuracy=secs:1\n"    \
  "ordering=yes\ntsa_name=no\ness_cert_id_chain=no\n"

/* Runs a shell line in the fixture's folder "tsa". */
static inline void
authority_shell (EvidenceFixture *f, const char *line)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *dir = g_build_filename (f->folder, "tsa", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, dir);
  process = g_subprocess_launcher_spawn (launcher, &error, "sh", "-ec", line, NULL);
  g_assert_no_error (error);
  if (!g_subprocess_wait_check (process, NULL, &error))
    g_error ("%s: %s", line, error->message);
}

static inline GBytes *
authority_load (EvidenceFixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->folder, "tsa", name, NULL);
  char *data;
  gsize size;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static inline void
authority_save (EvidenceFixture *f, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (f->folder, "tsa", name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
}

static inline void
authority_make (EvidenceFixture *f, const char *extension, const char *days)
{
  g_autofree char *dir = g_build_filename (f->folder, "tsa", NULL), *line = NULL;
  g_autoptr (GBytes) config = g_bytes_new_static (AUTHORITY_CONFIG, strlen (AUTHORITY_CONFIG));

  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  authority_save (f, "c.cnf", config);
  authority_shell (
      f, "openssl req -x509 -config c.cnf -extensions ca -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
         " -keyout ca.key -out ca.pem -subj /CN=Koe-CA -days 3000");
  line = g_strdup_printf (
      "openssl req -config c.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out "
      "tsa.csr"
      " -subj /CN=Koe-TSA; openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days %s"
      " -extfile c.cnf -extensions %s -out tsa.pem; echo 01 > serial",
      days, extension);
  authority_shell (f, line);
}

/* Returns: (transfer full): the authority's answer to @request. */
static inline GBytes *
authority_ask (EvidenceFixture *f, GBytes *request)
{
  authority_save (f, "q.tsq", request);
  authority_shell (f, "openssl ts -reply -config c.cnf -section s -queryfile q.tsq -out r.tsr");
  return authority_load (f, "r.tsr");
}
