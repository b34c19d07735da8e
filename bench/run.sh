#!/usr/bin/env bash
# Copyright: (c) 2026, the ovnlab.ovn authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Measures ratios: seconds depend on the machine and on what else it does, ratios hardly do.
#
#   bench/run.sh             all parts, one after the other
#   bench/run.sh modules     the modules against ovn-nbctl, on databases of their own
#   bench/run.sh cluster     what it takes until a task has written after the leader's death
#   bench/run.sh lab         the primer lab by playbook and by shell; needs root
#   bench/run.sh labs        every lab from nothing to checks that hold, in seconds; needs root
#
# ROUNDS=5 in the environment for more rounds than 3.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export ROUNDS=${ROUNDS:-3}
[[ $ROUNDS =~ ^[1-9][0-9]*$ ]] || { echo "ROUNDS is $ROUNDS: give the number of rounds, 3 or more for a median" >&2; exit 64; }
[ -x .venv/bin/python ] || { echo ".venv/bin/python is not there: run 'make setup' first" >&2; exit 1; }
[ $# -gt 0 ] || set -- modules cluster lab labs

code=0
echo "load of this machine before the start: $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) cores"
for part; do
  case $part in
    modules)
      bash tools/ovn_programs.sh
      PYTHONPATH=tests/functional:collections .venv/bin/python bench/modules.py --rounds "$ROUNDS" || code=1
      ;;
    cluster)
      bash tools/ovn_programs.sh
      PYTHONPATH=tests/functional:collections .venv/bin/python bench/cluster.py --rounds $((ROUNDS < 5 ? 5 : ROUNDS)) || code=1
      ;;
    lab) bench/lab.sh || code=1 ;;
    labs) bench/labs.sh || code=1 ;;
    *)
      sed -n '/^#   bench/s/^#  //p' "$0" >&2
      exit 64
      ;;
  esac
done
exit "$code"
