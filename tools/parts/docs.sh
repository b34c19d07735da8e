#!/usr/bin/env bash
# The documentation of modules, plugins and roles, and the changelog's fragments.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=all .
antsibull-changelog lint
echo "documentation and changelog: ok"
