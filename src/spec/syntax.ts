// What is wrong with the YAML itself, in words that say what to do about it.

import type { Document, ErrorCode, YAMLError } from 'yaml';
import type { Spot } from './position.ts';

type Words = readonly [message: string, hint: string];

const words: Partial<Record<ErrorCode, Words>> = {
  TAB_AS_INDENT: ['a tab is used as indentation', 'indent with spaces'],
  MULTIPLE_DOCS: ['the file holds several YAML documents', 'write one lab a file: remove the --- and what follows it'],
  RESOURCE_EXHAUSTION: ['values are nested too deeply', 'a lab needs six levels at most'],
  TAG_RESOLVE_FAILED: ['a YAML tag has no meaning in a lab file', 'remove the word that begins with !'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second key: value begins inside a value',
    'put each key on a line of its own, or quote text that has ": " in it',
  ],
  BAD_DQ_ESCAPE: ['the text has an escape that YAML does not know', 'write a backslash as \\\\, or use single quotes'],
};

/** Syntax errors, at most one a line: what follows the first is mostly its echo. */
export const syntaxSpots = (document: Document.Parsed, lineOf: (offset: number) => number): readonly Spot[] => {
  const seen = new Set<number>();
  const all = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  return telling(all)
    .filter(({ pos }) => !seen.has(lineOf(pos[0])) && seen.add(lineOf(pos[0])))
    .map(({ code, message, pos }) => {
      const [text, hint] = words[code] ??
        unclosed(message) ?? [sentence(message), 'check brackets, quotes and indentation here'];
      // How deep is too deep depends on the machine's stack: the place would be another one each time.
      return { offset: code === 'RESOURCE_EXHAUSTION' ? 0 : pos[0], message: `YAML: ${text}`, hint };
    });
};

/** Some errors make all that follows look wrong. */
const telling = (all: readonly YAMLError[]): readonly YAMLError[] => {
  const exhausted = all.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return [exhausted];
  const tabs = all.filter(({ code }) => code === 'TAB_AS_INDENT');
  if (tabs.length > 0) return tabs;
  const open = all.findIndex(({ message }) => unclosed(message) !== null);
  return open === -1 ? all : all.slice(0, open + 1);
};

const unclosed = (message: string): Words | null => {
  const sign = /(?:end with a |Missing closing )([\]}"'])/.exec(message)?.[1];
  return sign === undefined ? null : [`a ${sign} is missing before this`, `close with ${sign} what was opened`];
};

// The parser's own words may quote the file, control characters and all.
const sentence = (message: string): string => {
  const printable = message.replaceAll(/[^ -~]/g, '?').slice(0, 120);
  return printable.charAt(0).toLowerCase() + printable.slice(1);
};
