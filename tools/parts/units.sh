#!/usr/bin/env bash
# Tests of single pieces, with nothing started.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

python -m pytest tests/unit "$@"
