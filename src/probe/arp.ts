// An ARP probe: asks a LAN who owns an address (RFC 826). IPv4 only; `ndp.ts` is for IPv6.

import { close } from 'node:fs';
import { attempt, call, MSG_DONTWAIT } from '../linux/libc.ts';
import { linkSocket, macOfSocket, sendFrame } from '../linux/link-socket.ts';
import { macBytes, macText } from '../linux/link.ts';
import type { Netns } from '../linux/netns.ts';
import { ETH_P_ARP, parsePacket } from '../linux/packet.ts';
import { openUnconnected } from '../linux/socket.ts';
import { arpQuestion } from './arp-question.ts';
import { attemptOf, type Finding, type Underway } from './attempt.ts';
import type { Flow } from './flow.ts';
import { arpKey } from './identity.ts';
import { linkTo } from './link-to.ts';
import { pollUntil } from './poll.ts';

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
    const fd = linkSocket(netns, link, ETH_P_ARP);
    const mac = macOfSocket(fd);
    const ask = (whom: Buffer, about: string): void => {
      sendFrame({ fd, link, type: ETH_P_ARP }, whom, arpQuestion(mac, source, about));
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
      giveUp: pollUntil(() => firstFinding(fd, onReply), {
        settle,
        // In the thread pool: the kernel takes its time to close these.
        close: () => close(fd, () => {}),
      }),
    };
  });

const wayTo = (netns: Netns, via: string): { readonly link: number; readonly source: string } => {
  const link = linkTo(netns, via);
  const { fd, local } = openUnconnected(netns, 'udp', { to: { address: via, port: 1 } });
  call('close', fd);
  return { link, source: local.address };
};

type OnReply = (about: string, owner: string) => Finding | null;

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
