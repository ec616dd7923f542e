// Gateway for insiders: a Service's own address, which no machine has. Every node translates it to an endpoint for its
// own pods and for itself.

import { chainOf, endpointsOn } from './endpoints.ts';
import { inFamily } from './family.ts';
import { anyOf, type Chains, enteredHere, headerOf, refusal, verdicts } from './nft.ts';
import type { Seat } from './seat.ts';

export const clusterAddresses = ({ cluster, family }: Seat): Chains => {
  const header = headerOf(family);
  const ranges = inFamily(family, cluster.serviceCidrs);
  if (ranges.length === 0) return {};
  const toServices = `${header} daddr ${anyOf(ranges)}`;
  const served = cluster.services
    .filter((service) => endpointsOn(cluster.nodes, service, family).length > 0)
    .flatMap((service) =>
      inFamily(family, service.clusterAddresses).flatMap((address) =>
        service.transports.map(
          (transport) => [`${address} . ${transport} . ${service.port}`, `goto ${chainOf(service)}`] as const,
        ),
      ),
    );
  return { ...(served.length === 0 ? {} : translation(header, toServices, served)), ...unserved(toServices) };
};

const translation = (header: string, toServices: string, served: readonly (readonly [string, string])[]): Chains => ({
  prerouting: ['jump cluster-addresses'],
  'output-nat': [
    '# when the node itself calls, its source was chosen for the way to the Service, not for that to the endpoint',
    `${toServices} meta mark set ${enteredHere} jump cluster-addresses`,
  ],
  'cluster-addresses': [`${header} daddr . meta l4proto . th dport vmap ${verdicts(served)}`],
});

/** Service addresses are no machine's: what is still addressed to one after translation has nowhere to go. */
const unserved = (toServices: string): Chains => {
  const rules = ['# nobody serves it: no machine has this address', `${toServices} goto refuse`];
  return { forward: rules, output: rules, ...refusal };
};
