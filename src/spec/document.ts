// YAML text → plain values and where each of them stands. Everything YAML can do that a lab file has no use for
// (tags, several documents, keys that are not text, aliases that grow without end) is refused here.

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, ParsedNode, YAMLMap } from 'yaml';
import { quote } from './finding.ts';
import { readMended } from './mended.ts';
import type { Place, Spot } from './position.ts';
import { syntaxSpots } from './syntax.ts';

/** A lab file is written by hand: a thousand pods fit in 64 KiB. */
const largestText = 1_048_576;
/** Values that aliases may stand for in all. */
const largestExpansion = 10_000;

export type Read = {
  readonly lines: LineCounter;
  readonly spots: readonly Spot[];
  /** Null when the text is no YAML that can be worked with. */
  readonly root: { readonly value: unknown; readonly place: Place } | null;
  /** Something could not be read, so what seems to be missing may only be broken. */
  readonly partial: boolean;
};

export const readDocument = (text: string): Read => {
  const lines = new LineCounter();
  if (text.length > largestText) return { lines, spots: [tooLarge(text)], root: null, partial: true };
  // yaml looks for a key given twice by comparing each with each; `Reading` does it with a map.
  const options = { prettyErrors: false, uniqueKeys: false };
  const { document, slips, back } = readMended(text, (mended) =>
    parseDocument(mended, mended === text ? { ...options, lineCounter: lines } : options),
  );
  const characters = oddCharacters(text);
  const syntax = syntaxSpots(document, (offset) => lines.linePos(back(offset)).line);
  const { spots, root, partial } =
    syntax.length > 0 ? { spots: syntax, root: null, partial: true } : readContents(document);
  return {
    lines,
    spots: [...characters, ...slips, ...spots.map((spot) => ({ ...spot, offset: back(spot.offset) }))],
    root:
      root === null ? null : { value: root.value, place: slips.length === 0 ? root.place : moved(root.place, back) },
    partial,
  };
};

const moved = ({ key, value, children }: Place, back: (offset: number) => number): Place => ({
  key: back(key),
  value: back(value),
  children: new Map([...children].map(([name, child]) => [name, moved(child, back)])),
});

const readContents = (document: Document.Parsed): Omit<Read, 'lines'> => {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    return { spots: [empty(contents?.range[0] ?? 0)], root: null, partial: true };
  }
  const reading: Reading = {
    spots: [],
    anchors: new Map(),
    open: new Set(),
    aliased: 0,
    depth: 0,
    lost: false,
  };
  const { value, children } = read(contents, reading);
  const start = contents.range[0];
  const root = reading.lost ? null : { value, place: { key: start, value: start, children } };
  return { spots: reading.spots, root, partial: reading.spots.length > 0 };
};

type Reading = {
  readonly spots: Spot[];
  readonly anchors: Map<string, ParsedNode>;
  /** Nodes being read now, from the outermost in: an alias to one of these never ends. */
  readonly open: Set<ParsedNode>;
  aliased: number;
  /** How many aliases we are inside of. */
  depth: number;
  /** An alias stands for nothing, so nothing after it can be judged. */
  lost: boolean;
};

type Value = { readonly value: unknown; readonly children: ReadonlyMap<string | number, Place> };

const nothing: Value = { value: null, children: new Map() };

const read = (node: ParsedNode, reading: Reading): Value => {
  if (isAlias(node)) return readAlias(node, reading);
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
  if (reading.depth > 0) reading.aliased += 1;
  if (isScalar(node)) return { value: node.value, children: new Map() };
  reading.open.add(node);
  const value = isMap(node) ? readMap(node, reading) : readList(node, reading);
  reading.open.delete(node);
  return value;
};

const readAlias = (alias: ParsedNode & { readonly source: string }, reading: Reading): Value => {
  const name = quote(`*${alias.source}`);
  const refuse = (message: string, hint: string): Value => {
    reading.lost = true;
    reading.spots.push({ offset: alias.range[0], message: `alias ${name} ${message}`, hint });
    return nothing;
  };
  const target = reading.anchors.get(alias.source);
  if (target === undefined)
    return refuse('has no anchor before it', `write &${alias.source} before what it stands for`);
  if (reading.open.has(target)) return refuse('refers to itself: a cycle of references', 'write out what is meant');
  if (reading.aliased > largestExpansion) {
    // Said once: every alias after the one that went too far would say the same.
    if (reading.spots.some(({ message }) => message.includes(' expands to '))) return nothing;
    return refuse('expands to too much: more than 10,000 values', 'use the short form, nodes: 20 and podsPerNode: 10');
  }
  reading.depth += 1;
  const value = read(target, reading);
  reading.depth -= 1;
  return value;
};

const readList = (list: ParsedNode, reading: Reading): Value => {
  if (!isSeq<ParsedNode>(list)) return nothing;
  const children = new Map<number, Place>();
  const value = list.items.map((item, index) => {
    const inner = read(item, reading);
    children.set(index, { key: item.range[0], value: item.range[0], children: inner.children });
    return inner.value;
  });
  return { value, children };
};

const readMap = (map: YAMLMap.Parsed, reading: Reading): Value => {
  const children = new Map<string, Place>();
  const value: Record<string, unknown> = {};
  for (const { key: node, value: held } of map.items) {
    const offset = node.range[0];
    const key = isScalar(node) && node.value !== null ? keyText(node.value, node.source) : null;
    if (key === null || key === '__proto__') {
      reading.spots.push({
        offset,
        message: 'this cannot be a key',
        hint: 'write a plain word as the key: name: value',
      });
    } else if (children.has(key)) {
      reading.spots.push({ offset, message: `key ${quote(key)} is given twice`, hint: 'remove or rename one of them' });
    } else {
      const inner = held === null ? nothing : read(held, reading);
      children.set(key, { key: offset, value: held?.range[0] ?? offset, children: inner.children });
      value[key] = inner.value;
    }
  }
  return { value, children };
};

const keyText = (value: unknown, source: string | undefined): string =>
  typeof value === 'string' ? value : (source ?? String(value));

const empty = (offset: number): Spot => ({
  offset,
  message: 'the lab file is empty',
  hint: 'a lab begins with name: my-lab, then network and clusters; labs/05-island.yaml is an example',
});

const tooLarge = (text: string): Spot => ({
  offset: 0,
  message: `the lab file has ${text.length.toLocaleString('en')} characters, at most 1,048,576 (1 MiB) are read`,
  hint: 'use the short form for large labs: nodes: 20 and podsPerNode: 10',
});

const oddCharacters = (text: string): Spot[] =>
  // oxlint-disable-next-line no-control-regex -- finding them is the purpose
  [...text.matchAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffd]+/g)].map((found) =>
    found[0].includes('\ufffd')
      ? { offset: found.index, message: 'the file is not UTF-8 here', hint: 'save the lab file as UTF-8' }
      : { offset: found.index, message: `control character ${quote(found[0])} in the file`, hint: 'remove it' },
  );
