// Where daemons have their files: below /run, which is the lab's own and ends with it.

import type { NamedText, StepOf } from './step.ts';

/** Of all daemons of one machine. */
export const folderOf = (netns: string): string => `/run/causeway/${netns}`;

type Daemon = Pick<StepOf<'daemon.start'>, 'netns' | 'program'>;

/** Whatever it says, on either stream. */
export const logOf = ({ netns, program }: Daemon): string => `${folderOf(netns)}/${program}.log`;

/** Seconds that whatever a daemon brings may take, from its socket to its last route: most are for a host that is busy. */
export const patience = 30;

/** A file that stands in for one of the host's, on its way to the other's place. */
const standInOf = (netns: string, { name }: NamedText): string => `${folderOf(netns)}/${name.replaceAll('/', '_')}`;

/**
 * The command line, as words. What a program finds in place of the host's own is mounted over it in the program's own
 * mount namespace, by the shell that becomes the program: nobody else sees it, and it ends with the program.
 */
export const commandWords = (step: StepOf<'daemon.start'>, program: string): readonly string[] => {
  const words = [program, ...step.arguments];
  if (step.instead === undefined) return words;
  const { files, directories } = step.instead;
  const mounts = [
    ...files.map((file) => `mount --bind ${standInOf(step.netns, file)} ${file.name}`),
    ...directories.map((directory) => `mount -t tmpfs tmpfs ${directory}`),
  ];
  return ['sh', '-ec', `${mounts.join('; ')}; exec "$@"`, 'sh', ...words];
};

/** Every file of the step with the path at which it is to be written. */
export const filesOf = ({ netns, files, instead }: StepOf<'daemon.start'>): readonly NamedText[] => [
  ...files,
  ...(instead?.files ?? []).map((file) => ({ name: standInOf(netns, file), text: file.text })),
];
