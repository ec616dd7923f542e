import { familyOf } from '../spec/address.ts';
import { attempt } from './libc.ts';
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
