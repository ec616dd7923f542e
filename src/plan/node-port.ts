// Gateway: NodePort. A port of the node's own address in the larger network stands for a Service.

import type { Service } from '../spec/lab.ts';
import { chainOf, choose, endpointsOn } from './endpoints.ts';
import { inFamily } from './family.ts';
import { anyOf, type Chains, enteredHere, headerOf, refusal, verdicts } from './nft.ts';
import { sourcesAt } from './pods.ts';
import type { Seat } from './seat.ts';

type Entry = readonly [key: string, verdict: string];

export const nodePorts = (seat: Seat): Chains => {
  const { cluster, node, family } = seat;
  const addresses = inFamily(family, node.addresses);
  const services = cluster.services.filter(({ nodePort }) => nodePort !== null);
  if (services.length === 0 || addresses.length === 0) return {};
  const served = services.filter((service) => endpointsOn(cluster.nodes, service, family).length > 0);
  const toUs = `${headerOf(family)} daddr ${anyOf(addresses)} meta l4proto . th dport vmap`;
  const untranslated = services.flatMap((service) => untranslatedVerdicts(seat, service));
  return {
    ...(served.length === 0 ? {} : entrance(toUs, served)),
    ...Object.fromEntries(served.map((service) => [entryOf(service), rulesOf(seat, service)])),
    ...(untranslated.length === 0 ? {} : { input: [`${toUs} ${verdicts(untranslated)}`], ...refusal }),
  };
};

const entryOf = ({ name }: Service): string => `node-port-${name}`;

/** `output` too: the node may call its own port. */
const entrance = (toUs: string, served: readonly Service[]): Chains => ({
  prerouting: ['jump node-ports'],
  'output-nat': ['jump node-ports'],
  'node-ports': [`${toUs} ${verdicts(served.flatMap((service) => each(service, `goto ${entryOf(service)}`)))}`],
});

const each = ({ transports, nodePort }: Service, verdict: string): readonly Entry[] =>
  transports.map((transport) => [`${transport} . ${nodePort}`, verdict] as const);

/** A port nobody serves refuses. One served elsewhere, by policy Local, is silent: this node has nothing to say for it. */
const untranslatedVerdicts = ({ cluster, node, family }: Seat, service: Service): readonly Entry[] => {
  if (endpointsOn(cluster.nodes, service, family).length === 0) return each(service, 'goto refuse');
  const silent = service.externalTrafficPolicy === 'Local' && endpointsOn([node], service, family).length === 0;
  return silent ? each(service, 'drop') : [];
};

/** What becomes of a connection that enters this node for a Service, by whatever gateway. */
export const rulesOf = (seat: Seat, service: Service): readonly string[] =>
  service.externalTrafficPolicy === 'Local'
    ? local(seat, service)
    : [
        '# the endpoint may be on another node: the answer must come back here, so the client sees who it asked',
        `meta mark set ${enteredHere}`,
        `goto ${chainOf(service)}`,
      ];

/** Local keeps the client's address, and so only endpoints on this node will do; from inside it is as good as Cluster. */
const local = ({ cluster, node, family }: Seat, service: Service): readonly string[] => {
  const source = `${headerOf(family)} saddr`;
  const here = endpointsOn([node], service, family);
  const own = sourcesAt(node, family);
  return [
    ...(own.length === 0 ? [] : ['# pods of this node', `${source} ${anyOf(own)} goto ${chainOf(service)}`]),
    '# pods of other nodes, and the node itself',
    `${source} ${anyOf(inFamily(family, cluster.podCidrs))} meta mark set ${enteredHere} goto ${chainOf(service)}`,
    `fib saddr type local meta mark set ${enteredHere} goto ${chainOf(service)}`,
    ...(here.length === 0 ? [] : ['# everybody else', ...choose(service, [node], family)]),
  ];
};
