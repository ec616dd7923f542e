// What a check found wrong, before it has a line and a column: it points into the lab by path.

/** Keys and indexes from the top of the lab file: `['clusters', 'east', 'podCidr', 0]`. */
export type Path = readonly (string | number)[];

export type Finding = {
  readonly path: Path;
  /** Point at the key instead of at what it holds. A path that the file does not have falls back to its parent. */
  readonly at?: 'key';
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
  /** Of what it follows from elsewhere. It is not told where something could not be read there: it may be right. */
  readonly follows?: readonly Path[];
};

export type Report = (finding: Finding) => void;

/** For checks of what is missing: `whole` is false of a path where something could not be read, above it or below. */
export type Missing = { readonly whole: (path: Path) => boolean; readonly report: Report };

/** What the machines of a cluster follow from. */
export const machinesAt = (cluster: Path): readonly Path[] => ['nodes', 'podsPerNode'].map((key) => [...cluster, key]);

/** Whether a path is the other one, or above it. */
export const leadsTo = (path: Path, other: Path): boolean => path.every((step, index) => step === other[index]);

/** Text from a lab file made fit to print: quoted, cut short, and with nothing a terminal would obey. */
export const quote = (text: string): string => {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(short).replaceAll(/[^ -~…]/g, escaped);
};

/** A character as JSON escapes it. */
export const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The name of the key a path ends in, list indexes left out: what an error calls the thing. */
export const keyOf = (path: Path): string => path.findLast((step) => typeof step === 'string') ?? 'the lab';

/** `flat, island or isolated` */
export const oneOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
