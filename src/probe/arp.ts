// An ARP probe: asks a LAN who owns an address (RFC 826). IPv4 only; IPv6's neighbour solicitation is not asked yet.

import { close } from 'node:fs';
import { AF_PACKET, attempt, call, SOCK_CLOEXEC, SOCK_DGRAM, MSG_DONTWAIT } from '../linux/libc.ts';
import { addressBytes } from '../linux/inet.ts';
import { macBytes, macText } from '../linux/link.ts';
import { inside, type Netns } from '../linux/netns.ts';
import { ETH_P_ARP, parsePacket } from '../linux/packet.ts';
import { fibLookup } from '../linux/route-lookup.ts';
import { openUnconnected } from '../linux/socket.ts';
import { attemptOf, type Finding, type Settle, type Underway } from './attempt.ts';
import type { Flow } from './flow.ts';
import { arpKey } from './identity.ts';

const pollMs = 1;
const request = 1;
const ethernet = 1;
const everybody = Buffer.alloc(6, 0xff);

/**
 * Asks for `flow.to.address` on the link that leads to `flow.to.via`, in the name of that link's own address: everybody
 * there, and then the owner of `via` in particular. A machine that answers for others takes its time with a question to
 * everybody, up to 0.8 s by chance (proxy_delay, net/ipv4/arp.c), and none with a question to itself.
 */
export const startArp = (netns: Netns, flow: Flow): Underway =>
  attemptOf((settle) => {
    const { address, via = address } = flow.to;
    const { link, source } = wayTo(netns, via);
    const fd = inside(netns, () => call('socket', AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const mac = bindTo(fd, link);
    const ask = (whom: Buffer, about: string): void => {
      const question = questionFrom(mac, source, about);
      call('sendto', fd, question, question.length, 0, linkAddress(link, whom), 20);
    };
    ask(everybody, address);
    if (via !== address) ask(everybody, via);
    const onReply = (about: string, owner: string): Finding | null => {
      if (about === address) return { outcome: 'reached', detail: `${address} is at ${owner}` };
      if (about === via) ask(macBytes(owner), address);
      return null;
    };
    return {
      begun: { local: { address: source, port: 0 }, key: arpKey(macText(mac), address) },
      giveUp: listen(fd, onReply, settle),
    };
  });

// Hardware type, protocol type, their address lengths, operation; then who asks, and who is looked for.
const questionFrom = (mac: Buffer, source: string, about: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, ethernet, 0x08, 0x00, 6, 4, 0, request]),
    mac,
    addressBytes(source),
    Buffer.alloc(6),
    addressBytes(about),
  ]);

const wayTo = (netns: Netns, via: string): { readonly link: number; readonly source: string } => {
  const found = fibLookup(netns, via);
  const link = 'route' in found ? found.route.link : null;
  if (link === null) throw new Error(`${netns.name} has no link that leads to ${via}`);
  const { fd, local } = openUnconnected(netns, 'udp', { to: { address: via, port: 1 } });
  call('close', fd);
  return { link, source: local.address };
};

type OnReply = (about: string, owner: string) => Finding | null;

// Node cannot wait for an AF_PACKET socket, so it is looked at again and again.
const listen = (fd: number, onReply: OnReply, settle: Settle): (() => void) => {
  let open = true;
  const finish = (finding: Finding): void => {
    if (!open) return;
    open = false;
    clearInterval(timer);
    // In the thread pool: the kernel takes its time to close these.
    close(fd, () => {});
    settle(finding);
  };
  const timer = setInterval(() => {
    const finding = firstFinding(fd, onReply);
    if (finding !== null) finish(finding);
  }, pollMs);
  return () => finish({ outcome: 'lost' });
};

/** Goes through the replies that wait, up to the first one that settles the question. */
const firstFinding = (fd: number, onReply: OnReply): Finding | null => {
  const buffer = Buffer.alloc(128);
  for (;;) {
    const length = attempt('recv', fd, buffer, buffer.length, MSG_DONTWAIT);
    if (length < 0) return null;
    const packet = parsePacket(ETH_P_ARP, buffer.subarray(0, length));
    const finding = packet?.kind === 'arp' && packet.reply ? onReply(packet.source, packet.sourceMac) : null;
    if (finding !== null) return finding;
  }
};

/** Binds to the link's ARP packets; returns the link's MAC, which the kernel tells with the socket's name. */
const bindTo = (fd: number, link: number): Buffer => {
  call('bind', fd, linkAddress(link, Buffer.alloc(6)), 20);
  const name = Buffer.alloc(20);
  call('getsockname', fd, name, [name.length]);
  return name.subarray(12, 18);
};

// struct sockaddr_ll: family, protocol, index, hardware type, packet type, address length, address.
const linkAddress = (link: number, mac: Buffer): Buffer => {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt16LE(AF_PACKET, 0);
  bytes.writeUInt16BE(ETH_P_ARP, 2);
  bytes.writeInt32LE(link, 4);
  bytes.writeUInt8(mac.length, 11);
  mac.copy(bytes, 12);
  return bytes;
};
