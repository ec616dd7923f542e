// An address belongs to one machine. On the larger network that holds for the whole lab; inside an island only for the
// cluster, as islands may reuse each other's pod addresses.

import type { Draft, Placed } from './draft.ts';
import type { Report } from './finding.ts';
import { membersOf } from './draft.ts';

type Owner = { readonly name: string; readonly addresses: readonly Placed[] };

export const checkDuplicates = (draft: Draft, report: Report): void => {
  unique(membersOf(draft), report);
  for (const { nodes, services } of draft.clusters) {
    unique(
      nodes.flatMap(({ pods }) => pods.filter(({ explicit }) => explicit)),
      report,
    );
    unique(
      services.map(({ name, clusterAddresses }) => ({ name, addresses: clusterAddresses })),
      report,
    );
  }
};

const unique = (owners: readonly Owner[], report: Report): void => {
  const first = new Map<string, string>();
  for (const { name, addresses } of owners) {
    for (const { text, path } of addresses) {
      const other = first.get(text);
      first.set(text, other ?? name);
      if (other === undefined) continue;
      const message = `address ${text} of ${name} is already the address of ${other}`;
      report({ path, message, hint: 'give each a different address' });
    }
  }
};
