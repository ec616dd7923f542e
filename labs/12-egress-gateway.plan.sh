#!/bin/sh
# Builds the lab egress-gateway: 9 machines, each a network namespace, out of plain Linux networking. Made from the lab
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

# this lab has no IPv6, so nobody speaks it on any link
ip netns exec core sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec other sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec node1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-a sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-b sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec node2 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-c sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-d sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# a switch carries frames and has no address of its own
ip netns exec net-east sysctl -qw net.ipv6.conf.all.disable_ipv6=1

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

# node1 has one leg in the larger network, as 10.240.0.1, and leaves to core what is not on its LAN
ip link add eth0 netns node1 address 0a:58:0a:f0:00:01 type veth peer name node1 netns core address 02:ca:79:c8:c4:06
ip -n node1 link set eth0 up
ip -n node1 address add 10.240.0.1/24 dev eth0
ip -n node1 route add default via 10.240.0.254 dev eth0

# node2 has one leg in the larger network, as 10.240.0.2, and leaves to core what is not on its LAN
ip link add eth0 netns node2 address 0a:58:0a:f0:00:02 type veth peer name node2 netns core address 02:ca:78:c8:c2:73
ip -n node2 link set eth0 up
ip -n node2 address add 10.240.0.2/24 dev eth0
ip -n node2 route add default via 10.240.0.254 dev eth0

# other: plugged into lan1
ip -n core link set other master lan1
ip -n core link set other up

# node1, node2: plugged into lan2
ip -n core link set node1 master lan2
ip -n core link set node1 up
ip -n core link set node2 master lan2
ip -n core link set node2 up

# net-east is the cluster's own network, and no router joins it to the larger one
ip -n net-east link add br0 address 02:ca:03:3d:f0:4d type bridge
ip -n net-east link set br0 up

# node1 has its other leg in net-east, as the gateway of its pods
ip link add eth1 netns node1 address 02:ca:47:94:a2:c3 type veth peer name node1 netns net-east address 02:ca:d8:25:7f:8a
ip -n node1 link set eth1 up
ip -n node1 address add 10.0.1.254/32 dev eth1

# a pod address that nobody has ends at node1, and never leaks into the larger network
ip -n node1 route add unreachable 10.0.0.0/16

# node1 finds the pods of node2 behind that node's leg
ip -n node1 route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink

# node2 has its other leg in net-east, as the gateway of its pods
ip link add eth1 netns node2 address 02:ca:32:2b:8d:b4 type veth peer name node2 netns net-east address 02:ca:d7:25:7d:f7
ip -n node2 link set eth1 up
ip -n node2 address add 10.0.2.254/32 dev eth1

# a pod address that nobody has ends at node2, and never leaks into the larger network
ip -n node2 route add unreachable 10.0.0.0/16

# node2 finds the pods of node1 behind that node's leg
ip -n node2 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink

# node1 is plugged into net-east
ip -n net-east link set node1 master br0
ip -n net-east link set node1 up

# node2 is plugged into net-east
ip -n net-east link set node2 master br0
ip -n net-east link set node2 up

# cable pod-a to node1
ip link add eth0 netns pod-a address 0a:58:0a:00:01:01 type veth peer name pod-a netns node1 address 0a:58:0a:00:01:fe
ip -n pod-a link set eth0 up

# pod-a is 10.0.1.1, alone: its neighbours are reached through node1, whose address and MAC it knows
ip -n pod-a address add 10.0.1.1/32 dev eth0
ip -n pod-a neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-a route add 10.0.1.254/32 dev eth0
ip -n pod-a route add default via 10.0.1.254 dev eth0

# cable pod-b to node1
ip link add eth0 netns pod-b address 0a:58:0a:00:01:02 type veth peer name pod-b netns node1 address 0a:58:0a:00:01:fe
ip -n pod-b link set eth0 up

# pod-b is 10.0.1.2, alone: its neighbours are reached through node1, whose address and MAC it knows
ip -n pod-b address add 10.0.1.2/32 dev eth0
ip -n pod-b neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-b route add 10.0.1.254/32 dev eth0
ip -n pod-b route add default via 10.0.1.254 dev eth0

# node1 reaches pod-a by its cable, and as the pods' gateway
ip -n node1 link set pod-a up
ip -n node1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-a nud permanent
ip -n node1 route add 10.0.1.1/32 dev pod-a src 10.0.1.254

# node1 reaches pod-b by its cable, and as the pods' gateway
ip -n node1 link set pod-b up
ip -n node1 neighbour add 10.0.1.2 lladdr 0a:58:0a:00:01:02 dev pod-b nud permanent
ip -n node1 route add 10.0.1.2/32 dev pod-b src 10.0.1.254

# cable pod-c to node2
ip link add eth0 netns pod-c address 0a:58:0a:00:02:01 type veth peer name pod-c netns node2 address 0a:58:0a:00:02:fe
ip -n pod-c link set eth0 up

# pod-c is 10.0.2.1, alone: its neighbours are reached through node2, whose address and MAC it knows
ip -n pod-c address add 10.0.2.1/32 dev eth0
ip -n pod-c neighbour add 10.0.2.254 lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-c route add 10.0.2.254/32 dev eth0
ip -n pod-c route add default via 10.0.2.254 dev eth0

# cable pod-d to node2
ip link add eth0 netns pod-d address 0a:58:0a:00:02:02 type veth peer name pod-d netns node2 address 0a:58:0a:00:02:fe
ip -n pod-d link set eth0 up

# pod-d is 10.0.2.2, alone: its neighbours are reached through node2, whose address and MAC it knows
ip -n pod-d address add 10.0.2.2/32 dev eth0
ip -n pod-d neighbour add 10.0.2.254 lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-d route add 10.0.2.254/32 dev eth0
ip -n pod-d route add default via 10.0.2.254 dev eth0

# node2 reaches pod-c by its cable, and as the pods' gateway
ip -n node2 link set pod-c up
ip -n node2 neighbour add 10.0.2.1 lladdr 0a:58:0a:00:02:01 dev pod-c nud permanent
ip -n node2 route add 10.0.2.1/32 dev pod-c src 10.0.2.254

# node2 reaches pod-d by its cable, and as the pods' gateway
ip -n node2 link set pod-d up
ip -n node2 neighbour add 10.0.2.2 lladdr 0a:58:0a:00:02:02 dev pod-d nud permanent
ip -n node2 route add 10.0.2.2/32 dev pod-d src 10.0.2.254

# 10.240.0.100 is what outsiders see of pod-a, pod-d, and node2 answers for it on its LAN
ip -n node2 address add 10.240.0.100/32 dev eth0

# pods that leave by node2 go there from node1 over the cluster's own network
ip -n node1 route add default via 10.0.2.254 dev eth1 table 100 onlink

# without a way to node2 they do not leave at all
ip -n node1 route add unreachable default table 100 metric 4278198272

# pods that leave by node2 leave for outsiders only: pods and nodes of their own are reached as ever
ip -n node1 route add throw 10.0.0.0/16 table 100
ip -n node1 route add throw 10.240.0.1/32 table 100
ip -n node1 route add throw 10.240.0.2/32 table 100

# whoever came in is answered by the way that he came
ip -n node1 rule add priority 100 fwmark 2 table 254

# pods that leave by node2 go there from node1 over the cluster's own network
ip -n node1 rule add priority 110 from 10.0.1.1/32 table 100

# the gateways of node1: Services lead to their endpoints, ports 30080, 30081 lead in, pod-a, pod-d leave by node2, pods leave masqueraded as the node
ip netns exec node1 nft -f - <<'EOF'
table ip causeway {
	chain answers {
		type filter hook prerouting priority mangle; policy accept;
		# an answer goes back the way that the question came
		ip saddr 10.0.1.1 ct direction reply meta mark set 2
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
		# these leave by node2, and never as this node
		ip saddr 10.0.1.1 ip daddr != { 10.0.0.0/16, 10.240.0.1, 10.240.0.2 } oifname "eth0" ct direction original reject with icmp admin-prohibited
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
		ip saddr . ip daddr { 10.0.1.1 . 10.0.1.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.1.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
			172.30.0.1 . udp . 80 : goto service-web,
			172.30.0.2 . tcp . 81 : goto service-local,
			172.30.0.2 . udp . 81 : goto service-local,
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
			tcp . 30081 : goto node-port-local,
			udp . 30081 : goto node-port-local,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain node-port-local {
		# pods of this node
		ip saddr 10.0.1.0/24 goto service-local
		# pods of other nodes, and the node itself
		ip saddr 10.0.0.0/16 meta mark set 0x1 goto service-local
		fib saddr type local meta mark set 0x1 goto service-local
		# everybody else
		meta l4proto { tcp, udp } dnat to 10.0.1.1:81
	}

	chain service-web {
		meta l4proto { tcp, udp } dnat to numgen random mod 2 map { 0 : 10.0.1.1, 1 : 10.0.2.1 }:80
	}

	chain service-local {
		meta l4proto { tcp, udp } dnat to 10.0.1.1:81
	}
}
EOF

# the gateways of node2: Services lead to their endpoints, ports 30080, 30081 lead in, pod-a, pod-d leave by node2, pods leave masqueraded as the node
ip netns exec node2 nft -f - <<'EOF'
table ip causeway {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain input {
		type filter hook input priority filter; policy accept;
		ip daddr 10.240.0.2 meta l4proto . th dport vmap {
			tcp . 30081 : drop,
			udp . 30081 : drop,
		}
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
		ip saddr . ip daddr { 10.0.2.1 . 10.0.2.1 } masquerade
		# pods that leave by this node, wherever they run
		ip saddr { 10.0.1.1, 10.0.2.2 } ip daddr != { 10.0.0.0/16, 10.240.0.1, 10.240.0.2 } oifname "eth0" snat to 10.240.0.100
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.2.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
			172.30.0.1 . udp . 80 : goto service-web,
			172.30.0.2 . tcp . 81 : goto service-local,
			172.30.0.2 . udp . 81 : goto service-local,
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
			tcp . 30081 : goto node-port-local,
			udp . 30081 : goto node-port-local,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain node-port-local {
		# pods of this node
		ip saddr 10.0.2.0/24 goto service-local
		# pods of other nodes, and the node itself
		ip saddr 10.0.0.0/16 meta mark set 0x1 goto service-local
		fib saddr type local meta mark set 0x1 goto service-local
	}

	chain service-web {
		meta l4proto { tcp, udp } dnat to numgen random mod 2 map { 0 : 10.0.1.1, 1 : 10.0.2.1 }:80
	}

	chain service-local {
		meta l4proto { tcp, udp } dnat to 10.0.1.1:81
	}
}
EOF
