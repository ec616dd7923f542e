// Signs that were left out, which YAML takes for a part of the word before or does not understand at all. What was meant
// is plain: it is said once, the sign is put in, and the rest of the lab is looked at as if it had been there.

import { isMap, isScalar, isSeq } from 'yaml';
import type { Document, ErrorCode, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';

export type Slip = {
  /** Where the sign is missing. */
  readonly at: number;
  readonly sign: ':' | ' ' | ',';
  /** Of the word that it belongs to. */
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
};

/** One if the text is no YAML for want of it, otherwise all that there are. */
export const slipsIn = (document: Document.Parsed, text: string): readonly Slip[] => {
  const [first] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (first === undefined) return document.contents === null ? [] : inNode(document.contents, text);
  const [offset] = first.pos;
  return [readers[first.code]?.(text, offset) ?? []].flat();
};

type Reader = (text: string, offset: number) => Slip | null;

/** `model island`, `model:island`, and `town` with its keys below. */
const ofLine: Reader = (text, offset) => {
  const line = restOfLine(text, offset);
  const alone = /^([\w.-]+) *$/.exec(line)?.[1];
  return alone === undefined ? keySlip(line, offset) : colon(alone, '', offset);
};

/** `web { port: 80 }` on a line of its own. */
const ofFlowMap: Reader = (text, offset) => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [, indent = '', opened] = /^( *)([\w.-]+:? *[{[].*)$/.exec(restOfLine(text, start)) ?? [];
  return opened === undefined ? null : keySlip(opened, start + indent.length);
};

/** `{ endpoints [api] }` */
const ofFlowList: Reader = (text, offset) => {
  const key = /[{,]\s*([\w.-]+ +)$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[1];
  return key === undefined ? null : keySlip(key + restOfLine(text, offset), offset - key.length);
};

/** `{ port: 80 nodePort: 30080 }` */
const ofFlowPair: Reader = (text, offset) => {
  const [, word, next] = /^([^\s,:{}[\]]+)\s+([\w.-]+:)/.exec(text.slice(offset, offset + 200)) ?? [];
  return word === undefined || next === undefined ? null : comma({ word, next, offset });
};

const readers: Partial<Record<ErrorCode, Reader>> = {
  MULTILINE_IMPLICIT_KEY: ofLine,
  MISSING_CHAR: (text, offset) => ofFlowList(text, offset) ?? ofLine(text, offset),
  BLOCK_AS_IMPLICIT_KEY: ofFlowMap,
  UNEXPECTED_TOKEN: ofFlowMap,
  BLOCK_IN_FLOW: ofFlowPair,
};

const inNode = (node: ParsedNode, text: string): readonly Slip[] => {
  if (isMap<ParsedNode, ParsedNode | null>(node)) return inMap(node, text);
  return isSeq<ParsedNode>(node) ? inList(node, text) : [];
};

const inMap = ({ items }: YAMLMap<ParsedNode, ParsedNode | null>, text: string): readonly Slip[] =>
  items.flatMap((pair) => inKey(pair) ?? (pair.value === null ? [] : inNode(pair.value, text)));

/** A key that holds nothing has what it should hold in itself, and so has one with a bracket. */
const inKey = ({ key, value }: Pair<ParsedNode, ParsedNode | null>): Slip | null => {
  if (!isPlain(key)) return null;
  const empty = value === null || (isScalar(value) && value.value === null);
  return empty || /[{[]/.test(key.value) ? keySlip(key.value, key.range[0]) : null;
};

const inList = ({ items, flow }: YAMLSeq<ParsedNode>, text: string): readonly Slip[] =>
  items.flatMap((item) => {
    if (!isPlain(item)) return inNode(item, text);
    if (flow !== true) return [];
    const [start, end] = item.range;
    return [...text.slice(start, end).matchAll(/(\S+)(?=\s+(\S+))/g)].map(({ index, 1: word = '', 2: next = '' }) =>
      comma({ word, next, offset: start + index }),
    );
  });

const isPlain = (node: ParsedNode): node is Scalar.Parsed & { readonly value: string } =>
  isScalar(node) && node.type === 'PLAIN' && typeof node.value === 'string';

/** `typed`: from the key to the end of the line. */
const keySlip = (typed: string, offset: number): Slip | null => {
  const [, key, gap = '', held = ''] = /^([\w.-]+)(: *(?=[{[])|:(?! )| +)(?=[^\s:])(.*)/.exec(typed) ?? [];
  if (key === undefined) return null;
  if (!gap.startsWith(':')) return colon(key, held, offset);
  const message = `a space is missing after "${shown(key)}:"`;
  return { at: offset + key.length + 1, sign: ' ', offset, message, hint: `write ${shown(key)}: ${shown(held)}` };
};

const colon = (key: string, held: string, offset: number): Slip => {
  const written = held === '' ? `${shown(key)}:` : `${shown(key)}: ${shown(held)}`;
  return {
    ...{ at: offset + key.length, sign: ':', offset },
    message: `a colon is missing after "${shown(key)}"`,
    hint: `write ${written}`,
  };
};

const comma = ({ word, next, offset }: { readonly word: string; readonly next: string; readonly offset: number }) => ({
  ...{ at: offset + word.length, sign: ',' as const, offset },
  message: `a comma is missing after "${shown(word)}"`,
  hint: `write ${shown(word)}, ${shown(next)}`,
});

const restOfLine = (text: string, offset: number): string => /^.*/.exec(text.slice(offset, offset + 200))?.[0] ?? '';

/** The file's own words, in what a terminal prints and a reader reads. */
const shown = (typed: string): string => {
  if (/^[{[]/.test(typed)) return typed.startsWith('[') ? '[…]' : '{ … }';
  const text = typed.trimEnd().replaceAll(/[^ -~]/g, '?');
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};
