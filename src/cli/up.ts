import { connectAgent, startAgent, type StartedAgent } from '../agent/client.ts';
import type { Blueprint, LabState } from '../agent/protocol.ts';
import { HostError, LabError, StepError } from '../errors.ts';
import type { Progress } from '../plan/progress.ts';
import { duration } from '../report/table.ts';
import type { Lab } from '../spec/lab.ts';
import { takeDown } from './down.ts';
import { orInterrupted } from './interrupt.ts';
import { readLab } from './lab-file.ts';
import { program } from './program.ts';
import { mustBeRootless } from './rootless.ts';
import { building, showProgress } from './show-progress.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export type UpOptions = { readonly keepOnError?: true; readonly rootless?: true; readonly driver: string };

/** Builds the lab, unless what is up is what the file says. */
export const up = async (terminal: Terminal, argument: string, options: UpOptions): Promise<ExitCode> => {
  const began = performance.now();
  if (options.driver === 'docker')
    throw new HostError('the docker driver is not part of this version', {
      hint: 'leave --driver away: plain network namespaces build the same network and need no Docker',
    });
  // It gets ready on the other processor while this one reads the lab.
  await using agent = startAgent({ rootless: mustBeRootless(options), signal: terminal.signal });
  const { lab, source } = await readLab(argument);
  const { blueprintOf } = await import('../agent/blueprint.ts');
  const blueprint = blueprintOf(lab, source);
  const present = await stateOf(lab.name);
  const asWanted = present?.state === 'up' && present.fingerprint === blueprint.fingerprint;
  if (present !== null && !asWanted) await replace(terminal, present);
  const { state, promised } = asWanted
    ? { state: present, promised: '' }
    : await build(terminal, { agent, blueprint, lab }, options);
  const { builtSummary, machineJson, triesText } = await summary();
  const tookMs = Math.round(performance.now() - began);
  const { paint } = terminal;
  const text = (): string =>
    asWanted
      ? `${alreadyUp(lab.name)}\n\n${triesText(paint, lab)}`
      : `${paint('good', `${lab.name} is up`)}, ${state.steps} steps in ${duration(tookMs)}: ${builtSummary(paint, state, promised)}`;
  terminal.answer({ lab: state.lab, state: state.state, machines: state.machines.map(machineJson), tookMs }, text);
  return 0;
};

const alreadyUp = (name: string): string =>
  `${name} is already up and was built from this file; what was changed inside since is not looked at\n${program} inspect ${name} shows what is there`;

const summary = () => import('./built-summary.ts');

const stateOf = async (name: string): Promise<LabState | null> => {
  await using connection = await connectAgent(name);
  return connection === null ? null : await connection.request('describe', {});
};

/** Two who build the same lab at the same time: the second one must not tear down what the first one waits for. */
const replace = async ({ note }: Terminal, { lab, state }: LabState): Promise<void> => {
  if (state === 'building')
    throw new LabError(`${lab} is being built by somebody else at this moment`, {
      hint: `wait for it, or ${program} down ${lab} ends it`,
    });
  const why = state === 'up' ? `${lab} is up, but not as its file says now` : `${lab} was left half built`;
  note(`${why}: replacing it\n`);
  await takeDown(lab);
};

type Site = { readonly agent: StartedAgent; readonly blueprint: Blueprint; readonly lab: Lab };

type Built = { readonly state: LabState; readonly promised: string };

const build = async (terminal: Terminal, { agent, blueprint, lab }: Site, options: UpOptions): Promise<Built> =>
  showProgress(terminal, building(blueprint), async (onProgress) => {
    const { signal } = terminal;
    await orInterrupted(signal, agent.serveAs(lab.name));
    let promised: string;
    try {
      const { promise: begun, resolve: begins } = Promise.withResolvers<void>();
      const progressed = (progress: Progress): void => {
        begins();
        onProgress(progress);
      };
      const built = orInterrupted(signal, agent.request('build', blueprint, progressed));
      // Worked out while the agent builds, on the other processor; not before it has heard all that it is to build.
      [, promised] = await Promise.all([built, Promise.race([begun, built]).then(() => promisesOf(terminal, lab))]);
    } catch (error) {
      if (options.keepOnError !== true || !(error instanceof StepError)) throw error;
      await agent.request('keep', {});
      throw new StepError(error.message, { hint: keptHint(lab.name, error.hint), cause: error });
    }
    return { state: await orInterrupted(signal, agent.request('keep', {})), promised };
  });

const promisesOf = async ({ json, paint }: Terminal, lab: Lab): Promise<string> => {
  const { promisedSummary } = await summary();
  return json ? '' : promisedSummary(paint, lab);
};

const keptHint = (lab: string, hint: string | undefined): string =>
  [hint, `what was built is kept: ${program} inspect ${lab} looks at it, ${program} down ${lab} removes it`]
    .filter((line) => line !== undefined)
    .join('; ');
