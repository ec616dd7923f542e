// Session affinity, as kube-proxy's nftables mode has it: every node keeps for each endpoint the set of those clients that
// it led there, and forgets who has not called anew for some time.

import { familyOf } from '../spec/address.ts';
import type { Family, Service } from '../spec/lab.ts';
import { type Chains, headerOf } from './nft.ts';

/** A pod that serves, with its address in one family. */
export type Serving = { readonly pod: string; readonly address: string };

const clientsOf = ({ name }: Service, pod: string): string => `affinity-${name}/${pod}`;

const chainOf = ({ name }: Service, pod: string): string => `endpoint-${name}/${pod}`;

/** Rules that lead a new connection to where the client was before, or else to one of them by chance. */
export const rememberedChoice = (service: Service, serving: readonly Serving[], family: Family): readonly string[] => [
  '# where a client was before, it is led again',
  ...serving.map(({ pod }) => `${headerOf(family)} saddr @${clientsOf(service, pod)} goto ${chainOf(service, pod)}`),
  `numgen random mod ${serving.length} vmap { ${serving.map(({ pod }, at) => `${at} : goto ${chainOf(service, pod)}`).join(', ')} }`,
];

type Remembering = { readonly pod: string; readonly family: Family; readonly rule: string };

/** The set of an endpoint's clients, and the chain that puts them there before `rule` leads them; none without affinity. */
export const memory = (
  service: Service,
  { pod, family, rule }: Remembering,
): readonly (readonly [string, Chains[string]])[] => {
  if (service.affinitySeconds === null) return [];
  const clients = clientsOf(service, pod);
  return [
    [
      `set ${clients}`,
      [
        `type ${family === 4 ? 'ipv4_addr' : 'ipv6_addr'}`,
        ...['size 65535', 'flags dynamic, timeout', `timeout ${service.affinitySeconds}s`],
      ],
    ],
    [chainOf(service, pod), [`update @${clients} { ${headerOf(family)} saddr }`, rule]],
  ];
};

/** The sets of clients that every node keeps for the Service, by family. */
export const setsOf = (service: Service): readonly { readonly family: Family; readonly sets: readonly string[] }[] =>
  service.clusterAddresses.map((address) => ({
    family: familyOf(address),
    sets: service.endpoints.map((pod) => clientsOf(service, pod)),
  }));
