// Who is heard on a machine's links, by MAC: a socket that keeps only frames from given ones (packet(7)). Whatever is in
// them, IP or not, counts.

import { close } from 'node:fs';
import { promisify } from 'node:util';
import {
  AF_PACKET,
  attempt,
  call,
  MSG_DONTWAIT,
  SO_ATTACH_FILTER,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOL_SOCKET,
} from './libc.ts';
import { dumpLinks, macText } from './link.ts';
import { inside, type Netns } from './netns.ts';
import { fromMacs, mostMacs } from './packet-filter.ts';

// linux/if_ether.h, in network order
const ETH_P_ALL = 0x0300;
const addressLength = 20;

export type Heard = { readonly machine: string; readonly link: string; readonly mac: string };

export type FrameWatch = AsyncDisposable & {
  /** The frame that was heard first since the last call; null if there was none. */
  readonly next: () => Heard | null;
};

/** Frames that come in or go out on any link of the machine, from one of these MACs. */
export const watchFrames = (netns: Netns, macs: readonly string[]): FrameWatch => {
  const fds: number[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(fds.splice(0).map((fd) => promisify(close)(fd)));
  };
  for (let start = 0; start < macs.length; start += mostMacs) {
    // No protocol yet: nothing is heard before the filter is there.
    const fd = inside(netns, () => call('socket', AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    fds.push(fd);
    const { program } = fromMacs(macs.slice(start, start + mostMacs));
    call('setsockopt', fd, SOL_SOCKET, SO_ATTACH_FILTER, program, program.length);
    // struct sockaddr_ll: on all links.
    const everywhere = Buffer.alloc(addressLength);
    everywhere.writeUInt16LE(AF_PACKET, 0);
    everywhere.writeUInt16LE(ETH_P_ALL, 2);
    call('bind', fd, everywhere, everywhere.length);
  }
  const next = (): Heard | null => {
    for (const fd of fds) {
      const heard = hear(netns, fd);
      if (heard !== null) return heard;
    }
    return null;
  };
  return { next, [Symbol.asyncDispose]: dispose };
};

const hear = (netns: Netns, fd: number): Heard | null => {
  const from = Buffer.alloc(addressLength);
  if (attempt('recvfrom', fd, Buffer.alloc(1), 1, MSG_DONTWAIT, from, [from.length]) < 0) return null;
  const index = from.readInt32LE(4);
  const link = dumpLinks(netns).find((one) => one.index === index)?.name ?? `link ${index}`;
  return { machine: netns.name, link, mac: macText(from.subarray(12, 18)) };
};
