// What ARP is for IPv4: asks a LAN who owns an IPv6 address (RFC 4861).

import { close } from 'node:fs';
import { solicitation } from '../linux/craft.ts';
import { addressBytes, addressText } from '../linux/inet.ts';
import { attempt, call, MSG_DONTWAIT } from '../linux/libc.ts';
import { linkSocket, macOfSocket, sendFrame } from '../linux/link-socket.ts';
import { macBytes, macText } from '../linux/link.ts';
import type { NdpPacket } from '../linux/packet.ts';
import type { Netns } from '../linux/netns.ts';
import { ETH_P_IPV6, parsePacket } from '../linux/packet.ts';
import { type Endpoint, openUnconnected } from '../linux/socket.ts';
import { attemptOf, type Finding, type Sent, type Settle, type Underway } from './attempt.ts';
import type { Flow } from './flow.ts';
import { ndpKey } from './identity.ts';
import { linkTo } from './link-to.ts';
import { pollUntil } from './poll.ts';

/**
 * Asks for `flow.to.address` on the link that leads to `flow.to.via`, in the name of that link's own address: the group
 * of all who have an address that ends like it, and then the owner of `via` in particular, whatever it listens to. Where
 * `via` is the address itself, whoever says that it has it must say so again when it alone is asked, as neighbours do who
 * want to know whether it is still there (RFC 4861, 7.3.3).
 */
export const startNdp = (netns: Netns, flow: Flow): Underway =>
  attemptOf((settle) => {
    const { address, via = address } = flow.to;
    const { fd, local } = openUnconnected(netns, 'udp', { to: { address: via, port: 1 } });
    call('close', fd);
    return asking(netns, { link: linkTo(netns, via), local, address, via: flow.to.via }, settle);
  });

type Question = {
  readonly link: number;
  /** In whose name. */
  readonly local: Endpoint;
  readonly address: string;
  readonly via?: string | undefined;
};

export const asking = (netns: Netns, { link, local, address, via }: Question, settle: Settle): Sent => {
  const fd = linkSocket(netns, link, ETH_P_IPV6);
  const own = macText(macOfSocket(fd));
  const ask = (about: string, to: { readonly address: string; readonly mac: Buffer }): void => {
    const question = solicitation({ from: local, to: { address: to.address, port: 0 } }, about, own);
    sendFrame({ fd, link, type: ETH_P_IPV6 }, to.mac, question);
  };
  for (const about of new Set([address, via ?? address])) ask(about, groupOf(about));
  let owner: string | null = null;
  const onReply = ({ target, mac }: NdpPacket): Finding | null => {
    const settled = via !== address || owner !== null;
    if (target === address && settled) return { outcome: 'reached', detail: `${address} is at ${owner ?? mac}` };
    if (target === via && mac !== null) ask(address, { address: via, mac: macBytes(mac) });
    if (target === address) owner = mac;
    return null;
  };
  const poll = pollUntil(() => firstFinding(fd, local.address, onReply), {
    settle,
    // In the thread pool: the kernel takes its time to close these.
    close: () => close(fd, () => {}),
  });
  return { begun: { local, key: ndpKey(local.address, address) }, giveUp: poll };
};

// RFC 4291: ff02::1:ff and the last three bytes of the address; RFC 2464: on Ethernet 33:33 and the last four of that.
const groupOf = (address: string): { readonly address: string; readonly mac: Buffer } => {
  const group = Buffer.concat([Buffer.from('ff0200000000000000000001ff', 'hex'), addressBytes(address).subarray(13)]);
  return { address: addressText(group), mac: Buffer.concat([Buffer.from([0x33, 0x33]), group.subarray(12)]) };
};

type OnReply = (advertisement: NdpPacket) => Finding | null;

/** Goes through the packets that wait, up to the first advertisement for us that settles the question. */
const firstFinding = (fd: number, asker: string, onReply: OnReply): Finding | null => {
  const buffer = Buffer.alloc(256);
  for (;;) {
    const length = attempt('recv', fd, buffer, buffer.length, MSG_DONTWAIT);
    if (length < 0) return null;
    const packet = parsePacket(ETH_P_IPV6, buffer.subarray(0, length));
    const ours = packet?.kind === 'ndp' && packet.reply && packet.destination === asker;
    const finding = ours ? onReply(packet) : null;
    if (finding !== null) return finding;
  }
};
