#!/usr/bin/env bash
# .venv with what the controller runs on: the pinned packages of requirements.txt and
# the collections of requirements.yml. A second call compares one stamp and is done.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh

# The community package: the newest whose containers.podman can pipeline. Only the
# collections of requirements.yml are taken out of it.
bundle='ansible==14.5.0'
# Debian's own interpreter: version managers put shims first in PATH, and those move.
python=/usr/bin/python3
stamp=.venv/.complete

[ -x "$python" ] || python=$(command -v python3) || die "python3 is missing: install it, then call again."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
	die "$python is $("$python" -V), and ansible-core needs Python 3.11 or newer: use Debian 12 or 13."

wanted=$(cat requirements.txt requirements.yml tools/venv.sh <("$python" -V) | sha256sum)
complete() {
	[ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null
}
if [ ! -e .cache/venv.unfinished ] && complete; then exit 0; fi

free=$(free_mb .venv)
[ "$free" -ge 400 ] || die "only ${free} MB are free for .venv, which needs up to 400 MB while it is made: make room, then call again."
begin_venv
# The one who had the lock may have made it meanwhile.
if [ "$venv_was_killed" = no ] && complete; then end_venv && exit 0; fi

say "making .venv: the packages of requirements.txt"
# What a killed pip left looks installed to the next one, so it goes.
if [ "$venv_was_killed" = yes ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
	"$python" -m venv --clear .venv ||
		die "$python could not make a virtual environment, see above: install python3-venv, then call again."
fi
.venv/bin/python -m pip install -qq --disable-pip-version-check -r requirements.txt ||
	die "pip could not install requirements.txt, see above: check the network and pip's settings, then call again."

say "taking the collections of requirements.yml out of the PyPI package ${bundle%%=*}"
work=$(mktemp -d .venv/bundle.XXXXXX)
trap 'rm -rf "$work"' EXIT
.venv/bin/python -m pip download -qq --disable-pip-version-check --no-deps --only-binary=:all: \
	--python-version 3.12 --dest "$work" "$bundle" ||
	die "pip could not download $bundle, see above: check the network, or install requirements.yml by ansible-galaxy into .venv."
.venv/bin/python tools/unbundle.py "$work"/*.whl requirements.yml

printf '%s\n' "$wanted" >"$stamp"
end_venv
