#!/usr/bin/env bash
# Looks at every text without running it. All tools run, also after one of them has found something.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
source tools/test_env.sh

failed=()
check() { # label, command...
	local label=$1 started=$SECONDS
	shift
	if "$@"; then
		echo "$label: ok ($((SECONDS - started)) s)"
	else
		echo "$label: FAILED"
		failed+=("$label")
	fi
}

# Every shell script that git knows or would take in, whatever it is called: its first line tells.
mapfile -t scripts < <(
	git ls-files --cached --others --exclude-standard -z -- . ':!:*.j2' ':!:collections' |
		xargs -0 sh -c 'find "$@" -maxdepth 0 -type f -print0 2>/dev/null' sh |
		xargs -0 awk 'FNR == 1 && /^#!.*[\/ ](ba)?sh( |$)|^# shellcheck shell=/ { print FILENAME } { nextfile }'
)

check "ruff check" ruff check --quiet .
check "ruff format" ruff format --check .
check mypy mypy
check yamllint yamllint --strict .
check ansible-lint ansible-lint --offline --nocolor -q
check shellcheck shellcheck --external-sources --severity=warning "${scripts[@]}"
check "argument specs" python tools/check_argument_specs.py roles

if [ "${#failed[@]}" -gt 0 ]; then
	printf 'lint found something: %s\n' "$(IFS=,; echo "${failed[*]}")"
	exit 1
fi
