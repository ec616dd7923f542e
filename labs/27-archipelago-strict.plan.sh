#!/bin/sh
# Builds the lab archipelago-strict: 15 machines, each a network namespace, out of plain Linux networking. Made from the lab
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
ip netns add net-north
ip netns add red1
ip netns add pod-r1
ip netns add red2
ip netns add pod-r2
ip netns add pod-r3
ip netns add green1
ip netns add pod-g1
ip netns add pod-g2
ip netns add net-iron
ip netns add iron1
ip netns add pod-i1
ip netns add pod-i2

# the router and the nodes forward for others
ip netns exec core sysctl -qw net.ipv4.ip_forward=1
ip netns exec red1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec red2 sysctl -qw net.ipv4.ip_forward=1
ip netns exec green1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec iron1 sysctl -qw net.ipv4.ip_forward=1

# hosts and pods forward for nobody
ip netns exec other sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-r1 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-r2 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-r3 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-g1 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-g2 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-i1 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-i2 sysctl -qw net.ipv4.ip_forward=0

# the router and the nodes forward for others
ip netns exec core sysctl -qw net.ipv6.conf.all.forwarding=1
ip netns exec red1 sysctl -qw net.ipv6.conf.all.forwarding=1
ip netns exec red2 sysctl -qw net.ipv6.conf.all.forwarding=1
ip netns exec green1 sysctl -qw net.ipv6.conf.all.forwarding=1
ip netns exec iron1 sysctl -qw net.ipv6.conf.all.forwarding=1

# a switch carries frames and has no address of its own
ip netns exec net-north sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec net-iron sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# IPv6 addresses are good at once: nobody in a lab can have taken them
ip netns exec core sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec other sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec red1 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-r1 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec red2 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-r2 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-r3 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec green1 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-g1 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-g2 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec iron1 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-i1 sysctl -qw net.ipv6.conf.default.accept_dad=0
ip netns exec pod-i2 sysctl -qw net.ipv6.conf.default.accept_dad=0

# no host takes an address or a route from a router advertisement, as those that forward do not: the plan gives all
ip netns exec other sysctl -qw net.ipv6.conf.default.accept_ra=0

# packets may come by whichever link they come: the model decides what passes, and no filter
ip netns exec core sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec red2 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec green1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec iron1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec core sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec red2 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec green1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec iron1 sysctl -qw net.ipv4.conf.default.rp_filter=0

# ARP is answered for any address of the machine, as Linux does unless told otherwise
ip netns exec core sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec red2 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec green1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec iron1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec core sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec red2 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec green1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec iron1 sysctl -qw net.ipv4.conf.default.arp_ignore=0

# no sender is told of a shorter way: packets go the way the plan says
ip netns exec core sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec red2 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec green1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec iron1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec core sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec red2 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec green1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec iron1 sysctl -qw net.ipv4.conf.default.send_redirects=0

# 127.0.0.0/8 stays inside the node
ip netns exec red1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec red2 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec green1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec iron1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec red2 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec green1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec iron1 sysctl -qw net.ipv4.conf.default.route_localnet=0

# "unreachable" is said every time it is so, not once a second
ip netns exec core sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec red1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec red2 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec green1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec iron1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec core sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec red1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec red2 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec green1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec iron1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec core sysctl -qw net.ipv6.icmp.ratelimit=0
ip netns exec red1 sysctl -qw net.ipv6.icmp.ratelimit=0
ip netns exec red2 sysctl -qw net.ipv6.icmp.ratelimit=0
ip netns exec green1 sysctl -qw net.ipv6.icmp.ratelimit=0
ip netns exec iron1 sysctl -qw net.ipv6.icmp.ratelimit=0
ip netns exec core sysctl -qw net.ipv6.icmp.ratemask=0
ip netns exec red1 sysctl -qw net.ipv6.icmp.ratemask=0
ip netns exec red2 sysctl -qw net.ipv6.icmp.ratemask=0
ip netns exec green1 sysctl -qw net.ipv6.icmp.ratemask=0
ip netns exec iron1 sysctl -qw net.ipv6.icmp.ratemask=0

# a bridge is a bridge: what crosses it is not routed, and no rule for routed packets sees it
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec net-north sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec net-iron sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec net-north sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec net-iron sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec net-north sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec net-iron sysctl -eqw net.bridge.bridge-nf-call-iptables=0

# ping works without raw sockets
ip netns exec core sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec other sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec red1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-r1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec red2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-r2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-r3 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec green1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-g1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-g2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec iron1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-i1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-i2 sysctl -qw net.ipv4.ping_group_range='0 0'

# every machine with an address reaches itself
ip -n core link set lo up
ip -n other link set lo up
ip -n red1 link set lo up
ip -n pod-r1 link set lo up
ip -n red2 link set lo up
ip -n pod-r2 link set lo up
ip -n pod-r3 link set lo up
ip -n green1 link set lo up
ip -n pod-g1 link set lo up
ip -n pod-g2 link set lo up
ip -n iron1 link set lo up
ip -n pod-i1 link set lo up
ip -n pod-i2 link set lo up

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

# red1 has one leg in the larger network, as 10.240.0.1 and fd00:240::1, and leaves to core what is not on its LAN
ip link add eth0 netns red1 address 0a:58:0a:f0:00:01 type veth peer name red1 netns core address 02:ca:a7:c0:b6:69
ip -n red1 link set eth0 up
ip -n red1 address add 10.240.0.1/24 dev eth0
ip -n red1 address add fd00:240::1/64 dev eth0 nodad
ip -n red1 route add default via 10.240.0.254 dev eth0
ip -n red1 -6 route add default via fd00:240::ffff dev eth0

# red2 has one leg in the larger network, as 10.240.0.2 and fd00:240::2, and leaves to core what is not on its LAN
ip link add eth0 netns red2 address 0a:58:0a:f0:00:02 type veth peer name red2 netns core address 02:ca:a4:c0:b1:b0
ip -n red2 link set eth0 up
ip -n red2 address add 10.240.0.2/24 dev eth0
ip -n red2 address add fd00:240::2/64 dev eth0 nodad
ip -n red2 route add default via 10.240.0.254 dev eth0
ip -n red2 -6 route add default via fd00:240::ffff dev eth0

# green1 has one leg in the larger network, as 10.240.0.3 and fd00:240::3, and leaves to core what is not on its LAN
ip link add eth0 netns green1 address 0a:58:0a:f0:00:03 type veth peer name green1 netns core address 02:ca:d2:56:bd:29
ip -n green1 link set eth0 up
ip -n green1 address add 10.240.0.3/24 dev eth0
ip -n green1 address add fd00:240::3/64 dev eth0 nodad
ip -n green1 route add default via 10.240.0.254 dev eth0
ip -n green1 -6 route add default via fd00:240::ffff dev eth0

# iron1 has one leg in the larger network, as 10.240.0.4 and fd00:240::4, and leaves to core what is not on its LAN
ip link add eth0 netns iron1 address 0a:58:0a:f0:00:04 type veth peer name iron1 netns core address 02:ca:ba:33:2a:74
ip -n iron1 link set eth0 up
ip -n iron1 address add 10.240.0.4/24 dev eth0
ip -n iron1 address add fd00:240::4/64 dev eth0 nodad
ip -n iron1 route add default via 10.240.0.254 dev eth0
ip -n iron1 -6 route add default via fd00:240::ffff dev eth0

# other: plugged into lan1
ip -n core link set other master lan1
ip -n core link set other up

# red1, red2, green1, iron1: plugged into lan3
ip -n core link set red1 master lan3
ip -n core link set red1 up
ip -n core link set red2 master lan3
ip -n core link set red2 up
ip -n core link set green1 master lan3
ip -n core link set green1 up
ip -n core link set iron1 master lan3
ip -n core link set iron1 up

# net-north is the cluster's own network, and no router joins it to the larger one
ip -n net-north link add br0 address 02:ca:50:c8:db:49 type bridge
ip -n net-north link set br0 up

# red1 has its other leg in net-north, as the gateway of its pods
ip link add eth1 netns red1 address 02:ca:93:ab:65:f6 type veth peer name red1 netns net-north address 02:ca:54:0b:e2:39
ip -n red1 link set eth1 up
ip -n red1 address add 10.0.1.254/32 dev eth1
ip -n red1 address add fd00:1:0:1::ffff/128 dev eth1 nodad

# a pod address that nobody has ends at red1, and never leaks into the larger network
ip -n red1 route add unreachable 10.0.0.0/16
ip -n red1 -6 route add unreachable fd00:1::/48
ip -n red1 route add unreachable 10.1.0.0/16
ip -n red1 -6 route add unreachable fd00:2::/48

# red1 finds the pods of red2 behind that node's leg
ip -n red1 route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink
ip -n red1 -6 route add fd00:1:0:2::/64 via fd00:1:0:2::ffff dev eth1 onlink

# red1 finds the pods of green1 behind that node's leg
ip -n red1 route add 10.1.1.0/24 via 10.1.1.254 dev eth1 onlink
ip -n red1 -6 route add fd00:2:0:1::/64 via fd00:2:0:1::ffff dev eth1 onlink

# red2 has its other leg in net-north, as the gateway of its pods
ip link add eth1 netns red2 address 02:ca:97:41:85:59 type veth peer name red2 netns net-north address 02:ca:51:0b:dd:80
ip -n red2 link set eth1 up
ip -n red2 address add 10.0.2.254/32 dev eth1
ip -n red2 address add fd00:1:0:2::ffff/128 dev eth1 nodad

# a pod address that nobody has ends at red2, and never leaks into the larger network
ip -n red2 route add unreachable 10.0.0.0/16
ip -n red2 -6 route add unreachable fd00:1::/48
ip -n red2 route add unreachable 10.1.0.0/16
ip -n red2 -6 route add unreachable fd00:2::/48

# red2 finds the pods of red1 behind that node's leg
ip -n red2 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink
ip -n red2 -6 route add fd00:1:0:1::/64 via fd00:1:0:1::ffff dev eth1 onlink

# red2 finds the pods of green1 behind that node's leg
ip -n red2 route add 10.1.1.0/24 via 10.1.1.254 dev eth1 onlink
ip -n red2 -6 route add fd00:2:0:1::/64 via fd00:2:0:1::ffff dev eth1 onlink

# green1 has its other leg in net-north, as the gateway of its pods
ip link add eth1 netns green1 address 02:ca:0a:75:50:56 type veth peer name green1 netns net-north address 02:ca:76:ae:be:79
ip -n green1 link set eth1 up
ip -n green1 address add 10.1.1.254/32 dev eth1
ip -n green1 address add fd00:2:0:1::ffff/128 dev eth1 nodad

# a pod address that nobody has ends at green1, and never leaks into the larger network
ip -n green1 route add unreachable 10.0.0.0/16
ip -n green1 -6 route add unreachable fd00:1::/48
ip -n green1 route add unreachable 10.1.0.0/16
ip -n green1 -6 route add unreachable fd00:2::/48

# green1 finds the pods of red1 behind that node's leg
ip -n green1 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink
ip -n green1 -6 route add fd00:1:0:1::/64 via fd00:1:0:1::ffff dev eth1 onlink

# green1 finds the pods of red2 behind that node's leg
ip -n green1 route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink
ip -n green1 -6 route add fd00:1:0:2::/64 via fd00:1:0:2::ffff dev eth1 onlink

# red1 is plugged into net-north
ip -n net-north link set red1 master br0
ip -n net-north link set red1 up

# red2 is plugged into net-north
ip -n net-north link set red2 master br0
ip -n net-north link set red2 up

# green1 is plugged into net-north
ip -n net-north link set green1 master br0
ip -n net-north link set green1 up

# cable pod-r1 to red1
ip link add eth0 netns pod-r1 address 0a:58:0a:00:01:01 type veth peer name pod-r1 netns red1 address 0a:58:0a:00:01:fe
ip -n pod-r1 link set eth0 up

# pod-r1 is 10.0.1.1 and fd00:1:0:1::1, alone: its neighbours are reached through red1, whose address and MAC it knows
ip -n pod-r1 address add 10.0.1.1/32 dev eth0
ip -n pod-r1 address add fd00:1:0:1::1/128 dev eth0 nodad
ip -n pod-r1 neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-r1 route add 10.0.1.254/32 dev eth0
ip -n pod-r1 route add default via 10.0.1.254 dev eth0
ip -n pod-r1 neighbour add fd00:1:0:1::ffff lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-r1 -6 route add fd00:1:0:1::ffff/128 dev eth0
ip -n pod-r1 -6 route add default via fd00:1:0:1::ffff dev eth0

# red1 reaches pod-r1 by its cable, and as the pods' gateway
ip -n red1 link set pod-r1 up
ip -n red1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-r1 nud permanent
ip -n red1 route add 10.0.1.1/32 dev pod-r1 src 10.0.1.254
ip -n red1 neighbour add fd00:1:0:1::1 lladdr 0a:58:0a:00:01:01 dev pod-r1 nud permanent
ip -n red1 -6 route add fd00:1:0:1::1/128 dev pod-r1 src fd00:1:0:1::ffff

# cable pod-r2 to red2
ip link add eth0 netns pod-r2 address 0a:58:0a:00:02:01 type veth peer name pod-r2 netns red2 address 0a:58:0a:00:02:fe
ip -n pod-r2 link set eth0 up

# pod-r2 is 10.0.2.1 and fd00:1:0:2::1, alone: its neighbours are reached through red2, whose address and MAC it knows
ip -n pod-r2 address add 10.0.2.1/32 dev eth0
ip -n pod-r2 address add fd00:1:0:2::1/128 dev eth0 nodad
ip -n pod-r2 neighbour add 10.0.2.254 lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-r2 route add 10.0.2.254/32 dev eth0
ip -n pod-r2 route add default via 10.0.2.254 dev eth0
ip -n pod-r2 neighbour add fd00:1:0:2::ffff lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-r2 -6 route add fd00:1:0:2::ffff/128 dev eth0
ip -n pod-r2 -6 route add default via fd00:1:0:2::ffff dev eth0

# cable pod-r3 to red2
ip link add eth0 netns pod-r3 address 0a:58:0a:00:02:02 type veth peer name pod-r3 netns red2 address 0a:58:0a:00:02:fe
ip -n pod-r3 link set eth0 up

# pod-r3 is 10.0.2.2 and fd00:1:0:2::2, alone: its neighbours are reached through red2, whose address and MAC it knows
ip -n pod-r3 address add 10.0.2.2/32 dev eth0
ip -n pod-r3 address add fd00:1:0:2::2/128 dev eth0 nodad
ip -n pod-r3 neighbour add 10.0.2.254 lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-r3 route add 10.0.2.254/32 dev eth0
ip -n pod-r3 route add default via 10.0.2.254 dev eth0
ip -n pod-r3 neighbour add fd00:1:0:2::ffff lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-r3 -6 route add fd00:1:0:2::ffff/128 dev eth0
ip -n pod-r3 -6 route add default via fd00:1:0:2::ffff dev eth0

# red2 reaches pod-r2 by its cable, and as the pods' gateway
ip -n red2 link set pod-r2 up
ip -n red2 neighbour add 10.0.2.1 lladdr 0a:58:0a:00:02:01 dev pod-r2 nud permanent
ip -n red2 route add 10.0.2.1/32 dev pod-r2 src 10.0.2.254
ip -n red2 neighbour add fd00:1:0:2::1 lladdr 0a:58:0a:00:02:01 dev pod-r2 nud permanent
ip -n red2 -6 route add fd00:1:0:2::1/128 dev pod-r2 src fd00:1:0:2::ffff

# red2 reaches pod-r3 by its cable, and as the pods' gateway
ip -n red2 link set pod-r3 up
ip -n red2 neighbour add 10.0.2.2 lladdr 0a:58:0a:00:02:02 dev pod-r3 nud permanent
ip -n red2 route add 10.0.2.2/32 dev pod-r3 src 10.0.2.254
ip -n red2 neighbour add fd00:1:0:2::2 lladdr 0a:58:0a:00:02:02 dev pod-r3 nud permanent
ip -n red2 -6 route add fd00:1:0:2::2/128 dev pod-r3 src fd00:1:0:2::ffff

# red1 says nothing on the larger network about addresses that it has elsewhere
ip netns exec red1 sysctl -qw net.ipv4.conf.eth0.arp_ignore=1
ip netns exec red1 sysctl -qw net.ipv4.conf.eth0.arp_announce=2

# the gateways of red1: what default Linux lets slip is dropped, Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec red1 nft -f - <<'EOF'
table ip causeway {
	chain guard {
		type filter hook prerouting priority raw; policy accept;
		# a source must live where the packet came from: pods send as themselves, and no pod sends from the larger network
		fib saddr . iif oif missing drop
		# Service addresses are for insiders
		iifname "eth0" ip daddr 172.30.0.0/16 drop
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip daddr { 10.0.0.0/16, 10.1.0.0/16 } ct state new ct status & dnat != dnat drop
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# segments outside any connection escape translation, and would leave with the address of a pod
		oifname "eth0" ct state invalid drop
		# and nobody outside has anything to say in one that is none
		iifname "eth0" ct state invalid drop
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip daddr { 10.0.0.0/16, 10.1.0.0/16 } ct state new ct status & dnat != dnat drop
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
		ip saddr 10.0.1.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16 } oifname "eth0" meta l4proto { tcp, udp } masquerade to :32768-65535
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
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : 10.0.1.1, 1 : 10.0.2.1 }:80
	}
}
table ip6 causeway {
	chain guard {
		type filter hook prerouting priority raw; policy accept;
		# a source must live where the packet came from: pods send as themselves, and no pod sends from the larger network
		fib saddr . iif oif missing drop
		# Service addresses are for insiders
		iifname "eth0" ip6 daddr fd30::/112 drop
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip6 daddr { fd00:1::/48, fd00:2::/48 } ct state new ct status & dnat != dnat drop
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# segments outside any connection escape translation, and would leave with the address of a pod
		oifname "eth0" ct state invalid drop
		# and nobody outside has anything to say in one that is none
		iifname "eth0" ct state invalid drop
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip6 daddr { fd00:1::/48, fd00:2::/48 } ct state new ct status & dnat != dnat drop
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip6 daddr fd30::/112 meta mark set 0x1 jump cluster-addresses
		jump node-ports
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip6 saddr . ip6 daddr { fd00:1:0:1::1 . fd00:1:0:1::1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip6 saddr fd00:1:0:1::/64 ip6 daddr != { fd00:1::/48, fd00:2::/48 } oifname "eth0" meta l4proto { tcp, udp } masquerade to :32768-65535
		ip6 saddr fd00:1:0:1::/64 ip6 daddr != { fd00:1::/48, fd00:2::/48 } oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip6 daddr . meta l4proto . th dport vmap {
			fd30::1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip6 daddr fd00:240::1 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : fd00:1:0:1::1, 1 : fd00:1:0:2::1 }:80
	}
}
EOF

# red2 says nothing on the larger network about addresses that it has elsewhere
ip netns exec red2 sysctl -qw net.ipv4.conf.eth0.arp_ignore=1
ip netns exec red2 sysctl -qw net.ipv4.conf.eth0.arp_announce=2

# the gateways of red2: what default Linux lets slip is dropped, Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec red2 nft -f - <<'EOF'
table ip causeway {
	chain guard {
		type filter hook prerouting priority raw; policy accept;
		# a source must live where the packet came from: pods send as themselves, and no pod sends from the larger network
		fib saddr . iif oif missing drop
		# Service addresses are for insiders
		iifname "eth0" ip daddr 172.30.0.0/16 drop
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip daddr { 10.0.0.0/16, 10.1.0.0/16 } ct state new ct status & dnat != dnat drop
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# segments outside any connection escape translation, and would leave with the address of a pod
		oifname "eth0" ct state invalid drop
		# and nobody outside has anything to say in one that is none
		iifname "eth0" ct state invalid drop
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip daddr { 10.0.0.0/16, 10.1.0.0/16 } ct state new ct status & dnat != dnat drop
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
		ip saddr 10.0.2.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16 } oifname "eth0" meta l4proto { tcp, udp } masquerade to :32768-65535
		ip saddr 10.0.2.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16 } oifname "eth0" masquerade
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
table ip6 causeway {
	chain guard {
		type filter hook prerouting priority raw; policy accept;
		# a source must live where the packet came from: pods send as themselves, and no pod sends from the larger network
		fib saddr . iif oif missing drop
		# Service addresses are for insiders
		iifname "eth0" ip6 daddr fd30::/112 drop
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip6 daddr { fd00:1::/48, fd00:2::/48 } ct state new ct status & dnat != dnat drop
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# segments outside any connection escape translation, and would leave with the address of a pod
		oifname "eth0" ct state invalid drop
		# and nobody outside has anything to say in one that is none
		iifname "eth0" ct state invalid drop
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip6 daddr { fd00:1::/48, fd00:2::/48 } ct state new ct status & dnat != dnat drop
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip6 daddr fd30::/112 meta mark set 0x1 jump cluster-addresses
		jump node-ports
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip6 saddr . ip6 daddr { fd00:1:0:2::1 . fd00:1:0:2::1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip6 saddr fd00:1:0:2::/64 ip6 daddr != { fd00:1::/48, fd00:2::/48 } oifname "eth0" meta l4proto { tcp, udp } masquerade to :32768-65535
		ip6 saddr fd00:1:0:2::/64 ip6 daddr != { fd00:1::/48, fd00:2::/48 } oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip6 daddr . meta l4proto . th dport vmap {
			fd30::1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip6 daddr fd00:240::2 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to numgen random mod 2 map { 0 : fd00:1:0:1::1, 1 : fd00:1:0:2::1 }:80
	}
}
EOF

# a connection is forgotten no sooner than RFC 4787 (UDP), RFC 5382 (TCP) and RFC 5508 (ICMP) allow
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_udp_timeout=300
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_udp_timeout_stream=300
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_syn_sent=240
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_syn_recv=240
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_fin_wait=240
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_close_wait=240
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_last_ack=240
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_time_wait=240
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_icmp_timeout=60
ip netns exec red1 sysctl -qw net.netfilter.nf_conntrack_icmpv6_timeout=60
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_udp_timeout=300
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_udp_timeout_stream=300
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_syn_sent=240
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_syn_recv=240
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_fin_wait=240
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_close_wait=240
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_last_ack=240
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_time_wait=240
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_icmp_timeout=60
ip netns exec red2 sysctl -qw net.netfilter.nf_conntrack_icmpv6_timeout=60

# cable pod-g1 to green1
ip link add eth0 netns pod-g1 address 0a:58:0a:01:01:01 type veth peer name pod-g1 netns green1 address 0a:58:0a:01:01:fe
ip -n pod-g1 link set eth0 up

# pod-g1 is 10.1.1.1 and fd00:2:0:1::1, alone: its neighbours are reached through green1, whose address and MAC it knows
ip -n pod-g1 address add 10.1.1.1/32 dev eth0
ip -n pod-g1 address add fd00:2:0:1::1/128 dev eth0 nodad
ip -n pod-g1 neighbour add 10.1.1.254 lladdr 0a:58:0a:01:01:fe dev eth0 nud permanent
ip -n pod-g1 route add 10.1.1.254/32 dev eth0
ip -n pod-g1 route add default via 10.1.1.254 dev eth0
ip -n pod-g1 neighbour add fd00:2:0:1::ffff lladdr 0a:58:0a:01:01:fe dev eth0 nud permanent
ip -n pod-g1 -6 route add fd00:2:0:1::ffff/128 dev eth0
ip -n pod-g1 -6 route add default via fd00:2:0:1::ffff dev eth0

# cable pod-g2 to green1
ip link add eth0 netns pod-g2 address 0a:58:0a:01:01:02 type veth peer name pod-g2 netns green1 address 0a:58:0a:01:01:fe
ip -n pod-g2 link set eth0 up

# pod-g2 is 10.1.1.2 and fd00:2:0:1::2, alone: its neighbours are reached through green1, whose address and MAC it knows
ip -n pod-g2 address add 10.1.1.2/32 dev eth0
ip -n pod-g2 address add fd00:2:0:1::2/128 dev eth0 nodad
ip -n pod-g2 neighbour add 10.1.1.254 lladdr 0a:58:0a:01:01:fe dev eth0 nud permanent
ip -n pod-g2 route add 10.1.1.254/32 dev eth0
ip -n pod-g2 route add default via 10.1.1.254 dev eth0
ip -n pod-g2 neighbour add fd00:2:0:1::ffff lladdr 0a:58:0a:01:01:fe dev eth0 nud permanent
ip -n pod-g2 -6 route add fd00:2:0:1::ffff/128 dev eth0
ip -n pod-g2 -6 route add default via fd00:2:0:1::ffff dev eth0

# green1 reaches pod-g1 by its cable, and as the pods' gateway
ip -n green1 link set pod-g1 up
ip -n green1 neighbour add 10.1.1.1 lladdr 0a:58:0a:01:01:01 dev pod-g1 nud permanent
ip -n green1 route add 10.1.1.1/32 dev pod-g1 src 10.1.1.254
ip -n green1 neighbour add fd00:2:0:1::1 lladdr 0a:58:0a:01:01:01 dev pod-g1 nud permanent
ip -n green1 -6 route add fd00:2:0:1::1/128 dev pod-g1 src fd00:2:0:1::ffff

# green1 reaches pod-g2 by its cable, and as the pods' gateway
ip -n green1 link set pod-g2 up
ip -n green1 neighbour add 10.1.1.2 lladdr 0a:58:0a:01:01:02 dev pod-g2 nud permanent
ip -n green1 route add 10.1.1.2/32 dev pod-g2 src 10.1.1.254
ip -n green1 neighbour add fd00:2:0:1::2 lladdr 0a:58:0a:01:01:02 dev pod-g2 nud permanent
ip -n green1 -6 route add fd00:2:0:1::2/128 dev pod-g2 src fd00:2:0:1::ffff

# green1 says nothing on the larger network about addresses that it has elsewhere
ip netns exec green1 sysctl -qw net.ipv4.conf.eth0.arp_ignore=1
ip netns exec green1 sysctl -qw net.ipv4.conf.eth0.arp_announce=2

# the gateways of green1: what default Linux lets slip is dropped, Services lead to their endpoints, ports 30081 lead in, pods leave masqueraded as the node
ip netns exec green1 nft -f - <<'EOF'
table ip causeway {
	chain guard {
		type filter hook prerouting priority raw; policy accept;
		# a source must live where the packet came from: pods send as themselves, and no pod sends from the larger network
		fib saddr . iif oif missing drop
		# Service addresses are for insiders
		iifname "eth0" ip daddr 172.30.0.0/16 drop
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip daddr { 10.0.0.0/16, 10.1.0.0/16 } ct state new ct status & dnat != dnat drop
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# segments outside any connection escape translation, and would leave with the address of a pod
		oifname "eth0" ct state invalid drop
		# and nobody outside has anything to say in one that is none
		iifname "eth0" ct state invalid drop
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip daddr { 10.0.0.0/16, 10.1.0.0/16 } ct state new ct status & dnat != dnat drop
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
		ip saddr 10.1.1.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16 } oifname "eth0" meta l4proto { tcp, udp } masquerade to :32768-65535
		ip saddr 10.1.1.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16 } oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 81 : goto service-local,
			172.30.0.1 . udp . 81 : goto service-local,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.3 meta l4proto . th dport vmap {
			tcp . 30081 : goto node-port-local,
			udp . 30081 : goto node-port-local,
		}
	}

	chain node-port-local {
		# pods of this node
		ip saddr 10.1.1.0/24 goto service-local
		# pods of other nodes, and the node itself
		ip saddr 10.1.0.0/16 meta mark set 0x1 goto service-local
		fib saddr type local meta mark set 0x1 goto service-local
		# everybody else
		meta l4proto { tcp, udp } dnat to 10.1.1.1:81
	}

	chain service-local {
		meta l4proto { tcp, udp } dnat to 10.1.1.1:81
	}
}
table ip6 causeway {
	chain guard {
		type filter hook prerouting priority raw; policy accept;
		# a source must live where the packet came from: pods send as themselves, and no pod sends from the larger network
		fib saddr . iif oif missing drop
		# Service addresses are for insiders
		iifname "eth0" ip6 daddr fd30::/112 drop
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip6 daddr { fd00:1::/48, fd00:2::/48 } ct state new ct status & dnat != dnat drop
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# segments outside any connection escape translation, and would leave with the address of a pod
		oifname "eth0" ct state invalid drop
		# and nobody outside has anything to say in one that is none
		iifname "eth0" ct state invalid drop
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip6 daddr { fd00:1::/48, fd00:2::/48 } ct state new ct status & dnat != dnat drop
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip6 daddr fd30::/112 meta mark set 0x1 jump cluster-addresses
		jump node-ports
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip6 saddr . ip6 daddr { fd00:2:0:1::1 . fd00:2:0:1::1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip6 saddr fd00:2:0:1::/64 ip6 daddr != { fd00:1::/48, fd00:2::/48 } oifname "eth0" meta l4proto { tcp, udp } masquerade to :32768-65535
		ip6 saddr fd00:2:0:1::/64 ip6 daddr != { fd00:1::/48, fd00:2::/48 } oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip6 daddr . meta l4proto . th dport vmap {
			fd30::1 . tcp . 81 : goto service-local,
			fd30::1 . udp . 81 : goto service-local,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip6 daddr fd00:240::3 meta l4proto . th dport vmap {
			tcp . 30081 : goto node-port-local,
			udp . 30081 : goto node-port-local,
		}
	}

	chain node-port-local {
		# pods of this node
		ip6 saddr fd00:2:0:1::/64 goto service-local
		# pods of other nodes, and the node itself
		ip6 saddr fd00:2::/48 meta mark set 0x1 goto service-local
		fib saddr type local meta mark set 0x1 goto service-local
		# everybody else
		meta l4proto { tcp, udp } dnat to [fd00:2:0:1::1]:81
	}

	chain service-local {
		meta l4proto { tcp, udp } dnat to [fd00:2:0:1::1]:81
	}
}
EOF

# a connection is forgotten no sooner than RFC 4787 (UDP), RFC 5382 (TCP) and RFC 5508 (ICMP) allow
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_udp_timeout=300
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_udp_timeout_stream=300
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_syn_sent=240
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_syn_recv=240
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_fin_wait=240
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_close_wait=240
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_last_ack=240
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_time_wait=240
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_icmp_timeout=60
ip netns exec green1 sysctl -qw net.netfilter.nf_conntrack_icmpv6_timeout=60

# net-iron is the cluster's own network, and no router joins it to the larger one
ip -n net-iron link add br0 address 02:ca:1d:21:f6:a2 type bridge
ip -n net-iron link set br0 up

# iron1 has its other leg in net-iron, as the gateway of its pods
ip link add eth1 netns iron1 address 02:ca:68:65:02:ad type veth peer name iron1 netns net-iron address 02:ca:17:2c:fa:9f
ip -n iron1 link set eth1 up
ip -n iron1 address add 10.0.1.254/32 dev eth1
ip -n iron1 address add fd00:1:0:1::ffff/128 dev eth1 nodad

# a pod address that nobody has ends at iron1, and never leaks into the larger network
ip -n iron1 route add unreachable 10.0.0.0/16
ip -n iron1 -6 route add unreachable fd00:1::/48

# iron1 is plugged into net-iron
ip -n net-iron link set iron1 master br0
ip -n net-iron link set iron1 up

# cable pod-i1 to iron1
ip link add eth0 netns pod-i1 address 0a:58:0a:00:01:01 type veth peer name pod-i1 netns iron1 address 0a:58:0a:00:01:fe
ip -n pod-i1 link set eth0 up

# pod-i1 is 10.0.1.1 and fd00:1:0:1::1, alone: its neighbours are reached through iron1, whose address and MAC it knows
ip -n pod-i1 address add 10.0.1.1/32 dev eth0
ip -n pod-i1 address add fd00:1:0:1::1/128 dev eth0 nodad
ip -n pod-i1 neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-i1 route add 10.0.1.254/32 dev eth0
ip -n pod-i1 route add default via 10.0.1.254 dev eth0
ip -n pod-i1 neighbour add fd00:1:0:1::ffff lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-i1 -6 route add fd00:1:0:1::ffff/128 dev eth0
ip -n pod-i1 -6 route add default via fd00:1:0:1::ffff dev eth0

# cable pod-i2 to iron1
ip link add eth0 netns pod-i2 address 0a:58:0a:00:01:02 type veth peer name pod-i2 netns iron1 address 0a:58:0a:00:01:fe
ip -n pod-i2 link set eth0 up

# pod-i2 is 10.0.1.2 and fd00:1:0:1::2, alone: its neighbours are reached through iron1, whose address and MAC it knows
ip -n pod-i2 address add 10.0.1.2/32 dev eth0
ip -n pod-i2 address add fd00:1:0:1::2/128 dev eth0 nodad
ip -n pod-i2 neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-i2 route add 10.0.1.254/32 dev eth0
ip -n pod-i2 route add default via 10.0.1.254 dev eth0
ip -n pod-i2 neighbour add fd00:1:0:1::ffff lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-i2 -6 route add fd00:1:0:1::ffff/128 dev eth0
ip -n pod-i2 -6 route add default via fd00:1:0:1::ffff dev eth0

# iron1 reaches pod-i1 by its cable, and as the pods' gateway
ip -n iron1 link set pod-i1 up
ip -n iron1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-i1 nud permanent
ip -n iron1 route add 10.0.1.1/32 dev pod-i1 src 10.0.1.254
ip -n iron1 neighbour add fd00:1:0:1::1 lladdr 0a:58:0a:00:01:01 dev pod-i1 nud permanent
ip -n iron1 -6 route add fd00:1:0:1::1/128 dev pod-i1 src fd00:1:0:1::ffff

# iron1 reaches pod-i2 by its cable, and as the pods' gateway
ip -n iron1 link set pod-i2 up
ip -n iron1 neighbour add 10.0.1.2 lladdr 0a:58:0a:00:01:02 dev pod-i2 nud permanent
ip -n iron1 route add 10.0.1.2/32 dev pod-i2 src 10.0.1.254
ip -n iron1 neighbour add fd00:1:0:1::2 lladdr 0a:58:0a:00:01:02 dev pod-i2 nud permanent
ip -n iron1 -6 route add fd00:1:0:1::2/128 dev pod-i2 src fd00:1:0:1::ffff

# iron1 says nothing on the larger network about addresses that it has elsewhere
ip netns exec iron1 sysctl -qw net.ipv4.conf.eth0.arp_ignore=1
ip netns exec iron1 sysctl -qw net.ipv4.conf.eth0.arp_announce=2

# the gateways of iron1: what default Linux lets slip is dropped, Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec iron1 nft -f - <<'EOF'
table ip causeway {
	chain guard {
		type filter hook prerouting priority raw; policy accept;
		# a source must live where the packet came from: pods send as themselves, and no pod sends from the larger network
		fib saddr . iif oif missing drop
		# Service addresses are for insiders
		iifname "eth0" ip daddr 172.30.0.0/16 drop
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip daddr 10.0.0.0/16 ct state new ct status & dnat != dnat drop
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# segments outside any connection escape translation, and would leave with the address of a pod
		oifname "eth0" ct state invalid drop
		# and nobody outside has anything to say in one that is none
		iifname "eth0" ct state invalid drop
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip daddr 10.0.0.0/16 ct state new ct status & dnat != dnat drop
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
		ip saddr 10.0.1.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" meta l4proto { tcp, udp } masquerade to :32768-65535
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
		meta l4proto tcp dnat to 10.0.1.1:80
	}
}
table ip6 causeway {
	chain guard {
		type filter hook prerouting priority raw; policy accept;
		# a source must live where the packet came from: pods send as themselves, and no pod sends from the larger network
		fib saddr . iif oif missing drop
		# Service addresses are for insiders
		iifname "eth0" ip6 daddr fd30::/112 drop
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump cluster-addresses
		jump node-ports
	}

	chain input {
		type filter hook input priority filter; policy accept;
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip6 daddr fd00:1::/48 ct state new ct status & dnat != dnat drop
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		# segments outside any connection escape translation, and would leave with the address of a pod
		oifname "eth0" ct state invalid drop
		# and nobody outside has anything to say in one that is none
		iifname "eth0" ct state invalid drop
		# from outside only by a gateway: a route to the pods is not one
		iifname "eth0" ip6 daddr fd00:1::/48 ct state new ct status & dnat != dnat drop
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
	}

	chain output-nat {
		type nat hook output priority -100; policy accept;
		# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint
		ip6 daddr fd30::/112 meta mark set 0x1 jump cluster-addresses
		jump node-ports
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip6 daddr fd30::/112 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# hairpin: a pod that chose itself would answer itself directly, and the answer would not match
		ip6 saddr . ip6 daddr { fd00:1:0:1::1 . fd00:1:0:1::1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip6 saddr fd00:1:0:1::/64 ip6 daddr != fd00:1::/48 oifname "eth0" meta l4proto { tcp, udp } masquerade to :32768-65535
		ip6 saddr fd00:1:0:1::/64 ip6 daddr != fd00:1::/48 oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip6 daddr . meta l4proto . th dport vmap {
			fd30::1 . tcp . 80 : goto service-web,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip6 daddr fd00:240::4 meta l4proto . th dport vmap {
			tcp . 30080 : goto node-port-web,
		}
	}

	chain node-port-web {
		# the endpoint may be on another node: the answer must come back here, so the client sees who it asked
		meta mark set 0x1
		goto service-web
	}

	chain service-web {
		meta l4proto tcp dnat to [fd00:1:0:1::1]:80
	}
}
EOF

# a connection is forgotten no sooner than RFC 4787 (UDP), RFC 5382 (TCP) and RFC 5508 (ICMP) allow
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_udp_timeout=300
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_udp_timeout_stream=300
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_syn_sent=240
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_syn_recv=240
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_fin_wait=240
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_close_wait=240
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_last_ack=240
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_time_wait=240
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_icmp_timeout=60
ip netns exec iron1 sysctl -qw net.netfilter.nf_conntrack_icmpv6_timeout=60
