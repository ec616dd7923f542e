// Waiting for what a routing daemon puts into a machine's table in its own time.

import { setTimeout } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import type { Netns } from '../linux/netns.ts';
import { dumpRoutes, type Route } from '../linux/route.ts';
import type { StepOf } from '../plan/step.ts';
import type { Daemon } from './daemon.ts';

/** Milliseconds. */
const pause = 10;

// linux/rtnetlink.h
const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;

type Options = { readonly daemons: readonly Daemon[]; readonly signal: AbortSignal };

/** Throws LabError after the step's deadline with what was seen last, or as soon as a daemon of the lab has ended. */
export const awaitRoute = async (
  step: StepOf<'route.await'>,
  netns: Netns,
  { daemons, signal }: Options,
): Promise<void> => {
  const deadline = performance.now() + step.seconds * 1000;
  for (;;) {
    const routes = dumpRoutes(netns).filter((route) => isTo(step, route));
    const there = routes.some((route) => step.via === undefined || nextHops(route).includes(step.via));
    if (there !== (step.absent ?? false)) return;
    const late = performance.now() > deadline;
    const dead = daemons.flatMap(({ ended }) => ended() ?? []);
    if (step.optional && (late || dead.length > 0)) return;
    if (dead.length > 0) throw new LabError(dead.join('\n'));
    if (late)
      throw new LabError(`${step.absent ? 'still' : 'not'} there after ${step.seconds} s; ${lastSeen(step, routes)}`);
    await setTimeout(pause, undefined, { signal });
  }
};

const isTo = ({ to, own }: StepOf<'route.await'>, { table, type, ...route }: Route): boolean =>
  route.to === to && (own === true ? table === RT_TABLE_LOCAL : table === RT_TABLE_MAIN && type === 'unicast');

const nextHops = ({ via, nexthops }: Route): readonly string[] =>
  [via, ...nexthops.map((hop) => hop.via)].filter((one) => one !== null);

const lastSeen = ({ to }: StepOf<'route.await'>, routes: readonly Route[]): string => {
  const seen = routes.flatMap(nextHops);
  return seen.length === 0 ? `the table had no route to ${to}` : `the route to ${to} went via ${seen.join(' and ')}`;
};
