#!/usr/bin/env bash
# Installs by apt what the set-up needs and this machine lacks; says nothing and
# touches nothing when all is there. Usage: packages.sh [setup|lab|functional]
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh

missing=()

# want PROBE PACKAGE...: the packages are missing when the probing command fails.
want() {
	local probe=$1
	shift
	sh -c "$probe" >/dev/null 2>&1 || missing+=("$@")
}

want '/usr/bin/python3 -c "import ensurepip, venv"' python3-venv

if [ "${1:-setup}" = lab ]; then
	want 'command -v podman' podman netavark
	want 'test -x /usr/lib/podman/netavark || command -v netavark' netavark
	# netavark calls the one or the other, by its release, even for networks that need no rule.
	want 'command -v iptables' iptables
	want 'command -v nft' nftables
	want 'command -v mmdebstrap' mmdebstrap
	want 'test -e /usr/share/keyrings/debian-archive-keyring.gpg' debian-archive-keyring
	want 'command -v flock' util-linux
	want 'command -v modprobe' kmod
	# crun, Podman's default, refuses a machine that is not purely on cgroup v2.
	if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then
		want 'command -v crun || command -v runc' crun
	else
		want 'command -v runc' runc
	fi
fi

if [ "${1:-setup}" = functional ]; then
	# None of the packages starts a service.
	# shellcheck disable=SC2016 # expanded by the shell that probes
	want 'PATH=$PATH:/usr/sbin command -v ovsdb-server' openvswitch-common
	want 'command -v ovn-nbctl' ovn-common
	# With these keys the packages of other suites are checked.
	want 'test -e /usr/share/keyrings/debian-archive-keyring.gpg' debian-archive-keyring
fi

[ ${#missing[@]} -gt 0 ] || exit 0

mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
command -v apt-get >/dev/null ||
	die "this machine lacks ${missing[*]} and has no apt-get: install these by its own means, or use Debian 12 or 13, then call again."
[ "$(id -u)" -eq 0 ] ||
	die "this machine lacks ${missing[*]}, and only root can install packages: run as root, or first 'sudo apt-get install ${missing[*]}'."
free=$(free_mb /var/lib/dpkg)
[ "$free" -ge 500 ] ||
	die "only ${free} MB are free under /var, and the packages ${missing[*]} need up to 500 MB: make room, then call again."

say "installing by apt: ${missing[*]}"
apt=(apt-get -qq -o DPkg::Lock::Timeout=300)
export DEBIAN_FRONTEND=noninteractive
# A run that was killed half-way leaves packages unpacked but not configured.
[ -z "$(dpkg --audit)" ] || dpkg --configure -a
"${apt[@]}" update || die "'apt-get update' failed, see above: mend the machine's apt sources or its network, then call again."
"${apt[@]}" install --no-install-recommends -y "${missing[@]}" >/dev/null ||
	die "apt could not install ${missing[*]}, see above: mend that, then call again."
