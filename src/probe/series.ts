// Flows in a row, of which each finds what the ones before it left: the ports that a translator gave them, the sizes that
// somebody was told. So nothing else may be sent meanwhile.

import type { Capture } from '../linux/capture.ts';
import { readTrackingCounters } from '../linux/conntrack.ts';
import type { Netns } from '../linux/netns.ts';
import { learnedMtu } from '../linux/path-mtu.ts';
import type { Attempt, Underway } from './attempt.ts';
import { sendAll, sendOne, type Start } from './batch.ts';
import type { Owners } from './conclude.ts';
import type { Trace } from './evidence.ts';
import type { Experiment, Flow, Series } from './flow.ts';
import { concludeWith, look, open, type Running } from './looking.ts';
import type { Counted, Earlier, Learned, Observation } from './observation.ts';
import { type Sandwich, sendSandwich } from './sandwich.ts';
import { startProbe } from './start.ts';
import { forgetFlow, machinesOf, readTables } from './tracking.ts';

export type Place = {
  readonly netns: ReadonlyMap<string, Netns>;
  readonly capture: Capture;
  readonly owners: Owners;
};

/** One observation a try, each of a series of its own. */
export const observeSeries = async (experiment: Experiment, place: Place): Promise<readonly Observation[]> => {
  const observations: Observation[] = [];
  for (let tries = 0; tries < experiment.tries; tries += 1)
    observations.push(await observeOne({ ...experiment, tries: 1 }, place));
  return observations;
};

const nothing: Series = { earlier: [] };

const observeOne = async (experiment: Experiment, { netns, capture, owners }: Place): Promise<Observation> => {
  const { series = nothing, flow, controls, tracking } = experiment;
  using running = await open(capture);
  using kept = keeping(netns);
  const earlier = await inARow(series.earlier, kept.start);
  if (series.released) kept.release();
  await running.watch?.untilQuiet();
  const before = countersAt(netns, series);
  const { attempts, controlsOf, ours } = await send(experiment, kept.start, running);
  await running.watch?.untilQuiet();
  const counted = countersAt(netns, series).map((after, at) => rise(after, before[at]));
  const { tracing, detail } = look(running, [...earlier.map((row) => row.attempt), ...ours]);
  const attempt = onlyOne(attempts);
  const trace = tracing?.(flow, attempt) ?? null;
  const tables = tracking && trace !== null ? readTables(netns, machinesOf(trace)) : null;
  const concluding = concludeWith(owners, { tracing, detail, tables });
  const outcomes = controlsOf(experiment, (one, done) => concluding({ flow: one, attempt: done, controls: null }));
  const seen = concluding({ flow, attempt, controls: controls.length === 0 ? null : outcomes, tracking });
  const observation = {
    ...seen,
    earlier: earlier.map((row) => earlierOf(concluding({ ...row, controls: null }))),
    ...(series.counting === undefined ? {} : { counted }),
    ...(series.sizes === undefined ? {} : { learned: learnedBy(netns, series.sizes, { seen, trace }) }),
  };
  kept.release();
  for (const row of [...earlier, { flow, attempt }]) {
    const passed = tracing?.(row.flow, row.attempt) ?? null;
    if (passed !== null) forgetFlow(netns, row, passed);
  }
  return observation;
};

/** Starts probes whose TCP connections stay open until they are all released. */
const keeping = (
  netns: ReadonlyMap<string, Netns>,
): Disposable & { readonly start: Start; readonly release: () => void } => {
  const underway: Underway[] = [];
  const release = (): void => {
    for (const one of underway.splice(0)) one.release();
  };
  const start = (flow: Flow): Underway => {
    const one = startProbe(netns, flow, { captured: true, keep: true });
    underway.push(one);
    return one;
  };
  return { start, release, [Symbol.dispose]: release };
};

type Row = { readonly flow: Flow; readonly attempt: Attempt };

const inARow = async (flows: readonly Flow[], start: Start): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const flow of flows) rows.push({ flow, attempt: await sendOne(flow, start) });
  return rows;
};

const send = async (experiment: Experiment, start: Start, { watch }: Running): Promise<Sandwich> => {
  if (experiment.controls.length > 0) return sendSandwich([experiment], start, watch);
  const ours = await sendAll([experiment.flow], start);
  return { attempts: [ours], ours, controlsOf: () => [] };
};

const onlyOne = (attempts: readonly (readonly Attempt[])[]): Attempt => {
  const [attempt] = attempts.flat();
  if (attempt === undefined) throw new Error('a series was not sent');
  return attempt;
};

const earlierOf = ({ flow, outcome, sourceSeen, sourcePort }: Observation): Earlier => ({
  ...{ from: flow.from, to: flow.to.label, outcome, sourceSeen, sourcePort },
});

const countersAt = (netns: ReadonlyMap<string, Netns>, { counting = [] }: Series): readonly Counted[] =>
  counting.flatMap((at) => {
    const where = netns.get(at);
    return where === undefined ? [] : [{ at, ...readTrackingCounters(where) }];
  });

const rise = (after: Counted, before: Counted | undefined): Counted => ({
  ...after,
  insertFailed: after.insertFailed - (before?.insertFailed ?? 0),
  drop: after.drop - (before?.drop ?? 0),
});

type Seen = { readonly seen: Observation; readonly trace: Trace | null };

/** Asked of every machine on the way, whether or not it sent anything itself. */
const learnedBy = (
  netns: ReadonlyMap<string, Netns>,
  sizes: Series['sizes'],
  { seen, trace }: Seen,
): readonly Learned[] | null => {
  const towards = sizes === 'request' ? seen.flow.to.address : seen.sourceSeen;
  if (trace === null || towards === null) return null;
  // Once it has learned, a sender refuses by itself, and nothing leaves.
  return [...new Set([seen.flow.from, ...machinesOf(trace)])].flatMap((at) => {
    const where = netns.get(at);
    const pathMtu = where === undefined ? null : learnedMtu(where, towards);
    return pathMtu === null ? [] : [{ at, pathMtu }];
  });
};
