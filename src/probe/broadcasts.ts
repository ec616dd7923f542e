// What machines say to everybody who hears them, asked or not: ARP, mDNS, DHCP, and what IPv6 has in their place. Written
// by hand, so that it is said now, and whether or not the machine would say it.

import { close } from 'node:fs';
import { icmpv6Packet, ipv4Udp } from '../linux/craft.ts';
import { linkSocket, macOfSocket, sendFrame } from '../linux/link-socket.ts';
import { dumpLinks, type Link, macBytes } from '../linux/link.ts';
import type { Netns } from '../linux/netns.ts';
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6 } from '../linux/packet.ts';
import { arpQuestion } from './arp-question.ts';

type Broadcast = { readonly type: number; readonly to: string; readonly packet: (mac: Buffer) => Buffer };

const everybody = 'ff:ff:ff:ff:ff:ff';
const unspecified = { address: '::', port: 0 };
/** An address that no machine needs to have. */
const own = { address: 'fe80::ca', port: 0 };

const udp = (from: readonly [string, number], to: readonly [string, number]) => (): Buffer =>
  ipv4Udp(
    { from: { address: from[0], port: from[1] }, to: { address: to[0], port: to[1] } },
    Buffer.from('to all whom it may concern'),
  );

const zeros = (count: number): readonly number[] => Array.from({ length: count }, () => 0);

const all: readonly Broadcast[] = [
  { type: ETH_P_ARP, to: everybody, packet: (mac) => arpQuestion(mac, '192.0.2.1', '192.0.2.2') },
  // RFC 6762
  { type: ETH_P_IP, to: '01:00:5e:00:00:fb', packet: udp(['192.0.2.1', 5353], ['224.0.0.251', 5353]) },
  // RFC 2131
  { type: ETH_P_IP, to: everybody, packet: udp(['0.0.0.0', 68], ['255.255.255.255', 67]) },
  // RFC 4861: a router is looked for; and one says that it is none, for no time at all, so that nobody takes it for his.
  {
    type: ETH_P_IPV6,
    to: '33:33:00:00:00:02',
    packet: () =>
      icmpv6Packet({ from: unspecified, to: { address: 'ff02::2', port: 0 } }, Buffer.from([133, ...zeros(7)])),
  },
  {
    type: ETH_P_IPV6,
    to: '33:33:00:00:00:01',
    packet: () => icmpv6Packet({ from: own, to: { address: 'ff02::1', port: 0 } }, Buffer.from([134, ...zeros(15)])),
  },
  // RFC 3810: a report of no groups.
  {
    type: ETH_P_IPV6,
    to: '33:33:00:00:00:16',
    packet: () => icmpv6Packet({ from: own, to: { address: 'ff02::16', port: 0 } }, Buffer.from([143, ...zeros(7)])),
  },
];

/** Says all of it once, on every link that may lead to somebody. */
export const broadcastFrom = (netns: Netns): void => {
  for (const { index } of dumpLinks(netns).filter(isOpen))
    for (const { type, to, packet } of all) {
      const fd = linkSocket(netns, index, type);
      // A link that has just gone down says nothing to anybody.
      try {
        sendFrame({ fd, link: index, type }, macBytes(to), packet(macOfSocket(fd)));
      } finally {
        close(fd, () => {});
      }
    }
};

const isOpen = ({ loopback, running }: Link): boolean => running && !loopback;
