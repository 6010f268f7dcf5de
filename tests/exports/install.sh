#!/bin/sh
# Installs LibreOffice through the system's packages where that is allowed; tests that need it say so where it is not.
command -v soffice >/dev/null 2>&1 && exit 0
command -v libreoffice >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends libreoffice-calc-nogui >/dev/null 2>&1 &&
    exit 0
fi
echo "LibreOffice is not here and could not be installed: tests that save workbooks with it will be skipped."
