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

# ansible-test keeps its environments in the home folder: give it one in the clone. It hands no variable but
# HOME on to pip, so what the user has set for pip, by variable or file, goes into a file there.
settings=$(python -m pip config list | sed -nE "s/^[^.]+\.([a-z-]+)='(.*)'\$/\1 = \2/p" | awk '!/^(cache-dir|quiet) =/ && !seen[$1]++' | sed 's/\\n/\n  /g')
pip_cache=$(python -m pip cache dir)
export HOME="$OVNLAB_CACHE/home"
mkdir -p "$HOME/.config/pip"
printf '[global]\n%s\ncache-dir = %s\nquiet = 2\n' "$settings" "$pip_cache" >"$HOME/.config/pip/pip.conf"

# It would download a bootstrap script for pip, whose cached file is named after pip's version: Python has one of its own.
internals=$(python -c 'import ansible_test, pathlib; print(pathlib.Path(ansible_test.__path__[0]) / "_internal")')
pip_version=$(sed -nE "s/^ *pip='([0-9.]+)'.*/\1/p" "$internals/python_requirements.py")
if [ -z "$pip_version" ]; then
	echo "sanity: $internals/python_requirements.py does not say which pip ansible-test installs; look it up there" >&2
	exit 1
fi
bootstrap="$HOME/.ansible/test/cache/get_pip_${pip_version//./_}.py"
mkdir -p "$(dirname "$bootstrap")"
cat >"$bootstrap" <<'EOF'
import ensurepip
import os

os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # it is talkative, and has no option to be less so
ensurepip.bootstrap()
EOF

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
