#!/bin/sh
# Sees to it that the browser tests have Chromium: takes the one that is there, else Debian's package.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        become=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        become="sudo -n"
    else
        become="no"
    fi
    if [ "$become" != "no" ]; then
        echo "Installing Chromium for the browser tests."
        $become apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $become apt-get install -y -qq --no-install-recommends chromium
        exit 0
    fi
fi

echo "The browser tests need Chromium, and it cannot be installed from here." >&2
echo "Install it (on Debian: apt-get install chromium), or leave those tests out: make test BROWSER=no" >&2
exit 1
