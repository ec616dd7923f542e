// Networks that nothing joins do not hear each other. Not one frame of the one may be heard anywhere in the other, as long
// as anything at all is sent in the lab; and everybody says something to all, so that there is something to be heard.
// Whose a MAC is, the kernels say. One that both have says nothing.

import { setTimeout } from 'node:timers/promises';
import { type FrameWatch, type Heard, watchFrames } from '../linux/frame-watch.ts';
import { dumpLinks } from '../linux/link.ts';
import type { Netns } from '../linux/netns.ts';
import { broadcastFrom } from './broadcasts.ts';
import type { Flow } from './flow.ts';
import type { Observation } from './observation.ts';

type Machines = ReadonlyMap<string, Netns>;

export type Overhearing = AsyncDisposable & {
  /** What was heard of each flow, in their order. Ends the listening. */
  readonly conclude: () => Promise<readonly Observation[]>;
};

/** Milliseconds. A frame that is held back for longer than this is not heard. */
const heldBackMs = 50;

/** Begins to listen for all of these flows. */
export const overhear = async (flows: readonly Flow[], machines: Machines): Promise<Overhearing> => {
  await using opened = new AsyncDisposableStack();
  const ears = flows.map((flow) => earsOf(flow, machines, (watch) => opened.use(watch)));
  const speakers = new Set(flows.flatMap(({ senders = [] }) => senders));
  for (const name of speakers) {
    const netns = machines.get(name);
    if (netns !== undefined) broadcastFrom(netns);
  }
  const kept = opened.move();
  const started = performance.now();
  return {
    conclude: async () => {
      if (flows.length > 0) await setTimeout(heldBackMs);
      return flows.map((flow, at) => observationOf(flow, ears[at], performance.now() - started));
    },
    // Nobody needs to wait for it: the kernel takes its time to close these.
    [Symbol.asyncDispose]: async () => void kept.disposeAsync(),
  };
};

type Ears = { readonly home: FrameWatch | null; readonly abroad: readonly FrameWatch[] };

const earsOf = ({ from, to, senders = [] }: Flow, machines: Machines, use: (watch: FrameWatch) => FrameWatch): Ears => {
  const theirs = macsOf(to.machines, machines);
  const macs = [...macsOf(senders, machines).difference(theirs)];
  const open = (name: string): readonly FrameWatch[] => {
    const netns = machines.get(name);
    return netns === undefined ? [] : [use(watchFrames(netns, macs))];
  };
  return { home: open(from)[0] ?? null, abroad: to.machines.flatMap(open) };
};

const macsOf = (names: readonly string[], machines: Machines): ReadonlySet<string> =>
  new Set(
    names.flatMap((name) => {
      const netns = machines.get(name);
      // The loopback's is all zeros, and everybody's.
      return netns === undefined ? [] : dumpLinks(netns).flatMap(({ loopback, mac }) => (loopback ? [] : (mac ?? [])));
    }),
  );

const observationOf = (flow: Flow, ears: Ears | undefined, tookMs: number): Observation => {
  const heard = (ears?.abroad ?? []).flatMap((ear) => ear.next() ?? []);
  const [first] = heard;
  return {
    ...{ flow, outcome: first === undefined ? 'lost' : 'reached', responder: first?.machine ?? null },
    ...{ responderPort: null, sourceSeen: null, sourcePort: null, sourceOwner: null, sourceLocal: null },
    ...{ answeredFrom: null, closedBothSides: null, controls: null, tookMs },
    evidence: {
      left: ears?.home?.next() !== null,
      seenAt: heard.map(({ machine }) => machine),
      ...{ captureDrops: 0, translations: [], hops: [] },
    },
    detail: first === undefined ? null : heardText(first),
  };
};

const heardText = ({ machine, link, mac }: Heard): string => `a frame of ${mac} was heard on ${link} of ${machine}`;
