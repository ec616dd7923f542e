// What an agent knows: one lab, from its blueprint to its namespaces. All of it is in memory, so that there is no state
// to go stale, and none to write on a full disk.

import { LabError } from '../errors.ts';
import type { Netns } from '../linux/netns.ts';
import type { Progress } from '../plan/progress.ts';
import { openListeners } from '../probe/responder.ts';
import { type Realized, realize } from '../realize/netns.ts';
import { mustBeSendable } from './experiments.ts';
import { loadAll, type Look, lookAt } from './look.ts';
import type { Proxy } from '../proxy/proxy.ts';
import { mustHaveRoom } from './room.ts';
import type { Daemon } from '../realize/daemon.ts';
import type { Blueprint, DaemonState, LabState, Method, Requests } from './protocol.ts';

type Action<M extends Method> = (
  params: Requests[M]['params'],
  onProgress: (progress: Progress) => void,
) => Promise<Requests[M]['result']>;

export type LabHolder = {
  readonly isKept: () => boolean;
  readonly end: () => void;
  readonly actions: { readonly [M in Method]: Action<M> };
};

type Built = Realized & { readonly look: Look };

/** `built` is null while building, and `broken` when that failed. */
type Held = {
  blueprint: Blueprint | null;
  built: Built | 'broken' | null;
  /** What was left of a disturbance that could not be mended. */
  damage: string | null;
  kept: boolean;
};

type Options = {
  readonly rootless: boolean;
  /** Lets others in, under that name. */
  readonly listen: (name: string) => void;
  readonly end: () => void;
};

export const createLabHolder = ({ rootless, listen, end }: Options): LabHolder => {
  const held: Held = { blueprint: null, built: null, damage: null, kept: false };
  const since = new Date().toISOString();
  const describe = (): LabState => ({ ...stateOf(held), rootless, since });
  return {
    isKept: () => held.kept,
    end,
    actions: {
      build: async (params, onProgress) => {
        await build(held, params, onProgress);
        return { ...describe(), state: 'up' };
      },
      keep: async () => {
        held.kept = held.built !== null;
        // Once the answer is out, so that whoever waits for the lab does not wait for that.
        setImmediate(() => void loadAll());
        return describe();
      },
      serve: async ({ name }) => {
        listen(name);
        return {};
      },
      describe: async () => describe(),
      observe: async ({ experiments }, onProgress) => {
        mustBeSendable(experiments);
        const onFound = (done: number): void => onProgress({ done, total: experiments.length, why: 'looking' });
        return { observations: await soundLabIn(held).look.observe(experiments, onFound) };
      },
      disturb: async ({ disturbance, experiments }) => {
        mustBeSendable(experiments);
        const { damage, ...seen } = await soundLabIn(held).look.disturb(disturbance, experiments);
        held.damage = damage;
        return { ...seen, mended: damage === null };
      },
      inspect: async ({ machine }) => ({ machines: await labIn(held).look.inspect(machine) }),
      // The server ends the process once the answer is out.
      down: async () => ({}),
    },
  };
};

const stateOf = ({ blueprint, built, damage, kept }: Held): Omit<LabState, 'rootless' | 'since'> => ({
  lab: blueprint?.plan.lab ?? '',
  state: built === 'broken' || damage !== null ? 'broken' : built === null || !kept ? 'building' : 'up',
  source: blueprint?.source ?? '',
  fingerprint: blueprint?.fingerprint ?? '',
  machines: blueprint?.plan.machines ?? [],
  steps: blueprint?.plan.steps.length ?? 0,
  daemons: built === 'broken' || built === null ? [] : built.daemons.map(daemonState),
});

const daemonState = ({ machine, program, ended }: Daemon): DaemonState => ({ machine, program, ended: ended() });

const labIn = ({ built }: Held): Built => {
  if (built === null) throw new LabError('the lab is still being built', { hint: 'try again in a moment' });
  if (built === 'broken')
    throw new LabError('the lab is only half built', { hint: 'exec and shell work in it; up builds it anew' });
  return built;
};

const soundLabIn = (held: Held): Built => {
  if (held.damage !== null)
    throw new LabError(`the lab is not what it was: ${held.damage}`, {
      hint: 'exec, shell and inspect work in it; up builds it anew',
    });
  return labIn(held);
};

const build = async (held: Held, blueprint: Blueprint, onProgress: (progress: Progress) => void): Promise<void> => {
  if (held.blueprint !== null) throw new LabError('this agent holds a lab already');
  held.blueprint = blueprint;
  mustHaveRoom(blueprint);
  try {
    const { netns, daemons } = await realize(blueprint.plan, { onProgress });
    // Listeners and proxies live as long as the agent does, which is as long as the lab.
    await openListeners(netns, blueprint.listeners);
    await runProxies(netns, blueprint.proxies);
    held.built = { netns, daemons, look: lookAt({ netns, daemons }) };
  } catch (error) {
    held.built = 'broken';
    throw error;
  }
};

/** Loaded only where there are some, as it takes its time. */
const runProxies = async (netns: ReadonlyMap<string, Netns>, proxies: readonly Proxy[]): Promise<void> => {
  if (proxies.length === 0) return;
  const { openProxies } = await import('../proxy/open.ts');
  await openProxies(netns, proxies);
};
