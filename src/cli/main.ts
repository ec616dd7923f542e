import { CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import { runCommandLine, verbs } from './command-line.ts';
import { didYouMean } from './did-you-mean.ts';
import { reportFailure } from './failure.ts';
import { onInterrupt } from './interrupt.ts';
import { builtInLabs, isLab } from './lab-file.ts';
import { program } from './program.ts';
import { openTerminal, type ExitCode } from './terminal.ts';

/** Runs one command line to its end and returns the exit code; everything that can go wrong has been said by then. */
export const main = async (argv: readonly string[], version: string): Promise<ExitCode> => {
  const { signal, exitCode } = onInterrupt();
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const terminal = openTerminal({ json: own.includes('--json'), signal });
  // Node would end with 1, which says that a lab does not conform.
  process.on('uncaughtException', (error) => process.exit(reportFailure(terminal, error)));
  try {
    return await runCommandLine(terminal, withVerb(argv), version);
  } catch (error) {
    // Help and version are thrown too, after they were printed.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const interrupted = exitCode();
    const code = reportFailure(terminal, interrupted === null ? error : signal.reason, firstWord(argv));
    return interrupted ?? code;
  }
};

const firstWord = (argv: readonly string[]): string | undefined => argv.find((word) => !word.startsWith('-'));

/** A lab's name alone means `up`. Throws UsageError when the first word is neither a verb nor a lab. */
const withVerb = (argv: readonly string[]): readonly string[] => {
  const first = firstWord(argv);
  if (first === undefined) {
    if (argv.some((word) => ['--help', '-h', '--version'].includes(word))) return argv;
    throw new UsageError('what shall be done?', {
      hint: `${program} --help lists the verbs; ${program} up island is a good start`,
    });
  }
  if (first === 'help') return helpFor(argv);
  if (verbs.includes(first)) return argv;
  if (isLab(first)) return ['up', ...argv];
  throw new UsageError(`${first} is neither a verb nor a lab`, {
    hint: didYouMean(first, [...spoken, ...builtInLabs().map(({ name }) => name)], 'verbs and labs'),
  });
};

/** Verbs that people type. */
const spoken = verbs.filter((name) => name !== 'complete');

/** `help` is --help, and `help VERB` is that of the verb. Throws UsageError when there is no such verb. */
const helpFor = (argv: readonly string[]): readonly string[] => {
  const [, verb] = argv.filter((word) => !word.startsWith('-'));
  if (verb === undefined) return ['--help'];
  if (spoken.includes(verb)) return [verb, '--help'];
  throw new UsageError(`there is no verb ${verb}`, { hint: didYouMean(verb, spoken, 'verbs') });
};
