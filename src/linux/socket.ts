// Sockets inside a lab's namespaces. They are made and addressed here through the C library, then handed to Node,
// which takes any descriptor: `server.listen({ fd })`, dgram's `bind({ fd })`, `new net.Socket({ fd })`. Only the
// making happens inside the namespace; a socket stays where it was made.

import type { Family } from '../spec/lab.ts';
import { familyOf } from '../spec/address.ts';
import { addressBytes, addressFamily, addressText } from './inet.ts';
import {
  AF_INET6,
  attempt,
  call,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SO_MARK,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  SO_REUSEADDR,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOCK_STREAM,
  SOL_SOCKET,
} from './libc.ts';
import { inside, type Netns } from './netns.ts';
import { letWait, limitHops, onlyIPv6, pretend, reportErrors, setOption } from './socket-option.ts';
import { isConnecting } from './tcp-state.ts';

// asm-generic/errno.h
const EINPROGRESS = 115;

const backlog = 4096;

/** An address and a port; for an ICMP socket the port is the echo identifier. */
export type Endpoint = { readonly address: string; readonly port: number };

/** `errno` is 0 where the kernel took the call, or took it as under way. */
export type Opened = { readonly fd: number; readonly local: Endpoint; readonly errno: number };

/** A socket that listens on that address and no other; `net.createServer().listen({ fd })` takes it. */
export const openListening = (netns: Netns, { address, port }: Endpoint): number =>
  openBound(netns, SOCK_STREAM, { address, port });

/** Bytes: some thousand datagrams of a usual packet's size. */
const receiveBuffer = 4 * 1024 * 1024;

/**
 * A UDP socket on that address and no other, for a responder. Many may ask it at once, before it has a turn to read, and
 * the kernel counts a whole page for each large packet: its usual 208 KiB were full with a hundred, and the rest was lost.
 */
export const openReceiving = (netns: Netns, { address, port }: Endpoint): number => {
  const fd = openBound(netns, SOCK_DGRAM, { address, port });
  letWait(fd, receiveBuffer);
  return fd;
};

type Connecting = { readonly sourcePort?: number | undefined; readonly mark?: number | undefined };

/** A TCP socket on its way to `to`. Routing rules may look at `mark`, which no packet shows. */
export const openConnecting = (netns: Netns, to: Endpoint, { sourcePort = 0, mark }: Connecting = {}): Opened => {
  const family = familyOf(to.address);
  const fd = open(netns, { family, type: SOCK_STREAM });
  return closingOnError(fd, () => {
    if (mark !== undefined) setOption(fd, [SOL_SOCKET, SO_MARK], mark);
    if (sourcePort !== 0) {
      setOption(fd, [SOL_SOCKET, SO_REUSEADDR], 1);
      bind(fd, { address: anyAddress(family), port: sourcePort });
    }
    const errno = connect(fd, to);
    // Only a socket itself knows for certain: on a busy host errno was seen to be one that connect(2) never returns.
    const underWay = errno === EINPROGRESS || (errno !== 0 && isConnecting(fd));
    return { fd, local: localEndpoint(fd), errno: underWay ? 0 : errno };
  });
};

type Unconnected = {
  readonly to: Endpoint;
  readonly source?: string | undefined;
  readonly sourcePort?: number | undefined;
  readonly mark?: number | undefined;
  readonly ttl?: number | undefined;
};

/**
 * A UDP or ICMP echo socket bound to the address from which the kernel would send to `to`, but not connected: so an
 * answer from the wrong address is seen too. ICMP errors come back as errors of the socket, and nothing that it sends
 * is ever fragmented. `errno` says why nothing can be sent. With `source` it sends from that address, whosever it is.
 */
export const openUnconnected = (
  netns: Netns,
  protocol: 'udp' | 'icmp',
  { to, source, sourcePort = 0, mark, ttl }: Unconnected,
): Opened => {
  const family = familyOf(to.address);
  const icmp = family === 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
  const fd = open(netns, { family, type: SOCK_DGRAM, protocol: protocol === 'udp' ? IPPROTO_UDP : icmp });
  return closingOnError(fd, () => {
    if (mark !== undefined) setOption(fd, [SOL_SOCKET, SO_MARK], mark);
    // Connecting sends nothing; it makes the kernel choose the source. Connecting to AF_UNSPEC takes it back.
    const errno = connect(fd, { address: to.address, port: to.port || 1 });
    const { address } = localEndpoint(fd);
    call('connect', fd, Buffer.alloc(16), 16);
    if (source !== undefined) pretend(fd, family);
    if (errno === 0) bind(fd, { address: source ?? address, port: sourcePort });
    reportErrors(fd, family);
    if (ttl !== undefined) limitHops(fd, family, ttl);
    return { fd, local: localEndpoint(fd), errno };
  });
};

/** A socket that sends TCP segments written by hand; the IP header is the kernel's. Only for whoever is root here. */
export const openRawTcp = (netns: Netns, family: Family, mark?: number): number => {
  const fd = open(netns, { family, type: SOCK_RAW, protocol: IPPROTO_TCP });
  return closingOnError(fd, () => {
    if (mark !== undefined) setOption(fd, [SOL_SOCKET, SO_MARK], mark);
    return fd;
  });
};

/** Sends one datagram; 0, or the errno. */
export const sendTo = (fd: number, payload: Buffer, to: Endpoint): number => {
  const address = socketAddress(to);
  return Math.max(0, -attempt('sendto', fd, payload, payload.length, 0, address, address.length));
};

/** Forgets the ICMP errors that came back to a socket: while one waits, the kernel reports it again and again. */
export const forgetErrors = (fd: number): void => {
  const packet = Buffer.alloc(1024);
  while (attempt('recv', fd, packet, packet.length, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0);
};

type Kind = { readonly family: Family; readonly type: number; readonly protocol?: number };

const open = (netns: Netns, { family, type, protocol = 0 }: Kind): number =>
  inside(netns, () => call('socket', addressFamily(family), type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));

const openBound = (netns: Netns, type: number, at: Endpoint): number => {
  const family = familyOf(at.address);
  const fd = open(netns, { family, type });
  return closingOnError(fd, () => {
    if (type === SOCK_STREAM) setOption(fd, [SOL_SOCKET, SO_REUSEADDR], 1);
    if (family === 6) onlyIPv6(fd);
    bind(fd, at);
    if (type === SOCK_STREAM) call('listen', fd, backlog);
    return fd;
  });
};

const closingOnError = <Result>(fd: number, action: () => Result): Result => {
  try {
    return action();
  } catch (error) {
    call('close', fd);
    throw error;
  }
};

const bind = (fd: number, at: Endpoint): void => {
  const address = socketAddress(at);
  call('bind', fd, address, address.length);
};

const connect = (fd: number, to: Endpoint): number => {
  const address = socketAddress(to);
  return -attempt('connect', fd, address, address.length);
};

const anyAddress = (family: Family): string => (family === 4 ? '0.0.0.0' : '::');

// struct sockaddr_in: family, port, address. struct sockaddr_in6: family, port, flow label, address, scope.
export const socketAddress = ({ address, port }: Endpoint): Buffer => {
  const family = familyOf(address);
  const bytes = Buffer.alloc(family === 4 ? 16 : 28);
  bytes.writeUInt16LE(addressFamily(family), 0);
  bytes.writeUInt16BE(port, 2);
  addressBytes(address).copy(bytes, family === 4 ? 4 : 8);
  return bytes;
};

const localEndpoint = (fd: number): Endpoint => {
  const bytes = Buffer.alloc(28);
  call('getsockname', fd, bytes, [bytes.length]);
  const address = bytes.readUInt16LE(0) === AF_INET6 ? bytes.subarray(8, 24) : bytes.subarray(4, 8);
  return { address: addressText(address), port: bytes.readUInt16BE(2) };
};
