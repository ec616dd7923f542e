// The question which way a packet would take, as `ip route get` asks it (rtnetlink(7)).

import { familyOf } from '../spec/address.ts';
import { bytesAttribute, encodeMessage, NLM_F_REQUEST } from './attributes.ts';
import { addressBytes } from './inet.ts';
import { ask, NetlinkError, openRouteSocket } from './netlink.ts';
import type { Netns } from './netns.ts';
import { decodeRoute, type Route, rtmsg } from './route.ts';

// linux/rtnetlink.h
const RTM_GETROUTE = 26;
const RTA_DST = 1;
const RTM_F_LOOKUP_TABLE = 0x1000;
const RTM_F_FIB_MATCH = 0x2000;

/** What a lookup that ends at such a route says; the kernel says the same itself for IPv4 (net/ipv4/fib_semantics.c). */
const answers: Readonly<Record<string, string>> = {
  blackhole: 'EINVAL',
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
};

/** The route that a packet of this machine to `destination` would take, or why it would take none (`ENETUNREACH`…). */
export const fibLookup = (
  netns: Netns,
  destination: string,
): { readonly route: Route } | { readonly error: string } => {
  using socket = openRouteSocket(netns);
  try {
    const [route] = decodeRoute(ask(socket, routeQuestion(destination)).body);
    if (route === undefined) return { error: 'ENETUNREACH' };
    const answer = answers[route.type];
    return answer === undefined ? { route } : { error: answer };
  } catch (error) {
    // An answer is an errno and no more; with words it is our question that the kernel did not like.
    if (error instanceof NetlinkError && error.kernelText === null) return { error: error.code };
    throw error;
  }
};

const routeQuestion = (destination: string): Buffer => {
  const bytes = addressBytes(destination);
  // IPv6 names the table unasked, and refuses to be asked.
  const flags = bytes.length === 4 ? RTM_F_LOOKUP_TABLE | RTM_F_FIB_MATCH : RTM_F_FIB_MATCH;
  return encodeMessage({
    type: RTM_GETROUTE,
    flags: NLM_F_REQUEST,
    fixed: rtmsg({ family: familyOf(destination), length: bytes.length * 8, rest: [0, 0, 0, 0, 0], flags }),
    attributes: [bytesAttribute(RTA_DST, bytes)],
  });
};
