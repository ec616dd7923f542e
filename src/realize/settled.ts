// A veth passes packets only after both its ends are up and the kernel has acted on that, which it does in its own
// time (net/core/link_watch.c): an end can be up, and still drop what it is given.

import { setTimeout } from 'node:timers/promises';
import { HostError } from '../errors.ts';
import { listRunning } from '../linux/link.ts';
import type { Plan, Step } from '../plan/step.ts';
import type { Site } from './site.ts';

/** Waits until every veth whose two ends the plan sets up is running. */
export const settled = async (plan: Plan, sites: ReadonlyMap<string, Site>): Promise<void> => {
  const deadline = performance.now() + patience;
  let waiting = linksToRun(plan);
  for (;;) {
    waiting = stillDown(waiting, sites);
    if (waiting.size === 0) return;
    if (performance.now() > deadline) throw neverRan(waiting);
    await setTimeout(pause);
  }
};

/** Milliseconds. */
const patience = 10_000;
const pause = 1;

/** Names of links, by the name of their namespace. */
type LinksOf = ReadonlyMap<string, ReadonlySet<string>>;

const linksToRun = ({ steps }: Plan): LinksOf => {
  const up = new Set(steps.filter((step) => step.do === 'link.up').map(({ netns, link }) => `${netns} ${link}`));
  const found = new Map<string, Set<string>>();
  for (const end of steps.flatMap(endsOf(up))) {
    const links = found.get(end.netns) ?? new Set();
    found.set(end.netns, links.add(end.name));
  }
  return found;
};

const endsOf =
  (up: ReadonlySet<string>) =>
  (step: Step): readonly { readonly netns: string; readonly name: string }[] => {
    if (step.do !== 'link.veth') return [];
    const ends = [step, step.peer];
    return ends.every(({ netns, name }) => up.has(`${netns} ${name}`)) ? ends : [];
  };

const stillDown = (waiting: LinksOf, sites: ReadonlyMap<string, Site>): LinksOf => {
  const left = new Map<string, ReadonlySet<string>>();
  for (const [name, links] of waiting) {
    const site = sites.get(name);
    if (site === undefined) continue;
    const running = listRunning(site.socket);
    const down = [...links].filter((link) => !running.has(site.indexes.get(link) ?? 0));
    if (down.length > 0) left.set(name, new Set(down));
  }
  return left;
};

const neverRan = (waiting: LinksOf): HostError => {
  const names = [...waiting].flatMap(([netns, links]) => [...links].map((link) => `${link} in ${netns}`));
  return new HostError(
    `links were set up and do not run: ${names.slice(0, 5).join(', ')}${names.length > 5 ? '…' : ''}`,
    {
      hint: 'The kernel is behind with its work: look at the load of this host, and try again.',
    },
  );
};
