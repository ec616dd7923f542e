#!/bin/sh
# Builds the lab many-models: 23 machines, each a network namespace, out of plain Linux networking. Made from the lab
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
ip netns add flat1
ip netns add pod-f
ip netns add net-land
ip netns add land1
ip netns add pod-a
ip netns add land2
ip netns add pod-b
ip netns add over1
ip netns add pod-c
ip netns add over2
ip netns add pod-d
ip netns add net-north
ip netns add red1
ip netns add pod-r
ip netns add blue1
ip netns add pod-s
ip netns add core-apart
ip netns add inner
ip netns add net-apart
ip netns add apart1
ip netns add pod-z

# the router and the nodes forward for others
ip netns exec core sysctl -qw net.ipv4.ip_forward=1
ip netns exec flat1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec land1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec land2 sysctl -qw net.ipv4.ip_forward=1
ip netns exec over1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec over2 sysctl -qw net.ipv4.ip_forward=1
ip netns exec red1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec blue1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec core-apart sysctl -qw net.ipv4.ip_forward=1
ip netns exec apart1 sysctl -qw net.ipv4.ip_forward=1

# hosts and pods forward for nobody
ip netns exec other sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-f sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-a sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-b sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-c sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-d sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-r sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-s sysctl -qw net.ipv4.ip_forward=0
ip netns exec inner sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-z sysctl -qw net.ipv4.ip_forward=0

# this lab has no IPv6, so nobody speaks it on any link
ip netns exec core sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec other sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec flat1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-f sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec land1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-a sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec land2 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-b sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec over1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-c sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec over2 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-d sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec red1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-r sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec blue1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-s sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec core-apart sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec inner sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec apart1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-z sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# a switch carries frames and has no address of its own
ip netns exec net-land sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec net-north sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec net-apart sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# packets may come by whichever link they come: the model decides what passes, and no filter
ip netns exec core sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec flat1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec land1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec land2 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec over1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec over2 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec core-apart sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec inner sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec apart1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec core sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec flat1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec land1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec land2 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec over1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec over2 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec core-apart sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec inner sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec apart1 sysctl -qw net.ipv4.conf.default.rp_filter=0

# ARP is answered for any address of the machine, as Linux does unless told otherwise
ip netns exec core sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec flat1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec land1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec land2 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec over1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec over2 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec core-apart sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec inner sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec apart1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec core sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec flat1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec land1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec land2 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec over1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec over2 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec core-apart sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec inner sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec apart1 sysctl -qw net.ipv4.conf.default.arp_ignore=0

# no sender is told of a shorter way: packets go the way the plan says
ip netns exec core sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec flat1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec land1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec land2 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec over1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec over2 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec core-apart sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec apart1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec core sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec flat1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec land1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec land2 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec over1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec over2 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec core-apart sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec apart1 sysctl -qw net.ipv4.conf.default.send_redirects=0

# 127.0.0.0/8 stays inside the node
ip netns exec flat1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec land1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec land2 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec over1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec over2 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec apart1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec flat1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec land1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec land2 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec over1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec over2 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec apart1 sysctl -qw net.ipv4.conf.default.route_localnet=0

# "unreachable" is said every time it is so, not once a second
ip netns exec core sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec flat1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec land1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec land2 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec over1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec over2 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec red1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec blue1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec core-apart sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec apart1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec core sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec flat1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec land1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec land2 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec over1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec over2 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec red1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec blue1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec core-apart sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec apart1 sysctl -qw net.ipv4.icmp_ratemask=0

# a bridge is a bridge: what crosses it is not routed, and no rule for routed packets sees it
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec net-land sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec net-north sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec core-apart sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec net-apart sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec net-land sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec net-north sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec core-apart sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec net-apart sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec net-land sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec net-north sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec core-apart sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec net-apart sysctl -eqw net.bridge.bridge-nf-call-iptables=0

# ping works without raw sockets
ip netns exec core sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec other sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec flat1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-f sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec land1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-a sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec land2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-b sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec over1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-c sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec over2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-d sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec red1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-r sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec blue1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-s sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec core-apart sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec inner sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec apart1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-z sysctl -qw net.ipv4.ping_group_range='0 0'

# every machine with an address reaches itself
ip -n core link set lo up
ip -n other link set lo up
ip -n flat1 link set lo up
ip -n pod-f link set lo up
ip -n land1 link set lo up
ip -n pod-a link set lo up
ip -n land2 link set lo up
ip -n pod-b link set lo up
ip -n over1 link set lo up
ip -n pod-c link set lo up
ip -n over2 link set lo up
ip -n pod-d link set lo up
ip -n red1 link set lo up
ip -n pod-r link set lo up
ip -n blue1 link set lo up
ip -n pod-s link set lo up
ip -n core-apart link set lo up
ip -n inner link set lo up
ip -n apart1 link set lo up
ip -n pod-z link set lo up

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

# flat1 has one leg in the larger network, as 10.240.0.1, and leaves to core what is not on its LAN
ip link add eth0 netns flat1 address 0a:58:0a:f0:00:01 type veth peer name flat1 netns core address 02:ca:24:64:3b:6f
ip -n flat1 link set eth0 up
ip -n flat1 address add 10.240.0.1/24 dev eth0
ip -n flat1 route add default via 10.240.0.254 dev eth0

# land1 has one leg in the larger network, as 10.240.0.2, and leaves to core what is not on its LAN
ip link add eth0 netns land1 address 0a:58:0a:f0:00:02 type veth peer name land1 netns core address 02:ca:ef:c5:6d:7d
ip -n land1 link set eth0 up
ip -n land1 address add 10.240.0.2/24 dev eth0
ip -n land1 route add default via 10.240.0.254 dev eth0

# land2 has one leg in the larger network, as 10.240.0.3, and leaves to core what is not on its LAN
ip link add eth0 netns land2 address 0a:58:0a:f0:00:03 type veth peer name land2 netns core address 02:ca:ec:c5:68:c4
ip -n land2 link set eth0 up
ip -n land2 address add 10.240.0.3/24 dev eth0
ip -n land2 route add default via 10.240.0.254 dev eth0

# over1 has one leg in the larger network, as 10.240.0.4, and leaves to core what is not on its LAN
ip link add eth0 netns over1 address 0a:58:0a:f0:00:04 type veth peer name over1 netns core address 02:ca:cb:46:06:10
ip -n over1 link set eth0 up
ip -n over1 address add 10.240.0.4/24 dev eth0
ip -n over1 route add default via 10.240.0.254 dev eth0

# over2 has one leg in the larger network, as 10.240.0.5, and leaves to core what is not on its LAN
ip link add eth0 netns over2 address 0a:58:0a:f0:00:05 type veth peer name over2 netns core address 02:ca:ce:46:0a:c9
ip -n over2 link set eth0 up
ip -n over2 address add 10.240.0.5/24 dev eth0
ip -n over2 route add default via 10.240.0.254 dev eth0

# red1 has one leg in the larger network, as 10.240.0.6, and leaves to core what is not on its LAN
ip link add eth0 netns red1 address 0a:58:0a:f0:00:06 type veth peer name red1 netns core address 02:ca:a7:c0:b6:69
ip -n red1 link set eth0 up
ip -n red1 address add 10.240.0.6/24 dev eth0
ip -n red1 route add default via 10.240.0.254 dev eth0

# blue1 has one leg in the larger network, as 10.240.0.7, and leaves to core what is not on its LAN
ip link add eth0 netns blue1 address 0a:58:0a:f0:00:07 type veth peer name blue1 netns core address 02:ca:66:31:26:32
ip -n blue1 link set eth0 up
ip -n blue1 address add 10.240.0.7/24 dev eth0
ip -n blue1 route add default via 10.240.0.254 dev eth0

# other: plugged into lan1
ip -n core link set other master lan1
ip -n core link set other up

# flat1, land1, land2, over1, over2, red1, blue1: plugged into lan2
ip -n core link set flat1 master lan2
ip -n core link set flat1 up
ip -n core link set land1 master lan2
ip -n core link set land1 up
ip -n core link set land2 master lan2
ip -n core link set land2 up
ip -n core link set over1 master lan2
ip -n core link set over1 up
ip -n core link set over2 master lan2
ip -n core link set over2 up
ip -n core link set red1 master lan2
ip -n core link set red1 up
ip -n core link set blue1 master lan2
ip -n core link set blue1 up

# flat1 is the gateway of its pods
ip -n flat1 address add 10.10.1.254/32 dev lo

# a pod address that nobody has ends at flat1, and does not go back and forth between it and core
ip -n flat1 route add unreachable 10.10.1.0/24

# the larger network knows that flat1 has the pods 10.10.1.0/24
ip -n core route add 10.10.1.0/24 via 10.240.0.1

# cable pod-f to flat1
ip link add eth0 netns pod-f address 0a:58:0a:0a:01:01 type veth peer name pod-f netns flat1 address 0a:58:0a:0a:01:fe
ip -n pod-f link set eth0 up

# pod-f is 10.10.1.1, alone: its neighbours are reached through flat1, whose address and MAC it knows
ip -n pod-f address add 10.10.1.1/32 dev eth0
ip -n pod-f neighbour add 10.10.1.254 lladdr 0a:58:0a:0a:01:fe dev eth0 nud permanent
ip -n pod-f route add 10.10.1.254/32 dev eth0
ip -n pod-f route add default via 10.10.1.254 dev eth0

# flat1 reaches pod-f by its cable, and as the pods' gateway
ip -n flat1 link set pod-f up
ip -n flat1 neighbour add 10.10.1.1 lladdr 0a:58:0a:0a:01:01 dev pod-f nud permanent
ip -n flat1 route add 10.10.1.1/32 dev pod-f src 10.10.1.254

# the gateways of flat1: Services lead to their endpoints, ports 30080 lead in
ip netns exec flat1 nft -f - <<'EOF'
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
		ip saddr . ip daddr { 10.10.1.1 . 10.10.1.1 } masquerade
		meta mark 0x1 masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.1 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to 10.10.1.1:80
	}
}
EOF

# net-land is the cluster's own network, and no router joins it to the larger one
ip -n net-land link add br0 address 02:ca:f5:50:b6:35 type bridge
ip -n net-land link set br0 up

# land1 has its other leg in net-land, as the gateway of its pods
ip link add eth1 netns land1 address 02:ca:31:89:74:36 type veth peer name land1 netns net-land address 02:ca:d3:93:bd:21
ip -n land1 link set eth1 up
ip -n land1 address add 10.0.1.254/32 dev eth1

# a pod address that nobody has ends at land1, and never leaks into the larger network
ip -n land1 route add unreachable 10.0.0.0/16

# land1 finds the pods of land2 behind that node's leg
ip -n land1 route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink

# land2 has its other leg in net-land, as the gateway of its pods
ip link add eth1 netns land2 address 02:ca:48:11:ef:99 type veth peer name land2 netns net-land address 02:ca:d0:93:b8:68
ip -n land2 link set eth1 up
ip -n land2 address add 10.0.2.254/32 dev eth1

# a pod address that nobody has ends at land2, and never leaks into the larger network
ip -n land2 route add unreachable 10.0.0.0/16

# land2 finds the pods of land1 behind that node's leg
ip -n land2 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink

# land1 is plugged into net-land
ip -n net-land link set land1 master br0
ip -n net-land link set land1 up

# land2 is plugged into net-land
ip -n net-land link set land2 master br0
ip -n net-land link set land2 up

# cable pod-a to land1
ip link add eth0 netns pod-a address 0a:58:0a:00:01:01 type veth peer name pod-a netns land1 address 0a:58:0a:00:01:fe
ip -n pod-a link set eth0 up

# pod-a is 10.0.1.1, alone: its neighbours are reached through land1, whose address and MAC it knows
ip -n pod-a address add 10.0.1.1/32 dev eth0
ip -n pod-a neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-a route add 10.0.1.254/32 dev eth0
ip -n pod-a route add default via 10.0.1.254 dev eth0

# land1 reaches pod-a by its cable, and as the pods' gateway
ip -n land1 link set pod-a up
ip -n land1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-a nud permanent
ip -n land1 route add 10.0.1.1/32 dev pod-a src 10.0.1.254

# cable pod-b to land2
ip link add eth0 netns pod-b address 0a:58:0a:00:02:01 type veth peer name pod-b netns land2 address 0a:58:0a:00:02:fe
ip -n pod-b link set eth0 up

# pod-b is 10.0.2.1, alone: its neighbours are reached through land2, whose address and MAC it knows
ip -n pod-b address add 10.0.2.1/32 dev eth0
ip -n pod-b neighbour add 10.0.2.254 lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-b route add 10.0.2.254/32 dev eth0
ip -n pod-b route add default via 10.0.2.254 dev eth0

# land2 reaches pod-b by its cable, and as the pods' gateway
ip -n land2 link set pod-b up
ip -n land2 neighbour add 10.0.2.1 lladdr 0a:58:0a:00:02:01 dev pod-b nud permanent
ip -n land2 route add 10.0.2.1/32 dev pod-b src 10.0.2.254

# the gateways of land1: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec land1 nft -f - <<'EOF'
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
		ip saddr . ip daddr { 10.0.1.1 . 10.0.1.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.1.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.2 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : 10.0.1.1, 1 : 10.0.2.1 }:80
	}
}
EOF

# the gateways of land2: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec land2 nft -f - <<'EOF'
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
		ip saddr . ip daddr { 10.0.2.1 . 10.0.2.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.2.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.3 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : 10.0.1.1, 1 : 10.0.2.1 }:80
	}
}
EOF

# over1 has its other leg in an overlay: frames inside UDP, from node to node
ip -n over1 link add vxlan0 address 0a:58:0a:00:01:00 mtu 1450 type vxlan id 3 dev eth0 local 10.240.0.4 dstport 4789 nolearning
ip -n over1 link set vxlan0 up
ip -n over1 address add 10.0.1.0/32 dev vxlan0

# over1 is the gateway of its pods
ip -n over1 address add 10.0.1.254/32 dev lo

# a pod address that nobody has ends at over1, and never leaks into the larger network
ip -n over1 route add unreachable 10.0.0.0/16

# over1 finds the pods of over2 through the overlay, inside UDP to 10.240.0.5
bridge -n over1 fdb add 0a:58:0a:00:02:00 dev vxlan0 dst 10.240.0.5 self permanent
ip -n over1 neighbour add 10.0.2.0 lladdr 0a:58:0a:00:02:00 dev vxlan0 nud permanent
ip -n over1 route add 10.0.2.0/24 via 10.0.2.0 dev vxlan0 onlink

# over2 has its other leg in an overlay: frames inside UDP, from node to node
ip -n over2 link add vxlan0 address 0a:58:0a:00:02:00 mtu 1450 type vxlan id 3 dev eth0 local 10.240.0.5 dstport 4789 nolearning
ip -n over2 link set vxlan0 up
ip -n over2 address add 10.0.2.0/32 dev vxlan0

# over2 is the gateway of its pods
ip -n over2 address add 10.0.2.254/32 dev lo

# a pod address that nobody has ends at over2, and never leaks into the larger network
ip -n over2 route add unreachable 10.0.0.0/16

# over2 finds the pods of over1 through the overlay, inside UDP to 10.240.0.4
bridge -n over2 fdb add 0a:58:0a:00:01:00 dev vxlan0 dst 10.240.0.4 self permanent
ip -n over2 neighbour add 10.0.1.0 lladdr 0a:58:0a:00:01:00 dev vxlan0 nud permanent
ip -n over2 route add 10.0.1.0/24 via 10.0.1.0 dev vxlan0 onlink

# cable pod-c to over1
ip link add eth0 netns pod-c address 0a:58:0a:00:01:01 mtu 1450 type veth peer name pod-c netns over1 address 0a:58:0a:00:01:fe mtu 1450
ip -n pod-c link set eth0 up

# pod-c is 10.0.1.1, alone: its neighbours are reached through over1, whose address and MAC it knows
ip -n pod-c address add 10.0.1.1/32 dev eth0
ip -n pod-c neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-c route add 10.0.1.254/32 dev eth0
ip -n pod-c route add default via 10.0.1.254 dev eth0

# over1 reaches pod-c by its cable, and as the pods' gateway
ip -n over1 link set pod-c up
ip -n over1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-c nud permanent
ip -n over1 route add 10.0.1.1/32 dev pod-c src 10.0.1.254

# cable pod-d to over2
ip link add eth0 netns pod-d address 0a:58:0a:00:02:01 mtu 1450 type veth peer name pod-d netns over2 address 0a:58:0a:00:02:fe mtu 1450
ip -n pod-d link set eth0 up

# pod-d is 10.0.2.1, alone: its neighbours are reached through over2, whose address and MAC it knows
ip -n pod-d address add 10.0.2.1/32 dev eth0
ip -n pod-d neighbour add 10.0.2.254 lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-d route add 10.0.2.254/32 dev eth0
ip -n pod-d route add default via 10.0.2.254 dev eth0

# over2 reaches pod-d by its cable, and as the pods' gateway
ip -n over2 link set pod-d up
ip -n over2 neighbour add 10.0.2.1 lladdr 0a:58:0a:00:02:01 dev pod-d nud permanent
ip -n over2 route add 10.0.2.1/32 dev pod-d src 10.0.2.254

# the gateways of over1: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec over1 nft -f - <<'EOF'
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
		ip saddr . ip daddr { 10.0.1.1 . 10.0.1.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.1.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.4 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : 10.0.1.1, 1 : 10.0.2.1 }:80
	}
}
EOF

# the gateways of over2: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec over2 nft -f - <<'EOF'
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
		ip saddr . ip daddr { 10.0.2.1 . 10.0.2.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.2.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.5 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : 10.0.1.1, 1 : 10.0.2.1 }:80
	}
}
EOF

# net-north is the cluster's own network, and no router joins it to the larger one
ip -n net-north link add br0 address 02:ca:50:c8:db:49 type bridge
ip -n net-north link set br0 up

# red1 has its other leg in net-north, as the gateway of its pods
ip link add eth1 netns red1 address 02:ca:93:ab:65:f6 type veth peer name red1 netns net-north address 02:ca:54:0b:e2:39
ip -n red1 link set eth1 up
ip -n red1 address add 10.0.1.254/32 dev eth1

# a pod address that nobody has ends at red1, and never leaks into the larger network
ip -n red1 route add unreachable 10.0.0.0/16
ip -n red1 route add unreachable 10.1.0.0/16

# red1 finds the pods of blue1 behind that node's leg
ip -n red1 route add 10.1.1.0/24 via 10.1.1.254 dev eth1 onlink

# blue1 has its other leg in net-north, as the gateway of its pods
ip link add eth1 netns blue1 address 02:ca:b5:c4:bb:03 type veth peer name blue1 netns net-north address 02:ca:62:35:e2:22
ip -n blue1 link set eth1 up
ip -n blue1 address add 10.1.1.254/32 dev eth1

# a pod address that nobody has ends at blue1, and never leaks into the larger network
ip -n blue1 route add unreachable 10.0.0.0/16
ip -n blue1 route add unreachable 10.1.0.0/16

# blue1 finds the pods of red1 behind that node's leg
ip -n blue1 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink

# red1 is plugged into net-north
ip -n net-north link set red1 master br0
ip -n net-north link set red1 up

# blue1 is plugged into net-north
ip -n net-north link set blue1 master br0
ip -n net-north link set blue1 up

# cable pod-r to red1
ip link add eth0 netns pod-r address 0a:58:0a:00:01:01 type veth peer name pod-r netns red1 address 0a:58:0a:00:01:fe
ip -n pod-r link set eth0 up

# pod-r is 10.0.1.1, alone: its neighbours are reached through red1, whose address and MAC it knows
ip -n pod-r address add 10.0.1.1/32 dev eth0
ip -n pod-r neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-r route add 10.0.1.254/32 dev eth0
ip -n pod-r route add default via 10.0.1.254 dev eth0

# red1 reaches pod-r by its cable, and as the pods' gateway
ip -n red1 link set pod-r up
ip -n red1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-r nud permanent
ip -n red1 route add 10.0.1.1/32 dev pod-r src 10.0.1.254

# the gateways of red1: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec red1 nft -f - <<'EOF'
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
		ip saddr . ip daddr { 10.0.1.1 . 10.0.1.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.1.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16 } oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.6 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to 10.0.1.1:80
	}
}
EOF

# cable pod-s to blue1
ip link add eth0 netns pod-s address 0a:58:0a:01:01:01 type veth peer name pod-s netns blue1 address 0a:58:0a:01:01:fe
ip -n pod-s link set eth0 up

# pod-s is 10.1.1.1, alone: its neighbours are reached through blue1, whose address and MAC it knows
ip -n pod-s address add 10.1.1.1/32 dev eth0
ip -n pod-s neighbour add 10.1.1.254 lladdr 0a:58:0a:01:01:fe dev eth0 nud permanent
ip -n pod-s route add 10.1.1.254/32 dev eth0
ip -n pod-s route add default via 10.1.1.254 dev eth0

# blue1 reaches pod-s by its cable, and as the pods' gateway
ip -n blue1 link set pod-s up
ip -n blue1 neighbour add 10.1.1.1 lladdr 0a:58:0a:01:01:01 dev pod-s nud permanent
ip -n blue1 route add 10.1.1.1/32 dev pod-s src 10.1.1.254

# the gateways of blue1: pods leave masqueraded as the node
ip netns exec blue1 nft -f - <<'EOF'
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
		ip saddr 10.1.1.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16 } oifname "eth0" masquerade
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}
}
EOF

# core-apart is the router of 10.128.1.0/24
ip -n core-apart link add lan1 address 02:ca:b5:4c:e1:b8 type bridge
ip -n core-apart address add 10.128.1.254/24 dev lan1
ip -n core-apart link set lan1 up

# core-apart is the router of 10.240.0.0/24
ip -n core-apart link add lan2 address 02:ca:b8:4c:e6:71 type bridge
ip -n core-apart address add 10.240.0.254/24 dev lan2
ip -n core-apart link set lan2 up

# inner has one leg in the larger network, as 10.128.1.1, and leaves to core-apart what is not on its LAN
ip link add eth0 netns inner address 0a:59:0a:80:01:01 type veth peer name inner netns core-apart address 02:ca:cb:c8:0b:36
ip -n inner link set eth0 up
ip -n inner address add 10.128.1.1/24 dev eth0
ip -n inner route add default via 10.128.1.254 dev eth0

# apart1 has one leg in the larger network, as 10.240.0.1, and leaves to core-apart what is not on its LAN
ip link add eth0 netns apart1 address 0a:59:0a:f0:00:01 type veth peer name apart1 netns core-apart address 02:ca:60:69:d0:7f
ip -n apart1 link set eth0 up
ip -n apart1 address add 10.240.0.1/24 dev eth0
ip -n apart1 route add default via 10.240.0.254 dev eth0

# inner: plugged into lan1
ip -n core-apart link set inner master lan1
ip -n core-apart link set inner up

# apart1: plugged into lan2
ip -n core-apart link set apart1 master lan2
ip -n core-apart link set apart1 up

# net-apart is the cluster's own network, and no router joins it to the larger one
ip -n net-apart link add br0 address 02:ca:6e:9f:6a:88 type bridge
ip -n net-apart link set br0 up

# apart1 has its other leg in net-apart, as the gateway of its pods
ip link add eth1 netns apart1 address 02:ca:fd:68:02:17 type veth peer name apart1 netns net-apart address 02:ca:07:11:af:a1
ip -n apart1 link set eth1 up
ip -n apart1 address add 10.0.1.254/32 dev eth1

# a pod address that nobody has ends at apart1, and never leaks into the larger network
ip -n apart1 route add unreachable 10.0.0.0/16

# apart1 is plugged into net-apart
ip -n net-apart link set apart1 master br0
ip -n net-apart link set apart1 up

# cable pod-z to apart1
ip link add eth0 netns pod-z address 0a:59:0a:00:01:01 type veth peer name pod-z netns apart1 address 0a:59:0a:00:01:fe
ip -n pod-z link set eth0 up

# pod-z is 10.0.1.1, alone: its neighbours are reached through apart1, whose address and MAC it knows
ip -n pod-z address add 10.0.1.1/32 dev eth0
ip -n pod-z neighbour add 10.0.1.254 lladdr 0a:59:0a:00:01:fe dev eth0 nud permanent
ip -n pod-z route add 10.0.1.254/32 dev eth0
ip -n pod-z route add default via 10.0.1.254 dev eth0

# apart1 reaches pod-z by its cable, and as the pods' gateway
ip -n apart1 link set pod-z up
ip -n apart1 neighbour add 10.0.1.1 lladdr 0a:59:0a:00:01:01 dev pod-z nud permanent
ip -n apart1 route add 10.0.1.1/32 dev pod-z src 10.0.1.254

# the gateways of apart1: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec apart1 nft -f - <<'EOF'
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
		ip saddr . ip daddr { 10.0.1.1 . 10.0.1.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.1.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.1 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to 10.0.1.1:80
	}
}
EOF
