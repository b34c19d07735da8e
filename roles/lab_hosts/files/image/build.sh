#!/bin/sh
# Builds the image of a lab host out of Debian's packages and hands it to Podman.
# Usage: build.sh [--dry-run] IMAGE SUITE MIRROR PACKAGES LABEL...
# Podman gets the image only when the tree is complete, under its name only at the end.
set -eu

if [ "$1" = --dry-run ]; then
	echo "would build $2"
	exit 0
fi
image=$1 suite=$2 mirror=$3 packages=$4
shift 4
here=$(dirname "$(readlink -f "$0")")
work=/var/tmp/ovnlab-image

fail() {
	printf '%s\n' "$1" >&2
	exit 1
}

# Two labs may want the image at the same time: the second one waits, and finds it.
exec 9>/run/lock/ovnlab-image
flock 9
if podman image exists "$image"; then exit 0; fi

if [ -z "$mirror" ]; then
	# shellcheck disable=SC2016 # the dollar is apt's own
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
	[ -n "$mirror" ] || fail "This machine's apt sources name no Debian archive, so there is nothing to build the host image from: set lab_hosts_mirror to the address of a Debian mirror."
fi

# What a killed run left behind; its mounts went away with its namespace.
rm -rf --one-file-system "$work"
trap 'rm -rf --one-file-system "$work"' EXIT
mkdir -m 0700 "$work"
TMPDIR=$work
export TMPDIR

unshare --mount mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" \
	--aptopt='Acquire::Check-Valid-Until "false"' \
	--dpkgopt='path-exclude=/usr/share/doc/*' \
	--dpkgopt='path-exclude=/usr/share/man/*' \
	--dpkgopt='path-exclude=/usr/share/info/*' \
	--dpkgopt='path-exclude=/usr/share/locale/*' \
	--customize-hook="sh $here/customize.sh \"\$1\"" \
	"$suite" "$work/tree.tar" "$mirror" >&2 ||
	fail "mmdebstrap could not make a $suite tree from $mirror, see above: check that the mirror is reachable and has $suite, or set lab_hosts_mirror or lab_hosts_suite."

for label; do
	set -- "$@" --change "LABEL $label"
	shift
done
podman import --quiet "$@" --change 'CMD ["/usr/local/sbin/lab-init"]' "$work/tree.tar" "$image"
