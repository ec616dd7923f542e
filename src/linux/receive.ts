// Reading many packets with one system call, each with its kernel timestamp and where it was seen (recvmmsg(2),
// packet(7)). The structures are laid out by hand, as on every 64-bit Linux.

import { attempt, call, MSG_DONTWAIT, pointerTo, SO_TIMESTAMPNS, SOL_SOCKET, SystemError } from './libc.ts';

/** `bytes` is only good until the next packet. */
export type Received = {
  /** The EtherType. */
  readonly type: number;
  /** Index of the link. */
  readonly link: number;
  /** PACKET_HOST, PACKET_OUTGOING… */
  readonly packetType: number;
  readonly atUs: number;
  readonly bytes: Buffer;
};

const slots = 64;
// The start of a packet says all that is looked at; an ICMP error quotes at most 576 bytes (RFC 1812).
const payloadSize = 1024;
// struct sockaddr_ll, struct iovec, struct cmsghdr with struct timespec, struct mmsghdr.
const addressSize = 20;
const iovecSize = 16;
const controlSize = 32;
const messageSize = 64;
// Where they say what.
const messageAt = {
  name: 0,
  nameLength: 8,
  iovec: 16,
  iovecCount: 24,
  control: 32,
  controlLength: 40,
  received: 56,
} as const;
const addressAt = { protocol: 2, index: 4, packetType: 10 } as const;
const controlAt = { level: 8, type: 12, seconds: 16 } as const;

// One piece of memory, since its parts point to each other: no part may be freed before the others.
const arena = Buffer.allocUnsafeSlow(slots * (messageSize + iovecSize + addressSize + controlSize + payloadSize)).fill(
  0,
);
const messagesAt = 0;
const iovecsAt = messagesAt + slots * messageSize;
const controlsAt = iovecsAt + slots * iovecSize;
const addressesAt = controlsAt + slots * controlSize;
const payloadsAt = addressesAt + slots * addressSize;

/** How much room there is, which the kernel replaces by how much it took. */
const offer = (slot: number): void => {
  const message = messagesAt + slot * messageSize;
  arena.writeUInt32LE(addressSize, message + messageAt.nameLength);
  arena.writeUInt32LE(controlSize, message + messageAt.controlLength);
};

const pointerAt = (offset: number): bigint => pointerTo(arena) + BigInt(offset);

for (let slot = 0; slot < slots; slot += 1) {
  const message = messagesAt + slot * messageSize;
  const iovec = iovecsAt + slot * iovecSize;
  arena.writeBigUInt64LE(pointerAt(payloadsAt + slot * payloadSize), iovec);
  arena.writeBigUInt64LE(BigInt(payloadSize), iovec + 8);
  arena.writeBigUInt64LE(pointerAt(addressesAt + slot * addressSize), message + messageAt.name);
  arena.writeBigUInt64LE(pointerAt(iovec), message + messageAt.iovec);
  arena.writeBigUInt64LE(1n, message + messageAt.iovecCount);
  arena.writeBigUInt64LE(pointerAt(controlsAt + slot * controlSize), message + messageAt.control);
  offer(slot);
}

/** Hands over every packet that waits in a socket, oldest first, and returns. */
export const receiveAll = (fd: number, take: (received: Received) => void): void => {
  for (;;) {
    const count = attempt('recvmmsg', fd, arena, slots, MSG_DONTWAIT, null);
    if (count === -EAGAIN) return;
    // A link that goes down says so once, and takes no packet away.
    if (count < 0 && count !== -ENETDOWN) throw new SystemError('recvmmsg', -count);
    for (let slot = 0; slot < count; slot += 1) {
      take(slotAt(slot));
      offer(slot);
    }
    if (count >= 0 && count < slots) return;
  }
};

/** Microseconds since 1970 by the clock that stamps packets. */
export const kernelClockUs = (): number => {
  const time = Buffer.alloc(16);
  call('clock_gettime', CLOCK_REALTIME, time);
  return microseconds(time, 0);
};

// asm-generic/errno-base.h, asm-generic/errno.h
const EAGAIN = 11;
const ENETDOWN = 100;
// linux/time.h
const CLOCK_REALTIME = 0;

const slotAt = (slot: number): Received => {
  const address = addressesAt + slot * addressSize;
  const payload = payloadsAt + slot * payloadSize;
  const length = arena.readUInt32LE(messagesAt + slot * messageSize + messageAt.received);
  return {
    type: arena.readUInt16BE(address + addressAt.protocol),
    link: arena.readInt32LE(address + addressAt.index),
    packetType: arena.readUInt8(address + addressAt.packetType),
    atUs: stampAt(controlsAt + slot * controlSize),
    bytes: arena.subarray(payload, payload + Math.min(length, payloadSize)),
  };
};

const stampAt = (control: number): number => {
  const level = arena.readInt32LE(control + controlAt.level);
  const type = arena.readInt32LE(control + controlAt.type);
  const isStamp = level === SOL_SOCKET && type === SO_TIMESTAMPNS;
  return isStamp ? microseconds(arena, control + controlAt.seconds) : kernelClockUs();
};

// struct timespec. The sum of whole seconds and thousandths of microseconds stays exact to a quarter of a microsecond.
const microseconds = (bytes: Buffer, at: number): number =>
  Number(bytes.readBigInt64LE(at)) * 1e6 + Number(bytes.readBigInt64LE(at + 8)) / 1e3;
