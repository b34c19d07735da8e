#!/usr/bin/env bash
# Runs the tests: every part, or the parts that are named.
set -euo pipefail

readonly all_parts=(lint sanity docs units functional molecule)

usage() {
	cat <<EOF
usage: tools/test.sh [PART...]

  all         every part below (the default)
  lint        ruff, mypy, yamllint, ansible-lint, shellcheck, argument specs against defaults
  sanity      ansible-test sanity
  docs        module and role documentation, changelog fragments
  units       pytest tests/unit
  functional  pytest tests/functional, against real OVSDB servers and northd
  molecule    every scenario under molecule/, on real lab hosts
EOF
}

parts=()
for argument in "${@:-all}"; do
	case "$argument" in
		all) parts+=("${all_parts[@]}") ;;
		lint | sanity | docs | units | functional | molecule) parts+=("$argument") ;;
		-h | --help) usage && exit 0 ;;
		*)
			echo "tools/test.sh: no part is called '$argument'; choose from: all ${all_parts[*]}" >&2
			exit 2
			;;
	esac
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

bash tools/test_setup.sh

declare -A result seconds
background=""

# The containers of an interrupted scenario are removed by the part itself, so it is asked to end, and waited for.
stop_background() {
	if [ -n "$background" ]; then
		kill -TERM "$background" 2>/dev/null || true
		wait "$background" 2>/dev/null || true
	fi
}
trap 'stop_background; exit 130' INT TERM

finish() { # part, exit code, the second it started
	if [ "$2" -eq 0 ]; then result[$1]=passed; else result[$1]=failed; fi
	seconds[$1]=$((SECONDS - $3))
	printf '=== %s: %s in %d s\n\n' "$1" "${result[$1]}" "${seconds[$1]}"
}

run_part() {
	local started=$SECONDS code=0
	echo "=== $1"
	bash "tools/parts/$1.sh" || code=$?
	finish "$1" "$code" "$started"
}

# Molecule is by far the longest part and waits a lot: it runs beside the others,
# and its output is held back until theirs is complete.
foreground=()
beside=no
for part in "${parts[@]}"; do
	if [ "$part" = molecule ] && [ "${#parts[@]}" -gt 1 ]; then beside=yes; else foreground+=("$part"); fi
done

if [ "$beside" = yes ]; then
	log="$OVNLAB_CACHE/molecule.log"
	echo "molecule runs beside the other parts; its output follows theirs (until then: tail -f $log)"
	echo
	molecule_started=$SECONDS
	bash tools/parts/molecule.sh >"$log" 2>&1 &
	background=$!
fi

for part in "${foreground[@]}"; do run_part "$part"; done

if [ "$beside" = yes ]; then
	kill -USR1 "$background" 2>/dev/null || true
	echo "=== molecule"
	# Both in the background: a trap is not looked at before a command in the foreground ends.
	tail --lines=+1 --follow --pid="$background" "$log" &
	follower=$!
	code=0
	wait "$background" || code=$?
	background=""
	wait "$follower"
	finish molecule "$code" "$molecule_started"
fi

passed=0 failed=0
for part in "${parts[@]}"; do
	printf '%-12s %s %5d s\n' "$part" "${result[$part]}" "${seconds[$part]}"
	if [ "${result[$part]}" = passed ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
printf '%-12s %12d s\n' together "$SECONDS"
echo "parts: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
