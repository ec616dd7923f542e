// How large a packet may be: what an overlay costs, and which links carry less. It follows from the declared data plane
// alone; reading it from the machines under test would prove whatever those say.

import { contains } from '../spec/address.ts';
import { ethernetMtu } from '../spec/ethernet.ts';
import type { Cluster, Host, Lab } from '../spec/lab.ts';
import type { Addressed } from './flows.ts';

/** Ethernet's (RFC 894), which every LAN of nodes has. */
const underlay = 1500;
/** RFC 7348: the inner frame's Ethernet header (14), VXLAN (8), UDP (8), and an outer IPv4 (20) or IPv6 (40) header. */
const encapsulation = { 4: 50, 6: 70 } as const;

/** The largest IP packet, in bytes, that pods of different nodes can exchange. */
export const largestPacket = ({ dataplane, underlay: family }: Cluster): number =>
  dataplane === 'routed' ? underlay : underlay - encapsulation[family];

/** The largest packet that gets from the core to a machine of its LANs. */
export const mtuOf = ({ network }: Lab, { addresses }: Addressed): number =>
  Math.min(
    ethernetMtu,
    ...network.lans.filter(({ cidr }) => addresses.some((own) => contains(cidr, own))).map(({ mtu }) => mtu),
  );

/** Outsiders that are not narrower than the cluster itself. */
export const wideHosts = (lab: Lab, cluster: Cluster): readonly Host[] =>
  lab.hosts.filter((host) => mtuOf(lab, host) >= largestPacket(cluster));
