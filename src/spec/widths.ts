// How large packets may be on the way to machines of no cluster. All that stand on one LAN take the same: Ethernet has no
// way to say that a frame was too large, only a router has.

import type { Draft } from './draft.ts';
import type { Report } from './finding.ts';
import { ethernetMtu } from './ethernet.ts';
import { lansOf, type DraftLan } from './lans.ts';

/** RFC 791: every host takes so much. RFC 8200, section 5: and every link of IPv6 so much. */
const least = { 4: 576, 6: 1280 } as const;

export const checkWidths = (draft: Draft, report: Report): void => {
  for (const { name, path, addresses, mtu } of draft.hosts) {
    if (mtu === null) continue;
    const lowest = addresses.some(({ range }) => range.family === 6) ? least[6] : least[4];
    if (mtu >= lowest && mtu <= ethernetMtu) continue;
    const message = `mtu ${mtu} of ${name} must be between ${lowest} and ${ethernetMtu}`;
    const hint =
      mtu > ethernetMtu
        ? `Ethernet carries no more than ${ethernetMtu} bytes: write less, or leave it out`
        : `${lowest === least[6] ? 'IPv6 asks for links of 1280 bytes (RFC 8200)' : 'every host takes 576 bytes (RFC 791)'}: write at least ${lowest}`;
    report({ path: [...path, 'mtu'], message, hint });
  }
  for (const lan of lansOf(draft)) sameForAll(lan, report);
};

const sameForAll = ({ cidr, mtu, members }: DraftLan, report: Report): void => {
  const narrow = members.find((member) => member.mtu === mtu);
  const other = members.find((member) => (member.mtu ?? ethernetMtu) !== mtu);
  if (narrow === undefined || other === undefined) return;
  const message = `${narrow.name} and ${other.name} are both on the LAN ${cidr}, where packets have one size for all, and not ${mtu} for one and ${other.mtu ?? ethernetMtu} for the other`;
  const hint = `give ${narrow.name} an address of another LAN, such as one of another ${cidr.replace(/^.*\//, '/')}`;
  report({ path: [...narrow.path, 'mtu'], message, hint });
};
