// Asks a LAN for the address that a machine there would have if it spoke IPv6. Nobody has to have given it one, and whoever
// asks need not speak IPv6 either: the question is written by hand.

import { dumpAddresses } from '../linux/address.ts';
import { addressText } from '../linux/inet.ts';
import { dumpLinks, macBytes } from '../linux/link.ts';
import type { Netns } from '../linux/netns.ts';
import { attemptOf, type Underway } from './attempt.ts';
import type { Flow } from './flow.ts';
import { linkTo } from './link-to.ts';
import { asking } from './ndp.ts';

/** An address that no machine needs to have. */
const own = { address: 'fe80::ca', port: 0 };

/** `flow.to.via` is an address of the machine on that LAN. */
export const startLinkLocal = (machines: ReadonlyMap<string, Netns>, where: Netns, flow: Flow): Underway =>
  attemptOf((settle) => {
    const {
      via = '',
      machines: [name = ''],
    } = flow.to;
    const netns = machines.get(name);
    const mac = netns === undefined ? undefined : macAt(netns, via);
    if (mac === undefined) throw new Error(`${name} has no ${via}`);
    const address = linkLocalOf(mac);
    return asking(where, { link: linkTo(where, via), local: own, address }, settle);
  });

const macAt = (netns: Netns, address: string): string | undefined => {
  const link = dumpAddresses(netns).find((one) => one.address.replace(/\/.*/, '') === address)?.link;
  return dumpLinks(netns).find(({ index }) => index === link)?.mac ?? undefined;
};

// RFC 4291, appendix A: the MAC in two halves, ff:fe between them, and the bit turned that says who made it up.
const linkLocalOf = (mac: string): string => {
  const bytes = macBytes(mac);
  const [first = 0] = bytes;
  const id = [first ^ 0x02, ...bytes.subarray(1, 3), 0xff, 0xfe, ...bytes.subarray(3)];
  return addressText(Buffer.from([0xfe, 0x80, 0, 0, 0, 0, 0, 0, ...id]));
};
