#!/bin/sh
# Runs once on the unpacked Debian tree ($1) while the image is built.
set -eu
root=$1

install -m 0755 "$(dirname "$0")/lab-init" "$root/usr/local/sbin/lab-init"

# The machine's devices, modules and kernel settings are no business of a container
# that happens to be allowed to touch them.
chroot "$root" systemctl mask --quiet \
	systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket \
	systemd-udev-trigger.service systemd-udev-settle.service ifupdown-pre.service \
	systemd-modules-load.service systemd-sysctl.service systemd-random-seed.service \
	systemd-hwdb-update.service systemd-tmpfiles-setup-dev.service \
	systemd-tmpfiles-setup-dev-early.service systemd-pstore.service \
	kmod-static-nodes.service proc-sys-fs-binfmt_misc.automount \
	dev-hugepages.mount sys-kernel-config.mount sys-kernel-debug.mount \
	sys-kernel-tracing.mount sys-fs-fuse-connections.mount

# Nobody logs in at a console, and nothing is fetched from inside a lab.
chroot "$root" systemctl mask --quiet getty.target console-getty.service \
	systemd-logind.service apt-daily.timer apt-daily-upgrade.timer

# OVS runs on every host, OVN only where a role starts it.
chroot "$root" systemctl enable --quiet openvswitch-switch.service networking.service
for unit in "$root"/usr/lib/systemd/system/ovn-*.service; do
	chroot "$root" systemctl disable --quiet "$(basename "$unit")"
done

# What must differ from host to host is made at the first start. An empty machine-id,
# not a missing one: that would make systemd enable every unit again.
: >"$root/etc/machine-id"
rm -f "$root/etc/openvswitch/system-id.conf" "$root"/etc/openvswitch/conf.db \
	"$root"/etc/openvswitch/.conf.db.~lock~ "$root"/var/lib/ovn/*.db "$root/etc/hostname"
: >"$root/etc/resolv.conf"
printf 'auto lo\niface lo inet loopback\n' >"$root/etc/network/interfaces"
# The tree is complete: nothing is to be brought up to date at the first start.
touch "$root/etc/.updated" "$root/var/.updated"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/log/*.log "$root"/var/log/apt
