#!/usr/bin/env bash
# What the functional tests start and read: OVSDB servers, their clients, northd, and of each
# Debian suite the schemas of its OVN and its Python bindings. openvswitch-common and ovn-common
# bring no service and are installed. All else is only unpacked, each suite into a folder of
# .cache/ovn; the link `machine` names the one whose programs run here. A second call finds all
# in place and is done.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/lib.sh
source tools/lib.sh
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

suites=(bookworm trixie sid)
packages=(ovn-central openvswitch-switch python3-openvswitch python3-ovsdbapp)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

tools/packages.sh functional

machine=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
[[ " ${suites[*]} " = *" $machine "* ]] || suites+=("$machine")

unpacked="$OVNLAB_CACHE/ovn"
wanted="${suites[*]}: ${packages[*]}"
[ "$(cat "$unpacked/.complete" 2>/dev/null)" != "$wanted" ] || exit 0

# An apt of its own, which knows all suites at once; of the machine's it takes mirror, proxy and keys.
work="$OVNLAB_CACHE/ovn.new"
rm -rf "$work"
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
trap 'rm -rf "$work"' EXIT
own_apt=(
	-qq
	-o Dir::Etc::sourcelist="$work/apt/sources.list"
	-o Dir::Etc::sourceparts=-
	-o Dir::State::lists="$work/apt/lists"
	-o Dir::Cache="$work/apt/cache"
	-o APT::Update::Error-Mode=any      # else a mirror that does not answer is only a warning
	-o Acquire::Check-Valid-Until=false # some mirrors are late with sid
	-o APT::Sandbox::User="$(id -un)"   # as root, apt would complain that its own user cannot write here
)

debian_mirror() {
	# shellcheck disable=SC2016 # the dollar is apt's own
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1
}

mirror=$(debian_mirror)
# A machine that has just been installed has no lists of packages yet, and does not know whose its sources are.
[ -n "$mirror" ] || { apt-get -qq update && mirror=$(debian_mirror); }
[ -n "$mirror" ] ||
	die "this machine's apt sources name no Debian archive to fetch OVN's schemas from: add one, run 'apt-get update', then call again."

say "unpacking northd, schemas and Python bindings of ${suites[*]} into .cache/ovn"
for suite in "${suites[@]}"; do
	echo "deb [signed-by=$keyring] $mirror $suite main" >>"$work/apt/sources.list"
done
apt-get "${own_apt[@]}" update ||
	die "the lists of packages of ${suites[*]} could not be fetched from $mirror, see above: check the network and that this mirror has these suites, then call again."

for suite in "${suites[@]}"; do
	mkdir "$work/$suite"
	# 25.03.0-1 is of the release 25.03.
	(cd "$work/$suite" && apt-get "${own_apt[@]}" download "${packages[@]/%//$suite}" &&
		printf '%s\0' ./*.deb | xargs -0 -I package dpkg-deb --extract package . &&
		dpkg-deb --field ./ovn-central_*.deb Version | cut -d. -f1,2 >release && rm ./*.deb) ||
		die "${packages[*]} could not be fetched from $mirror for $suite, see above: check the network, then call again."
done

ln -s "$machine" "$work/machine"
rm -r "$work/apt"
echo "$wanted" >"$work/.complete"
rm -rf "$unpacked"
mv "$work" "$unpacked"
