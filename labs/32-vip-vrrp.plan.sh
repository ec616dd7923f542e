#!/bin/sh
# Builds the lab vip-vrrp: 9 machines, each a network namespace, out of plain Linux networking. Made from the lab
# file, which is the place to change it. FILE is this script; run it where the host's own network is out of reach, as root
#   unshare --net --mount sh -c 'mount -t tmpfs tmpfs /run && sh FILE && exec bash'
# or as anybody
#   unshare --user --map-root-user --net --mount --pid --fork --mount-proc sh -c 'mount -t tmpfs tmpfs /run && sh FILE && exec bash'
# In the shell that follows, `ip netns exec core bash` enters a machine, and `exit` removes the lab. Links may need a
# second before they carry packets.
set -eu
PATH=$PATH:/usr/sbin:/sbin:/usr/lib/frr

# every machine is a network namespace
ip netns add core
ip netns add other
ip netns add net-east
ip netns add node1
ip netns add pod-a
ip netns add pod-b
ip netns add node2
ip netns add pod-c
ip netns add pod-d

# the router and the nodes forward for others
ip netns exec core sysctl -qw net.ipv4.ip_forward=1
ip netns exec node1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec node2 sysctl -qw net.ipv4.ip_forward=1

# hosts and pods forward for nobody
ip netns exec other sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-a sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-b sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-c sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-d sysctl -qw net.ipv4.ip_forward=0

# the router and the nodes forward for others
ip netns exec core sysctl -qw net.ipv6.conf.all.forwarding=1
ip netns exec node1 sysctl -qw net.ipv6.conf.all.forwarding=1
ip netns exec node2 sysctl -qw net.ipv6.conf.all.forwarding=1

# a switch carries frames and has no address of its own
ip netns exec net-east sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# IPv6 addresses are good at once: nobody in a lab can have taken them
ip netns exec core sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec other sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec node1 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-a sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-b sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec node2 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-c sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-d sysctl -qw net.ipv6.conf.default.accept_dad=0

# no host takes an address or a route from a router advertisement, as those that forward do not: the plan gives all
ip netns exec other sysctl -qw net.ipv6.conf.default.accept_ra=0

# packets may come by whichever link they come: the model decides what passes, and no filter
ip netns exec core sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec node1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec node2 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec core sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec node1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec node2 sysctl -qw net.ipv4.conf.default.rp_filter=0

# ARP is answered for any address of the machine, as Linux does unless told otherwise
ip netns exec core sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec node1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec node2 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec core sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec node1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec node2 sysctl -qw net.ipv4.conf.default.arp_ignore=0

# no sender is told of a shorter way: packets go the way the plan says
ip netns exec core sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec node1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec node2 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec core sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec node1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec node2 sysctl -qw net.ipv4.conf.default.send_redirects=0

# 127.0.0.0/8 stays inside the node
ip netns exec node1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec node2 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec node1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec node2 sysctl -qw net.ipv4.conf.default.route_localnet=0

# "unreachable" is said every time it is so, not once a second
ip netns exec core sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec node1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec node2 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec core sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec node1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec node2 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec core sysctl -qw net.ipv6.icmp.ratelimit=0
ip netns exec node1 sysctl -qw net.ipv6.icmp.ratelimit=0
ip netns exec node2 sysctl -qw net.ipv6.icmp.ratelimit=0
ip netns exec core sysctl -qw net.ipv6.icmp.ratemask=0
ip netns exec node1 sysctl -qw net.ipv6.icmp.ratemask=0
ip netns exec node2 sysctl -qw net.ipv6.icmp.ratemask=0

# a bridge is a bridge: what crosses it is not routed, and no rule for routed packets sees it
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec net-east sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec net-east sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec net-east sysctl -eqw net.bridge.bridge-nf-call-iptables=0

# ping works without raw sockets
ip netns exec core sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec other sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec node1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-a sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-b sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec node2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-c sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-d sysctl -qw net.ipv4.ping_group_range='0 0'

# every machine with an address reaches itself
ip -n core link set lo up
ip -n other link set lo up
ip -n node1 link set lo up
ip -n pod-a link set lo up
ip -n pod-b link set lo up
ip -n node2 link set lo up
ip -n pod-c link set lo up
ip -n pod-d link set lo up

# core is the router of 10.128.1.0/24 and fd00:128::/64
ip -n core link add lan1 address 02:ca:8b:cb:04:6d type bridge
ip -n core address add 10.128.1.254/24 dev lan1
ip -n core address add fd00:128::ffff/64 dev lan1 nodad
ip -n core link set lan1 up

# core is the router of 10.240.0.0/24 and fd00:240::/64
ip -n core link add lan3 address 02:ca:89:cb:01:47 type bridge
ip -n core address add 10.240.0.254/24 dev lan3
ip -n core address add fd00:240::ffff/64 dev lan3 nodad
ip -n core link set lan3 up

# other has one leg in the larger network, as 10.128.1.1 and fd00:128::1, and leaves to core what is not on its LAN
ip link add eth0 netns other address 0a:58:0a:80:01:01 type veth peer name other netns core address 02:ca:8a:a0:d8:1f
ip -n other link set eth0 up
ip -n other address add 10.128.1.1/24 dev eth0
ip -n other address add fd00:128::1/64 dev eth0 nodad
ip -n other route add default via 10.128.1.254 dev eth0
ip -n other -6 route add default via fd00:128::ffff dev eth0

# node1 has one leg in the larger network, as 10.240.0.1 and fd00:240::1, and leaves to core what is not on its LAN
ip link add eth0 netns node1 address 0a:58:0a:f0:00:01 type veth peer name node1 netns core address 02:ca:79:c8:c4:06
ip -n node1 link set eth0 up
ip -n node1 address add 10.240.0.1/24 dev eth0
ip -n node1 address add fd00:240::1/64 dev eth0 nodad
ip -n node1 route add default via 10.240.0.254 dev eth0
ip -n node1 -6 route add default via fd00:240::ffff dev eth0

# node2 has one leg in the larger network, as 10.240.0.2 and fd00:240::2, and leaves to core what is not on its LAN
ip link add eth0 netns node2 address 0a:58:0a:f0:00:02 type veth peer name node2 netns core address 02:ca:78:c8:c2:73
ip -n node2 link set eth0 up
ip -n node2 address add 10.240.0.2/24 dev eth0
ip -n node2 address add fd00:240::2/64 dev eth0 nodad
ip -n node2 route add default via 10.240.0.254 dev eth0
ip -n node2 -6 route add default via fd00:240::ffff dev eth0

# other: plugged into lan1
ip -n core link set other master lan1
ip -n core link set other up

# node1, node2: plugged into lan3
ip -n core link set node1 master lan3
ip -n core link set node1 up
ip -n core link set node2 master lan3
ip -n core link set node2 up

# net-east is the cluster's own network, and no router joins it to the larger one
ip -n net-east link add br0 address 02:ca:03:3d:f0:4d type bridge
ip -n net-east link set br0 up

# node1 has its other leg in net-east, as the gateway of its pods
ip link add eth1 netns node1 address 02:ca:47:94:a2:c3 type veth peer name node1 netns net-east address 02:ca:d8:25:7f:8a
ip -n node1 link set eth1 up
ip -n node1 address add 10.0.1.254/32 dev eth1
ip -n node1 address add fd00:1:0:1::ffff/128 dev eth1 nodad

# a pod address that nobody has ends at node1, and never leaks into the larger network
ip -n node1 route add unreachable 10.0.0.0/16
ip -n node1 -6 route add unreachable fd00:1::/48

# node1 finds the pods of node2 behind that node's leg
ip -n node1 route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink
ip -n node1 -6 route add fd00:1:0:2::/64 via fd00:1:0:2::ffff dev eth1 onlink

# node2 has its other leg in net-east, as the gateway of its pods
ip link add eth1 netns node2 address 02:ca:32:2b:8d:b4 type veth peer name node2 netns net-east address 02:ca:d7:25:7d:f7
ip -n node2 link set eth1 up
ip -n node2 address add 10.0.2.254/32 dev eth1
ip -n node2 address add fd00:1:0:2::ffff/128 dev eth1 nodad

# a pod address that nobody has ends at node2, and never leaks into the larger network
ip -n node2 route add unreachable 10.0.0.0/16
ip -n node2 -6 route add unreachable fd00:1::/48

# node2 finds the pods of node1 behind that node's leg
ip -n node2 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink
ip -n node2 -6 route add fd00:1:0:1::/64 via fd00:1:0:1::ffff dev eth1 onlink

# node1 is plugged into net-east
ip -n net-east link set node1 master br0
ip -n net-east link set node1 up

# node2 is plugged into net-east
ip -n net-east link set node2 master br0
ip -n net-east link set node2 up

# cable pod-a to node1
ip link add eth0 netns pod-a address 0a:58:0a:00:01:01 type veth peer name pod-a netns node1 address 0a:58:0a:00:01:fe
ip -n pod-a link set eth0 up

# pod-a is 10.0.1.1 and fd00:1:0:1::1, alone: its neighbours are reached through node1, whose address and MAC it knows
ip -n pod-a address add 10.0.1.1/32 dev eth0
ip -n pod-a address add fd00:1:0:1::1/128 dev eth0 nodad
ip -n pod-a neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-a route add 10.0.1.254/32 dev eth0
ip -n pod-a route add default via 10.0.1.254 dev eth0
ip -n pod-a neighbour add fd00:1:0:1::ffff lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-a -6 route add fd00:1:0:1::ffff/128 dev eth0
ip -n pod-a -6 route add default via fd00:1:0:1::ffff dev eth0

# cable pod-b to node1
ip link add eth0 netns pod-b address 0a:58:0a:00:01:02 type veth peer name pod-b netns node1 address 0a:58:0a:00:01:fe
ip -n pod-b link set eth0 up

# pod-b is 10.0.1.2 and fd00:1:0:1::2, alone: its neighbours are reached through node1, whose address and MAC it knows
ip -n pod-b address add 10.0.1.2/32 dev eth0
ip -n pod-b address add fd00:1:0:1::2/128 dev eth0 nodad
ip -n pod-b neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-b route add 10.0.1.254/32 dev eth0
ip -n pod-b route add default via 10.0.1.254 dev eth0
ip -n pod-b neighbour add fd00:1:0:1::ffff lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-b -6 route add fd00:1:0:1::ffff/128 dev eth0
ip -n pod-b -6 route add default via fd00:1:0:1::ffff dev eth0

# node1 reaches pod-a by its cable, and as the pods' gateway
ip -n node1 link set pod-a up
ip -n node1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-a nud permanent
ip -n node1 route add 10.0.1.1/32 dev pod-a src 10.0.1.254
ip -n node1 neighbour add fd00:1:0:1::1 lladdr 0a:58:0a:00:01:01 dev pod-a nud permanent
ip -n node1 -6 route add fd00:1:0:1::1/128 dev pod-a src fd00:1:0:1::ffff

# node1 reaches pod-b by its cable, and as the pods' gateway
ip -n node1 link set pod-b up
ip -n node1 neighbour add 10.0.1.2 lladdr 0a:58:0a:00:01:02 dev pod-b nud permanent
ip -n node1 route add 10.0.1.2/32 dev pod-b src 10.0.1.254
ip -n node1 neighbour add fd00:1:0:1::2 lladdr 0a:58:0a:00:01:02 dev pod-b nud permanent
ip -n node1 -6 route add fd00:1:0:1::2/128 dev pod-b src fd00:1:0:1::ffff

# cable pod-c to node2
ip link add eth0 netns pod-c address 0a:58:0a:00:02:01 type veth peer name pod-c netns node2 address 0a:58:0a:00:02:fe
ip -n pod-c link set eth0 up

# pod-c is 10.0.2.1 and fd00:1:0:2::1, alone: its neighbours are reached through node2, whose address and MAC it knows
ip -n pod-c address add 10.0.2.1/32 dev eth0
ip -n pod-c address add fd00:1:0:2::1/128 dev eth0 nodad
ip -n pod-c neighbour add 10.0.2.254 lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-c route add 10.0.2.254/32 dev eth0
ip -n pod-c route add default via 10.0.2.254 dev eth0
ip -n pod-c neighbour add fd00:1:0:2::ffff lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-c -6 route add fd00:1:0:2::ffff/128 dev eth0
ip -n pod-c -6 route add default via fd00:1:0:2::ffff dev eth0

# cable pod-d to node2
ip link add eth0 netns pod-d address 0a:58:0a:00:02:02 type veth peer name pod-d netns node2 address 0a:58:0a:00:02:fe
ip -n pod-d link set eth0 up

# pod-d is 10.0.2.2 and fd00:1:0:2::2, alone: its neighbours are reached through node2, whose address and MAC it knows
ip -n pod-d address add 10.0.2.2/32 dev eth0
ip -n pod-d address add fd00:1:0:2::2/128 dev eth0 nodad
ip -n pod-d neighbour add 10.0.2.254 lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-d route add 10.0.2.254/32 dev eth0
ip -n pod-d route add default via 10.0.2.254 dev eth0
ip -n pod-d neighbour add fd00:1:0:2::ffff lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-d -6 route add fd00:1:0:2::ffff/128 dev eth0
ip -n pod-d -6 route add default via fd00:1:0:2::ffff dev eth0

# node2 reaches pod-c by its cable, and as the pods' gateway
ip -n node2 link set pod-c up
ip -n node2 neighbour add 10.0.2.1 lladdr 0a:58:0a:00:02:01 dev pod-c nud permanent
ip -n node2 route add 10.0.2.1/32 dev pod-c src 10.0.2.254
ip -n node2 neighbour add fd00:1:0:2::1 lladdr 0a:58:0a:00:02:01 dev pod-c nud permanent
ip -n node2 -6 route add fd00:1:0:2::1/128 dev pod-c src fd00:1:0:2::ffff

# node2 reaches pod-d by its cable, and as the pods' gateway
ip -n node2 link set pod-d up
ip -n node2 neighbour add 10.0.2.2 lladdr 0a:58:0a:00:02:02 dev pod-d nud permanent
ip -n node2 route add 10.0.2.2/32 dev pod-d src 10.0.2.254
ip -n node2 neighbour add fd00:1:0:2::2 lladdr 0a:58:0a:00:02:02 dev pod-d nud permanent
ip -n node2 -6 route add fd00:1:0:2::2/128 dev pod-d src fd00:1:0:2::ffff

# the gateways of node1: Services lead to their endpoints, vips lead in, pods leave masqueraded as the node
ip netns exec node1 nft -f - <<'EOF'
table ip causeway {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump vips
	}

	chain input {
		type filter hook input priority filter; policy accept;
		ip daddr { 10.240.0.100, 10.240.0.101 } ct state { established, related } accept
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip daddr { 10.240.0.100, 10.240.0.101 } goto refuse
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip daddr { 10.240.0.100, 10.240.0.101 } goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip daddr 172.30.0.0/16 meta mark set 0x1 jump cluster-addresses
		jump vips
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip daddr { 10.240.0.100, 10.240.0.101 } goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip saddr . ip daddr { 10.0.1.2 . 10.0.1.2 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.1.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 25 : goto service-mail,
			172.30.0.2 . tcp . 80 : goto service-web,
			172.30.0.2 . udp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain vips {
		ip daddr . meta l4proto . th dport vmap {
			10.240.0.100 . tcp . 25 : goto vip-mail,
			10.240.0.101 . tcp . 80 : goto vip-web,
			10.240.0.101 . udp . 80 : goto vip-web,
		}
	}

	chain vip-mail {
		# pods of this node
		ip saddr 10.0.1.0/24 goto service-mail
		# pods of other nodes, and the node itself
		ip saddr 10.0.0.0/16 meta mark set 0x1 goto service-mail
		fib saddr type local meta mark set 0x1 goto service-mail
		# everybody else
		meta l4proto tcp dnat to 10.0.1.2:25
	}

	chain vip-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-mail {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : 10.0.1.2, 1 : 10.0.2.1 }:25
	}

	chain service-web {
		meta l4proto { tcp, udp } dnat to 10.0.2.2:80
	}
}
table ip6 causeway {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump vips
	}

	chain input {
		type filter hook input priority filter; policy accept;
		ip6 daddr { fd00:240::100, fd00:240::101 } ct state { established, related } accept
		# neighbours ask whoever has a vip whether it is still there, and answer what is asked in its name
		ip6 daddr { fd00:240::100, fd00:240::101 } icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip6 daddr { fd00:240::100, fd00:240::101 } goto refuse
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip6 daddr { fd00:240::100, fd00:240::101 } goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip6 daddr fd30::/112 meta mark set 0x1 jump cluster-addresses
		jump vips
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip6 daddr { fd00:240::100, fd00:240::101 } goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip6 saddr . ip6 daddr { fd00:1:0:1::2 . fd00:1:0:1::2 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip6 saddr fd00:1:0:1::/64 ip6 daddr != fd00:1::/48 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip6 daddr . meta l4proto . th dport vmap {
			fd30::1 . tcp . 25 : goto service-mail,
			fd30::2 . tcp . 80 : goto service-web,
			fd30::2 . udp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain vips {
		ip6 daddr . meta l4proto . th dport vmap {
			fd00:240::100 . tcp . 25 : goto vip-mail,
			fd00:240::101 . tcp . 80 : goto vip-web,
			fd00:240::101 . udp . 80 : goto vip-web,
		}
	}

	chain vip-mail {
		# pods of this node
		ip6 saddr fd00:1:0:1::/64 goto service-mail
		# pods of other nodes, and the node itself
		ip6 saddr fd00:1::/48 meta mark set 0x1 goto service-mail
		fib saddr type local meta mark set 0x1 goto service-mail
		# everybody else
		meta l4proto tcp dnat to [fd00:1:0:1::2]:25
	}

	chain vip-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-mail {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : fd00:1:0:1::2, 1 : fd00:1:0:2::1 }:25
	}

	chain service-web {
		meta l4proto { tcp, udp } dnat to [fd00:1:0:2::2]:80
	}
}
EOF

# the gateways of node2: Services lead to their endpoints, vips lead in, pods leave masqueraded as the node
ip netns exec node2 nft -f - <<'EOF'
table ip causeway {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump vips
	}

	chain input {
		type filter hook input priority filter; policy accept;
		ip daddr { 10.240.0.100, 10.240.0.101 } ct state { established, related } accept
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip daddr { 10.240.0.100, 10.240.0.101 } goto refuse
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip daddr { 10.240.0.100, 10.240.0.101 } goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip daddr 172.30.0.0/16 meta mark set 0x1 jump cluster-addresses
		jump vips
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip daddr { 10.240.0.100, 10.240.0.101 } goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip saddr . ip daddr { 10.0.2.1 . 10.0.2.1, 10.0.2.2 . 10.0.2.2 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.2.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 25 : goto service-mail,
			172.30.0.2 . tcp . 80 : goto service-web,
			172.30.0.2 . udp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain vips {
		ip daddr . meta l4proto . th dport vmap {
			10.240.0.100 . tcp . 25 : goto vip-mail,
			10.240.0.101 . tcp . 80 : goto vip-web,
			10.240.0.101 . udp . 80 : goto vip-web,
		}
	}

	chain vip-mail {
		# pods of this node
		ip saddr 10.0.2.0/24 goto service-mail
		# pods of other nodes, and the node itself
		ip saddr 10.0.0.0/16 meta mark set 0x1 goto service-mail
		fib saddr type local meta mark set 0x1 goto service-mail
		# everybody else
		meta l4proto tcp dnat to 10.0.2.1:25
	}

	chain vip-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-mail {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : 10.0.1.2, 1 : 10.0.2.1 }:25
	}

	chain service-web {
		meta l4proto { tcp, udp } dnat to 10.0.2.2:80
	}
}
table ip6 causeway {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump vips
	}

	chain input {
		type filter hook input priority filter; policy accept;
		ip6 daddr { fd00:240::100, fd00:240::101 } ct state { established, related } accept
		# neighbours ask whoever has a vip whether it is still there, and answer what is asked in its name
		ip6 daddr { fd00:240::100, fd00:240::101 } icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip6 daddr { fd00:240::100, fd00:240::101 } goto refuse
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip6 daddr { fd00:240::100, fd00:240::101 } goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip6 daddr fd30::/112 meta mark set 0x1 jump cluster-addresses
		jump vips
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
		# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again
		ip6 daddr { fd00:240::100, fd00:240::101 } goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip6 saddr . ip6 daddr { fd00:1:0:2::1 . fd00:1:0:2::1, fd00:1:0:2::2 . fd00:1:0:2::2 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip6 saddr fd00:1:0:2::/64 ip6 daddr != fd00:1::/48 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip6 daddr . meta l4proto . th dport vmap {
			fd30::1 . tcp . 25 : goto service-mail,
			fd30::2 . tcp . 80 : goto service-web,
			fd30::2 . udp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain vips {
		ip6 daddr . meta l4proto . th dport vmap {
			fd00:240::100 . tcp . 25 : goto vip-mail,
			fd00:240::101 . tcp . 80 : goto vip-web,
			fd00:240::101 . udp . 80 : goto vip-web,
		}
	}

	chain vip-mail {
		# pods of this node
		ip6 saddr fd00:1:0:2::/64 goto service-mail
		# pods of other nodes, and the node itself
		ip6 saddr fd00:1::/48 meta mark set 0x1 goto service-mail
		fib saddr type local meta mark set 0x1 goto service-mail
		# everybody else
		meta l4proto tcp dnat to [fd00:1:0:2::1]:25
	}

	chain vip-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-mail {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : fd00:1:0:1::2, 1 : fd00:1:0:2::1 }:25
	}

	chain service-web {
		meta l4proto { tcp, udp } dnat to [fd00:1:0:2::2]:80
	}
}
EOF

# node1 stands for election, to have 10.240.0.100 and 10.240.0.101 and fd00:240::100 and fd00:240::101
mkdir -p /run/causeway/node1
cat >/run/causeway/node1/keepalived.conf <<'EOF'
global_defs {
  router_id node1
  vrrp_version 3
}
vrrp_instance mail-ipv4 {
  state BACKUP
  interface eth0
  virtual_router_id 1
  priority 254
  advert_int 0.7
  virtual_ipaddress {
    10.240.0.100/32 dev eth0
  }
}
vrrp_instance web-ipv4 {
  state BACKUP
  interface eth0
  virtual_router_id 2
  priority 254
  advert_int 0.7
  virtual_ipaddress {
    10.240.0.101/32 dev eth0
  }
}
vrrp_instance mail-ipv6 {
  state BACKUP
  interface eth0
  virtual_router_id 1
  priority 254
  advert_int 0.7
  virtual_ipaddress {
    fe80::5e:201/128 dev eth0
    fd00:240::100/128 dev eth0
  }
}
vrrp_instance web-ipv6 {
  state BACKUP
  interface eth0
  virtual_router_id 2
  priority 254
  advert_int 0.7
  virtual_ipaddress {
    fe80::5e:202/128 dev eth0
    fd00:240::101/128 dev eth0
  }
}
EOF
ip netns exec node1 keepalived -P -n -l -f /run/causeway/node1/keepalived.conf -p /run/causeway/node1/keepalived.pid -r /run/causeway/node1/vrrp.pid >/run/causeway/node1/keepalived.log 2>&1 &

# node2 stands for election, to have 10.240.0.100 and 10.240.0.101 and fd00:240::100 and fd00:240::101
mkdir -p /run/causeway/node2
cat >/run/causeway/node2/keepalived.conf <<'EOF'
global_defs {
  router_id node2
  vrrp_version 3
}
vrrp_instance mail-ipv4 {
  state BACKUP
  interface eth0
  virtual_router_id 1
  priority 190
  advert_int 0.7
  virtual_ipaddress {
    10.240.0.100/32 dev eth0
  }
}
vrrp_instance web-ipv4 {
  state BACKUP
  interface eth0
  virtual_router_id 2
  priority 190
  advert_int 0.7
  virtual_ipaddress {
    10.240.0.101/32 dev eth0
  }
}
vrrp_instance mail-ipv6 {
  state BACKUP
  interface eth0
  virtual_router_id 1
  priority 190
  advert_int 0.7
  virtual_ipaddress {
    fe80::5e:201/128 dev eth0
    fd00:240::100/128 dev eth0
  }
}
vrrp_instance web-ipv6 {
  state BACKUP
  interface eth0
  virtual_router_id 2
  priority 190
  advert_int 0.7
  virtual_ipaddress {
    fe80::5e:202/128 dev eth0
    fd00:240::101/128 dev eth0
  }
}
EOF
ip netns exec node2 keepalived -P -n -l -f /run/causeway/node2/keepalived.conf -p /run/causeway/node2/keepalived.pid -r /run/causeway/node2/vrrp.pid >/run/causeway/node2/keepalived.log 2>&1 &

# node1 is elected to have 10.240.0.100 of mail
timeout 30 sh -c 'until ip -n node1 route show table local 10.240.0.100/32 | grep -q "dev "; do sleep 0.1; done' || { echo 'no address 10.240.0.100/32 in node1 after 30 s' >&2; exit 1; }

# node2 leaves it to node1
timeout 30 sh -c 'until ! ip -n node2 route show table local 10.240.0.100/32 | grep -q "dev "; do sleep 0.1; done' || { echo 'no end of the address 10.240.0.100/32 in node2 after 30 s' >&2; exit 1; }

# node1 is elected to have 10.240.0.101 of web
timeout 30 sh -c 'until ip -n node1 route show table local 10.240.0.101/32 | grep -q "dev "; do sleep 0.1; done' || { echo 'no address 10.240.0.101/32 in node1 after 30 s' >&2; exit 1; }

# node2 leaves it to node1
timeout 30 sh -c 'until ! ip -n node2 route show table local 10.240.0.101/32 | grep -q "dev "; do sleep 0.1; done' || { echo 'no end of the address 10.240.0.101/32 in node2 after 30 s' >&2; exit 1; }

# node1 is elected to have fd00:240::100 of mail
timeout 30 sh -c 'until ip -n node1 -6 route show table local fd00:240::100/128 | grep -q "dev "; do sleep 0.1; done' || { echo 'no address fd00:240::100/128 in node1 after 30 s' >&2; exit 1; }

# node2 leaves it to node1
timeout 30 sh -c 'until ! ip -n node2 -6 route show table local fd00:240::100/128 | grep -q "dev "; do sleep 0.1; done' || { echo 'no end of the address fd00:240::100/128 in node2 after 30 s' >&2; exit 1; }

# node1 is elected to have fd00:240::101 of web
timeout 30 sh -c 'until ip -n node1 -6 route show table local fd00:240::101/128 | grep -q "dev "; do sleep 0.1; done' || { echo 'no address fd00:240::101/128 in node1 after 30 s' >&2; exit 1; }

# node2 leaves it to node1
timeout 30 sh -c 'until ! ip -n node2 -6 route show table local fd00:240::101/128 | grep -q "dev "; do sleep 0.1; done' || { echo 'no end of the address fd00:240::101/128 in node2 after 30 s' >&2; exit 1; }
