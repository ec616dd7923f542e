// What must survive a change, and what must not outlive it: flows that were open before it, and what nodes remember of them.

import type { Flow } from '../probe/flow.ts';
import type { FaultOf } from '../spec/fault.ts';
import type { Service } from '../spec/lab.ts';
import { affinityClaims } from './affinity.ts';
import { during } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { over, triesToSeeAll } from './flows.ts';
import type { Subject } from './promises.ts';
import { callerOf, fromOutside, isFree, virtualAddressFlows } from './services.ts';

/** SVC-04 to SVC-06. A fault costs time, so in a large lab some Services stand for all. */
export const stateClaims = (subject: Subject): readonly Expectation[] => {
  const served = subject.cluster.services.filter((service) => isFree(service) && service.endpoints.length > 0);
  return [
    ...affinityClaims(subject),
    ...served
      .filter(({ endpoints }) => endpoints.length > 1)
      .slice(0, 2)
      .flatMap((service) => endpointGone(subject, service)),
    ...served
      .filter(({ transports }) => transports.includes('udp'))
      .slice(0, 1)
      .flatMap((service) => servedAgain(subject, service)),
  ];
};

/** From a pod to the Service's own address, and from outside by a node's port. */
const flowsTo = (subject: Subject, service: Service): readonly Flow[] => [
  ...fromInside(subject, service),
  ...fromOutside(subject, service),
];

const fromInside = ({ cluster }: Subject, service: Service): readonly Flow[] => {
  const caller = callerOf(cluster, service);
  return caller === undefined ? [] : virtualAddressFlows(caller.name, service);
};

/** SVC-05: nobody new gets there, and whoever is there already and keeps his port is led away. */
const endpointGone = (subject: Subject, service: Service): readonly Expectation[] => {
  const [gone, ...rest] = service.endpoints;
  if (gone === undefined || rest.length === 0) return [];
  const fault = faultOf(service, [gone]);
  const inside = callerOf(subject.cluster, service)?.name;
  return flowsTo(subject, service).flatMap((flow) => {
    const answered = { outcome: ['reached'], responder: rest } as const;
    const common = { id: 'SVC-05', flow, tries: triesToSeeAll(flow), expected: answered, controls: [] };
    const { from, to, protocol, family } = flow;
    const title = `${from} calls ${to.label} anew and is never answered by ${gone} ${over(protocol, family)}`;
    const goesOn = `${from} goes on with what ${gone} answered of ${to.label}, from the same port, and is answered by somebody else ${over(protocol, family)}`;
    const before = { outcome: ['reached'], responder: [gone] } as const;
    return [
      ...(from === inside ? [during(fault, { ...common, title })] : []),
      ...(protocol === 'udp' ? [during(fault, { ...common, title: goesOn }, { across: 'held', before })] : []),
    ];
  });
};

/** SVC-06: whoever asks while nobody serves, and keeps his port, is answered once somebody does. */
const servedAgain = (subject: Subject, service: Service): readonly Expectation[] =>
  fromInside(subject, service)
    .filter(({ protocol }) => protocol === 'udp')
    .map((flow) => {
      const { from, to, protocol, family } = flow;
      const title = `${from} asks ${to.label} in vain, and from the same port is answered once it is served ${over(protocol, family)}`;
      const after = { outcome: ['reached'], responder: service.endpoints } as const;
      const claim = { id: 'SVC-06', title, flow, tries: 1, expected: { outcome: ['refused'] }, controls: [] } as const;
      return during(faultOf(service, service.endpoints), claim, { across: 'held', after });
    });

const faultOf = ({ cluster, name }: Service, pods: readonly string[]): FaultOf<'endpoints-gone'> => ({
  ...{ kind: 'endpoints-gone', cluster, service: name, pods },
});
