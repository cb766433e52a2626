#!/usr/bin/env bash
# Chromium for the browser tests: uses the one that is there, or installs Debian's where we are root.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The browser tests need Chromium. Install the package “chromium” (on Debian: apt-get install chromium), then run this again." >&2
  exit 1
fi
echo "Installing Chromium for the browser tests …"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null
apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
