// Builds a plan out of plain network namespaces. Steps keep their order wherever one can see another: within a
// namespace, and across the veth that joins two. All else is gathered, so that a namespace hears of most of its steps
// in one system call, and the rulesets of different namespaces load while the rest is being built.

import { closeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { LabError, StepError } from '../errors.ts';
import { forgetConnections } from '../linux/conntrack-forget.ts';
import { addBridge, addVeth } from '../linux/link.ts';
import type { Netns } from '../linux/netns.ts';
import { reloadRuleset } from '../linux/nft.ts';
import { setSysctl } from '../linux/sysctl.ts';
import { addVxlan } from '../linux/vxlan.ts';
import type { Progress } from '../plan/progress.ts';
import type { Plan, Step, StepOf } from '../plan/step.ts';
import { awaitCarrier } from './await-carrier.ts';
import { awaitEmpty } from './await-empty.ts';
import { awaitListening } from './await-listening.ts';
import { awaitRoute } from './await-route.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { allLoaded, loaded, type Loads, startLoad } from './loads.ts';
import { messageOf } from './message.ts';
import { refusedStep } from './refusal.ts';
import { settled } from './settled.ts';
import { enqueue, newLink, openSite, send, type Site } from './site.ts';
import { findTools } from './tools.ts';

/** The namespaces live as long as the process does, or as their names in /run/netns. */
export type Realized = { readonly netns: ReadonlyMap<string, Netns>; readonly daemons: readonly Daemon[] };

export type Options = { readonly signal?: AbortSignal; readonly onProgress?: (progress: Progress) => void };

/**
 * Does every step of the plan. Throws StepError for the first one refused; what was built until then stays in its
 * namespaces, under their names, for whoever wants to look. After an abort it throws the signal's reason.
 */
export const realize = async (plan: Plan, options: Options = {}): Promise<Realized> => {
  // Before the first step, so that what a host lacks is never a half-built lab.
  findTools(plan);
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const build: Build = { sites: new Map(), loads: { running: new Map(), refused: [], signal }, daemons: [] };
  try {
    await buildAll(plan, build, options);
    return { netns: new Map([...build.sites].map(([name, { netns }]) => [name, netns])), daemons: build.daemons };
  } catch (error) {
    failed.abort();
    await Promise.all(build.loads.running.values());
    for (const { netns } of build.sites.values()) closeSync(netns.fd);
    throw error;
  } finally {
    for (const { socket } of build.sites.values()) socket[Symbol.dispose]();
  }
};

type Build = { readonly sites: Map<string, Site>; readonly loads: Loads; readonly daemons: Daemon[] };

/** Milliseconds after which the event loop gets its turn: for an abort, for progress, for nft's output. */
const longestTurn = 10;

const buildAll = async (plan: Plan, build: Build, { signal, onProgress }: Options): Promise<void> => {
  const total = plan.steps.length;
  let turn = performance.now();
  for (const [done, step] of plan.steps.entries()) {
    if (performance.now() - turn > longestTurn) {
      onProgress?.({ done, total, why: step.why });
      await setImmediate();
      signal?.throwIfAborted();
      turn = performance.now();
    }
    if (step.do === 'nft.load' || build.loads.running.has(step.netns)) {
      await loaded(build.loads, step.netns);
      signal?.throwIfAborted();
    }
    if (isLive(step)) {
      // A daemon looks around as soon as it starts, and must find a network that passes packets.
      if (!isLive(plan.steps[done - 1])) await ready(plan.steps.slice(0, done), build);
      await live(step, build);
    } else naming(step, () => apply(step, build));
  }
  await ready(plan.steps, build);
  signal?.throwIfAborted();
  onProgress?.({ done: total, total, why: 'every step is done' });
};

/** All that was said so far is done, and the kernel has done what follows from it. */
const ready = async (steps: readonly Step[], { sites, loads }: Build): Promise<void> => {
  for (const site of sites.values()) send(site);
  await allLoaded(loads);
  await settled(steps, sites);
};

const apply = (step: Exclude<Step, LiveStep>, build: Build): void => {
  if (step.do === 'netns.add') {
    build.sites.set(step.netns, openSite(step.netns));
    return;
  }
  const site = siteOf(build, step.netns);
  switch (step.do) {
    case 'link.veth':
      return applyVeth(step, site, siteOf(build, step.peer.netns));
    case 'link.bridge':
      return enqueue(site, step, addBridge(newLink(site, step)));
    case 'link.vxlan':
      return enqueue(site, step, addVxlan(newLink(site, step), { ...step, underlay: indexOf(site, step.underlay) }));
    case 'sysctl.set':
      send(site);
      return setSysctl(site.netns, step);
    case 'conntrack.forget':
      return forgetConnections(site.netns, step.answered);
    case 'nft.load':
      send(site);
      return startLoad(build.loads, step, site.netns);
    case 'link.master':
    case 'link.up':
    case 'link.down':
    case 'address.add':
    case 'route.add':
    case 'neighbour.add':
    case 'neighbour.proxy':
    case 'fdb.add':
    case 'rule.add':
      return enqueue(
        site,
        step,
        messageOf(step, (link) => indexOf(site, link)),
      );
  }
};

/** Steps that are over when some program has done its part. */
type LiveStep = StepOf<(typeof liveSteps)[number]>;

const liveSteps = [
  'daemon.start',
  'route.await',
  'listen.await',
  'link.await',
  'set.await-empty',
  'nft.reload',
] as const;

const isLive = (step: Step | undefined): step is LiveStep => liveSteps.some((live) => live === step?.do);

const live = async (step: LiveStep, { daemons, loads: { signal }, ...build }: Build): Promise<void> => {
  try {
    const { netns } = siteOf(build, step.netns);
    if (step.do === 'daemon.start') daemons.push(await startDaemon(step, netns, signal));
    else if (step.do === 'link.await') await awaitCarrier(step, netns);
    else if (step.do === 'set.await-empty') await awaitEmpty(step, netns);
    else if (step.do === 'listen.await') await awaitListening(step, netns, { daemons, signal });
    else if (step.do === 'nft.reload') await reloadRuleset(netns);
    else await awaitRoute(step, netns, { daemons, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof LabError ? refusedStep(step, error) : error;
  }
};

const applyVeth = (step: StepOf<'link.veth'>, site: Site, peer: Site): void => {
  const link = newLink(site, step);
  const farEnd = step.mtu === undefined ? step.peer : { ...step.peer, mtu: step.mtu };
  enqueue(site, step, addVeth(link, newLink(peer, farEnd, link.index), peer.netns.fd));
  // Whatever is said in the peer's namespace from now on may be about the new link.
  if (peer !== site) peer.awaited.add(site);
};

const siteOf = ({ sites }: Pick<Build, 'sites'>, name: string): Site => {
  const site = sites.get(name);
  if (site === undefined) throw new LabError(`there is no network namespace named ${name}`);
  return site;
};

const indexOf = ({ indexes }: Site, link: string): number => {
  const index = indexes.get(link);
  if (index === undefined) throw new LabError(`there is no link named ${link}`);
  return index;
};

// Names the step in what the kernel refused. Anything else that goes wrong is a bug, and is left as it is.
const naming = (step: Step, action: () => void): void => {
  try {
    action();
  } catch (error) {
    const refused = error instanceof LabError || (error instanceof Error && 'code' in error);
    throw refused && !(error instanceof StepError) ? refusedStep(step, error) : error;
  }
};
