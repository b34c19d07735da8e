#!/usr/bin/env bash
# ansible-test sanity, on a copy: it insists on a folder .../ansible_collections/ovnlab/ovn that is no link.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

# Two calls at once would pull the copy from under each other.
exec 9>"$OVNLAB_CACHE/sanity.lock"
flock 9

copy="$OVNLAB_CACHE/sanity/ansible_collections/ovnlab/ovn"
python_version=$(python -c 'import sys; print("{}.{}".format(*sys.version_info))')

# ansible-test keeps its environments in the home folder: give it one in the clone,
# but let pip go on using the settings and the cache that the user has.
export PIP_CACHE_DIR="${PIP_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/pip}"
export XDG_CONFIG_HOME="${XDG_CONFIG_HOME:-$HOME/.config}"
export HOME="$OVNLAB_CACHE/home"

# Less of what pip says.
export PIP_QUIET=1

# It would download a bootstrap script for pip, whose cached file is named after pip's version: Python has one of its own.
internals=$(python -c 'import ansible_test, pathlib; print(pathlib.Path(ansible_test.__path__[0]) / "_internal")')
pip_version=$(sed -nE "s/^ *pip='([0-9.]+)'.*/\1/p" "$internals/python_requirements.py")
if [ -z "$pip_version" ]; then
	echo "sanity: $internals/python_requirements.py does not say which pip ansible-test installs; look it up there" >&2
	exit 1
fi
bootstrap="$HOME/.ansible/test/cache/get_pip_${pip_version//./_}.py"
mkdir -p "$(dirname "$bootstrap")"
printf 'import ensurepip\n\nensurepip.bootstrap()\n' >"$bootstrap"

# What git tracks or would take in. The copy is a repository of its own, because files that
# the surrounding clone ignores are no targets for ansible-test.
rm -rf "$copy"
mkdir -p "$copy"
git ls-files --cached --others --exclude-standard -z -- . ':!:collections' |
	python -c 'import os, sys; sys.stdout.write("".join(n + "\0" for n in sys.stdin.read().split("\0") if n and os.path.lexists(n)))' |
	tar --create --null --files-from=- | tar --extract --directory "$copy"
git -C "$copy" init --quiet

cd "$copy"
ansible-test sanity --requirements --python "$python_version" --color no
