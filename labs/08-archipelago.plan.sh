#!/bin/sh
# Builds the lab archipelago: 19 machines, each a network namespace, out of plain Linux networking. Made from the lab
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
ip netns add db
ip netns add red1
ip netns add pod-r1
ip netns add red2
ip netns add pod-r2
ip netns add green1
ip netns add pod-g1
ip netns add pod-g2
ip netns add blue1
ip netns add pod-b1
ip netns add net-south
ip netns add vault
ip netns add gold1
ip netns add pod-o1
ip netns add grey1
ip netns add pod-y1

# the router and the nodes forward for others
ip netns exec core sysctl -qw net.ipv4.ip_forward=1
ip netns exec red1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec red2 sysctl -qw net.ipv4.ip_forward=1
ip netns exec green1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec blue1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec gold1 sysctl -qw net.ipv4.ip_forward=1
ip netns exec grey1 sysctl -qw net.ipv4.ip_forward=1

# hosts and pods forward for nobody
ip netns exec other sysctl -qw net.ipv4.ip_forward=0
ip netns exec db sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-r1 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-r2 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-g1 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-g2 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-b1 sysctl -qw net.ipv4.ip_forward=0
ip netns exec vault sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-o1 sysctl -qw net.ipv4.ip_forward=0
ip netns exec pod-y1 sysctl -qw net.ipv4.ip_forward=0

# this lab has no IPv6, so nobody speaks it on any link
ip netns exec core sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec other sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec db sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec red1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-r1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec red2 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-r2 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec green1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-g1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-g2 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec blue1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-b1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec vault sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec gold1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-o1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec grey1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec pod-y1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# a switch carries frames and has no address of its own
ip netns exec net-north sysctl -qw net.ipv6.conf.all.disable_ipv6=1
ip netns exec net-south sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# packets may come by whichever link they come: the model decides what passes, and no filter
ip netns exec core sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec db sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec red2 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec green1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec vault sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec gold1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec grey1 sysctl -qw net.ipv4.conf.all.rp_filter=0
ip netns exec core sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec other sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec db sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec red2 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec green1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec vault sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec gold1 sysctl -qw net.ipv4.conf.default.rp_filter=0
ip netns exec grey1 sysctl -qw net.ipv4.conf.default.rp_filter=0

# ARP is answered for any address of the machine, as Linux does unless told otherwise
ip netns exec core sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec db sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec red2 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec green1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec vault sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec gold1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec grey1 sysctl -qw net.ipv4.conf.all.arp_ignore=0
ip netns exec core sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec other sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec db sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec red2 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec green1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec vault sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec gold1 sysctl -qw net.ipv4.conf.default.arp_ignore=0
ip netns exec grey1 sysctl -qw net.ipv4.conf.default.arp_ignore=0

# no sender is told of a shorter way: packets go the way the plan says
ip netns exec core sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec red1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec red2 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec green1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec gold1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec grey1 sysctl -qw net.ipv4.conf.all.send_redirects=0
ip netns exec core sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec red2 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec green1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec gold1 sysctl -qw net.ipv4.conf.default.send_redirects=0
ip netns exec grey1 sysctl -qw net.ipv4.conf.default.send_redirects=0

# 127.0.0.0/8 stays inside the node
ip netns exec red1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec red2 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec green1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec gold1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec grey1 sysctl -qw net.ipv4.conf.all.route_localnet=0
ip netns exec red1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec red2 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec green1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec blue1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec gold1 sysctl -qw net.ipv4.conf.default.route_localnet=0
ip netns exec grey1 sysctl -qw net.ipv4.conf.default.route_localnet=0

# "unreachable" is said every time it is so, not once a second
ip netns exec core sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec red1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec red2 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec green1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec blue1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec gold1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec grey1 sysctl -qw net.ipv4.icmp_ratelimit=0
ip netns exec core sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec red1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec red2 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec green1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec blue1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec gold1 sysctl -qw net.ipv4.icmp_ratemask=0
ip netns exec grey1 sysctl -qw net.ipv4.icmp_ratemask=0

# a bridge is a bridge: what crosses it is not routed, and no rule for routed packets sees it
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec net-north sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec net-south sysctl -eqw net.bridge.bridge-nf-call-arptables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec net-north sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec net-south sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec core sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec net-north sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec net-south sysctl -eqw net.bridge.bridge-nf-call-iptables=0

# ping works without raw sockets
ip netns exec core sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec other sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec db sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec red1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-r1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec red2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-r2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec green1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-g1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-g2 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec blue1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-b1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec vault sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec gold1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-o1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec grey1 sysctl -qw net.ipv4.ping_group_range='0 0'
ip netns exec pod-y1 sysctl -qw net.ipv4.ping_group_range='0 0'

# every machine with an address reaches itself
ip -n core link set lo up
ip -n other link set lo up
ip -n db link set lo up
ip -n red1 link set lo up
ip -n pod-r1 link set lo up
ip -n red2 link set lo up
ip -n pod-r2 link set lo up
ip -n green1 link set lo up
ip -n pod-g1 link set lo up
ip -n pod-g2 link set lo up
ip -n blue1 link set lo up
ip -n pod-b1 link set lo up
ip -n vault link set lo up
ip -n gold1 link set lo up
ip -n pod-o1 link set lo up
ip -n grey1 link set lo up
ip -n pod-y1 link set lo up

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

# red1 has one leg in the larger network, as 10.240.0.1, and leaves to core what is not on its LAN
ip link add eth0 netns red1 address 0a:58:0a:f0:00:01 type veth peer name red1 netns core address 02:ca:a7:c0:b6:69
ip -n red1 link set eth0 up
ip -n red1 address add 10.240.0.1/24 dev eth0
ip -n red1 route add default via 10.240.0.254 dev eth0

# red2 has one leg in the larger network, as 10.240.0.2, and leaves to core what is not on its LAN
ip link add eth0 netns red2 address 0a:58:0a:f0:00:02 type veth peer name red2 netns core address 02:ca:a4:c0:b1:b0
ip -n red2 link set eth0 up
ip -n red2 address add 10.240.0.2/24 dev eth0
ip -n red2 route add default via 10.240.0.254 dev eth0

# green1 has one leg in the larger network, as 10.240.0.3, and leaves to core what is not on its LAN
ip link add eth0 netns green1 address 0a:58:0a:f0:00:03 type veth peer name green1 netns core address 02:ca:d2:56:bd:29
ip -n green1 link set eth0 up
ip -n green1 address add 10.240.0.3/24 dev eth0
ip -n green1 route add default via 10.240.0.254 dev eth0

# blue1 has one leg in the larger network, as 10.240.0.4, and leaves to core what is not on its LAN
ip link add eth0 netns blue1 address 0a:58:0a:f0:00:04 type veth peer name blue1 netns core address 02:ca:66:31:26:32
ip -n blue1 link set eth0 up
ip -n blue1 address add 10.240.0.4/24 dev eth0
ip -n blue1 route add default via 10.240.0.254 dev eth0

# gold1 has one leg in the larger network, as 10.240.0.5, and leaves to core what is not on its LAN
ip link add eth0 netns gold1 address 0a:58:0a:f0:00:05 type veth peer name gold1 netns core address 02:ca:51:bd:41:00
ip -n gold1 link set eth0 up
ip -n gold1 address add 10.240.0.5/24 dev eth0
ip -n gold1 route add default via 10.240.0.254 dev eth0

# grey1 has one leg in the larger network, as 10.240.0.6, and leaves to core what is not on its LAN
ip link add eth0 netns grey1 address 0a:58:0a:f0:00:06 type veth peer name grey1 netns core address 02:ca:e1:dd:14:57
ip -n grey1 link set eth0 up
ip -n grey1 address add 10.240.0.6/24 dev eth0
ip -n grey1 route add default via 10.240.0.254 dev eth0

# other: plugged into lan1
ip -n core link set other master lan1
ip -n core link set other up

# red1, red2, green1, blue1, gold1, grey1: plugged into lan2
ip -n core link set red1 master lan2
ip -n core link set red1 up
ip -n core link set red2 master lan2
ip -n core link set red2 up
ip -n core link set green1 master lan2
ip -n core link set green1 up
ip -n core link set blue1 master lan2
ip -n core link set blue1 up
ip -n core link set gold1 master lan2
ip -n core link set gold1 up
ip -n core link set grey1 master lan2
ip -n core link set grey1 up

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
ip -n red1 route add unreachable 10.2.0.0/16

# red1 finds the pods of red2 behind that node's leg
ip -n red1 route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink

# red1 finds the pods of green1 behind that node's leg
ip -n red1 route add 10.1.1.0/24 via 10.1.1.254 dev eth1 onlink

# red1 finds the pods of blue1 behind that node's leg
ip -n red1 route add 10.2.1.0/24 via 10.2.1.254 dev eth1 onlink

# red2 has its other leg in net-north, as the gateway of its pods
ip link add eth1 netns red2 address 02:ca:97:41:85:59 type veth peer name red2 netns net-north address 02:ca:51:0b:dd:80
ip -n red2 link set eth1 up
ip -n red2 address add 10.0.2.254/32 dev eth1

# a pod address that nobody has ends at red2, and never leaks into the larger network
ip -n red2 route add unreachable 10.0.0.0/16
ip -n red2 route add unreachable 10.1.0.0/16
ip -n red2 route add unreachable 10.2.0.0/16

# red2 finds the pods of red1 behind that node's leg
ip -n red2 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink

# red2 finds the pods of green1 behind that node's leg
ip -n red2 route add 10.1.1.0/24 via 10.1.1.254 dev eth1 onlink

# red2 finds the pods of blue1 behind that node's leg
ip -n red2 route add 10.2.1.0/24 via 10.2.1.254 dev eth1 onlink

# green1 has its other leg in net-north, as the gateway of its pods
ip link add eth1 netns green1 address 02:ca:0a:75:50:56 type veth peer name green1 netns net-north address 02:ca:76:ae:be:79
ip -n green1 link set eth1 up
ip -n green1 address add 10.1.1.254/32 dev eth1

# a pod address that nobody has ends at green1, and never leaks into the larger network
ip -n green1 route add unreachable 10.0.0.0/16
ip -n green1 route add unreachable 10.1.0.0/16
ip -n green1 route add unreachable 10.2.0.0/16

# green1 finds the pods of red1 behind that node's leg
ip -n green1 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink

# green1 finds the pods of red2 behind that node's leg
ip -n green1 route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink

# green1 finds the pods of blue1 behind that node's leg
ip -n green1 route add 10.2.1.0/24 via 10.2.1.254 dev eth1 onlink

# blue1 has its other leg in net-north, as the gateway of its pods
ip link add eth1 netns blue1 address 02:ca:b5:c4:bb:03 type veth peer name blue1 netns net-north address 02:ca:62:35:e2:22
ip -n blue1 link set eth1 up
ip -n blue1 address add 10.2.1.254/32 dev eth1

# a pod address that nobody has ends at blue1, and never leaks into the larger network
ip -n blue1 route add unreachable 10.0.0.0/16
ip -n blue1 route add unreachable 10.1.0.0/16
ip -n blue1 route add unreachable 10.2.0.0/16

# blue1 finds the pods of red1 behind that node's leg
ip -n blue1 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink

# blue1 finds the pods of red2 behind that node's leg
ip -n blue1 route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink

# blue1 finds the pods of green1 behind that node's leg
ip -n blue1 route add 10.1.1.0/24 via 10.1.1.254 dev eth1 onlink

# red1 is plugged into net-north
ip -n net-north link set red1 master br0
ip -n net-north link set red1 up

# red2 is plugged into net-north
ip -n net-north link set red2 master br0
ip -n net-north link set red2 up

# green1 is plugged into net-north
ip -n net-north link set green1 master br0
ip -n net-north link set green1 up

# blue1 is plugged into net-north
ip -n net-north link set blue1 master br0
ip -n net-north link set blue1 up

# db is no pod, and is plugged into net-north among them, as 10.4.0.1
ip link add eth0 netns db address 0a:58:0a:04:00:01 type veth peer name db netns net-north address 02:ca:19:67:59:55
ip -n db link set eth0 up
ip -n db address add 10.4.0.1/32 dev eth0

# db finds the pods of red1 behind that node's leg
ip -n db route add 10.0.1.0/24 via 10.0.1.254 dev eth0 onlink

# db finds the pods of red2 behind that node's leg
ip -n db route add 10.0.2.0/24 via 10.0.2.254 dev eth0 onlink

# db finds the pods of green1 behind that node's leg
ip -n db route add 10.1.1.0/24 via 10.1.1.254 dev eth0 onlink

# db finds the pods of blue1 behind that node's leg
ip -n db route add 10.2.1.0/24 via 10.2.1.254 dev eth0 onlink

# db leaves to red1 what is for no pod
ip -n db route add default via 10.0.1.254 dev eth0 onlink

# db is no pod, and is plugged into net-north among them, as 10.4.0.1
ip -n net-north link set db master br0
ip -n net-north link set db up

# red1 and its pods find db in net-north
ip -n red1 route add 10.4.0.1/32 dev eth1

# red2 and its pods find db in net-north
ip -n red2 route add 10.4.0.1/32 dev eth1

# green1 and its pods find db in net-north
ip -n green1 route add 10.4.0.1/32 dev eth1

# blue1 and its pods find db in net-north
ip -n blue1 route add 10.4.0.1/32 dev eth1

# cable pod-r1 to red1
ip link add eth0 netns pod-r1 address 0a:58:0a:00:01:01 type veth peer name pod-r1 netns red1 address 0a:58:0a:00:01:fe
ip -n pod-r1 link set eth0 up

# pod-r1 is 10.0.1.1, alone: its neighbours are reached through red1, whose address and MAC it knows
ip -n pod-r1 address add 10.0.1.1/32 dev eth0
ip -n pod-r1 neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-r1 route add 10.0.1.254/32 dev eth0
ip -n pod-r1 route add default via 10.0.1.254 dev eth0

# red1 reaches pod-r1 by its cable, and as the pods' gateway
ip -n red1 link set pod-r1 up
ip -n red1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-r1 nud permanent
ip -n red1 route add 10.0.1.1/32 dev pod-r1 src 10.0.1.254

# cable pod-r2 to red2
ip link add eth0 netns pod-r2 address 0a:58:0a:00:02:01 type veth peer name pod-r2 netns red2 address 0a:58:0a:00:02:fe
ip -n pod-r2 link set eth0 up

# pod-r2 is 10.0.2.1, alone: its neighbours are reached through red2, whose address and MAC it knows
ip -n pod-r2 address add 10.0.2.1/32 dev eth0
ip -n pod-r2 neighbour add 10.0.2.254 lladdr 0a:58:0a:00:02:fe dev eth0 nud permanent
ip -n pod-r2 route add 10.0.2.254/32 dev eth0
ip -n pod-r2 route add default via 10.0.2.254 dev eth0

# red2 reaches pod-r2 by its cable, and as the pods' gateway
ip -n red2 link set pod-r2 up
ip -n red2 neighbour add 10.0.2.1 lladdr 0a:58:0a:00:02:01 dev pod-r2 nud permanent
ip -n red2 route add 10.0.2.1/32 dev pod-r2 src 10.0.2.254

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
		# these live among the pods, and get out as this node
		ip saddr 10.4.0.1 oifname "eth0" masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.0.1.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.4.0.1 } oifname "eth0" masquerade
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
EOF

# the gateways of red2: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec red2 nft -f - <<'EOF'
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
		# these live among the pods, and do not get out here
		ip saddr 10.4.0.1 oifname "eth0" ct state != { established, related } reject with icmp admin-prohibited
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
		ip saddr 10.0.2.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.4.0.1 } oifname "eth0" masquerade
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

# cable pod-g1 to green1
ip link add eth0 netns pod-g1 address 0a:58:0a:01:01:01 type veth peer name pod-g1 netns green1 address 0a:58:0a:01:01:fe
ip -n pod-g1 link set eth0 up

# pod-g1 is 10.1.1.1, alone: its neighbours are reached through green1, whose address and MAC it knows
ip -n pod-g1 address add 10.1.1.1/32 dev eth0
ip -n pod-g1 neighbour add 10.1.1.254 lladdr 0a:58:0a:01:01:fe dev eth0 nud permanent
ip -n pod-g1 route add 10.1.1.254/32 dev eth0
ip -n pod-g1 route add default via 10.1.1.254 dev eth0

# cable pod-g2 to green1
ip link add eth0 netns pod-g2 address 0a:58:0a:01:01:02 type veth peer name pod-g2 netns green1 address 0a:58:0a:01:01:fe
ip -n pod-g2 link set eth0 up

# pod-g2 is 10.1.1.2, alone: its neighbours are reached through green1, whose address and MAC it knows
ip -n pod-g2 address add 10.1.1.2/32 dev eth0
ip -n pod-g2 neighbour add 10.1.1.254 lladdr 0a:58:0a:01:01:fe dev eth0 nud permanent
ip -n pod-g2 route add 10.1.1.254/32 dev eth0
ip -n pod-g2 route add default via 10.1.1.254 dev eth0

# green1 reaches pod-g1 by its cable, and as the pods' gateway
ip -n green1 link set pod-g1 up
ip -n green1 neighbour add 10.1.1.1 lladdr 0a:58:0a:01:01:01 dev pod-g1 nud permanent
ip -n green1 route add 10.1.1.1/32 dev pod-g1 src 10.1.1.254

# green1 reaches pod-g2 by its cable, and as the pods' gateway
ip -n green1 link set pod-g2 up
ip -n green1 neighbour add 10.1.1.2 lladdr 0a:58:0a:01:01:02 dev pod-g2 nud permanent
ip -n green1 route add 10.1.1.2/32 dev pod-g2 src 10.1.1.254

# the gateways of green1: pods leave masqueraded as the node
ip netns exec green1 nft -f - <<'EOF'
table ip causeway {
	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
		# these live among the pods, and do not get out here
		ip saddr 10.4.0.1 oifname "eth0" ct state != { established, related } reject with icmp admin-prohibited
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.1.1.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.4.0.1 } oifname "eth0" masquerade
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}
}
EOF

# cable pod-b1 to blue1
ip link add eth0 netns pod-b1 address 0a:58:0a:02:01:01 type veth peer name pod-b1 netns blue1 address 0a:58:0a:02:01:fe
ip -n pod-b1 link set eth0 up

# pod-b1 is 10.2.1.1, alone: its neighbours are reached through blue1, whose address and MAC it knows
ip -n pod-b1 address add 10.2.1.1/32 dev eth0
ip -n pod-b1 neighbour add 10.2.1.254 lladdr 0a:58:0a:02:01:fe dev eth0 nud permanent
ip -n pod-b1 route add 10.2.1.254/32 dev eth0
ip -n pod-b1 route add default via 10.2.1.254 dev eth0

# blue1 reaches pod-b1 by its cable, and as the pods' gateway
ip -n blue1 link set pod-b1 up
ip -n blue1 neighbour add 10.2.1.1 lladdr 0a:58:0a:02:01:01 dev pod-b1 nud permanent
ip -n blue1 route add 10.2.1.1/32 dev pod-b1 src 10.2.1.254

# the gateways of blue1: Services lead to their endpoints, ports 30081 lead in, pods leave masqueraded as the node
ip netns exec blue1 nft -f - <<'EOF'
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
		# these live among the pods, and do not get out here
		ip saddr 10.4.0.1 oifname "eth0" ct state != { established, related } reject with icmp admin-prohibited
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
		ip saddr . ip daddr { 10.2.1.1 . 10.2.1.1 } masquerade
		meta mark 0x1 masquerade
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.2.1.0/24 ip daddr != { 10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.4.0.1 } oifname "eth0" masquerade
	}

	chain cluster-addresses {
		ip daddr . meta l4proto . th dport vmap {
			172.30.0.1 . tcp . 81 : goto service-local,
		}
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}

	chain node-ports {
		ip daddr 10.240.0.4 meta l4proto . th dport vmap {
			tcp . 30081 : goto node-port-local,
		}
	}

	chain node-port-local {
		# pods of this node
		ip saddr 10.2.1.0/24 goto service-local
		# pods of other nodes, and the node itself
		ip saddr 10.2.0.0/16 meta mark set 0x1 goto service-local
		fib saddr type local meta mark set 0x1 goto service-local
		# everybody else
		meta l4proto tcp dnat to 10.2.1.1:81
	}

	chain service-local {
		meta l4proto tcp dnat to 10.2.1.1:81
	}
}
EOF

# net-south is the cluster's own network, and no router joins it to the larger one
ip -n net-south link add br0 address 02:ca:92:32:4d:77 type bridge
ip -n net-south link set br0 up

# gold1 has its other leg in net-south, as the gateway of its pods
ip link add eth1 netns gold1 address 02:ca:4b:b5:09:25 type veth peer name gold1 netns net-south address 02:ca:a4:2d:4c:9e
ip -n gold1 link set eth1 up
ip -n gold1 address add 10.0.1.254/32 dev eth1

# a pod address that nobody has ends at gold1, and never leaks into the larger network
ip -n gold1 route add unreachable 10.0.0.0/16
ip -n gold1 route add unreachable 10.3.0.0/16

# gold1 finds the pods of grey1 behind that node's leg
ip -n gold1 route add 10.3.1.0/24 via 10.3.1.254 dev eth1 onlink

# grey1 has its other leg in net-south, as the gateway of its pods
ip link add eth1 netns grey1 address 02:ca:f4:cf:fb:8c type veth peer name grey1 netns net-south address 02:ca:6d:73:c1:fd
ip -n grey1 link set eth1 up
ip -n grey1 address add 10.3.1.254/32 dev eth1

# a pod address that nobody has ends at grey1, and never leaks into the larger network
ip -n grey1 route add unreachable 10.0.0.0/16
ip -n grey1 route add unreachable 10.3.0.0/16

# grey1 finds the pods of gold1 behind that node's leg
ip -n grey1 route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink

# gold1 is plugged into net-south
ip -n net-south link set gold1 master br0
ip -n net-south link set gold1 up

# grey1 is plugged into net-south
ip -n net-south link set grey1 master br0
ip -n net-south link set grey1 up

# vault is no pod, and is plugged into net-south among them, as 10.4.0.1
ip link add eth0 netns vault address 0a:58:0a:04:00:01 type veth peer name vault netns net-south address 02:ca:33:29:43:97
ip -n vault link set eth0 up
ip -n vault address add 10.4.0.1/32 dev eth0

# vault finds the pods of gold1 behind that node's leg
ip -n vault route add 10.0.1.0/24 via 10.0.1.254 dev eth0 onlink

# vault finds the pods of grey1 behind that node's leg
ip -n vault route add 10.3.1.0/24 via 10.3.1.254 dev eth0 onlink

# vault leaves to gold1 what is for no pod
ip -n vault route add default via 10.0.1.254 dev eth0 onlink

# vault is no pod, and is plugged into net-south among them, as 10.4.0.1
ip -n net-south link set vault master br0
ip -n net-south link set vault up

# gold1 and its pods find vault in net-south
ip -n gold1 route add 10.4.0.1/32 dev eth1

# grey1 and its pods find vault in net-south
ip -n grey1 route add 10.4.0.1/32 dev eth1

# cable pod-o1 to gold1
ip link add eth0 netns pod-o1 address 0a:58:0a:00:01:01 type veth peer name pod-o1 netns gold1 address 0a:58:0a:00:01:fe
ip -n pod-o1 link set eth0 up

# pod-o1 is 10.0.1.1, alone: its neighbours are reached through gold1, whose address and MAC it knows
ip -n pod-o1 address add 10.0.1.1/32 dev eth0
ip -n pod-o1 neighbour add 10.0.1.254 lladdr 0a:58:0a:00:01:fe dev eth0 nud permanent
ip -n pod-o1 route add 10.0.1.254/32 dev eth0
ip -n pod-o1 route add default via 10.0.1.254 dev eth0

# gold1 reaches pod-o1 by its cable, and as the pods' gateway
ip -n gold1 link set pod-o1 up
ip -n gold1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-o1 nud permanent
ip -n gold1 route add 10.0.1.1/32 dev pod-o1 src 10.0.1.254

# the gateways of gold1: Services lead to their endpoints, ports 30080 lead in, pods leave masqueraded as the node
ip netns exec gold1 nft -f - <<'EOF'
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
		# these live among the pods, and do not get out here
		ip saddr 10.4.0.1 oifname "eth0" ct state != { established, related } reject with icmp admin-prohibited
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
		ip saddr 10.0.1.0/24 ip daddr != { 10.0.0.0/16, 10.3.0.0/16, 10.4.0.1 } oifname "eth0" masquerade
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
		meta l4proto tcp dnat to 10.0.1.1:80
	}
}
EOF

# cable pod-y1 to grey1
ip link add eth0 netns pod-y1 address 0a:58:0a:03:01:01 type veth peer name pod-y1 netns grey1 address 0a:58:0a:03:01:fe
ip -n pod-y1 link set eth0 up

# pod-y1 is 10.3.1.1, alone: its neighbours are reached through grey1, whose address and MAC it knows
ip -n pod-y1 address add 10.3.1.1/32 dev eth0
ip -n pod-y1 neighbour add 10.3.1.254 lladdr 0a:58:0a:03:01:fe dev eth0 nud permanent
ip -n pod-y1 route add 10.3.1.254/32 dev eth0
ip -n pod-y1 route add default via 10.3.1.254 dev eth0

# grey1 reaches pod-y1 by its cable, and as the pods' gateway
ip -n grey1 link set pod-y1 up
ip -n grey1 neighbour add 10.3.1.1 lladdr 0a:58:0a:03:01:01 dev pod-y1 nud permanent
ip -n grey1 route add 10.3.1.1/32 dev pod-y1 src 10.3.1.254

# the gateways of grey1: pods leave masqueraded as the node
ip netns exec grey1 nft -f - <<'EOF'
table ip causeway {
	chain forward {
		type filter hook forward priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
		# these live among the pods, and do not get out here
		ip saddr 10.4.0.1 oifname "eth0" ct state != { established, related } reject with icmp admin-prohibited
	}

	chain output {
		type filter hook output priority filter; policy accept;
		# nobody serves it: no machine has this address
		ip daddr 172.30.0.0/16 goto refuse
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		# to anybody but a pod: out there nobody knows the way back to a pod
		ip saddr 10.3.1.0/24 ip daddr != { 10.0.0.0/16, 10.3.0.0/16, 10.4.0.1 } oifname "eth0" masquerade
	}

	chain refuse {
		meta l4proto tcp reject with tcp reset
		reject
	}
}
EOF
