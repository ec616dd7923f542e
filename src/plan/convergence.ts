// What BGP comes to: the routes that a machine has because another one announced what is behind it. A lab is up when they
// are there, and a node is lost when they are gone.

import { familyOf } from '../spec/address.ts';
import { networksOf } from '../spec/isolated.ts';
import type { Cluster, Lab } from '../spec/lab.ts';
import { rangesTold, speakersOf } from './bgp.ts';
import { patience } from './daemon.ts';
import { sameFamily } from './family.ts';
import { blocksAt } from './pods.ts';
import { holdTime, type Speaker } from './speaker.ts';
import type { StepOf } from './step.ts';

type Await = StepOf<'route.await'>;

/** Until everybody has heard everything. */
export const convergenceSteps = (lab: Lab): readonly Await[] => heardIn(lab).map(({ step }) => step);

/** Until everything is there again that only this node says, or hears. */
export const heardAgain = (lab: Lab, node: string): readonly Await[] =>
  networksOf(lab)
    .flatMap(heardIn)
    .filter(({ from, step }) => from === node || step.netns === node)
    .map(({ step }) => step);

/**
 * Until nothing of that is there any more, or everybody should have noticed. The first to notice may take its time; what
 * it knows, the others know a moment later.
 */
export const forgotten = (lab: Lab, node: string): readonly Await[] =>
  heardAgain(lab, node).map((step, at) => ({
    ...step,
    ...{ absent: true, optional: true, seconds: at === 0 ? deadline : 1 },
    why: `nobody hears of ${node} any more, nor it of them`,
  }));

/** Seconds: three times as long as a neighbour is silent before it is given up. */
const deadline = 3 * holdTime;

type Heard = { readonly from: string; readonly step: Await };

const heardIn = (lab: Lab): readonly Heard[] => {
  const speakers = speakersOf(lab);
  const clusters = new Set(speakers.map(({ cluster }) => cluster));
  return [...speakers.flatMap(({ speaker }) => heardByCore(lab, speaker)), ...[...clusters].flatMap(heardByNodes)];
};

const heardByCore = ({ network: { router } }: Lab, { machine, announces, sessions }: Speaker): readonly Heard[] => {
  const own = sessions.map(({ local }) => local);
  const here = {
    do: 'route.await',
    netns: router,
    seconds: patience,
    why: `${router} has heard from ${machine}`,
  } as const;
  return announces.flatMap((to) =>
    sameFamily(to, own).map((via) => ({ from: machine, step: { ...here, family: familyOf(to), to, via } })),
  );
};

/** By which next hop is the daemon's business: that of a node on the same LAN is the node itself (RFC 4271, 5.1.3). */
const heardByNodes = (cluster: Cluster): readonly Heard[] =>
  cluster.nodes.flatMap((node) =>
    cluster.nodes
      .filter(({ name }) => name !== node.name)
      .flatMap((other) =>
        rangesTold(cluster, blocksAt(other))
          .filter((to) => sameFamily(to, node.addresses).length > 0)
          .map((to): Heard => ({
            from: other.name,
            step: {
              ...{ do: 'route.await', netns: node.name, family: familyOf(to), to, seconds: patience },
              why: `${node.name} has heard of the pods of ${other.name}`,
            },
          })),
      ),
  );
