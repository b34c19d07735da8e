#!/usr/bin/env bash
# Everything that the playbooks need on this machine; quick when it is there.
# Usage: setup.sh [lab]: with `lab`, also what lab hosts on this very machine need.
set -euo pipefail
cd "$(dirname "$0")/.."

bash tools/packages.sh "${1:-setup}"
bash tools/venv.sh
