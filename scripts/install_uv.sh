#!/usr/bin/env bash
# Puts uv at .tools/bin/uv, inside the project folder. Nothing is installed system-wide.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p .tools/bin
if command -v uv >/dev/null 2>&1; then
  ln -sf "$(command -v uv)" .tools/bin/uv
  exit 0
fi

python=""
for candidate in python3.11 python3.12 python3.13 python3.14 python3; do
  if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "Concordat needs Python 3.11 or later. Install it (on Debian: apt-get install python3), then run this again." >&2
  exit 1
fi

echo "Installing uv into .tools (inside this folder) …"
if "$python" -m venv .tools/uv 2>/dev/null; then
  .tools/uv/bin/pip install -qq --disable-pip-version-check "uv>=0.9"
  ln -sf ../uv/bin/uv .tools/bin/uv
elif "$python" -m pip --version >/dev/null 2>&1; then # a Python without ensurepip
  "$python" -m pip install -qq --disable-pip-version-check --target .tools/uv-lib "uv>=0.9"
  ln -sf ../uv-lib/bin/uv .tools/bin/uv
else
  echo "This Python has neither venv nor pip. Install one (on Debian: apt-get install python3-venv), then run this again." >&2
  exit 1
fi
