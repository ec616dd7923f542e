// Namespaces as other namespaces know them. A veth says where its other end is by a number that is good in its own
// namespace only (linux/net_namespace.h, RTM_GETNSID).

import { encodeMessage, attributeNumber, decodeAttributes, NLM_F_REQUEST, u32Attribute } from './attributes.ts';
import { ask, openRouteSocket } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/rtnetlink.h
const RTM_GETNSID = 90;
// linux/net_namespace.h
const NETNSA_NSID = 1;
const NETNSA_FD = 3;
const NETNSA_NSID_NOT_ASSIGNED = -1;

/** The numbers by which `netns` knows these others, where it knows them. */
export const netnsIds = (netns: Netns, others: Iterable<Netns>): ReadonlyMap<number, Netns> => {
  using socket = openRouteSocket(netns);
  const known = new Map<number, Netns>();
  for (const other of others) {
    // struct rtgenmsg: the family alone, padded.
    const fixed = Buffer.alloc(4);
    const attributes = [u32Attribute(NETNSA_FD, other.fd)];
    const { body } = ask(socket, encodeMessage({ type: RTM_GETNSID, flags: NLM_F_REQUEST, fixed, attributes }));
    const id = attributeNumber(decodeAttributes(body.subarray(4)).get(NETNSA_NSID));
    if (id !== null && (id | 0) !== NETNSA_NSID_NOT_ASSIGNED) known.set(id, other);
  }
  return known;
};
