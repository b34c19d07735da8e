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
	# Of a host that was killed while it was made, the first call only lets go of the mounts.
	# shellcheck disable=SC2086 # names of ours hold no blanks
	[ -n "$dry_run" ] || podman "$@" $names >/dev/null 2>&1 || podman "$@" $names >/dev/null
	for name in $names; do echo "removed $kind $name"; done
}

# Every container with its image, lab and state. One that was killed before Podman knew
# it well is "Storage" and has no labels, but our image and a name of this lab.
containers() {
	podman ps --all --external --format '{{.Names}}|{{.Image}}|{{index .Labels "ovnlab.lab"}}|{{.Status}}'
}

containers | awk -F '|' -v lab="$lab" '
	$3 == lab || ($4 == "Storage" && $2 ~ /\/ovnlab-host:/ && index($1, lab "-") == 1) { print $1 }' |
	remove host rm --force --ignore --volumes --time 0
podman network ls --filter "label=ovnlab.lab=$lab" --format '{{.Name}}' |
	remove network network rm

# What a killed image build left, unless one is at work right now.
work=/var/tmp/ovnlab-image
if [ -d "$work" ] && flock --nonblock /run/lock/ovnlab-image true; then
	[ -n "$dry_run" ] || rm -rf --one-file-system "$work"
	echo "removed the unfinished image in $work"
fi

[ -z "$keep_image" ] || exit 0
# The images that no host of another lab still needs.
podman images --filter label=ovnlab.image --format '{{.Repository}}:{{.Tag}}' |
	while read -r image; do
		containers | awk -F '|' -v lab="$lab" -v image="$image" '$2 == image && $3 != lab { exit 1 }' && echo "$image"
	done | remove image rmi
