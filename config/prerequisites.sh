#!/bin/sh
# Finds what Python packages cannot bring; on Debian as root it installs it.
#   prerequisites.sh python PYTHON   Python 3.11 or newer with venv
#   prerequisites.sh test            Chromium, Node.js, PostgreSQL, gettext, and what `report` is
#   prerequisites.sh report          Pango and the Noto fonts, for reports as PDF
set -eu

debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

need() { # what, Debian packages
    if debian_root; then
        echo "Installing $2"
        apt-get update -qq
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $2 >/dev/null
    else
        echo "$1 is needed and was not found: install it (on Debian: apt-get install $2), then run this again." >&2
        exit 1
    fi
}

report() {
    ldconfig -p 2>/dev/null | grep -q libpangoft2 || need Pango "libpango-1.0-0 libpangoft2-1.0-0"
    fc-list 2>/dev/null | grep -q "Noto Sans" || need "The Noto fonts" "fontconfig fonts-noto-core"
}

case "$1" in
report)
    report
    ;;
python)
    "$2" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "Python 3.11 or newer is needed: set PYTHON=python3.11, for example." >&2
        exit 1
    }
    "$2" -c 'import ensurepip, venv' 2>/dev/null || need "Python's venv module" python3-venv
    ;;
test)
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
        command -v google-chrome >/dev/null || need Chromium "chromium fonts-noto-core"
    command -v node >/dev/null || command -v nodejs >/dev/null || need "Node.js 18 or newer" nodejs
    command -v msgfmt >/dev/null || need "GNU gettext" gettext
    if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
        need PostgreSQL postgresql
    fi
    report
    ;;
esac
