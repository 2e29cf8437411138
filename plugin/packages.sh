# Debian 12 packages that Luukku needs, and how they are installed. Sourced by plugin/start and tests/run; the README
# says what each is for. Sets nothing but functions.

# To build and run.
luukku_packages_build="
build-essential gettext meson ninja-build pkg-config
finch finch-dev glib-networking libcairo2-dev libdeflate-dev libfontconfig-dev libglib2.0-dev libgnt-dev libgnutls28-dev
libgmime-3.0-dev libgtk2.0-dev libjson-glib-dev libncurses-dev libpango1.0-dev libpurple-dev libsecret-1-dev libsoup-3.0-dev libsqlite3-dev libstemmer-dev
libvoikko-dev pidgin pidgin-dev voikko-fi
fonts-noto-core fonts-symbola
"

# To show Pidgin where there is no display, to drive it, and to check records as an outsider would.
luukku_packages_test="
at-spi2-core dbus dbus-x11 dovecot-imapd dovecot-lmtpd dovecot-submissiond gir1.2-atspi-2.0 gnome-accessibility-themes gnome-keyring imagemagick libatk-adaptor libgail-common libsecret-tools
libasan8 libubsan1 locales openbox openssl poppler-utils procps prosody python3 python3-aiosmtpd python3-gi tmux unzip x11-utils x11-xserver-utils xauth
xdotool xvfb
"

# Only for the contract tests, which are skipped without them.
luukku_packages_optional="iproute2 nodejs npm"

# luukku_install_optional: tries; what cannot be had is no failure.
luukku_install_optional ()
{
  if ! command -v npm >/dev/null 2>&1 || ! command -v ip >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    luukku_install $luukku_packages_optional 2>/dev/null || echo "luukku: going on without Node.js: some contract tests will be skipped"
  fi
}

# luukku_install WORD…: installs what is missing; silent when nothing is.
luukku_install ()
{
  missing=
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -q '^installed$' ||
      missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  as_root=
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      echo "luukku: these Debian packages are missing and only root can install them:$missing" >&2
      echo "luukku: run as root: apt-get install --no-install-recommends$missing" >&2
      return 1
    fi
    as_root=sudo
  fi
  echo "luukku: installing$missing"
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || return 1
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null || {
    echo "luukku: apt-get could not install:$missing" >&2
    echo "luukku: check the network and /etc/apt/sources.list (Debian 12, bookworm), then start again" >&2
    return 1
  }
}
