#!/usr/bin/env bash
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every lab of inventories/, one after the other: seconds from nothing to a lab whose checks all
# hold, and until nothing of it is left. Nothing is no container and no network; the host image is
# there, as from the second lab of a machine on.
#
#   bench/run.sh labs                 all of them
#   LABS="primer ha" bench/run.sh labs
#
# They depend on the machine and on what else it does: compare runs of one machine.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

prefix=${BENCH_LAB:-bench}
log=$(mktemp)
lab=

playbook() { .venv/bin/ansible-playbook -i "inventories/$lab" -e "lab_name=$prefix-$lab" "$@" >"$log" 2>&1; }
down() { playbook playbooks/lab_down.yml -e lab_hosts_keep_image=true; }

clean_up() {
  if [ -n "$lab" ]; then
    down || echo "the hosts of the lab $prefix-$lab are still there: make lab-down LAB=$lab ARGS='-e lab_name=$prefix-$lab'" >&2
  fi
  rm -f "$log"
}
trap clean_up EXIT

failed() {
  cat "$log" >&2
  echo "$1 of lab $lab failed, see above" >&2
  exit 1
}

# EPOCHREALTIME may have a comma, by locale.
calculate() { LC_ALL=C awk "BEGIN { printf \"%.1f\", ${1//,/.} }"; }

# step PLAYBOOK: runs it, and adds its seconds to the line and to the total of that kind.
declare -A total=([up]=0 [down]=0)
step() { # KIND PLAYBOOK
  local start=$EPOCHREALTIME
  playbook "$2" "${@:3}" || failed "$2"
  local seconds
  seconds=$(calculate "$EPOCHREALTIME - $start")
  line+=("$seconds")
  here[$1]=$(calculate "${here[$1]} + $seconds")
  total[$1]=$(calculate "${total[$1]} + $seconds")
}

row() { printf '%-14s %7s %9s %8s %8s %8s %8s\n' "$@"; }

[ -n "${LABS:-}" ] || LABS=$(cd inventories && echo *)
images=""
row lab checks lab_up site verify together lab_down
checked=0
for lab in $LABS; do
  # What others call nothing is here one image for all: whoever comes first does not pay for it.
  down || failed "playbooks/lab_down.yml"
  if [ -z "$images" ]; then
    playbook playbooks/lab_up.yml || failed "playbooks/lab_up.yml"
    down || failed "playbooks/lab_down.yml"
    images=built
  fi
  line=()
  declare -A here=([up]=0 [down]=0)
  step up playbooks/lab_up.yml
  step up site.yml
  step up playbooks/verify.yml
  checks=$(sed -nE 's/^ *([0-9]+) of \1 checks hold.*/\1/p' "$log")
  checked=$((checked + checks))
  step down playbooks/lab_down.yml -e lab_hosts_keep_image=true
  row "$lab" "$checks" "${line[@]:0:3}" "${here[up]}" "${line[3]}"
done
lab=
row together "$checked" "" "" "" "${total[up]}" "${total[down]}"
