#!/usr/bin/env bash
# Takes the variables that the postgres image takes: on an empty volume, a cluster with that user, password and database is made.
set -e
[ "$1" = postgres ] || exec "$@"
export PGDATA=${PGDATA:-/var/lib/postgresql/data}
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
if [ ! -f "$PGDATA/ready" ]; then
  # What a container that died in the middle has left is no database.
  rm -rf "${PGDATA:?}"
  initdb --username "$user" --pwfile <(echo "${POSTGRES_PASSWORD:?is required}") --auth-host scram-sha-256 --auth-local trust \
    --encoding UTF8
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  [ "$database" = postgres ] || echo "CREATE DATABASE \"$database\"" | postgres --single -j postgres
  touch "$PGDATA/ready"
fi
exec "$@" -c listen_addresses='*'
