// nftables rulesets, loaded and listed by nft(8) itself. The process is forked while this thread is inside the
// namespace, and so belongs to it. Rulesets go by stdin.

// Not execa, which takes longer to load than a lab takes to build.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LabError } from '../errors.ts';
import { findTool } from './host-tools.ts';
import { inside, type Netns } from './netns.ts';

/** nft said no. `stderr` is what it said, which begins with the line and column of the ruleset it means. */
export class NftError extends LabError {
  override readonly name = 'NftError';
  readonly stderr: string;

  constructor(stderr: string) {
    super(stderr, { hint: 'The line and column are those of the ruleset given to nft -f -.' });
    this.stderr = stderr;
  }
}

/** Loads a ruleset, all of it or nothing. The process has started when this returns, the ruleset is in force when the promise is kept. */
export const loadRuleset = async (netns: Netns, ruleset: string, signal?: AbortSignal): Promise<void> => {
  await run(netns, ['-f', '-'], { input: ruleset, ...(signal === undefined ? {} : { signal }) });
};

/** The namespace's whole ruleset, as `nft list ruleset` prints it; empty when there is none. */
export const listRuleset = async (netns: Netns): Promise<string> => run(netns, ['list', 'ruleset'], {});

/** Loads the whole ruleset in place of itself, in one go: nft changes nothing before it has read everything. */
export const reloadRuleset = async (netns: Netns): Promise<void> =>
  loadRuleset(netns, `flush ruleset\n${await listRuleset(netns)}\n`);

/**
 * The same without what packets leave in it: counters, and elements of named sets. A set of one element is that element:
 * two ranges that nft has made one of are printed as a set, and read again are none.
 */
export const listRules = async (netns: Netns): Promise<string> => {
  const text = await run(netns, ['--stateless', '--terse', 'list', 'ruleset'], {});
  return text.replaceAll(/\{ ([^\s{}]+) \}/g, '$1');
};

type Options = { readonly input?: string; readonly signal?: AbortSignal };

const run = async (netns: Netns, args: readonly string[], { input = '', signal }: Options): Promise<string> => {
  const nft = findTool('nft');
  // The fork happens in there, the waiting does not.
  const child = inside(netns, () => spawn(nft, args, { ...(signal === undefined ? {} : { signal }) }));
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  // nft may end before it has read all of a ruleset that it refuses.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new NftError(said.stderr === '' ? 'nft failed and did not say why' : said.stderr.trimEnd());
  return said.stdout.trimEnd();
};
