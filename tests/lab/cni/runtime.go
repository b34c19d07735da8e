// Copyright: (c) 2026, the ovnlab.ovn authors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// A container runtime as far as CNI sees it: libcni, which containerd, CRI-O and Podman call, too.
// It reads the plugin's answers, keeps them, and hands the one to ADD over to CHECK and DEL.
//
//	runtime add|check|del|version NETWORK CONTAINER-ID NETNS
//
// with CNI_ARGS in the environment.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/containernetworking/cni/libcni"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(command, network, container, netns string) error {
	conf, err := libcni.LoadConfList("/etc/cni/net.d", network)
	if err != nil {
		return err
	}
	cni := libcni.NewCNIConfigWithCacheDir([]string{"/opt/cni/bin"}, "/run/cni-test", nil)
	runtime := &libcni.RuntimeConf{ContainerID: container, NetNS: netns, IfName: "eth0"}
	for _, pair := range strings.Split(os.Getenv("CNI_ARGS"), ";") {
		if name, value, found := strings.Cut(pair, "="); found {
			runtime.Args = append(runtime.Args, [2]string{name, value})
		}
	}
	ctx := context.Background()
	switch command {
	case "add":
		result, err := cni.AddNetworkList(ctx, conf, runtime)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(result)
	case "check":
		return cni.CheckNetworkList(ctx, conf, runtime)
	case "del":
		return cni.DelNetworkList(ctx, conf, runtime)
	case "version":
		info, err := cni.GetVersionInfo(ctx, conf.Plugins[0].Network.Type)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(info.SupportedVersions())
	}
	return fmt.Errorf("unknown command %s", command)
}
