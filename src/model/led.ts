// Where the router of a larger network leads packets for a CIDR, read from its own table.

import { familyOf } from '../spec/address.ts';
import type { Lab, Node } from '../spec/lab.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, lookUp } from './flows.ts';

type Way = {
  readonly id: string;
  readonly cidr: string;
  readonly node: Node;
  /** How the CIDR is called in the title. */
  readonly what: string;
  readonly holds: boolean;
};

/** That it leads there by that node, or does not; one in a list, or none where the node has no address of the family. */
export const leadsBy = ({ network }: Lab, { id, cidr, node, what, holds }: Way): readonly Expectation[] => {
  const family = familyOf(cidr);
  const via = addressIn(family, node);
  if (via === null) return [];
  const asked = lookUp(network.router, cidr, family);
  const lan = network.lans.find((one) => one.family === family);
  // Reading its table works: it does have a route to its own LAN.
  const controls = lan === undefined ? [] : [lookUp(network.router, lan.cidr, family)];
  return [
    {
      id,
      title: `${network.router} ${holds ? 'leads' : 'does not lead'} ${what} by ${node.name}`,
      flow: { ...asked, to: { ...asked.to, label: `${cidr} by ${node.name}`, via } },
      tries: 1,
      expected: { outcome: [holds ? 'reached' : 'unreachable'] },
      controls: holds ? [] : controls,
    },
  ];
};
