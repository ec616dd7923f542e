// The next hops of a route that has several (struct rtnexthop, linux/rtnetlink.h).

import { aligned, decodeAttributes } from './attributes.ts';
import { addressText } from './inet.ts';

// linux/rtnetlink.h
const RTA_GATEWAY = 5;
const RTNH_SIZE = 8;

export type NextHop = {
  readonly via: string | null;
  /** Index of a link. */
  readonly link: number;
};

/** From the value of RTA_MULTIPATH, in the kernel's order; none where it is missing. */
export const decodeNextHops = (bytes: Buffer = Buffer.alloc(0)): readonly NextHop[] => {
  const found: NextHop[] = [];
  for (let at = 0; at + RTNH_SIZE <= bytes.length;) {
    const length = bytes.readUInt16LE(at);
    if (length < RTNH_SIZE) break;
    const gateway = decodeAttributes(bytes.subarray(at + RTNH_SIZE, at + length)).get(RTA_GATEWAY);
    found.push({ via: gateway === undefined ? null : addressText(gateway), link: bytes.readInt32LE(at + 4) });
    at += aligned(length);
  }
  return found;
};
