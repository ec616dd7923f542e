// The verbs: their arguments, flags and help. Each verb's own file is loaded only when it is asked for.

import { Command, Option } from 'commander';
import type { CheckOptions } from './check.ts';
import type { GraphOptions } from './graph.ts';
import { program } from './program.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import type { UpOptions } from './up.ts';

/** Every first word that is no lab; `complete` is what completion scripts call. */
export const verbs = [
  ...[
    'up',
    'down',
    'ls',
    'inspect',
    'exec',
    'shell',
    'probe',
    'check',
    'plan',
    'predict',
    'graph',
    'doctor',
    'completion',
  ],
  'complete',
];

/** Runs the verb that argv names. Throws CommanderError for usage and for --help, which has then been printed. */
export const runCommandLine = async (
  terminal: Terminal,
  argv: readonly string[],
  version: string,
): Promise<ExitCode> => {
  let exitCode: ExitCode = 0;
  const root = commandTree(terminal, version, (code) => (exitCode = code));
  await root.parseAsync(argv, { from: 'user' });
  return exitCode;
};

type Done = (code: ExitCode) => void;

/** All verbs, in the order in which a lab's life goes. */
const commandTree = (terminal: Terminal, version: string, done: Done): Command => {
  const root = new Command('causeway')
    .description('Builds Kubernetes network models out of real Linux networking and proves by traffic that they hold.')
    .version(version, '--version', 'print the version')
    .usage('VERB [options]')
    .helpCommand(false)
    .enablePositionalOptions()
    .option('--json', 'print exactly one JSON document on stdout')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText(
      'after',
      `\nA lab's name alone builds it: ${program} island\nLAB is the name of a lab that comes with causeway, or a lab file; labs/README.md describes all that come with it.`,
    );
  lifeVerbs(root, terminal, done);
  insideVerbs(root, terminal, done);
  trafficVerbs(root, terminal, done);
  pureVerbs(root, terminal, done);
  return root;
};

const verb = (root: Command, usage: string, options: { readonly does: string; readonly example: string }): Command =>
  root
    .command(usage)
    .description(options.does)
    .option('--json', 'print exactly one JSON document on stdout')
    .addHelpText('after', `\nExample: ${program} ${options.example}`);

const lab = 'a built-in lab, or a lab file';

const rootless = new Option('--rootless', 'use a user namespace although you are root');

const lifeVerbs = (root: Command, terminal: Terminal, done: Done): void => {
  verb(root, 'up', { does: 'build a lab', example: 'up island' })
    .argument('<lab>', lab)
    .option('--keep-on-error', 'leave what was built when a step fails')
    .addOption(rootless)
    .addOption(
      new Option('--driver <driver>', 'what machines are made of; docker is not part of this version yet')
        .choices(['netns', 'docker'])
        .default('netns'),
    )
    .action(async (name: string, options: UpOptions) =>
      done(await (await import('./up.ts')).up(terminal, name, options)),
    );
  verb(root, 'down', { does: 'remove a lab', example: 'down island' })
    .argument('[lab]', lab)
    .option('--all', 'remove every lab of this user, from any checkout')
    .action(async (name: string | undefined, options: { all?: true }) =>
      done(await (await import('./down.ts')).down(terminal, name, options)),
    );
  verb(root, 'ls', { does: 'list the labs that are up', example: 'ls' }).action(async () =>
    done(await (await import('./ls.ts')).ls(terminal)),
  );
  verb(root, 'inspect', {
    does: "show a lab's machines, or one machine as its kernel sees it",
    example: 'inspect island node1',
  })
    .argument('<lab>', lab)
    .argument('[machine]', 'show its links, addresses, routes, neighbours, rules, nft ruleset and tracked connections')
    .action(async (name: string, who?: string) =>
      done(await (await import('./inspect.ts')).inspect(terminal, name, who)),
    );
};

const insideVerbs = (root: Command, terminal: Terminal, done: Done): void => {
  verb(root, 'exec', { does: 'run a command as one machine', example: 'exec island pod-a -- ip route' })
    .usage('<lab> <who> [--json] -- <command...>')
    .argument('<lab>', lab)
    .argument('<who>', 'a machine of the lab')
    .argument('<command...>', 'what to run; write -- before it')
    .action(async (name: string, who: string, command: string[]) =>
      done(await (await import('./exec.ts')).exec(terminal, { lab: name, who, command })),
    );
  verb(root, 'shell', {
    does: 'open a shell as one machine, or where `ip netns` shows them all',
    example: 'shell island pod-a',
  })
    .argument('<lab>', lab)
    .argument('[who]', 'a machine of the lab')
    .action(async (name: string, who?: string) => done(await (await import('./shell.ts')).shell(terminal, name, who)));
};

const trafficVerbs = (root: Command, terminal: Terminal, done: Done): void => {
  verb(root, 'probe', { does: 'send once and show what was seen', example: 'probe island other node1:30080/udp' })
    .argument('<lab>', lab)
    .argument('<from>', 'the machine that sends')
    .argument('<to>', 'TO[:PORT][/tcp|udp|icmp|http]; TO is a machine, a Service, an address or a hostname')
    .action(async (name: string, from: string, to: string) =>
      done(await (await import('./probe.ts')).probe(terminal, { lab: name, from, to })),
    );
  verb(root, 'check', {
    does: 'prove by traffic that a lab conforms to its model',
    example: 'check island --only OUT,IN-01',
  })
    .argument('<lab>', lab)
    .option('--only <ids>', 'claims whose id begins so, or of IPv4 or IPv6, separated by commas')
    .option('--list', 'list the claims and send nothing')
    .option('--junit <file>', 'write a JUnit XML report')
    .option('--html <file>', 'write a page to read and to pass on')
    .option('--tap', 'print TAP version 14')
    .option('--verbose', 'show every claim, those that hold too')
    .addOption(rootless)
    .addHelpText('after', `         ${program} check dual-stack --only IPv6`)
    .addHelpText('after', '\nA lab that is not up is built for the check, and taken down again.')
    .action(async (name: string, options: CheckOptions) =>
      done(await (await import('./check.ts')).check(terminal, name, options)),
    );
};

const pureVerbs = (root: Command, terminal: Terminal, done: Done): void => {
  verb(root, 'plan', { does: 'print the shell script that builds the same network', example: 'plan island' })
    .argument('<lab>', lab)
    .action(async (name: string) => done(await (await import('./plan.ts')).plan(terminal, name)));
  verb(root, 'predict', { does: 'print what the model promises, claim by claim', example: 'predict island' })
    .argument('<lab>', lab)
    .action(async (name: string) => done(await (await import('./predict.ts')).predict(terminal, name)));
  verb(root, 'graph', { does: 'draw the lab as on a whiteboard', example: 'graph island > island.svg' })
    .argument('<lab>', lab)
    .addOption(new Option('--format <format>', 'what to draw it as').choices(['svg', 'mermaid', 'dot']).default('svg'))
    .action(async (name: string, options: GraphOptions) =>
      done(await (await import('./graph.ts')).graph(terminal, name, options)),
    );
  verb(root, 'doctor', { does: 'say what this host can and cannot do, and how to mend it', example: 'doctor' }).action(
    async () => done((await import('./doctor.ts')).doctor(terminal)),
  );
  verb(root, 'completion', {
    does: 'print a completion script',
    example: 'completion bash > ~/.local/share/bash-completion/completions/causeway',
  })
    .addArgument(root.createArgument('<shell>', 'which shell').choices(['bash', 'zsh']))
    .action(async (shell: 'bash' | 'zsh') => done((await import('./completion.ts')).completion(terminal, shell)));
  root
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words: string[]) => done(await (await import('./complete.ts')).complete(terminal, root, words)));
};
