#!/bin/sh
# Installs Chromium through the system's packages where that is allowed; tests that need it say so where it is not.
command -v chromium >/dev/null 2>&1 && exit 0
command -v chromium-browser >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null 2>&1 && exit 0
fi
echo "Chromium is not here and could not be installed: the tests in tests/browser will be skipped."
