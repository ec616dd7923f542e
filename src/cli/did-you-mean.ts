import { suggest } from '../spec/suggest.ts';

/** All verbs and all labs that come with causeway are fewer. */
const shown = 60;

/** In a shorter word two wrong letters make another word: `nope` is not meant to be `core`. */
const longWord = 6;

/** A hint: the word that was meant if one is near, and otherwise what there is. `what` names the candidates. */
export const didYouMean = (word: string, candidates: readonly string[], what: string): string => {
  const near = suggest(word, candidates, word.length < longWord ? 1 : 2);
  if (near !== null) return `did you mean ${near}?`;
  if (candidates.length === 0) return `there are no ${what}`;
  const more = candidates.length > shown ? `, and ${candidates.length - shown} more` : '';
  return `${what}: ${candidates.slice(0, shown).join(', ')}${more}`;
};
