// From an answer of the model to an expectation: the shapes that most claims have.

import type { Flow } from '../probe/flow.ts';
import { type Fault, type FaultOf, faultText } from '../spec/fault.ts';
import type { Expectation, Expected, Under } from './expectation.ts';
import { over } from './flows.ts';
import type { Reach } from './promises.ts';

type Claim = { readonly id: string; readonly flow: Flow; readonly title: string; readonly also?: Partial<Expected> };

/** The flow arrives at the one it was sent to, and that one sees a source owned by one of `owners`. */
export const reaches = ({ id, flow, title, also }: Claim, owners: readonly string[]): Expectation => ({
  id,
  title: `${title} ${over(flow.protocol, flow.family)}`,
  flow,
  tries: 1,
  expected: { outcome: ['reached'], responder: flow.to.machines, sourceOwner: owners, ...also },
  controls: [],
});

/**
 * Not one packet of the flow arrives. Three independent tries; whether a router says so or stays silent is left open,
 * because rate limits make the difference a matter of luck (catalogue §0.5).
 */
export const neverArrives = ({ id, flow, title, also }: Claim, controls: readonly Flow[]): Expectation => ({
  id,
  title: `${title} ${over(flow.protocol, flow.family)}`,
  flow,
  tries: 3,
  expected: { outcome: ['unreachable', 'lost'], absentFrom: flow.to.machines, ...also },
  controls,
});

/**
 * The flow arrives with the caller's own address, and that is the end of it: nobody out there knows the way back. Tried
 * as often as a silence, and like one it means something only between controls.
 */
export const heardOnly = ({ id, flow, title, also }: Claim, controls: readonly Flow[]): Expectation => ({
  id,
  title: `${title} ${over(flow.protocol, flow.family)}`,
  flow,
  tries: 3,
  expected: { outcome: ['one-way'], sourceOwner: [flow.from], ...also },
  controls,
});

/** It does arrive, whether or not an answer comes back: the one who seems to have sent it may be somebody else. */
export const arrives = ({ id, flow, title, also }: Claim, controls: readonly Flow[]): Expectation => ({
  id,
  title: `${title} ${over(flow.protocol, flow.family)}`,
  flow,
  tries: 1,
  expected: { outcome: ['one-way'], arrivesAt: flow.to.machines, ...also },
  controls,
});

/** One of the shapes, as the model answers; nothing where it does not. */
export const asPromised = (
  reach: Reach,
  claim: Claim & { readonly verb?: string },
  controls: readonly Flow[],
): readonly Expectation[] => {
  const { flow } = claim;
  if (reach === 'unsaid') return [];
  if (reach === 'never')
    return [neverArrives({ ...claim, title: `${flow.from} never reaches ${flow.to.label}` }, controls)];
  if (reach === 'one-way')
    return [
      heardOnly(
        { ...claim, title: `${flow.from} is heard at ${flow.to.label} with its own address, and gets no answer` },
        controls,
      ),
    ];
  return [reaches(claim, reach.owners)];
};

/** The same claim, and it holds while that lasts, or across it. */
export const during = (fault: Fault, claim: Expectation, how: Omit<Under, 'fault'> = {}): Expectation => ({
  ...claim,
  title: `${claim.title} ${faultText(fault)}`,
  under: { fault, ...how },
});

/** The same claim, and it holds once all is as it was. */
export const afterwards = (fault: FaultOf<'bgp-cut' | 'node-gone'>, claim: Expectation): Expectation => ({
  ...claim,
  title: `${claim.title} once ${fault.node} ${fault.kind === 'bgp-cut' ? 'speaks BGP again' : 'is back'}`,
  under: { fault, across: 'afterwards' },
});
