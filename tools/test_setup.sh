#!/usr/bin/env bash
# Makes the environment of the tests: the one that labs use, plus the tools of requirements-dev.txt.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=tools/lib.sh
source tools/lib.sh

bash tools/setup.sh

stamp=.venv/.requirements-dev
# A new base environment may have brought other versions, so it counts as much as our own list.
wanted=$(cat requirements.txt requirements-dev.txt | sha256sum)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
	echo "installing the test tools of requirements-dev.txt into .venv"
	begin_venv
	.venv/bin/python -m pip install -qq --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	echo "$wanted" >"$stamp"
	end_venv
fi
