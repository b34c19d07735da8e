#!/usr/bin/env bash
# Every scenario, or those that are named: lab hosts made, site.yml checked, applied and applied again, verified, removed.
# As many at a time as there are processors, those with most tests first: a scenario waits more than it works. SIGUSR1 says
# that nothing else is going on any more, and there is room for one more. What each printed follows its end.
set -uo pipefail
lanes=$(nproc)
trap 'lanes=$((lanes + 1))' USR1
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

# Scenarios are kept beside the roles; this says so, where molecule would look in extensions/ first.
export MOLECULE_GLOB="molecule/*/molecule.yml"
# Plain lines, which also a log can show.
export NO_COLOR=1 ANSIBLE_NOCOLOR=1 MOLECULE_COMMAND_BORDERS=0

scenarios=("$@")
if [ "${#scenarios[@]}" -eq 0 ]; then
	mapfile -t scenarios < <(
		for file in molecule/*/molecule.yml; do
			folder=$(dirname "$file")
			echo "$(cat "$folder"/tests/test_*.py | wc -l) $(basename "$folder")"
		done | sort --numeric-sort --reverse | cut -d ' ' -f 2
	)
fi

bash tools/packages.sh lab || exit

declare -A running=() started=() # by process id: the scenario, and the second it started
failed=()

log_of() { echo "$OVNLAB_CACHE/molecule-$1.log"; }

# An interrupted or failed test must not leave its hosts behind.
clean() { molecule destroy -s "$1"; }
interrupted() {
	for process in "${!running[@]}"; do kill -TERM -- "-$process" 2>/dev/null; done
	wait
	for scenario in "${running[@]}"; do clean "$scenario"; done
	exit 130
}
trap interrupted INT TERM

start() { # scenario
	# A group of its own, to be ended with all that it has started.
	setsid molecule test -s "$1" >"$(log_of "$1")" 2>&1 &
	running[$!]=$1
	started[$!]=$SECONDS
	echo "scenario $1 runs (until its end: tail -f $(log_of "$1"))"
}

finish_one() {
	local process="" code=0 scenario
	wait -n -p process "${!running[@]}" || code=$?
	[ -n "${process:-}" ] || return # it was a signal
	scenario=${running[$process]}
	unset "running[$process]"
	# The line that is left out is about a scenario named default, which molecule looks for whether it needs one or not.
	grep -v "'molecule/default/molecule.yml' glob failed" "$(log_of "$scenario")"
	if [ "$code" -ne 0 ]; then
		failed+=("$scenario")
		clean "$scenario"
	fi
	echo "scenario $scenario: $([ "$code" -eq 0 ] && echo passed || echo FAILED) in $((SECONDS - started[$process])) s"
}

for scenario in "${scenarios[@]}"; do
	while [ "${#running[@]}" -ge "$lanes" ]; do finish_one; done
	start "$scenario"
done
while [ "${#running[@]}" -gt 0 ]; do finish_one; done

if [ "${#failed[@]}" -gt 0 ]; then
	echo "failed scenarios: ${failed[*]}"
	exit 1
fi
