#!/usr/bin/env bash
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The primer lab by playbook and by shell in turn, each on fresh hosts of its own lab, and
# how they compare. Seconds depend on the machine and on what else it does; ratios hardly do.
#
#   ROUNDS=5 bench/run.sh lab
#
# Everything is compared with the shell's way from running hosts to an answering VIP:
#   site.yml            the first run, until the VIP answers            aim: 5 times
#   site.yml again      a run that changes nothing                      aim: 3 times
#   --tags lb-switch    the load balancer moves, live on every chassis  aim: 1.5 times
#   --tags lb-router    and back                                        aim: 1.5 times

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

lab=${BENCH_LAB:-bench}
rounds=${ROUNDS:?call bench/run.sh lab, which sets it}
playbook=(.venv/bin/ansible-playbook -i inventories/primer -e "lab_name=$lab")
log=$(mktemp)

clean_up() {
  "${playbook[@]}" playbooks/lab_down.yml -e lab_hosts_keep_image=true >/dev/null 2>&1 ||
    echo "the hosts of the lab $lab are still there: make lab-down ARGS='-e lab_name=$lab'" >&2
  rm -f "$log"
}
trap clean_up EXIT

fresh_hosts() {
  "${playbook[@]}" playbooks/lab_down.yml -e lab_hosts_keep_image=true >"$log" 2>&1 || failed "removing hosts"
  "${playbook[@]}" playbooks/lab_up.yml >"$log" 2>&1 || failed "making hosts"
}

failed() {
  cat "$log" >&2
  echo "$1 failed, see above" >&2
  exit 1
}

# EPOCHREALTIME may have a comma, by locale.
calculate() { LC_ALL=C awk "BEGIN { printf \"%.3f\", ${1//,/.} }"; }

declare -A seconds

# measure LABEL COMMAND...: adds the seconds that the command takes to those of its label.
measure() {
  local label=$1 start=$EPOCHREALTIME
  shift
  "$@" >"$log" 2>&1 || failed "$label"
  seconds[$label]+=" $(calculate "$EPOCHREALTIME - $start")"
  printf '  %-24s %6.2f s\n' "$label" "${seconds[$label]##* }"
}

site_until_answer() {
  "${playbook[@]}" site.yml
  bench/primer.sh "$lab" answers
}

site_unchanged() {
  "${playbook[@]}" site.yml
  if grep 'changed=[1-9]' "$log"; then return 1; fi
}

median() {
  printf '%s\n' "$@" | sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds"
  fresh_hosts
  measure "shell" bench/primer.sh "$lab" build
  measure "shell, to the switch" bench/primer.sh "$lab" lb-switch
  measure "shell, to the router" bench/primer.sh "$lab" lb-router
  fresh_hosts
  measure "site.yml" site_until_answer
  measure "site.yml again" site_unchanged
  measure "--tags lb-switch" "${playbook[@]}" site.yml --tags lb-switch
  measure "--tags lb-router" "${playbook[@]}" site.yml --tags lb-router
done

# shellcheck disable=SC2086 # a list of numbers
base=$(median ${seconds[shell]})
echo
printf '%-24s %8s %10s %6s\n' "median of $rounds" seconds "x shell" aim
line() { # LABEL AIM
  local value
  # shellcheck disable=SC2086
  value=$(median ${seconds[$1]})
  printf '%-24s %8.2f %10.2f %6s\n' "$1" "$value" "$(calculate "$value / $base")" "$2"
}
line "shell" ""
line "shell, to the switch" ""
line "shell, to the router" ""
line "site.yml" 5
line "site.yml again" 3
line "--tags lb-switch" 1.5
line "--tags lb-router" 1.5
