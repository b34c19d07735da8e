#!/bin/sh
# For hosts that have no way out: tells on this machine what apt would do on a host, and fetches the packages.
# Usage: controller.sh FOLDER SUITE MIRROR plan HOST PACKAGE...   with the host's /var/lib/dpkg/status as input
#        controller.sh FOLDER SUITE MIRROR fetch HOST...          all into FOLDER/packages.tar, a repository
set -eu
umask 022
folder=$1 suite=$2 mirror=$3 what=$4
shift 4

fail() {
	printf '%s\n' "$1" >&2
	exit 1
}

mkdir -p "$folder/hosts" "$folder/lists/partial" "$folder/cache/archives/partial"
cd "$folder"
exec 9>lock
flock 9

if [ -z "$mirror" ]; then
	# shellcheck disable=SC2016 # the dollar is apt's own
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
	[ -n "$mirror" ] || fail "This machine's apt sources name no Debian archive to fetch packages from: set upgrade_mirror to the address of a Debian mirror."
fi

# An apt of its own: of the machine's it has proxy and keys, of the host what is installed.
for_host() { # HOST ARGUMENT...
	status=$PWD/hosts/$1
	shift
	apt-get -qq -o Dir::Etc::SourceList="$PWD/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
		-o Dir::State::Lists="$PWD/lists" -o Dir::Cache="$PWD/cache" -o Dir::State::status="$status" \
		-o APT::Sandbox::User="$(id -un)" -o APT::Update::Error-Mode=any -o Acquire::Check-Valid-Until=false \
		--no-install-recommends "$@"
}

case $what in
	plan)
		host=$1
		shift
		cat >"hosts/$host"
		echo "$@" >"hosts/$host.packages"
		source="deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
		if [ "$(cat sources.list 2>/dev/null)" != "$source" ] || [ -z "$(find lists -maxdepth 0 -mmin -60)" ]; then
			echo "$source" >sources.list
			for_host "$host" update >&2 || fail "The lists of packages of $suite could not be fetched from $mirror, see above: check the network and that this mirror has $suite, or set upgrade_mirror or upgrade_suite."
			touch lists
			rm -rf plans
		fi
		# Hosts that have the same get the same.
		mkdir -p plans
		plan=plans/$(cat "hosts/$host" "hosts/$host.packages" | sha256sum | cut -d ' ' -f 1)
		if [ ! -e "$plan" ]; then
			for_host "$host" --simulate install "$@" >"$plan.new"
			mv "$plan.new" "$plan"
		fi
		cp "$plan" "hosts/$host.plan"
		cat "$plan"
		;;
	fetch)
		rm -rf ovn-upgrade
		mkdir -p ovn-upgrade/lists/partial
		for host; do
			# A colon in a version is not one in a file's name.
			files=$(sed -n 's/^Inst \([^ ]*\) .*(\([^ ]*\) .* \[\([a-z0-9]*\)\]).*/\1_\2_\3.deb/p' "hosts/$host.plan" | sed 's/:/%3a/g')
			# shellcheck disable=SC2046,SC2086 # names of files and packages
			(cd cache/archives && ls $files >/dev/null 2>&1) ||
				for_host "$host" --yes --download-only install $(cat "hosts/$host.packages") >&2
			# shellcheck disable=SC2086 # names of files
			(cd cache/archives && ln -f $files "$folder/ovn-upgrade")
		done
		cd ovn-upgrade
		echo "deb [trusted=yes] file:/var/cache/ovn-upgrade ./" >sources.list
		for file in *.deb; do
			dpkg-deb --field "$file"
			echo "Filename: ./$file"
			echo "Size: $(stat -c %s "$file")"
			echo "SHA256: $(sha256sum "$file" | cut -d ' ' -f 1)"
			echo
		done >Packages
		cd ..
		tar --create --owner 0 --group 0 --file packages.tar ovn-upgrade
		rm -r ovn-upgrade
		;;
esac
