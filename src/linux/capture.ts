// Packet capture at every machine of a lab: an AF_PACKET socket in each namespace (packet(7)), read without waiting.
// Opening one costs microseconds but closing one makes the kernel wait some 10 ms for every CPU to have let go of it,
// so they stay open until all is seen that was to be seen, and a filter keeps out what comes between.

import { close } from 'node:fs';
import { promisify } from 'node:util';
import { AF_PACKET, call, SO_ATTACH_FILTER, SO_TIMESTAMPNS, SOCK_CLOEXEC, SOCK_DGRAM, SOL_SOCKET } from './libc.ts';
import { dumpLinks } from './link.ts';
import { inside, type Netns } from './netns.ts';
import { acceptNothing, acceptProbes, type Filter } from './packet-filter.ts';
import { type Packet, parsePacket } from './packet.ts';
import { type Received, receiveAll } from './receive.ts';
import { letWait } from './socket-option.ts';
import { isStamping } from './stamping.ts';

// linux/if_ether.h, in network order
const ETH_P_ALL = 0x0300;
// linux/if_packet.h
const SOL_PACKET = 263;
const PACKET_STATISTICS = 6;
const PACKET_HOST = 0;
const PACKET_OUTGOING = 4;

/** As much as the kernel gives; without privilege on the host it gives net.core.rmem_max. */
const bufferSize = 16 * 1024 * 1024;

/** Milliseconds. */
const stampingPatience = 2000;

/** One packet seen at one link of one machine. */
export type Sight = {
  readonly machine: string;
  readonly link: string;
  readonly direction: 'in' | 'out';
  /** Addressed to this machine on the link layer, not merely passing a bridge. */
  readonly delivered: boolean;
  /** By the kernel's clock, microseconds since 1970. */
  readonly atUs: number;
  readonly packet: Packet;
};

export type Capture = AsyncDisposable & {
  /**
   * From here on packets are kept. Throws a SystemError where a machine cannot be listened to. True if this is the
   * first time: then packets are not stamped yet, and `stamping` is to be waited for.
   */
  readonly arm: () => boolean;
  /** Resolves when packets are stamped as they pass, and not as they are read: true, or false if that takes too long. */
  readonly stamping: () => Promise<boolean>;
  /** What has come since the last drain, of all machines, in the order of time. */
  readonly drain: () => readonly Sight[];
  /** Packets that the kernel had no room for since arming. */
  readonly drops: () => number;
  readonly disarm: () => void;
};

type Tap = { readonly netns: Netns; readonly fd: number; links: ReadonlyMap<number, string> | null };

export const createCapture = (machines: readonly Netns[]): Capture => {
  const taps: Tap[] = [];
  let dropped = 0;

  const arm = (): boolean => {
    const first = taps.length < machines.length;
    for (const netns of machines.slice(taps.length)) taps.push(openTap(netns));
    for (const tap of taps) {
      // Links may have come and gone since.
      tap.links = null;
      receiveAll(tap.fd, () => {});
      dropsOf(tap);
      attach(tap.fd, acceptProbes);
    }
    dropped = 0;
    return first;
  };
  const stamping = async (): Promise<boolean> => {
    const deadline = performance.now() + stampingPatience;
    for (const machine of machines) {
      let stamped = await isStamping(machine);
      while (stamped === false && performance.now() < deadline) stamped = await isStamping(machine);
      if (stamped !== null) return stamped;
    }
    return true;
  };
  const drain = (): readonly Sight[] => taps.flatMap(drainTap).toSorted((a, b) => a.atUs - b.atUs);
  const drops = (): number => {
    for (const tap of taps) dropped += dropsOf(tap);
    return dropped;
  };
  const disarm = (): void => {
    for (const { fd } of taps) attach(fd, acceptNothing);
  };
  // In Node's thread pool, where the waiting is done side by side and holds nobody up.
  const closeAll = async (): Promise<void> => {
    await Promise.all(taps.splice(0).map(({ fd }) => promisify(close)(fd)));
  };
  return { arm, stamping, drain, drops, disarm, [Symbol.asyncDispose]: closeAll };
};

// SOCK_DGRAM: every packet starts at its network header, whatever kind of link it was seen on.
const openTap = (netns: Netns): Tap => {
  const fd = inside(netns, () => call('socket', AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, ETH_P_ALL));
  letWait(fd, bufferSize);
  call('setsockopt', fd, SOL_SOCKET, SO_TIMESTAMPNS, Buffer.from([1, 0, 0, 0]), 4);
  return { netns, fd, links: null };
};

const attach = (fd: number, { program }: Filter): number =>
  call('setsockopt', fd, SOL_SOCKET, SO_ATTACH_FILTER, program, program.length);

const drainTap = (tap: Tap): Sight[] => {
  const sights: Sight[] = [];
  receiveAll(tap.fd, (received) => {
    const packet = parsePacket(received.type, received.bytes);
    if (packet !== null) sights.push(sightAt(tap, received, packet));
  });
  return sights;
};

const sightAt = (tap: Tap, { link, packetType, atUs }: Received, packet: Packet): Sight => ({
  machine: tap.netns.name,
  link: linkName(tap, link),
  direction: packetType === PACKET_OUTGOING ? 'out' : 'in',
  delivered: packetType === PACKET_HOST,
  atUs,
  packet,
});

const linkName = (tap: Tap, index: number): string => {
  tap.links ??= new Map(dumpLinks(tap.netns).map(({ index: number, name }) => [number, name]));
  return tap.links.get(index) ?? `link ${index}`;
};

// struct tpacket_stats: packets, drops. Reading them sets them back to 0.
const dropsOf = ({ fd }: Tap): number => {
  const statistics = Buffer.alloc(8);
  call('getsockopt', fd, SOL_PACKET, PACKET_STATISTICS, statistics, [statistics.length]);
  return statistics.readUInt32LE(4);
};
