#!/bin/sh
# Builds the lab custom: 11 machines, each a network namespace, out of plain Linux networking. Made from the lab
# file, which is the place to change it. FILE is this script; run it where the host's own network is out of reach, as root
#   unshare --net --mount sh -c 'mount -t tmpfs tmpfs /run && sh FILE && exec bash'
# or as anybody
#   unshare --user --map-root-user --net --mount --pid --fork --mount-proc sh -c 'mount -t tmpfs tmpfs /run && sh FILE && exec bash'
# In the shell that follows, `ip netns exec core bash` enters a machine, and `exit` removes the lab. Links may need a
# second before they carry packets.
set -eu
PATH=$PATH:/usr/sbin:/sbin

# every machine is a network namespace
ip netns add core
ip netns add other
ip netns add half1
ip netns add pod-a
ip netns add half2
ip netns add pod-b
ip netns add net-coast
ip netns add coast1
ip netns add pod-c
ip netns add coast2
ip netns add pod-d

# the router and the nodes forward for others
ip netns exec core sysctl -qw net.ipv4.ip_forward=1
ip netns exec half1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec half2 sysctl -qw net.ipv4.ip_forward=1
ip netns exec coast1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec coast2 sysctl -qw net.ipv4.ip_forward=1

# hosts and pods forward for nobody
ip netns exec other sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-a sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-b sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-c sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-d sysctl -qw net.ipv4.ip_forward=0

# this lab has no IPv6, so nobody speaks it on any link
ip netns exec core sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec other sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec half1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-a sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec half2 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-b sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec coast1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-c sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec coast2 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-d sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# a switch carries frames and has no address of its own
ip netns exec net-coast sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# packets may come by whichever link they come: the model decides what passes, and no filter
ip netns exec core sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec half1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec half2 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec coast1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec coast2 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec core sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec half1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec half2 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec coast1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec coast2 sysctl -qw net.ipv4.conf.default.rp_filter=0

# ARP is answered for any address of the machine, as Linux does unless told otherwise
ip netns exec core sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec half1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec half2 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec coast1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec coast2 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec core sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec half1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec half2 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec coast1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec coast2 sysctl -qw net.ipv4.conf.default.arp_ignore=0

# no sender is told of a shorter way: packets go the way the plan says
ip netns exec core sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec half1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec half2 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec coast1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec coast2 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec core sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec half1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec half2 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec coast1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec coast2 sysctl -qw net.ipv4.conf.default.send_redirects=0

# 127.0.0.0/8 stays inside the node
ip netns exec half1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec half2 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec coast1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec coast2 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec half1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec half2 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec coast1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec coast2 sysctl -qw net.ipv4.conf.default.route_localnet=0

# "unreachable" is said every time it is so, not once a second
ip netns exec core sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec half1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec half2 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec coast1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec coast2 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec core sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec half1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec half2 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec coast1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec coast2 sysctl -qw net.ipv4.icmp_ratemask=0

# a bridge is a bridge: what crosses it is not routed, and no rule for routed packets sees it
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec net-coast sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec net-coast sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec net-coast sysctl -eqw net.bridge.bridge-nf-call-iptables=0

# ping works without raw sockets
ip netns exec core sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec other sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec half1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-a sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec half2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-b sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec coast1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-c sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec coast2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-d sysctl -qw net.ipv4.ping_group_range='0 0'

# every machine with an address reaches itself
ip -n core link set lo up
ip -n other link set lo up
ip -n half1 link set lo up
ip -n pod-a link set lo up
ip -n half2 link set lo up
ip -n pod-b link set lo up
ip -n coast1 link set lo up
ip -n pod-c link set lo up
ip -n coast2 link set lo up
ip -n pod-d link set lo up

# core is the router of 10.128.1.0/24
ip -n core link add lan1 address 02:ca:8b:cb:04:6d type bridge
ip -n core address add 10.128.1.254/24 dev lan1
ip -n core link set lan1 up

# core is the router of 10.240.0.0/24
ip -n core link add lan2 address 02:ca:88:ca:ff:b4 type bridge
ip -n core address add 10.240.0.254/24 dev lan2
ip -n core link set lan2 up

# other has one leg in the larger network, as 10.128.1.1, and leaves to core what is not on its LAN
ip link add eth0 netns other address 0a:58:0a:80:01:01 type veth peer name other netns core address 02:ca:8a:a0:d8:1f
ip -n other link set eth0 up
ip -n other address add 10.128.1.1/24 dev eth0
ip -n other route add default via 10.128.1.254 dev eth0

# half1 has one leg in the larger network, as 10.240.0.1, and leaves to core what is not on its LAN
ip link add eth0 netns half1 address 0a:58:0a:f0:00:01 type veth peer name half1 netns core address 02:ca:fe:22:5c:85
ip -n half1 link set eth0 up
ip -n half1 address add 10.240.0.1/24 dev eth0
ip -n half1 route add default via 10.240.0.254 dev eth0

# half2 has one leg in the larger network, as 10.240.0.2, and leaves to core what is not on its LAN
ip link add eth0 netns half2 address 0a:58:0a:f0:00:02 type veth peer name half2 netns core address 02:ca:fb:22:57:cc
ip -n half2 link set eth0 up
ip -n half2 address add 10.240.0.2/24 dev eth0
ip -n half2 route add default via 10.240.0.254 dev eth0

# coast1 has one leg in the larger network, as 10.240.0.3, and leaves to core what is not on its LAN
ip link add eth0 netns coast1 address 0a:58:0a:f0:00:03 type veth peer name coast1 netns core address 02:ca:e3:18:df:16
ip -n coast1 link set eth0 up
ip -n coast1 address add 10.240.0.3/24 dev eth0
ip -n coast1 route add default via 10.240.0.254 dev eth0

# coast2 has one leg in the larger network, as 10.240.0.4, and leaves to core what is not on its LAN
ip link add eth0 netns coast2 address 0a:58:0a:f0:00:04 type veth peer name coast2 netns core address 02:ca:e2:18:dd:83
ip -n coast2 link set eth0 up
ip -n coast2 address add 10.240.0.4/24 dev eth0
ip -n coast2 route add default via 10.240.0.254 dev eth0

# other: plugged into lan1
ip -n core link set other master lan1
ip -n core link set other up

# half1, half2, coast1, coast2: plugged into lan2
ip -n core link set half1 master lan2
ip -n core link set half1 up
ip -n core link set half2 master lan2
ip -n core link set half2 up
ip -n core link set coast1 master lan2
ip -n core link set coast1 up
ip -n core link set coast2 master lan2
ip -n core link set coast2 up

# half1 is the gateway of its pods
ip -n half1 address add 10.1.1.254/32 dev lo

# a pod address that nobody has ends at half1, and does not go back and forth between it and core
ip -n half1 route add unreachable 10.1.1.0/24

# half1 is on one LAN with half2 and finds its pods there
ip -n half1 route add 10.1.2.0/24 via 10.240.0.2 dev eth0

# half2 is the gateway of its pods
ip -n half2 address add 10.1.2.254/32 dev lo

# a pod address that nobody has ends at half2, and does not go back and forth between it and core
ip -n half2 route add unreachable 10.1.2.0/24

# half2 is on one LAN with half1 and finds its pods there
ip -n half2 route add 10.1.1.0/24 via 10.240.0.1 dev eth0

# the larger network knows that half1 has the pods 10.1.1.0/24
ip -n core route add 10.1.1.0/24 via 10.240.0.1

# the larger network knows that half2 has the pods 10.1.2.0/24
ip -n core route add 10.1.2.0/24 via 10.240.0.2

# cable pod-a to half1
ip link add eth0 netns pod-a address 0a:58:0a:01:01:01 type veth peer name pod-a netns half1 address 0a:58:0a:01:01:fe
ip -n pod-a link set eth0 up

# pod-a is 10.1.1.1, alone: its neighbours are reached through half1, whose address and MAC it knows
ip -n pod-a address add 10.1.1.1/32 dev eth0
ip -n pod-a neighbour add 10.1.1.254 lladdr 0a:58:0a:01:01:fe dev eth0 nud permanent
ip -n pod-a route add 10.1.1.254/32 dev eth0
ip -n pod-a route add default via 10.1.1.254 dev eth0

# half1 reaches pod-a by its cable, and as the pods' gateway
ip -n half1 link set pod-a up
ip -n half1 neighbour add 10.1.1.1 lladdr 0a:58:0a:01:01:01 dev pod-a nud permanent
ip -n half1 route add 10.1.1.1/32 dev pod-a src 10.1.1.254

# cable pod-b to half2
ip link add eth0 netns pod-b address 0a:58:0a:01:02:01 type veth peer name pod-b netns half2 address 0a:58:0a:01:02:fe
ip -n pod-b link set eth0 up

# pod-b is 10.1.2.1, alone: its neighbours are reached through half2, whose address and MAC it knows
ip -n pod-b address add 10.1.2.1/32 dev eth0
ip -n pod-b neighbour add 10.1.2.254 lladdr 0a:58:0a:01:02:fe dev eth0 nud permanent
ip -n pod-b route add 10.1.2.254/32 dev eth0
ip -n pod-b route add default via 10.1.2.254 dev eth0

# half2 reaches pod-b by its cable, and as the pods' gateway
ip -n half2 link set pod-b up
ip -n half2 neighbour add 10.1.2.1 lladdr 0a:58:0a:01:02:01 dev pod-b nud permanent
ip -n half2 route add 10.1.2.1/32 dev pod-b src 10.1.2.254

# the gateways of half1: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec half1 nft -f - <<'EOF'
table ip causeway {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip daddr 172.30.0.0/16 meta mark set 0x1 jump cluster-addresses
		jump node-ports
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip saddr . ip daddr { 10.1.1.1 . 10.1.1.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.1.1.0/24 ip daddr != 10.1.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
			172.30.0.1 . udp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.1 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
			udp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto { tcp, udp } dnat to numgen random mod 2 map { 0 : 10.1.1.1, 1 : 10.1.2.1 }:80
	}
}
EOF

# the gateways of half2: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec half2 nft -f - <<'EOF'
table ip causeway {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip daddr 172.30.0.0/16 meta mark set 0x1 jump cluster-addresses
		jump node-ports
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip saddr . ip daddr { 10.1.2.1 . 10.1.2.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.1.2.0/24 ip daddr != 10.1.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
			172.30.0.1 . udp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.2 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
			udp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto { tcp, udp } dnat to numgen random mod 2 map { 0 : 10.1.1.1, 1 : 10.1.2.1 }:80
	}
}
EOF

# net-coast is the cluster's own network, and no router joins it to the larger one
ip -n net-coast link add br0 address 02:ca:f7:9b:d2:bc type bridge
ip -n net-coast link set br0 up

# coast1 has its other leg in net-coast, as the gateway of its pods
ip link add eth1 netns coast1 address 02:ca:c3:03:a1:1b type veth peer name coast1 netns net-coast address 02:ca:40:ac:15:95
ip -n coast1 link set eth1 up
ip -n coast1 address add 10.2.1.254/32 dev eth1

# a pod address that nobody has ends at coast1, and never leaks into the larger network
ip -n coast1 route add unreachable 10.2.0.0/16

# coast1 finds the pods of coast2 behind that node's leg
ip -n coast1 route add 10.2.2.0/24 via 10.2.2.254 dev eth1 onlink

# coast2 has its other leg in net-coast, as the gateway of its pods
ip link add eth1 netns coast2 address 02:ca:e7:8f:36:2c type veth peer name coast2 netns net-coast address 02:ca:3d:ac:10:dc
ip -n coast2 link set eth1 up
ip -n coast2 address add 10.2.2.254/32 dev eth1

# a pod address that nobody has ends at coast2, and never leaks into the larger network
ip -n coast2 route add unreachable 10.2.0.0/16

# coast2 finds the pods of coast1 behind that node's leg
ip -n coast2 route add 10.2.1.0/24 via 10.2.1.254 dev eth1 onlink

# coast1 is plugged into net-coast
ip -n net-coast link set coast1 master br0
ip -n net-coast link set coast1 up

# coast2 is plugged into net-coast
ip -n net-coast link set coast2 master br0
ip -n net-coast link set coast2 up

# cable pod-c to coast1
ip link add eth0 netns pod-c address 0a:58:0a:02:01:01 type veth peer name pod-c netns coast1 address 0a:58:0a:02:01:fe
ip -n pod-c link set eth0 up

# pod-c is 10.2.1.1, alone: its neighbours are reached through coast1, whose address and MAC it knows
ip -n pod-c address add 10.2.1.1/32 dev eth0
ip -n pod-c neighbour add 10.2.1.254 lladdr 0a:58:0a:02:01:fe dev eth0 nud permanent
ip -n pod-c route add 10.2.1.254/32 dev eth0
ip -n pod-c route add default via 10.2.1.254 dev eth0

# coast1 reaches pod-c by its cable, and as the pods' gateway
ip -n coast1 link set pod-c up
ip -n coast1 neighbour add 10.2.1.1 lladdr 0a:58:0a:02:01:01 dev pod-c nud permanent
ip -n coast1 route add 10.2.1.1/32 dev pod-c src 10.2.1.254

# cable pod-d to coast2
ip link add eth0 netns pod-d address 0a:58:0a:02:02:01 type veth peer name pod-d netns coast2 address 0a:58:0a:02:02:fe
ip -n pod-d link set eth0 up

# pod-d is 10.2.2.1, alone: its neighbours are reached through coast2, whose address and MAC it knows
ip -n pod-d address add 10.2.2.1/32 dev eth0
ip -n pod-d neighbour add 10.2.2.254 lladdr 0a:58:0a:02:02:fe dev eth0 nud permanent
ip -n pod-d route add 10.2.2.254/32 dev eth0
ip -n pod-d route add default via 10.2.2.254 dev eth0

# coast2 reaches pod-d by its cable, and as the pods' gateway
ip -n coast2 link set pod-d up
ip -n coast2 neighbour add 10.2.2.1 lladdr 0a:58:0a:02:02:01 dev pod-d nud permanent
ip -n coast2 route add 10.2.2.1/32 dev pod-d src 10.2.2.254

# pod-d is open: the larger network finds it behind coast2, and no other pod
ip -n core route add 10.2.2.1/32 via 10.240.0.4

# the gateways of coast1: pods leave masqueraded as the node
ip netns exec coast1 nft -f - <<'EOF'
table ip causeway {
	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.2.1.0/24 ip daddr != 10.2.0.0/16 oifname "eth0" masquerade
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}
}
EOF

# the gateways of coast2: pods leave masqueraded as the node
ip netns exec coast2 nft -f - <<'EOF'
table ip causeway {
	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.2.2.0/24 ip daddr != 10.2.0.0/16 oifname "eth0" masquerade
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}
}
EOF
