// Sockets on one link, below IP (packet(7)): for frames to a MAC, whatever any routing table says. What is sent begins
// at the network header; the kernel writes the Ethernet header in front of it.

import { AF_PACKET, call, SOCK_CLOEXEC, SOCK_DGRAM } from './libc.ts';
import { inside, type Netns } from './netns.ts';

const addressLength = 20;

/** Hears nothing but packets of that EtherType, on that link. Closing it takes the kernel some 10 ms. */
export const linkSocket = (netns: Netns, link: number, type: number): number => {
  const fd = inside(netns, () => call('socket', AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  call('bind', fd, linkAddress(link, type, Buffer.alloc(6)), addressLength);
  return fd;
};

/** The MAC of the link that the socket is bound to, which the kernel tells with the socket's name. */
export const macOfSocket = (fd: number): Buffer => {
  const name = Buffer.alloc(addressLength);
  call('getsockname', fd, name, [name.length]);
  return name.subarray(12, 18);
};

type Bound = { readonly fd: number; readonly link: number; readonly type: number };

export const sendFrame = ({ fd, link, type }: Bound, to: Buffer, packet: Buffer): number =>
  call('sendto', fd, packet, packet.length, 0, linkAddress(link, type, to), addressLength);

// struct sockaddr_ll: family, protocol, index, hardware type, packet type, address length, address.
const linkAddress = (link: number, type: number, mac: Buffer): Buffer => {
  const bytes = Buffer.alloc(addressLength);
  bytes.writeUInt16LE(AF_PACKET, 0);
  bytes.writeUInt16BE(type, 2);
  bytes.writeInt32LE(link, 4);
  bytes.writeUInt8(mac.length, 11);
  mac.copy(bytes, 12);
  return bytes;
};
