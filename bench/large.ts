// Twenty nodes of fifty pods each, for every model that can have them: up, memory, and pods reaching pods, sampled.

import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { connectAgent } from '../src/agent/client.ts';
import { type Kind, kindsOfLab, labOf } from './labs.ts';
import { causeway, launcher, median, ms, type Row } from './measure.ts';

const rounds = 3;

export const large = async (): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const kind of kindsOfLab) rows.push(...(await thousandPods(kind)));
  return rows;
};

const thousandPods = async (kind: Kind): Promise<readonly Row[]> => {
  using thousand = labOf(kind, { nodes: 20, podsPerNode: 50 });
  using hundred = labOf(kind, { nodes: 2, podsPerNode: 50 });
  const times: { large: number[]; small: number[] } = { large: [], small: [] };
  let [memory, reached] = [0, ''];
  for (let round = 0; round < rounds; round += 1) {
    times.small.push(await causeway('up', hundred.file));
    await causeway('down', hundred.name);
    times.large.push(await causeway('up', thousand.file));
    memory = Math.max(memory, await residentMegabytes(thousand.name));
    if (round === 0) reached = await podToPod(kind, thousand.file);
    await causeway('down', thousand.name);
  }
  const [much, little] = [median(times.large), median(times.small)];
  const growth = much / 1000 / (little / 100);
  const what = `1,000 pods, ${kind}`;
  return [
    { what: `${what}: up`, measured: ms(much), must: '≤ 4 s', holds: much <= 4000 },
    {
      what: `${what}: memory of the agent`,
      measured: `${Math.round(memory)} MB`,
      must: '≤ 200 MB',
      holds: memory <= 200,
    },
    { what: `${what}: cost of a pod against at 100`, measured: growth.toFixed(2), must: '≤ 1.5', holds: growth <= 1.5 },
    { what: `${what}: pods reach pods, sampled`, measured: reached, must: 'all', holds: !reached.includes('not') },
  ];
};

const residentMegabytes = async (lab: string): Promise<number> => {
  await using agent = await connectAgent(lab);
  if (agent === null) throw new Error(`${lab} is not up`);
  const [, kilobytes = 'NaN'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${agent.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
};

const podToPod = async (kind: Kind, file: string): Promise<string> => {
  const { stdout } = await execa(
    launcher,
    ['check', file, '--only', kind === 'archipelago' ? 'POD,X-01' : 'POD', '--json'],
    { reject: false },
  );
  const { counts, tookMs }: { counts: Record<'pass' | 'fail' | 'unknown', number>; tookMs: number } =
    JSON.parse(stdout);
  const rest = counts.fail + counts.unknown;
  return `${counts.pass} claims hold${rest === 0 ? '' : `, ${rest} not`}, in ${ms(tookMs)}`;
};
