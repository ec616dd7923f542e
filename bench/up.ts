// How long it takes to have a lab.

import { runInside } from '../conformance/support/in-private-namespaces.ts';
import { bareWork } from './bare.ts';
import { type BenchLab, labOf } from './labs.ts';
import { causeway, inTurns, ms, type Row } from './measure.ts';
import { hasMininet, mininetUp } from './mininet.ts';

const rounds = 5;

/** Up is timed, down is not. */
const up = async ({ name, file }: BenchLab): Promise<number> => {
  const took = await causeway('up', file);
  await causeway('down', name);
  return took;
};

const bare = ({ file }: BenchLab): Promise<number> =>
  runInside(new URL('bare.ts', import.meta.url).href, bareWork, { args: [file] });

export const hundredPods = async (): Promise<readonly Row[]> => {
  using lab = labOf('island', { nodes: 2, podsPerNode: 50 });
  const peer = hasMininet() ? [() => mininetUp(100)] : [];
  const [ours = 0, work = 0, theirs] = await inTurns(
    rounds,
    () => up(lab),
    () => bare(lab),
    ...peer,
  );
  return [
    theirs === undefined
      ? {
          what: 'up of 100 pods, against Mininet',
          measured: `${ms(ours)}; Mininet is not here`,
          must: '≤ 1/5 of Mininet',
          holds: null,
        }
      : {
          what: 'up of 100 pods, against Mininet',
          measured: `${ms(ours)} : ${ms(theirs)} = 1/${(theirs / ours).toFixed(1)}`,
          must: '≤ 1/5 of Mininet',
          holds: theirs / ours >= 5,
        },
    {
      what: 'up of 100 pods, against the bare rtnetlink work',
      measured: `${ms(ours)} : ${ms(work)} = ${(ours / work).toFixed(2)}`,
      must: '≤ 2',
      holds: ours / work <= 2,
    },
  ];
};
