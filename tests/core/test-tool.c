/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-tool.c: the luukku command as other programs call it: output, exit codes, sentences on standard error.
 */
#define G_LOG_DOMAIN "luukku"

#include "luukku-tool-fixture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

static void
test_help (Fixture *f, gconstpointer data)
{
  const char *commands[] = { "archive",         "check",    "check-reports", "checkpoint", "classify",
                             "custody",         "erase",    "export",        "facts",      "hand-over",
                             "hand-over-sheet", "hold",     "intake",        "key",        "list",
                             "no-copy",         "own-data", "pack-check",    "register",   "release",
                             "report",          "removal",  "retention",     "show",       "timestamp",
                             "verify" };

  run (f, "", "--help");
  g_assert_cmpint (f->code, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    assert_contains (f->out, commands[i]);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *call = g_strdup_printf ("%s --help", commands[i]);

    run (f, "", call);
    g_assert_cmpint (f->code, ==, 0);
    assert_contains (f->out, commands[i]);
  }
  run (f, "", "--version");
  g_assert_true (g_str_has_prefix (f->out, "luukku "));
}

static void
test_usage (Fixture *f, gconstpointer data)
{
  const char *calls[] = {
    "",
    "fly",
    "check",
    "check --pack=nowhere",
    "check --format=xml --pack=neutral",
    "check --nonsense",
    "intake --channel=letter",
    "report",
    "report --from=2026-11-22 --to=2026-11-16",
    "report --from=2026-13-01 --to=2026-12-01",
    "list --store=missing.sqlite",
    "show",
    "archive LUU-2026-000001 --kind=nonsense",
    "export LUU-2026-000001-v1",
    "facts",
    "facts LUU-2026-000001 --store=missing.sqlite",
    "removal",
    "hand-over-sheet",
    "key here",
    "verify",
    "verify missing.zip",
    "pack-check",
    "pack-check missing.pack",
    "checkpoint",
    "checkpoint --letter --output=x",
    "custody",
    "hand-over LUU-2026-000001-v1 --recipient=x",
    "hold LUU-2026-000001",
    "release LUU-2026-000001 --ground=x",
    "erase LUU-2026-000001 --ground=x",
    "no-copy",
    "own-data LUU-2026-000001",
    "retention x",
    "retention --plan=missing.pack",
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++) {
    run (f, "Hei\n", calls[i]);
    assert_usage (f);
  }
}

static void
test_check (Fixture *f, gconstpointer data)
{
  run (f, "Hei, kirjasto on auki. Minna\n", "check --pack=rautalampi --format=json");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpstr (f->out, ==, "{\"findings\":[],\"verdict\":\"pass\"}\n");

  run (f, "Tunnus on 131052-308T, hei.\n", "check --pack=rautalampi --format=json --lang=fi");
  g_assert_cmpint (f->code, ==, 1);
  assert_contains (f->out, "\"verdict\":\"block\"");
  assert_contains (f->out, "\"start\":10");
  assert_contains (f->out, "\"end\":21");
  assert_contains (f->out, "\"kind\":\"HETU\"");
  assert_contains (f->out, "\"rule\":\"identity-code\"");
  assert_contains (f->out, "\"citation\":\"004:");
  g_assert_null (strstr (f->out, "131052"));

  run (f, "Tunnus on 131052-308U, hei.\n", "check --pack=rautalampi");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpstr (f->out, ==, "pass\n");
}

static void
test_check_not_text (Fixture *f, gconstpointer data)
{
  run (f, "Hei \xff\xfe", "check --pack=neutral --format=json");
  g_assert_cmpint (f->code, ==, 1);
  assert_contains (f->out, "\"verdict\":\"confirm\"");
  assert_contains (f->out, "\"kind\":\"UNCHECKED\"");
}

static void
test_check_batch (Fixture *f, gconstpointer data)
{
  run (f, "id\tlang\ttext\n1\tfi\tTunnus 131052-308T\\nja 010100A901\\\\x\n2\tfi\tEi mitään\n",
       "check --batch");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_true (g_str_has_prefix (f->out, "1\tHETU:7-18"));
  assert_contains (f->out, "\n2\t\n");
  run (f, "id\tlang\ttext\n1\tfi\n", "check --batch");
  assert_usage (f);
  assert_contains (f->err, "2");
}

/* Lists and cases show no identity code; --original does, and the history of the case tells it. */
static void
test_identity_codes (Fixture *f, gconstpointer data)
{
  run (f, "Olen 131052-308T, auttakaa.\n", "intake --channel=letter --sender=jorma");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "list");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "Olen •••••••••••, auttakaa.");
  run (f, "", "show LUU-2026-000001");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "    Olen •••••••••••, auttakaa.");
  g_assert_null (strstr (f->out, "308T"));
  g_assert_null (strstr (f->out, "original-shown"));
  run (f, "", "show --original LUU-2026-000001");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "    Olen 131052-308T, auttakaa.");
  run (f, "", "show LUU-2026-000001");
  assert_contains (f->out, "original-shown");
  g_assert_null (strstr (f->out, "308T"));
}

/* A threat is covered, as in the windows; who asks to read it is counted. */
static void
test_covered (Fixture *f, gconstpointer data)
{
  static const char *const lists[] = { "list", "list --all", "list --search=hakkaan", NULL };

  run (f, "Tulen sinne ja hakkaan sinut.\n", "intake --channel=letter --sender=jorma");
  g_assert_cmpint (f->code, ==, 0);
  for (const char *const *list = lists; *list != NULL; list++) {
    run (f, "", *list);
    assert_contains (f->out, "LUU-2026-000001");
    g_assert_null (strstr (f->out, "hakkaan"));
  }
  run (f, "", "show LUU-2026-000001");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_null (strstr (f->out, "hakkaan"));
  assert_contains (f->out, "--covered");
  run (f, "", "report --from=2020-01-01 --to=2099-12-31 --format=csv");
  assert_contains (f->out, "threats;1\r\n");
  assert_contains (f->out, "covered_read;0\r\n");
  run (f, "", "show --covered LUU-2026-000001");
  assert_contains (f->out, "hakkaan sinut");
  run (f, "", "report --from=2020-01-01 --to=2099-12-31 --format=json");
  assert_contains (f->out, "\"covered_read\":1,\"people_exposed\":1");
}

/* A code in a name is masked as one in a text is. */
static void
test_names (Fixture *f, gconstpointer data)
{
  run (f, "Hei\n", "intake --channel=letter --sender=jorma --sender-name=Jorma131052-308T");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "list");
  g_assert_null (strstr (f->out, "308T"));
  run (f, "", "show LUU-2026-000001");
  g_assert_null (strstr (f->out, "308T"));
}

/* The town's own contact points are no findings, whatever the form of the answer. */
static void
test_allow_list (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "own.list", NULL);
  const char *list = "phone\t044 987 6543\ndomain\tkoivukunta.example\n";
  const char *draft = "Soittakaa 044 987 6543 tai maija@koivukunta.example.\n\nMinna, palveluneuvoja\n";
  const char *table = "id\tlang\ttext\n1\tfi\tSoita 044 987 6543 tai 050 123 4567\n";

  g_assert_true (g_file_set_contents (path, list, -1, NULL));
  run (f, draft, "check --pack=kauhava --lang=fi --format=json");
  assert_contains (f->out, "\"PHONE\"");
  assert_contains (f->out, "\"EMAIL\"");
  run (f, draft, "check --pack=kauhava --lang=fi --format=json --allow-list=own.list");
  g_assert_null (strstr (f->out, "\"PHONE\""));
  g_assert_null (strstr (f->out, "\"EMAIL\""));
  run (f, "Soittakaa 044 987 6543.\n", "check --pack=kauhava --lang=fi");
  assert_contains (f->out, "10–22");
  run (f, "Soittakaa 044 987 6543.\n", "check --pack=kauhava --lang=fi --allow-list=own.list");
  g_assert_null (strstr (f->out, "10–22"));
  run (f, table, "check --batch");
  g_assert_cmpstr (f->out, ==, "1\tPHONE:6-18;PHONE:23-35\n");
  run (f, table, "check --batch --allow-list=own.list");
  g_assert_cmpstr (f->out, ==, "1\tPHONE:23-35\n");
  run (f, table, "check --batch --allow-list=none.list");
  assert_usage (f);
  g_assert_true (g_file_set_contents (path, "phone 044\n", -1, NULL));
  run (f, table, "check --batch --allow-list=own.list");
  assert_usage (f);
}

static void
test_check_reports (Fixture *f, gconstpointer data)
{
  run (f, "", "check-reports");
  assert_usage (f);
  run (f, "Hei\n", "intake --channel=letter --sender=jorma");
  run (f, "", "check-reports");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpstr (f->out, ==, "");
  run (f, "", "check-reports --format=tsv");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpstr (f->out, ==, "at\tkind\trules\tpack\tpack-digest\tactor\ttext\tnote\n");
  run (f, "", "check-reports --format=xml");
  assert_usage (f);
}

static void
test_from_intake_to_package (Fixture *f, gconstpointer data)
{
  g_autofree char *number = NULL, *record = NULL, *call = NULL, *zip = NULL;
  char *bytes;
  gsize size;

  run (f, "Jos lupaa ei tule, tulen sinne. Äijälä\n",
       "intake --channel=letter --sender=jorma --sender-name=Jorma --sent-at=2026-11-20T13:41:00+02:00");
  g_assert_cmpint (f->code, ==, 0);
  number = last_line (f);
  g_assert_cmpstr (number, ==, "LUU-2026-000001");

  run (f, "", "list");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, number);
  assert_contains (f->out, "manual:letter");
  run (f, "", "show LUU-2026-000001");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "tulen sinne. Äijälä");
  run (f, "", "show LUU-2026-000009");
  assert_usage (f);

  run (f, "", "archive LUU-2026-000001 --kind=threat --lang=fi");
  g_assert_cmpint (f->code, ==, 0);
  record = last_line (f);
  g_assert_cmpstr (record, ==, "LUU-2026-000001-v1");
  call = g_strdup_printf ("export %s --output=record.zip", record);
  run (f, "", call);
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "verify record.zip");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "hand-over-sheet record.zip --to=Poliisi --purpose=Rikosilmoitus --output=sheet.pdf");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "removal.reasons=Uhkaus\\nhenkilökunnalle\n", "facts LUU-2026-000001 -");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "facts LUU-2026-000001");
  assert_contains (f->out, "removal.reasons=Uhkaus\\nhenkilökunnalle");
  run (f, "", "removal LUU-2026-000001");
  g_assert_cmpint (f->code, ==, 1);
  assert_contains (f->out, "Uhkaus\nhenkilökunnalle");
  run (f, "", "removal LUU-2026-000001 --send");
  g_assert_cmpint (f->code, ==, 1);
  run (f, "", "removal --due");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "key --rotate");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "verify record.zip");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, record);
  g_free (call);
  call = g_strdup_printf ("verify --store=%s/inbox.sqlite", f->dir);
  run (f, "", call);
  g_assert_cmpint (f->code, ==, 0);

  zip = g_build_filename (f->dir, "record.zip", NULL);
  g_assert_true (g_file_get_contents (zip, &bytes, &size, NULL));
  bytes[size / 2] ^= 1;
  g_assert_true (g_file_set_contents (zip, bytes, (gssize) size, NULL));
  g_free (bytes);
  run (f, "", "verify record.zip");
  g_assert_cmpint (f->code, ==, 1);
}

/* --- the passphrase of the signing key */

#define PASSPHRASE "salainen lause"

static void
write_line (Fixture *f, const char *name, const char *line)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL), *text = g_strconcat (line, "\n", NULL);

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
shell (Fixture *f, const char *line)
{
  g_autofree char *all = g_strdup_printf ("cd '%s'; export LUUKKU_HOME='%s'; luukku () { '%s' \"$@\"; }; %s",
                                          f->dir, f->dir, f->tool, line);
  char *argv[] = { (char *) "sh", (char *) "-ec", all, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static char *
archive_one (Fixture *f)
{
  run (f, "Jos lupaa ei tule, tulen sinne.\n", "intake --channel=letter --sender=jorma --sender-name=Jorma");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "archive LUU-2026-000001 --kind=threat");
  g_assert_cmpint (f->code, ==, 0);
  return last_line (f);
}

static void
test_passphrase (Fixture *f, gconstpointer data)
{
  g_free (archive_one (f));
  write_line (f, "right", PASSPHRASE);
  write_line (f, "wrong", "aivan muuta");
  write_line (f, "empty", "");
  run (f, "", "key --new-passphrase-file=empty");
  assert_usage (f);
  run (f, "", "key --new-passphrase-file=right");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "export LUU-2026-000001-v1 --output=a.zip");
  assert_usage (f);
  assert_contains (f->err, "--passphrase-file=FILE");
  run (f, "", "export LUU-2026-000001-v1 --output=a.zip --passphrase-file=wrong");
  assert_usage (f);
  assert_contains (f->err, "does not open it");
  g_assert_null (strstr (f->err, "muuta"));
  run (f, "", "export LUU-2026-000001-v1 --output=a.zip --passphrase-file=nowhere");
  assert_usage (f);
  run (f, "", "export LUU-2026-000001-v1 --output=a.zip --passphrase-file=right");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "verify a.zip");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "checkpoint --output=outside");
  assert_usage (f);
  shell (f, "luukku checkpoint --output=outside --passphrase-fd=3 3<right");
  /* a locked key shows its fingerprint and keeps nobody from archiving */
  run (f, "", "key");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "archive LUU-2026-000001 --kind=threat");
  g_assert_cmpint (f->code, ==, 0);
  run (f, PASSPHRASE "\n", "key --rotate --passphrase-file=/dev/stdin");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "key --no-passphrase --set-passphrase");
  assert_usage (f);
  run (f, "", "key --no-passphrase --passphrase-file=right");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "export LUU-2026-000001-v2 --output=b.zip");
  g_assert_cmpint (f->code, ==, 0);
}

static void
take_terminal (gpointer data)
{
  const char *name = data;
  int fd;

  setsid ();
  fd = open (name, O_RDWR);
  ioctl (fd, TIOCSCTTY, 0);
}

/* Returns: (transfer full): what the terminal showed until the program ended; each question is answered in
 * turn. */
static char *
run_at_terminal (Fixture *f, char **argv, const char *const *answers, int *ret_status)
{
  int master = posix_openpt (O_RDWR | O_NOCTTY);
  g_autofree char *name = NULL;
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "LUUKKU_HOME", f->dir, TRUE);
  GPid pid;
  gsize questions = 0;
  char byte;

  g_assert_cmpint (master, >=, 0);
  g_assert_cmpint (grantpt (master), ==, 0);
  g_assert_cmpint (unlockpt (master), ==, 0);
  name = g_strdup (ptsname (master));
  g_spawn_async (f->dir, argv, environment,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                 take_terminal, name, &pid, &error);
  g_assert_no_error (error);
  while (read (master, &byte, 1) == 1) {
    g_string_append_c (shown, byte);
    if (byte == ' ' && g_str_has_suffix (shown->str, ": ") && answers[questions] != NULL) {
      g_assert_cmpint (write (master, answers[questions], strlen (answers[questions])), >, 0);
      questions++;
    }
  }
  g_assert_cmpint (waitpid (pid, ret_status, 0), ==, pid);
  g_spawn_close_pid (pid);
  close (master);
  return g_string_free (g_steal_pointer (&shown), FALSE);
}

static void
test_terminal (Fixture *f, gconstpointer data)
{
  static const char *const different[] = { PASSPHRASE "\n", "aivan muuta\n", NULL };
  static const char *const same[] = { PASSPHRASE "\n", PASSPHRASE "\n", NULL };
  char *set[] = { f->tool, (char *) "key", (char *) "--set-passphrase", NULL };
  char *export[] = { f->tool, (char *) "export", (char *) "LUU-2026-000001-v1", (char *) "--output=a.zip",
                     NULL };
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  int status;

  g_test_summary ("A person is asked at the terminal, and nobody behind the back reads along.");
  g_free (archive_one (f));
  first = run_at_terminal (f, set, different, &status);
  g_assert_cmpint (WEXITSTATUS (status), ==, 2);
  second = run_at_terminal (f, set, same, &status);
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  third = run_at_terminal (f, export, same, &status);
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  assert_contains (third, "Passphrase of the signing key:");
  g_assert_null (strstr (first, "salainen"));
  g_assert_null (strstr (second, "salainen"));
  g_assert_null (strstr (third, "salainen"));
  run (f, "", "export LUU-2026-000001-v1 --output=b.zip");
  assert_usage (f);
}

/* --- a time stamp by hand */

static void
test_timestamp (Fixture *f, gconstpointer data)
{
  static const char authority[] =
      "printf '[req]\\ndistinguished_name=dn\\n[dn]\\n[tsa]\\nbasicConstraints=CA:false\\n"
      "keyUsage=digitalSignature\\nextendedKeyUsage=critical,timeStamping\\n[ca]\\n"
      "basicConstraints=critical,CA:true\\nkeyUsage=keyCertSign\\n[t]\\ndefault_tsa=s\\n[s]\\nserial="
      "serial\\n"
      "crypto_device=builtin\\nsigner_cert=tsa.pem\\ncerts=ca.pem\\nsigner_key=tsa.key\\nsigner_digest="
      "sha256\\n"
      "default_policy=1.2.3.4.1\\ndigests=sha256\\n' >c.cnf; echo 01 >serial;"
      "openssl req -x509 -config c.cnf -extensions ca -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
      "-keyout ca.key -out ca.pem -subj /CN=Koe-CA -days 3000;"
      "openssl req -config c.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out "
      "tsa.csr "
      "-subj /CN=Koe-TSA; openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3000 "
      "-extfile c.cnf -extensions tsa -out tsa.pem";

  g_free (archive_one (f));
  shell (f, authority);
  run (f, "", "export LUU-2026-000001-v1 --output=place.zip --stamp-authority=ca.pem");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "verify place.zip");
  g_assert_cmpint (f->code, ==, 1);
  run (f, "", "timestamp place.zip");
  assert_usage (f);
  run (f, "", "timestamp place.zip --request=q.tsq");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "timestamp place.zip --request=q.tsq"); /* nothing is written over */
  assert_usage (f);
  shell (f, "openssl ts -reply -config c.cnf -section s -queryfile q.tsq -out r.tsr");
  run (f, "", "timestamp place.zip --request=q.tsq --response=q.tsq --output=p.zip");
  g_assert_cmpint (f->code, !=, 0);
  g_assert_cmpstr (f->out, ==, "");
  run (f, "", "timestamp place.zip --request=q.tsq --response=r.tsr --output=p.zip");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "Time stamp: ");
  run (f, "", "verify p.zip");
  g_assert_cmpint (f->code, ==, 0);
  shell (f, "unzip -q p.zip; cd LUU-2026-000001-v1; openssl ts -verify -in signature/tagmanifest.tsr "
            "-data tagmanifest-sha256.txt -CAfile signature/tsa-ca.pem; sh ./verify.sh");
}

/* What a manager does with evidence afterwards, from hand-over to erasure, by a plan of the municipality. */
static void
test_custody_and_erasure (Fixture *f, gconstpointer data)
{
  static const char plan[] = "[Pack]\nFormat=1\nId=plan\nName=Plan\nBaseLanguage=en\n\n[Retention threats]\n"
                             "Title=Threats\nClasses=threat\nKeep=5 years\nFrom=closed\nCitation=009:1\n";
  g_autofree char *plan_path = g_build_filename (f->dir, "town.pack", NULL);
  g_autofree char *verify = g_strdup_printf ("verify --store=%s/inbox.sqlite", f->dir);
  g_autofree char *with_checkpoint = NULL;
  g_autofree char *checkpoint = NULL;

  run (f, "Jos lupaa ei tule, tulen sinne.\n", "intake --channel=letter --sender=jorma --sender-name=Jorma");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "archive LUU-2026-000001 --kind=threat");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "export LUU-2026-000001-v1 --output=a.zip --recipient=poliisi");
  g_assert_cmpint (f->code, ==, 2);
  run (f, "", "export LUU-2026-000001-v1 --output=a.zip --recipient=poliisi --purpose=tutkinta");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "hand-over LUU-2026-000001-v1 --recipient=syyttäjä --purpose=syyteharkinta --file=a.zip");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "custody LUU-2026-000001");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "handover");
  assert_contains (f->out, "poliisi\ttutkinta");
  assert_contains (f->out, "syyttäjä\tsyyteharkinta");
  run (f, "", "checkpoint --output=outside");
  g_assert_cmpint (f->code, ==, 0);
  checkpoint = last_line (f);
  with_checkpoint = g_strdup_printf ("%s --checkpoint=%s", verify, checkpoint);
  run (f, "", with_checkpoint);
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "checkpoint --letter");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "luukku-checkpoint-1 ");
  run (f, "", "own-data LUU-2026-000001 --output=own --recipient=itse --purpose=tarkastuspyyntö");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_true (g_file_set_contents (plan_path, plan, -1, NULL));
  run (f, "", "pack-check town.pack");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "retention --plan=town.pack --list");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "LUU-2026-000001\topen\tthreat\t-\t009:1");
  run (f, "", "hold LUU-2026-000001 --ground=tutkinta");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "retention --plan=town.pack --list");
  assert_contains (f->out, "held");
  run (f, "", "erase LUU-2026-000001 --decided-by=johtaja --ground=1/2031");
  assert_usage (f);
  run (f, "", "release LUU-2026-000001 --ground=päättyi");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "erase LUU-2026-000001 --decided-by=johtaja --ground=1/2031");
  assert_usage (f); /* still open */
  run (f, "", "no-copy LUU-2026-000001 --address=https://example.org");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "112");
  run (f, "", "show LUU-2026-000001");
  g_assert_null (strstr (f->out, "tulen sinne"));
  run (f, "", with_checkpoint);
  g_assert_cmpint (f->code, ==, 0);
}

/* A plan says a time or it is refused; one class has one time. */
static void
test_bad_plan (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = {
    "Classes=threat\nKeep=48 hours\nFrom=closed\n",
    "Classes=threat\nKeep=\nFrom=closed\n",
    "Classes=threat\nKeep=immediately\nFrom=closed\n",
    "Classes=nonsense\nKeep=5 years\nFrom=closed\n",
    "Classes=threat\nKeep=5 years\nFrom=someday\n",
    "Classes=threat\nKeep=5 years\n",
    "Classes=threat\nKeep=5 years\nFrom=closed\nTitle=T\nCitation=009:1\n\n[Retention b]\nClasses=threat\n"
    "Keep=2 years\nFrom=closed\n",
  };
  g_autofree char *path = g_build_filename (f->dir, "bad.pack", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text =
        g_strdup_printf ("[Pack]\nFormat=1\nId=plan\nName=Plan\nBaseLanguage=en\n\n[Retention a]\n"
                         "%sTitle=T\nCitation=009:1\n",
                         bad[i]);

    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    run (f, "", "pack-check bad.pack");
    g_assert_cmpint (f->code, ==, 1);
    assert_contains (f->out, "bad.pack:");
  }
}

static void
test_pack_check (Fixture *f, gconstpointer data)
{
  g_autofree char *good =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", "rautalampi.pack", NULL);
  g_autofree char *bad = g_build_filename (f->dir, "bad.pack", NULL);
  g_autofree char *text = NULL;
  g_autofree char *call = g_strdup_printf ("pack-check %s", good);
  char *target;

  run (f, "", call);
  g_assert_cmpint (f->code, ==, 0);

  g_assert_true (g_file_get_contents (good, &text, NULL, NULL));
  target = strstr (text, "Target=48 hours");
  g_assert_nonnull (target);
  memcpy (target, "Target=48 huors", strlen ("Target=48 huors"));
  g_assert_true (g_file_set_contents (bad, text, -1, NULL));
  run (f, "", "pack-check bad.pack");
  g_assert_cmpint (f->code, ==, 1);
  assert_contains (f->out, "bad.pack:");
  assert_contains (f->out, "Target");
  assert_contains (f->out, "Clock reply");
}

/* --- registers */

static void
test_register (Fixture *f, gconstpointer data)
{
  run (f, "name=Minna Esimerkki\nrole=staff\n", "register add users minna");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpstr (f->out, ==, "minna\n");
  run (f, "name=Other\n", "register add users minna");
  assert_usage (f);
  run (f, "", "register set users minna --set=title=neuvoja");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "register list users");
  g_assert_cmpstr (f->out, ==, "users\tminna\tconfirmed\tMinna Esimerkki\n");
  run (f, "", "register show users minna");
  assert_contains (f->out, "role=staff\n");
  assert_contains (f->out, "title: - → neuvoja");
  run (f, "", "register list users --format=json");
  assert_contains (f->out,
                   "\"fields\":{\"name\":\"Minna Esimerkki\",\"role\":\"staff\",\"title\":\"neuvoja\"}");
  run (f, "", "register show users minna --format=json");
  assert_contains (f->out, "\"what\":\"added\"");
  run (f, "kind=phone\nvalue=06 000 0000\nwhose=public\n", "register add contacts -");
  g_assert_cmpstr (f->out, ==, "contacts-1\n");
  run (f, "", "register end users minna --reason=left");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "register list users");
  g_assert_cmpstr (f->out, ==, "");
  run (f, "", "register list users --all");
  assert_contains (f->out, "ended");
  run (f, "", "register renew users minna");
  run (f, "", "register list users");
  assert_contains (f->out, "minna");
}

static void
test_register_refused (Fixture *f, gconstpointer data)
{
  static const char *const calls[] = {
    "register",
    "register frob",
    "register list nothing",
    "register show users",
    "register show users nobody",
    "register set users nobody --set=name=x",
    "register add users minna --set=name",
    "register add users minna --set=colour=red",
    "register add users minna --set=name=x --set=until=tomorrow",
    "register add consents - --set=person=x",
    "register import nowhere",
    "register check --format=xml",
    "register confirm users nobody",
  };

  run (f, "name=Pekka\n", "register add users pekka");
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++) {
    g_test_message ("%s", calls[i]);
    run (f, "", calls[i]);
    assert_usage (f);
  }
}

static void
test_register_import (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "kunta.directory", NULL);

  run (f, "", "register import hanko");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "4 entries were added.");
  assert_contains (f->out, "before a person has confirmed it");
  run (f, "", "register list");
  g_assert_null (strstr (f->out, "\tconfirmed"));
  run (f, "", "register check");
  g_assert_cmpint (f->code, ==, 1);
  assert_contains (f->out, "not-confirmed");
  run (f, "", "register check --format=json");
  g_assert_cmpint (f->code, ==, 1);
  assert_contains (f->out, "\"kind\":\"not-confirmed\"");
  run (f, "", "register confirm accounts hanko.town-facebook hanko.town-twitter");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "register check --pack=hanko");
  assert_contains (f->out, "accounts\thanko.town-facebook\tno-holder\t");
  assert_contains (f->out, "accounts\thanko.town-facebook\tmissing\t");
  /* refused whole, with file, line and key */
  g_assert_true (g_file_set_contents (path,
                                      "[Directory]\nFormat=1\nMunicipality=kunta\nVersion=1\n"
                                      "[Unit a]\nName=A\n[Unit b]\nColour=red\n",
                                      -1, NULL));
  run (f, "", "register import kunta.directory");
  g_assert_cmpint (f->code, ==, 2);
  assert_contains (f->out, "kunta.directory:8: Unit b Colour: ");
  assert_contains (f->err, "Line 7 [Unit b] Name");
  run (f, "", "register list units");
  g_assert_null (strstr (f->out, "kunta"));
}

/* Counts only: no text, no name. */
static void
test_report (Fixture *f, gconstpointer data)
{
  run (f, "Milloin kirjasto on auki?\n",
       "intake --channel=letter --sender=jorma --sent-at=2026-11-20T12:00:00Z");
  g_assert_cmpint (f->code, ==, 0);
  run (f, "", "report --from=2026-11-20 --to=2026-11-20 --pack=rautalampi --format=json");
  g_assert_cmpint (f->code, ==, 0);
  assert_contains (f->out, "\"from\":\"2026-11-20\",\"to\":\"2026-11-20\",\"questions\":1,\"answered\":0,");
  assert_contains (f->out, "\"waiting\":1,");
  g_assert_null (strstr (f->out, "jorma"));
  run (f, "", "report --from=2026-11-21 --to=2026-11-30 --format=csv");
  assert_contains (f->out, "questions;0\r\n");
  run (f, "", "report --from=2026-11-20 --to=2026-11-20 --pack=nowhere");
  g_assert_cmpint (f->code, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/tool/help", test_help);
  ADD ("/tool/usage", test_usage);
  ADD ("/tool/check", test_check);
  ADD ("/tool/check-not-text", test_check_not_text);
  ADD ("/tool/check-batch", test_check_batch);
  ADD ("/tool/allow-list", test_allow_list);
  ADD ("/tool/check-reports", test_check_reports);
  ADD ("/tool/identity-codes", test_identity_codes);
  ADD ("/tool/names", test_names);
  ADD ("/tool/covered", test_covered);
  ADD ("/tool/from-intake-to-package", test_from_intake_to_package);
  ADD ("/tool/passphrase", test_passphrase);
  ADD ("/tool/terminal", test_terminal);
  ADD ("/tool/timestamp", test_timestamp);
  ADD ("/tool/custody-and-erasure", test_custody_and_erasure);
  ADD ("/tool/bad-plan", test_bad_plan);
  ADD ("/tool/pack-check", test_pack_check);
  ADD ("/tool/report", test_report);
  ADD ("/tool/register", test_register);
  ADD ("/tool/register-refused", test_register_refused);
  ADD ("/tool/register-import", test_register_import);
#undef ADD
  return g_test_run ();
}
