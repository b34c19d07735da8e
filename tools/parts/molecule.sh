#!/usr/bin/env bash
# Every scenario, or those that are named: lab hosts made, site.yml checked, applied and applied again, verified, removed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

# Scenarios are kept beside the roles; this says so, where molecule would look in extensions/ first.
export MOLECULE_GLOB="molecule/*/molecule.yml"
# Plain lines, which also a log can show.
export NO_COLOR=1 ANSIBLE_NOCOLOR=1 MOLECULE_COMMAND_BORDERS=0

scenarios=("$@")
if [ "${#scenarios[@]}" -eq 0 ]; then
	for file in molecule/*/molecule.yml; do scenarios+=("$(basename "$(dirname "$file")")"); done
fi

bash tools/packages.sh lab || exit

current="" running=""
# An interrupted or failed test must not leave its hosts behind.
clean() { [ -z "$current" ] || molecule destroy -s "$current"; }
interrupted() {
	if [ -n "$running" ]; then
		kill -TERM -- "-$running" 2>/dev/null
		wait "$running"
	fi
	clean
	exit 130
}
trap interrupted INT TERM

failed=()
for current in "${scenarios[@]}"; do
	started=$SECONDS code=0
	# A group of its own, to be ended with all that it has started. The line that is left out is about a scenario
	# named default, which molecule looks for whether it needs one or not.
	setsid molecule test -s "$current" > >(grep --line-buffered -v "'molecule/default/molecule.yml' glob failed") 2>&1 &
	running=$!
	wait "$running" || code=$?
	running=""
	if [ "$code" -ne 0 ]; then
		failed+=("$current")
		clean
	fi
	echo "scenario $current: $([ "$code" -eq 0 ] && echo passed || echo FAILED) in $((SECONDS - started)) s"
done

if [ "${#failed[@]}" -gt 0 ]; then
	echo "failed scenarios: ${failed[*]}"
	exit 1
fi
