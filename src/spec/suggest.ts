/** Of the words that exist, the one that was probably meant, or null if none is near: at most `most` edits away. */
export const suggest = (typed: string, words: Iterable<string>, most = typed.length < 4 ? 1 : 2): string | null => {
  if (typed.length > 40) return null;
  let best: string | null = null;
  let nearest = most + 1;
  for (const word of words) {
    if (Math.abs(word.length - typed.length) >= nearest) continue;
    const distance = edits(typed.toLowerCase(), word.toLowerCase());
    if (distance < nearest) [best, nearest] = [word, distance];
  }
  return best;
};

// Levenshtein's distance, with two neighbours swapped counted as one edit (optimal string alignment).
const edits = (from: string, to: string): number => {
  let older: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(previous, column) + 1,
          at(current, column - 1) + 1,
          at(previous, column - 1) + (same ? 0 : 1),
          swapped && row > 1 && column > 1 ? at(older, column - 2) + 1 : Infinity,
        ),
      );
    }
    [older, previous] = [previous, current];
  }
  return at(previous, to.length);
};

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
