#!/bin/sh
# Checks this package with sha256sum and openssl alone. Run it in the folder that has bagit.txt:
#   sh verify.sh [FINGERPRINT]       the fingerprint as printed in the last section of the paper record
# Exit 0: everything fits. Exit 1: the line that starts with FAIL says what does not.
# Every test goes through step(): "test && echo" would let a failure pass unseen.
# SPDX-License-Identifier: GPL-2.0-or-later
LC_ALL=C
export LC_ALL
umask 077
WORK=$(mktemp -d) || exit 1
trap 'rm -rf "$WORK"' EXIT
# openssl ts stops where the machine has no settings of openssl; none are needed here
: >"$WORK/openssl.cnf"
OPENSSL_CONF=$WORK/openssl.cnf
export OPENSSL_CONF

fail () {
  echo "FAIL $1"
  exit 1
}

step () {
  NAME=$1
  shift
  if "$@" >"$WORK/out" 2>&1; then
    echo "ok   $NAME"
  else
    sed 's/^/     /' "$WORK/out"
    fail "$NAME"
  fi
}

plain_files () {
  test -z "$(find . ! -type f ! -type d)"
}

well_formed () {
  test -s "$1" || return 1
  test -z "$(tail -c 1 "$1" | tr -d '\n')" || return 1
  test -z "$(grep -v -E '^[0-9a-f]{64}  [A-Za-z0-9][A-Za-z0-9._/-]*$' "$1")"
}

stamped () {
  grep -q -x "Luukku-Timestamp: yes" bag-info.txt
}

payload_listed () {
  find data -type f | sort >"$WORK/have"
  cut -c67- manifest-sha256.txt | sort >"$WORK/want"
  cmp "$WORK/have" "$WORK/want"
}

tags_listed () {
  find . -type f ! -path './data/*' | sed 's,^\./,,' | sort >"$WORK/have"
  {
    cut -c67- tagmanifest-sha256.txt
    echo tagmanifest-sha256.txt
    echo signature/tagmanifest.p7s
    if stamped; then echo signature/tagmanifest.tsr; fi
  } | sort >"$WORK/want"
  cmp "$WORK/have" "$WORK/want"
}

oxum () {
  BYTES=$(find data -type f -exec cat {} + | wc -c)
  COUNT=$(find data -type f | wc -l)
  grep -q -x "Payload-Oxum: $((BYTES)).$((COUNT))" bag-info.txt
}

# openssl does not mind bytes behind a signature: its own first four bytes say how long it is.
exact () {
  set -- "$1" $(od -An -tu1 -N4 "$1")
  test "${2:-}" = 48 || return 1
  case "${3:-}" in
    129) LENGTH=$((3 + $4)) ;;
    130) LENGTH=$((4 + $4 * 256 + $5)) ;;
    *) return 1 ;;
  esac
  test "$(wc -c <"$1")" -eq "$LENGTH"
}

signed () {
  CERTIFICATE=${3:-signature/signer.pem}
  exact "$2" || return 1
  openssl cms -verify -binary -inform DER -in "$2" -content "$1" -nointern -certfile "$CERTIFICATE" \
    -CAfile "$CERTIFICATE" -purpose any -out /dev/null
}

time_stamp () {
  exact signature/tagmanifest.tsr || return 1
  openssl ts -verify -no_check_time -in signature/tagmanifest.tsr -data tagmanifest-sha256.txt \
    -CAfile signature/tsa-ca.pem
}

digest_of () {
  sha256sum <"$1" | cut -c1-64
}

# Each header names the digest of the one before it; the record's own entries are there as bytes.
log_fits () {
  PREVIOUS=
  NEXT=
  while IFS= read -r LINE; do
    echo "$LINE" | grep -q -E '^luukku-log-1 [0-9]+ [0-9TZ:.-]+ [0-9a-f]{64} [0-9a-f]{64}$' || return 1
    set -- $LINE
    test -z "$NEXT" || test "$2" = "$NEXT" || return 1
    test -z "$PREVIOUS" || test "$5" = "$PREVIOUS" || return 1
    if test -f "data/log/$2.leaf"; then
      test "$(digest_of "data/log/$2.leaf")" = "$4" || return 1
    fi
    PREVIOUS=$(printf '%s\n' "$LINE" | sha256sum | cut -c1-64)
    NEXT=$(($2 + 1))
  done <data/log/headers.txt
  test -n "$NEXT" || return 1
  read -r WORD SEQ AT HASH REST <data/log/checkpoint.txt || return 1
  test "$WORD" = luukku-checkpoint-1 || return 1
  test "$SEQ" = "$((NEXT - 1))" || return 1
  test "$HASH" = "$PREVIOUS" || return 1
  test -z "$REST"
}

record_in_log () {
  for FILE in record.json record.pdf record.txt; do
    cat data/log/*.leaf | grep -q -F "{\"path\":\"data/$FILE\",\"sha256\":\"$(digest_of "data/$FILE")\"" || return 1
  done
}

fingerprint () {
  openssl x509 -in "${1:-signature/signer.pem}" -noout -fingerprint -sha256 | cut -d= -f2
}

# A key that was changed: each older one signed that the next takes over. KNOWN: all that lead to this certificate.
rotations () {
  KNOWN=" $PRINT "
  NEXT_KEY=$PRINT
  for STATEMENT in $(find signature/rotation -name '*.txt' 2>/dev/null | sort -r); do
    read -r WORD AT OLD NEW REST <"$STATEMENT" || return 1
    test "$WORD" = luukku-key-rotation-1 && test -z "$REST" || return 1
    test "$NEW" = "$NEXT_KEY" || return 1
    test "$(fingerprint "${STATEMENT%.txt}.pem")" = "$OLD" || return 1
    signed "$STATEMENT" "$STATEMENT.p7s" "${STATEMENT%.txt}.pem" || return 1
    NEXT_KEY=$OLD
    KNOWN="$KNOWN$OLD "
  done
}

known () {
  case "$KNOWN" in
    *" $1 "*) return 0 ;;
    *) return 1 ;;
  esac
}

test -f bagit.txt || fail "bagit.txt is not here: run this in the folder of the package"
step "only plain files and folders" plain_files
step "manifest-sha256.txt is well formed" well_formed manifest-sha256.txt
step "tagmanifest-sha256.txt is well formed" well_formed tagmanifest-sha256.txt
step "signature of tagmanifest-sha256.txt" signed tagmanifest-sha256.txt signature/tagmanifest.p7s
if stamped; then
  step "time stamp of an outside authority" time_stamp
fi
step "tag files match tagmanifest-sha256.txt" sha256sum -c tagmanifest-sha256.txt
step "no unlisted tag file" tags_listed
for FILE in bag-info.txt bagit.txt manifest-sha256.txt signature/signer.pem; do
  step "$FILE is under the signature" grep -q -E "^[0-9a-f]{64}  $FILE\$" tagmanifest-sha256.txt
done
step "files match manifest-sha256.txt" sha256sum -c manifest-sha256.txt
step "no unlisted file" payload_listed
step "number and size of the files" oxum
step "signature of the log's checkpoint" signed data/log/checkpoint.txt data/log/checkpoint.txt.p7s
step "log entries are chained" log_fits
step "the record stands in the log" record_in_log
PRINT=$(fingerprint)
echo "     certificate: $PRINT"
step "changes of the key lead to this certificate" rotations
if test -n "${1:-}"; then
  step "the certificate is the one on paper, or follows it" known "$1"
else
  echo "     COMPARE THIS WITH THE PRINTED RECORD"
fi
echo "PACKAGE OK"
