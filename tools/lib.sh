# shellcheck shell=bash
# Shared by the scripts of this folder; source it, do not run it.

say() { printf '== %s\n' "$*"; }

die() {
	printf '\nStopped: %s\n' "$*" >&2
	exit 1
}

need_root() {
	[ "$(id -u)" -eq 0 ] || die "$1 needs root, for it changes containers and networks: run 'sudo make $2' or become root first."
}

# free_mb PATH: the free megabytes where PATH, or its nearest existing parent, lies.
free_mb() {
	local path=$1
	while [ ! -e "$path" ]; do path=$(dirname "$path"); done
	df -Pm "$path" | awk 'NR == 2 { print $4 }'
}

# Packages go into .venv between these two. One at a time: a lab and a test may both want
# it. Who finds the mark and has the lock knows that somebody was killed half-way.
begin_venv() {
	mkdir -p .cache
	exec 9>.cache/venv.lock
	flock 9
	venv_was_killed=no
	# shellcheck disable=SC2034 # for the one who calls
	[ ! -e .cache/venv.unfinished ] || venv_was_killed=yes
	: >.cache/venv.unfinished
}

end_venv() {
	rm .cache/venv.unfinished
	exec 9>&-
}
