#!/bin/sh
# Removes what carries a lab's label, and names each thing that it removed. It needs
# nothing but Podman, so it also works when the lab's own tools are broken or gone.
# Usage: remove.sh LAB [--keep-image] [--dry-run]
set -eu

lab=$1 keep_image="" dry_run=""
shift
for option; do
	case $option in
		--keep-image) keep_image=yes ;;
		--dry-run) dry_run=yes ;;
		*) echo "remove.sh: unknown option $option" >&2 && exit 2 ;;
	esac
done

if [ "$(id -u)" -ne 0 ]; then
	echo "Removing lab hosts needs root on this machine: run it as root." >&2
	exit 1
fi
command -v podman >/dev/null || exit 0

# remove KIND COMMAND... NAME...: the names come last, one to a line on standard input.
remove() {
	kind=$1
	shift
	names=$(cat)
	[ -n "$names" ] || return 0
	if [ -z "$dry_run" ]; then
		# shellcheck disable=SC2086 # names of ours hold no blanks
		podman "$@" $names >/dev/null
	fi
	for name in $names; do echo "removed $kind $name"; done
}

podman ps --all --filter "label=ovnlab.lab=$lab" --format '{{.Names}}' |
	remove host rm --force --ignore --volumes --time 0
podman network ls --filter "label=ovnlab.lab=$lab" --format '{{.Name}}' |
	remove network network rm

[ -z "$keep_image" ] || exit 0
# The images that no host of another lab still needs.
podman images --filter label=ovnlab.image --format '{{.Repository}}:{{.Tag}}' |
	while read -r image; do
		podman ps --all --filter "ancestor=$image" --format '{{index .Labels "ovnlab.lab"}}' |
			grep -qvx "$lab" || echo "$image"
	done | remove image rmi
