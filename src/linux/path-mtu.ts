// Path MTUs that the kernel has learned (RFC 1191, RFC 8201): as a socket has it, and as the routing cache has it.

import { familyOf } from '../spec/address.ts';
import { attributeNumber, bytesAttribute, decodeAttributes, encodeMessage, NLM_F_REQUEST } from './attributes.ts';
import { addressBytes, addressFamily } from './inet.ts';
import { attempt } from './libc.ts';
import { ask, NetlinkError, openRouteSocket } from './netlink.ts';
import type { Netns } from './netns.ts';
import { type Endpoint, socketAddress } from './socket.ts';

// linux/in.h, linux/in6.h
const IPPROTO_IP = 0;
const IP_MTU = 14;
const IPPROTO_IPV6 = 41;
const IPV6_MTU = 24;

/**
 * The largest packet that the kernel believes to get to `to` in one piece; null where it knows no way. Connects the
 * socket, of which nothing else may be wanted any more.
 */
export const pathMtu = (fd: number, to: Endpoint): number | null => {
  const address = socketAddress({ ...to, port: to.port || 1 });
  const option = familyOf(to.address) === 4 ? [IPPROTO_IP, IP_MTU] : [IPPROTO_IPV6, IPV6_MTU];
  const mtu = Buffer.alloc(4);
  attempt('connect', fd, address, address.length);
  return attempt('getsockopt', fd, ...option, mtu, [4]) === 0 ? mtu.readInt32LE() : null;
};

// linux/rtnetlink.h
const RTM_GETROUTE = 26;
const RTA_DST = 1;
const RTA_METRICS = 8;
const RTA_CACHEINFO = 12;
const RTAX_MTU = 2;
/** Where struct rta_cacheinfo says when the entry expires; 0 for a route that does not. */
const expiresAt = 8;

/** The path MTU that the machine was told of on the way to `address`, by ICMP; null where it has not heard of any. */
export const learnedMtu = (netns: Netns, address: string): number | null => {
  const bytes = addressBytes(address);
  // struct rtmsg: family, length of the destination, and nothing else that is asked for.
  const fixed = Buffer.alloc(12);
  fixed.writeUInt8(addressFamily(familyOf(address)), 0);
  fixed.writeUInt8(bytes.length * 8, 1);
  const attributes = [bytesAttribute(RTA_DST, bytes)];
  const message = encodeMessage({ type: RTM_GETROUTE, flags: NLM_F_REQUEST, fixed, attributes });
  using socket = openRouteSocket(netns);
  try {
    return mtuIn(decodeAttributes(ask(socket, message).body.subarray(fixed.length)));
  } catch (error) {
    // No route at all.
    if (error instanceof NetlinkError && error.kernelText === null) return null;
    throw error;
  }
};

const mtuIn = (route: ReadonlyMap<number, Buffer>): number | null => {
  const metrics = decodeAttributes(route.get(RTA_METRICS) ?? Buffer.alloc(0));
  const expires = route.get(RTA_CACHEINFO)?.readUInt32LE(expiresAt) ?? 0;
  return expires === 0 ? null : attributeNumber(metrics.get(RTAX_MTU));
};
