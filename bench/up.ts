// How long it takes to have a lab.

import { readFileSync } from 'node:fs';
import { connectAgent } from '../src/agent/client.ts';
import { runInside } from '../conformance/support/in-private-namespaces.ts';
import { bareWork } from './bare.ts';
import { type BenchLab, islandOf } from './labs.ts';
import { causeway, inTurns, median, ms, type Row } from './measure.ts';
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
  using lab = islandOf(2, 50);
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

const residentMegabytes = async (lab: string): Promise<number> => {
  await using agent = await connectAgent(lab);
  if (agent === null) throw new Error(`${lab} is not up`);
  const [, kilobytes = 'NaN'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${agent.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
};

export const thousandPods = async (): Promise<readonly Row[]> => {
  using large = islandOf(20, 50);
  using small = islandOf(2, 50);
  const times: { large: number[]; small: number[] } = { large: [], small: [] };
  let memory = 0;
  for (let round = 0; round < 3; round += 1) {
    times.small.push(await up(small));
    times.large.push(await causeway('up', large.file));
    memory = Math.max(memory, await residentMegabytes(large.name));
    await causeway('down', large.name);
  }
  const [thousand, hundred] = [median(times.large), median(times.small)];
  const growth = thousand / 1000 / (hundred / 100);
  return [
    { what: 'up of 1,000 pods on 20 nodes', measured: ms(thousand), must: '≤ 4 s', holds: thousand <= 4000 },
    {
      what: 'memory of the agent of 1,000 pods',
      measured: `${Math.round(memory)} MB`,
      must: '≤ 200 MB',
      holds: memory <= 200,
    },
    { what: 'cost of a pod at 1,000 against at 100', measured: growth.toFixed(2), must: '≤ 1.5', holds: growth <= 1.5 },
  ];
};
