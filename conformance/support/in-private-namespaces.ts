// Runs a function of a module in a process with network, mount and process namespaces of its own, so that a test may
// do what it likes to the network there. When the process ends, all it made is gone.
//
//   export const countLinks = (name: string) => dumpLinks(createNetns(name)).length;      // in links.scenario.ts
//
//   const scenarios = import.meta.resolve('./links.scenario.ts');
//   t.is(await runInside(scenarios, countLinks, { args: ['a'] }), 1);
//
// The function must be exported under its own name; arguments and result travel as JSON.

import process from 'node:process';
import { execa } from 'execa';
import { findTool } from '../../src/linux/host-tools.ts';
import { mountOwnRun } from '../../src/linux/mount.ts';

export type InsideOptions<Args extends readonly unknown[]> = {
  readonly args?: Args;
  /** As an ordinary user, in a user namespace. */
  readonly rootless?: boolean;
  readonly env?: Readonly<Record<string, string>>;
};

type Answer<Result> = { readonly result: Result } | { readonly error: string };

/** Its result; when it throws, an Error with the same stack and message. Killed after a minute. */
export const runInside = async <Args extends readonly unknown[], Result>(
  module: string,
  scenario: (...args: Args) => Result | Promise<Result>,
  { args, rootless = false, env = {} }: InsideOptions<Args> = {},
): Promise<Result> => {
  const call = [import.meta.filename, module, scenario.name, JSON.stringify(args ?? [])];
  const [command = '', ...words] = [...unshare(rootless), process.execPath, ...call];
  const { stdout } = await execa(command, words, { env, timeout: 60_000 });
  const answer: Answer<Result> = JSON.parse(stdout.split('\n').at(-1) ?? '');
  if ('error' in answer) throw new Error(answer.error);
  return answer.result;
};

const unshare = (rootless: boolean): readonly string[] => {
  const own = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  if (!rootless) return [findTool('unshare'), ...own];
  const nobody = [findTool('setpriv'), '--reuid', '65534', '--regid', '65534', '--clear-groups'];
  return [...(process.getuid?.() === 0 ? nobody : []), findTool('unshare'), '--user', '--map-root-user', ...own];
};

const answer = async (module: string, name: string, args: string): Promise<Answer<unknown>> => {
  try {
    mountOwnRun();
    const scenarios: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = await import(module);
    const scenario = scenarios[name];
    if (scenario === undefined) throw new Error(`${module} exports no ${name}`);
    return { result: (await scenario(...JSON.parse(args))) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

if (import.meta.main) {
  const [module = '', name = '', args = '[]'] = process.argv.slice(2);
  process.stdout.write(`\n${JSON.stringify(await answer(module, name, args))}`, () => process.exit(0));
}
