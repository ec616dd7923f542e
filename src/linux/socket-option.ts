// Options of sockets, and what they are for (socket(7), ip(7), ipv6(7)).

import type { Family } from '../spec/lab.ts';
import { attempt, call, SO_RCVBUF, SO_RCVBUFFORCE, SOL_SOCKET } from './libc.ts';

// linux/in.h, linux/in6.h
const IPPROTO_IP = 0;
const IP_TTL = 2;
const IP_MTU_DISCOVER = 10;
const IP_RECVERR = 11;
const IP_TRANSPARENT = 19;
const IP_PMTUDISC_DO = 2;
const IPPROTO_IPV6 = 41;
const IPV6_UNICAST_HOPS = 16;
const IPV6_MTU_DISCOVER = 23;
const IPV6_RECVERR = 25;
const IPV6_V6ONLY = 26;
const IPV6_TRANSPARENT = 75;

export const setOption = (fd: number, [level, name]: readonly [level: number, name: number], value: number): number =>
  call('setsockopt', fd, level, name, int(value), 4);

/** ICMP errors become errors of the socket, and what it sends is never fragmented. */
export const reportErrors = (fd: number, family: Family): void => {
  if (family === 4) {
    setOption(fd, [IPPROTO_IP, IP_RECVERR], 1);
    setOption(fd, [IPPROTO_IP, IP_MTU_DISCOVER], IP_PMTUDISC_DO);
  } else {
    setOption(fd, [IPPROTO_IPV6, IPV6_RECVERR], 1);
    setOption(fd, [IPPROTO_IPV6, IPV6_MTU_DISCOVER], IP_PMTUDISC_DO);
  }
};

/** The socket may have an address that is not the machine's. */
export const pretend = (fd: number, family: Family): number =>
  family === 4 ? setOption(fd, [IPPROTO_IP, IP_TRANSPARENT], 1) : setOption(fd, [IPPROTO_IPV6, IPV6_TRANSPARENT], 1);

/** How many routers may pass on what the socket sends. */
export const limitHops = (fd: number, family: Family, hops: number): number =>
  family === 4 ? setOption(fd, [IPPROTO_IP, IP_TTL], hops) : setOption(fd, [IPPROTO_IPV6, IPV6_UNICAST_HOPS], hops);

/** Else an IPv6 socket would also take IPv4 and show it as ::ffff:10.0.0.1. */
export const onlyIPv6 = (fd: number): number => setOption(fd, [IPPROTO_IPV6, IPV6_V6ONLY], 1);

/** What may wait to be read, in bytes as the kernel counts them; an ordinary user gets no more than net.core.rmem_max. */
export const letWait = (fd: number, bytes: number): void => {
  if (attempt('setsockopt', fd, SOL_SOCKET, SO_RCVBUFFORCE, int(bytes), 4) < 0)
    setOption(fd, [SOL_SOCKET, SO_RCVBUF], bytes);
};

export const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};
