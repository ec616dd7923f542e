// How long the networks that are told things take to know them: from `up` to converged, from a node's silence to its
// routes' end, and back.

import { setTimeout } from 'node:timers/promises';
import { blueprintOf } from '../src/agent/blueprint.ts';
import { type AgentConnection, startAgent } from '../src/agent/client.ts';
import { readLab } from '../src/cli/lab-file.ts';
import { disturbanceOf } from '../src/plan/disturbance.ts';
import type { Fault } from '../src/spec/fault.ts';
import { ms, type Row, timed } from './measure.ts';

/** `lost`: what core no longer has a route for, by whom, while the fault lasts. */
type Trial = { readonly lab: string; readonly fault: Fault; readonly lost: string; readonly via: string };

const trials: readonly Trial[] = [
  { lab: 'flat-bgp', fault: { kind: 'bgp-cut', node: 'node1' }, lost: '10.0.1.0/24', via: '10.240.0.1' },
  { lab: 'flat-bgp', fault: { kind: 'node-gone', node: 'node1' }, lost: '10.0.1.0/24', via: '10.240.0.1' },
  { lab: 'flat-bgp-frr', fault: { kind: 'bgp-cut', node: 'node1' }, lost: '10.0.1.0/24', via: '10.240.0.1' },
  { lab: 'flat-bgp-frr', fault: { kind: 'node-gone', node: 'node1' }, lost: '10.0.1.0/24', via: '10.240.0.1' },
  { lab: 'vip-bgp', fault: { kind: 'node-gone', node: 'node2' }, lost: '10.200.0.1/32', via: '10.240.0.2' },
];

const deeds = { 'bgp-cut': 'withdrawal when a session is cut', 'node-gone': 'failover when a node dies' } as const;

/** Milliseconds. A neighbour that says nothing is given up after three seconds: no failover can be quicker than its remainder. */
const mostForFailover = 4000;

export const convergence = async (): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const [name, of] of Map.groupBy(trials, ({ lab }) => lab)) {
    const { lab, source } = await readLab(name);
    await using agent = startAgent({ rootless: process.getuid?.() !== 0 });
    const up = await timed(() => agent.request('build', blueprintOf(lab, source)));
    rows.push({ what: `${name}: built and converged`, measured: ms(up), must: '', holds: null });
    for (const trial of of) {
      const disturbance = disturbanceOf(lab, trial.fault);
      const ended = agent.request('disturb', { disturbance, experiments: [] });
      const away = await timed(() => seen(agent, trial, false));
      const back = await timed(() => seen(agent, trial, true));
      await ended;
      const deed = trial.fault.kind === 'bgp-cut' ? deeds['bgp-cut'] : deeds['node-gone'];
      rows.push({
        what: `${name}: ${deed}; and back`,
        measured: `${ms(away)}; ${ms(back)}`,
        must: `≤ ${ms(mostForFailover)}`,
        holds: away <= mostForFailover,
      });
    }
  }
  return rows;
};

/** Until core leads there by that node, or does not. */
const seen = async (agent: AgentConnection, { lost, via }: Trial, wanted: boolean): Promise<void> => {
  for (;;) {
    const { machines } = await agent.request('inspect', { machine: 'core' });
    const routes = machines.flatMap((machine) => machine.routes).filter((route) => route.startsWith(lost));
    if (routes.some((route) => `${route} `.includes(`via ${via} `)) === wanted) return;
    await setTimeout(10);
  }
};
