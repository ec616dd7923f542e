// Waiting for what a routing daemon puts into a machine's table in its own time.

import { LabError } from '../errors.ts';
import type { Netns } from '../linux/netns.ts';
import { dumpRoutes, type Route } from '../linux/route.ts';
import type { StepOf } from '../plan/step.ts';
import { type Daemon, mustRun } from './daemon.ts';
import { until } from './until.ts';

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
  const { seconds, via, absent = false, optional = false } = step;
  let routes: readonly Route[] = [];
  const isSo = (): boolean => {
    routes = dumpRoutes(netns).filter((route) => isTo(step, route));
    if (routes.some((route) => via === undefined || nextHops(route).includes(via)) !== absent) return true;
    // Nobody is left who could bring it about.
    if (optional) return daemons.some(({ ended }) => ended() !== null);
    mustRun(daemons);
    return false;
  };
  if ((await until(isSo, { patience: seconds * 1000, pause, signal })) || optional) return;
  throw new LabError(`${absent ? 'still' : 'not'} there after ${seconds} s; ${lastSeen(step, routes)}`);
};

const isTo = ({ to, own }: StepOf<'route.await'>, { table, type, ...route }: Route): boolean =>
  route.to === to && (own === true ? table === RT_TABLE_LOCAL : table === RT_TABLE_MAIN && type === 'unicast');

const nextHops = ({ via, nexthops }: Route): readonly string[] =>
  [via, ...nexthops.map((hop) => hop.via)].filter((one) => one !== null);

const lastSeen = ({ to }: StepOf<'route.await'>, routes: readonly Route[]): string => {
  const seen = routes.flatMap(nextHops);
  return seen.length === 0 ? `the table had no route to ${to}` : `the route to ${to} went via ${seen.join(' and ')}`;
};
