// Lines of a POSIX shell.

/** A word that sh takes as it is; anything else is put in single quotes. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

export const line = (...words: readonly (string | undefined)[]): string =>
  words
    .filter((word) => word !== undefined)
    .map(quoted)
    .join(' ');

/** `name` and its value, or nothing when there is no value. */
export const option = (name: string, value: string | number | undefined): readonly string[] =>
  value === undefined ? [] : [name, String(value)];
