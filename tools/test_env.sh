# shellcheck shell=bash
# Sourced by the test scripts, from the root of the clone: where tools, caches and collections are.
OVNLAB_ROOT=$(pwd)
OVNLAB_CACHE="$OVNLAB_ROOT/.cache"
export OVNLAB_ROOT OVNLAB_CACHE

# All that Ansible and its tools keep stays in the clone, so that two clones never meet.
export ANSIBLE_HOME="$OVNLAB_CACHE/ansible"
export ANSIBLE_COLLECTIONS_PATH="$OVNLAB_ROOT/collections"
# The servers' programs are in sbin; the environment's own interpreter goes before any wrapper of the user.
export PATH="$OVNLAB_ROOT/.venv/bin:$PATH:/usr/sbin:/sbin"
export PIP_DISABLE_PIP_VERSION_CHECK=1

mkdir -p "$OVNLAB_CACHE" "$ANSIBLE_HOME"
