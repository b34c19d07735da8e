#!/usr/bin/env bash
# The program by which tests call CNI plugins as a container runtime does: tests/lab/cni/runtime.go with libcni, both from
# Debian's packages, which are only unpacked. It ends as .cache/cni/runtime. A second call finds it there and is done.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/lib.sh
source tools/lib.sh
# shellcheck source=tools/test_env.sh
source tools/test_env.sh

source_file=$PWD/tests/lab/cni/runtime.go
kept="$OVNLAB_CACHE/cni"
wanted=$(sha1sum <"$source_file")
[ "$(cat "$kept/.complete" 2>/dev/null)" != "$wanted" ] || exit 0

say "building a container runtime's side of CNI into .cache/cni"
work="$OVNLAB_CACHE/cni.new"
rm -rf "$work"
mkdir -p "$work/tree"
trap 'rm -rf "$work"' EXIT

# golang-go stands for the release's own compiler, which comes in two packages.
compiler() { apt-cache depends golang-go | sed -n 's/.*Depends: \(golang-[0-9.]*-go\)$/\1/p' | head -n 1; }
go=$(compiler)
# A machine that has just been installed has no lists of packages yet.
[ -n "$go" ] || { apt-get -qq update && go=$(compiler); }
[ -n "$go" ] || die "this machine's apt sources have no golang-go: add Debian's archive, run 'apt-get update', then call again."
(cd "$work" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$go" "${go%-go}-src" golang-github-appc-cni-dev &&
	printf '%s\0' ./*.deb | xargs -0 -I package dpkg-deb --extract package tree) ||
	die "$go and golang-github-appc-cni-dev could not be fetched, see above: check the network, then call again."

version=${go#golang-}
export GOROOT="$work/tree/usr/lib/go-${version%-go}" GOPATH="$work/tree/usr/share/gocode" GOCACHE="$work/build"
export GO111MODULE=off CGO_ENABLED=0 GOFLAGS=-p=1
"$GOROOT/bin/go" build -o "$work/runtime" "$source_file"

rm -rf "$kept"
mkdir -p "$kept"
mv "$work/runtime" "$kept/runtime"
echo "$wanted" >"$kept/.complete"
