#!/bin/sh
# Brings a clustered database to the schema of the installed package. Servers of members do that of standalone ones alone.
# Usage: sh -c SCRIPT sh SERVER SCHEMA
set -e
[ "$(ovsdb-client --no-leader-only needs-conversion "$1" "$2")" = yes ] || exit 0
ovsdb-client --no-leader-only --timeout=60 convert "$1" "$2"
echo converted
