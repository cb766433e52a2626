#!/usr/bin/env bash
# Runs a command with CONCORDAT_DATABASE_URL naming the tests' PostgreSQL.
set -euo pipefail
scripts=$(cd "$(dirname "$0")" && pwd)
"$scripts/postgres.sh"
CONCORDAT_DATABASE_URL=$("$scripts/postgres.sh" url)
export CONCORDAT_DATABASE_URL
exec "$@"
