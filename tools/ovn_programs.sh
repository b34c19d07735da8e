#!/usr/bin/env bash
# What the functional tests start: OVSDB servers, their clients, northd and the schemas.
# openvswitch-common and ovn-common bring no service and are installed. The packages that would
# start one are only unpacked, into .cache/ovn. A second call finds all in place and is done.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/lib.sh
source tools/lib.sh
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

tools/packages.sh functional

unpacked="$OVNLAB_CACHE/ovn"
[ ! -e "$unpacked/.complete" ] || exit 0

say "unpacking northd and the database schemas into .cache/ovn"
rm -rf "$unpacked" "$unpacked.new"
mkdir -p "$unpacked.new"
(
	cd "$unpacked.new"
	# As root, apt would complain that its own user cannot write into this folder.
	fetch=(apt-get -qq -o APT::Sandbox::User="$(id -un)" download ovn-central openvswitch-switch)
	# A machine that has just been installed has no lists of packages yet.
	"${fetch[@]}" 2>/dev/null || { apt-get -qq update && "${fetch[@]}"; }
	for package in ./*.deb; do dpkg-deb --extract "$package" .; done
	rm ./*.deb
) || die "the packages ovn-central and openvswitch-switch could not be fetched, see above: run 'apt-get update', check the network, then call again."
touch "$unpacked.new/.complete"
mv "$unpacked.new" "$unpacked"
