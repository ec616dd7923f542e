// nftables rulesets, loaded and listed by nft(8) itself. The process is forked while this thread is inside the
// namespace, and so belongs to it. Rulesets go by stdin.

import { execa } from 'execa';
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
  await run(netns, ['-f', '-'], { input: ruleset, ...(signal === undefined ? {} : { cancelSignal: signal }) });
};

/** The namespace's whole ruleset, as `nft list ruleset` prints it; empty when there is none. */
export const listRuleset = async (netns: Netns): Promise<string> => run(netns, ['list', 'ruleset'], {});

type Options = { readonly input?: string; readonly cancelSignal?: AbortSignal };

const run = async (netns: Netns, args: readonly string[], options: Options): Promise<string> => {
  const nft = findTool('nft');
  // In a record, since `inside` takes no promise: the fork happens in there, the waiting does not.
  const { child } = inside(netns, () => ({ child: execa(nft, args, { ...options, reject: false }) }));
  const { failed, isCanceled, stdout, stderr, originalMessage } = await child;
  if (isCanceled) options.cancelSignal?.throwIfAborted();
  if (failed) throw new NftError(stderr === '' ? (originalMessage ?? 'nft failed and did not say why') : stderr);
  return stdout;
};
