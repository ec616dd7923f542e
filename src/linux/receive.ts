// Reading many packets with one system call, each with its kernel timestamp and where it was seen (recvmmsg(2),
// packet(7)). The structures are laid out by hand, as on every 64-bit Linux.

import { attempt, call, MSG_DONTWAIT, pointerTo, SOL_SOCKET, SO_TIMESTAMPNS } from './libc.ts';

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
const messageAt = { name: 0, nameLength: 8, iovec: 16, iovecCount: 24, control: 32, controlLength: 40, received: 56 } as const;
const addressAt = { protocol: 2, index: 4, packetType: 10 } as const;
const controlAt = { level: 8, type: 12, seconds: 16 } as const;

const payloads = Buffer.allocUnsafeSlow(slots * payloadSize);
const addresses = Buffer.allocUnsafeSlow(slots * addressSize);
const iovecs = Buffer.allocUnsafeSlow(slots * iovecSize);
const controls = Buffer.allocUnsafeSlow(slots * controlSize);
const messages = Buffer.allocUnsafeSlow(slots * messageSize).fill(0);

for (let slot = 0; slot < slots; slot += 1) {
  const message = slot * messageSize;
  iovecs.writeBigUInt64LE(pointerTo(payloads) + BigInt(slot * payloadSize), slot * iovecSize);
  iovecs.writeBigUInt64LE(BigInt(payloadSize), slot * iovecSize + 8);
  messages.writeBigUInt64LE(pointerTo(addresses) + BigInt(slot * addressSize), message + messageAt.name);
  messages.writeBigUInt64LE(pointerTo(iovecs) + BigInt(slot * iovecSize), message + messageAt.iovec);
  messages.writeBigUInt64LE(1n, message + messageAt.iovecCount);
  messages.writeBigUInt64LE(pointerTo(controls) + BigInt(slot * controlSize), message + messageAt.control);
}

/** Hands over every packet that waits in a socket, oldest first, and returns. */
export const receiveAll = (fd: number, take: (received: Received) => void): void => {
  for (;;) {
    for (let slot = 0; slot < slots; slot += 1) {
      messages.writeUInt32LE(addressSize, slot * messageSize + messageAt.nameLength);
      messages.writeUInt32LE(controlSize, slot * messageSize + messageAt.controlLength);
    }
    const count = attempt('recvmmsg', fd, messages, slots, MSG_DONTWAIT, null);
    for (let slot = 0; slot < count; slot += 1) take(slotAt(slot));
    // Fewer than asked for, or minus EAGAIN: that was all. A link going down (ENETDOWN) is no reason to stop looking.
    if (count < slots && count !== -ENETDOWN) return;
  }
};

/** Microseconds since 1970 by the clock that stamps packets. */
export const kernelClockUs = (): number => {
  const time = Buffer.alloc(16);
  call('clock_gettime', CLOCK_REALTIME, time);
  return microseconds(time, 0);
};

const ENETDOWN = 100;
const CLOCK_REALTIME = 0;

const slotAt = (slot: number): Received => {
  const address = slot * addressSize;
  const length = messages.readUInt32LE(slot * messageSize + messageAt.received);
  const start = slot * payloadSize;
  return {
    type: addresses.readUInt16BE(address + addressAt.protocol),
    link: addresses.readInt32LE(address + addressAt.index),
    packetType: addresses.readUInt8(address + addressAt.packetType),
    atUs: stampOf(slot * controlSize),
    bytes: payloads.subarray(start, start + Math.min(length, payloadSize)),
  };
};

const stampOf = (control: number): number => {
  const isStamp =
    controls.readInt32LE(control + controlAt.level) === SOL_SOCKET &&
    controls.readInt32LE(control + controlAt.type) === SO_TIMESTAMPNS;
  return isStamp ? microseconds(controls, control + controlAt.seconds) : kernelClockUs();
};

// struct timespec. The sum of whole seconds and thousandths of microseconds stays exact to a quarter of a microsecond.
const microseconds = (bytes: Buffer, at: number): number =>
  Number(bytes.readBigInt64LE(at)) * 1e6 + Number(bytes.readBigInt64LE(at + 8)) / 1e3;
