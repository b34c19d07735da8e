#!/usr/bin/env bash
# Tests against real OVSDB servers and northd, which the tests start and end themselves.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

bash tools/ovn_programs.sh
python -m pytest tests/functional "$@"
