#!/usr/bin/env bash
# A private PostgreSQL for the tests: installed where missing, started, waited for. `postgres.sh url` prints its address,
# `postgres.sh stop` stops it. A server of your own: set CONCORDAT_TEST_DATABASE_URL.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${CONCORDAT_TEST_POSTGRES_PORT:-54329}
folder=${TMPDIR:-/tmp}/concordat-postgres-$(id -u)
url=${CONCORDAT_TEST_DATABASE_URL:-postgresql://concordat_app:for-tests-only@127.0.0.1:$port/concordat}

if [ "${1:-start}" = url ]; then echo "$url"; exit 0; fi
if [ -n "${CONCORDAT_TEST_DATABASE_URL:-}" ]; then exit 0; fi

binaries() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true; }
bin=$(binaries)
if [ -z "$bin" ] && command -v initdb >/dev/null 2>&1; then bin=$(dirname "$(command -v initdb)"); fi
if [ -z "$bin" ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need PostgreSQL. Install the package “postgresql” (on Debian: apt-get install postgresql), or set" >&2
    echo "CONCORDAT_TEST_DATABASE_URL to a server where tests may make databases, then run this again." >&2
    exit 1
  fi
  echo "Installing PostgreSQL for the tests …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null
  apt-get install -y -qq --no-install-recommends postgresql >/dev/null
  bin=$(binaries)
fi

# PostgreSQL refuses to run as root: there it runs as the account that Debian's package makes.
as_server() { if [ "$(id -u)" -eq 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi; }

if [ "${1:-start}" = stop ]; then
  as_server "$bin/pg_ctl" -D "$folder/data" -m fast stop >/dev/null
  exit 0
fi

ready() { "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; }
if ! ready; then
  mkdir -p "$folder"
  if [ "$(id -u)" -eq 0 ]; then chown postgres:postgres "$folder"; fi
  if [ ! -f "$folder/data/PG_VERSION" ]; then
    as_server "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
  fi
  # Tests need no durability, and are faster without it; the load run sets CONCORDAT_TEST_POSTGRES_SETTINGS and gets it.
  settings=${CONCORDAT_TEST_POSTGRES_SETTINGS:--c fsync=off -c full_page_writes=off}
  as_server "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 \
    -o "-p $port -k $folder -c listen_addresses=127.0.0.1 $settings -c max_connections=200" start >/dev/null
fi
for _ in $(seq 1 60); do ready && break; sleep 0.5; done
ready || { echo "PostgreSQL did not start; see $folder/log." >&2; exit 1; }

# The tests' role can make databases and nothing more: it is no superuser and row-level security binds it.
"$bin/psql" -q -h 127.0.0.1 -p "$port" -U postgres -d postgres -v ON_ERROR_STOP=1 <<'SQL' >/dev/null
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'concordat_app') THEN
    CREATE ROLE concordat_app LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD 'for-tests-only';
  END IF;
END $$;
SELECT 'CREATE DATABASE concordat OWNER concordat_app' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'concordat') \gexec
SQL
