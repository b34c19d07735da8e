#!/usr/bin/env bash
# The lab of inventories/LAB on this machine. Usage: lab.sh up|down LAB [ansible-playbook's options]
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh

action=$1 lab=$2
shift 2
inventory=inventories/$lab
export ANSIBLE_CONFIG=$PWD/ansible.cfg

[ -d "$inventory" ] ||
	die "there is no $inventory: LAB is one of $(cd inventories && echo *)."

playbook() { .venv/bin/ansible-playbook -i "$inventory" "$@"; }

up() {
	need_root "a lab on this machine" lab
	say "1/4 what this machine needs for labs"
	bash tools/setup.sh lab
	say "2/4 the hosts of lab $lab"
	playbook playbooks/lab_up.yml "$@"
	say "3/4 the network of lab $lab"
	playbook site.yml "$@"
	say "4/4 does it do what it promises?"
	playbook playbooks/verify.yml "$@"
	local run=".venv/bin/ansible-playbook -i $inventory${*:+ $*}"
	cat <<-EOF

		The lab is running, and \`make lab-down LAB=$lab${*:+ ARGS=\"$*\"}\` removes it. Try next:

		  $run site.yml --tags lb-switch
		      the load balancer moves to the client's switch
		  $run playbooks/verify.yml
		      every behaviour that the lab promises, as a table
		  podman exec -it $(a_host "$@") bash
		      a host from inside
	EOF
}

# The lab's name without asking Ansible: from its options, or else from the hosts file.
lab_name() {
	local word
	for word; do
		case $word in *lab_name=*) echo "${word##*lab_name=}" && return ;; esac
	done
	sed -n 's/^ *lab_name: *\([^ #]*\).*/\1/p' "$inventory"/hosts.yml | head -n 1
}

a_host() {
	podman ps --filter "label=ovnlab.lab=$(lab_name "$@")" --format '{{.Names}}' | sort | tail -n 1
}

down() {
	need_root "removing a lab" lab-down
	local keep=()
	[ -z "${KEEP_IMAGE:-}" ] || keep=(-e lab_hosts_keep_image=true)
	if [ -e .venv/.complete ] && .venv/bin/python -c 'import ansible' 2>/dev/null; then
		playbook playbooks/lab_down.yml "${keep[@]}" "$@"
	else
		say "removing what carries the label of lab $(lab_name "$@"); without Ansible, because .venv is not usable"
		sh roles/lab_hosts/files/remove.sh "$(lab_name "$@")" ${KEEP_IMAGE:+--keep-image}
	fi
}

case $action in
	up) up "$@" ;;
	down) down "$@" ;;
	*) die "lab.sh knows up and down, not '$action'." ;;
esac
