// A packet for an address that no network has, laid on a neighbour's doorstep: 127.0.0.1 of a node is asked for from its
// LAN, from its pods, and from other nodes. No kernel would send that, so it is written by hand and put on the link with the node's MAC.

import { close } from 'node:fs';
import { randomInt } from 'node:crypto';
import { dumpAddresses } from '../linux/address.ts';
import { ipv4Packet, ipv4Udp, tcpFlag, tcpSegment, type Way } from '../linux/craft.ts';
import { call, IPPROTO_TCP } from '../linux/libc.ts';
import { linkSocket, sendFrame } from '../linux/link-socket.ts';
import { dumpLinks, macBytes } from '../linux/link.ts';
import { dumpNeighbours } from '../linux/neighbour.ts';
import type { Netns } from '../linux/netns.ts';
import { ETH_P_IP } from '../linux/packet.ts';
import { fibLookup } from '../linux/route-lookup.ts';
import { openUnconnected } from '../linux/socket.ts';
import { attemptOf, newNonce, type Underway } from './attempt.ts';
import type { Flow } from './flow.ts';
import { requestText } from './greeting.ts';
import { nonceKey, sequenceKey } from './identity.ts';
import { linkTo } from './link-to.ts';
import { portOf } from './tcp.ts';

/** Whether no route leads there, and a packet for it has to be put on the link by hand. IPv4 only. */
export const isStray = ({ to: { address }, nextHop }: Flow): boolean =>
  nextHop !== undefined && address.startsWith('127.');

/** A SYN, or a datagram, from the sender's own address. An answer is for the capture to see: no kernel would take it. */
export const startStray = (machines: ReadonlyMap<string, Netns>, where: Netns, flow: Flow): Underway =>
  attemptOf((settle) => {
    const { nextHop = '' } = flow;
    const link = linkTo(where, nextHop);
    const to = { address: flow.to.address, port: portOf(flow) };
    const { fd: asked, local } = openUnconnected(where, 'udp', { to: { address: nextHop, port: to.port } });
    call('close', asked);
    const { key, packet } = written({ from: local, to }, flow);
    const fd = linkSocket(where, link, ETH_P_IP);
    sendFrame({ fd, link, type: ETH_P_IP }, macBytes(macAt(machines, where, flow)), packet);
    // In the thread pool: the kernel takes its time to close these.
    close(fd, () => {});
    return { begun: { local, key }, giveUp: () => settle({ outcome: 'lost' }) };
  });

const written = (way: Way, { protocol }: Flow): { readonly key: string; readonly packet: Buffer } => {
  if (protocol === 'tcp') {
    const seq = randomInt(2 ** 32 - 1);
    const syn = tcpSegment(way, { flags: tcpFlag.SYN, seq, payload: Buffer.alloc(0) });
    return { key: sequenceKey(seq), packet: ipv4Packet(way, IPPROTO_TCP, syn) };
  }
  const nonce = newNonce();
  return { key: nonceKey(nonce), packet: ipv4Udp(way, Buffer.from(requestText(nonce))) };
};

/**
 * Whoever does not know it could ask for it; here it is read from the machine that is meant, for elsewhere somebody else may
 * have the same address.
 */
const macAt = (machines: ReadonlyMap<string, Netns>, where: Netns, { nextHop = '', to }: Flow): string => {
  const found = fibLookup(where, nextHop);
  // An overlay knows its nodes by other addresses than their pods do.
  const via = 'route' in found ? (found.route.via ?? nextHop) : nextHop;
  const known = dumpNeighbours(where).find(({ address, state }) => address === via && state === 'permanent')?.mac;
  if (typeof known === 'string') return known;
  for (const netns of to.machines.flatMap((name) => machines.get(name) ?? [])) {
    const own = dumpAddresses(netns).find(({ address }) => address.replace(/\/.*/, '') === nextHop);
    const mac = dumpLinks(netns).find(({ index }) => index === own?.link)?.mac;
    if (typeof mac === 'string') return mac;
  }
  throw new Error(`${to.machines.join(' and ')} has no ${nextHop}`);
};
