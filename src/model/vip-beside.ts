// IN-10 of addresses that no Service has. Whoever announces the range that VIPs are taken from, and not each of them, leads
// to the nodes what none of them knows, and they send it back to where it came from.

import type { Target } from '../probe/flow.ts';
import { addressAt, blockOf, contains, familyOf } from '../spec/address.ts';
import type { Host, Lab, Transport } from '../spec/lab.ts';
import { lanLength } from '../spec/lans.ts';
import { neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowTo, serviceFlow } from './flows.ts';
import { nobodysOf } from './nobodys.ts';
import type { Subject } from './promises.ts';
import { callersOf, entriesOf, type Entry, served, socketText } from './serving.ts';

/** Next to the first VIP of each block: one that nobody has. */
export const besideClaims = (subject: Subject): readonly Expectation[] =>
  [...Map.groupBy(entriesOf(subject), ({ address }) => block(address)).values()].flatMap(([entry]) => {
    const free = entry === undefined ? null : freeBeside(subject.lab, entry.address);
    if (entry === undefined || free === null) return [];
    return callersOf(entry)
      .filter((host) => !isNeighbour(subject.lab, host, free))
      .flatMap((host) => (['tcp', 'udp'] as const).map((transport) => leadsNowhere(entry, free, { host, transport })));
  });

const block = (address: string): string => blockOf(address, lanLength(familyOf(address)));

const freeBeside = (lab: Lab, vip: string): string | null =>
  nobodysOf(
    lab,
    Array.from({ length: 32 }, (_, at) => addressAt(vip, at + 1)).filter((one) => block(one) === block(vip)),
  );

/** It would ask its LAN, and send nothing. */
const isNeighbour = ({ network }: Lab, host: Host, address: string): boolean =>
  network.lans.some(({ cidr }) => contains(cidr, address) && host.addresses.some((own) => contains(cidr, own)));

type Caller = { readonly host: Host; readonly transport: Transport };

const leadsNowhere = (entry: Entry, address: string, { host, transport }: Caller): Expectation => {
  const { cluster } = entry.subject;
  const { port } = entry.service;
  const to: Target & { readonly port: number } = { label: socketText(address, port), address, port, machines: [] };
  const flow = serviceFlow(host.name, to, transport);
  const nodes = cluster.nodes.filter((node) => addressIn(flow.family, node) !== null).slice(0, 4);
  const title = `what ${host.name} sends to ${to.label}, next to the vip of ${entry.service.name} and nobody's, comes to an end`;
  const also = {
    outcome: ['refused', 'unreachable', 'lost'],
    absentFrom: cluster.nodes.flatMap(({ pods }) => pods.map(({ name }) => name)),
    singlePass: true,
  } as const;
  return neverArrives({ id: 'IN-10', flow, title, also }, [
    ...served(entry, host, transport),
    ...nodes.map((node) => flowTo(host.name, node, flow)),
  ]);
};
