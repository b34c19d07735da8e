#!/bin/sh
# Brings a running database to the schema of the installed package. A server that starts does that with a database of its
# own, and never with that of a cluster.
# Usage: sh -c SCRIPT sh SERVER SCHEMA
set -e
[ "$(ovsdb-client --no-leader-only needs-conversion "$1" "$2")" = yes ] || exit 0
ovsdb-client --no-leader-only --timeout=60 convert "$1" "$2"
echo converted
