// A lab file that speaks IPv4 alone, rewritten: the same lab in IPv6, or in both. Every address and range has its twin,
// and whatever lay in one another or on one LAN still does: 10.240.0.1 is fd00:f0::1, and 10.0.1.0/24 is
// fd00:0:1::/64.

import { parse, stringify } from 'yaml';
import type { Model } from '../../src/spec/lab.ts';

export type Families = 'ipv6' | 'dual';

/** `text` is the content of a lab file, and so is what is returned. The name says what was done to it. */
export const withIPv6 = (text: string, families: Families): string => {
  const lab: unknown = rewritten(parse(text), families);
  return stringify(withNodeCidrs(lab, families));
};

type Models = { readonly ipv4: Model; readonly ipv6: Model };

/** In both families, and these clusters are one thing in IPv4 and another in IPv6. */
export const withModels = (text: string, models: Readonly<Record<string, Models>>): string => {
  const lab: unknown = parse(withIPv6(text, 'dual'));
  if (!isMap(lab) || !isMap(lab['clusters'])) return text;
  const clusters = Object.entries(lab['clusters']).map(([name, cluster]) => {
    const model = models[name];
    return [name, isMap(cluster) && model !== undefined ? { ...cluster, model } : cluster];
  });
  return stringify({ ...lab, clusters: Object.fromEntries(clusters) });
};

const rewritten = (value: unknown, families: Families): unknown => {
  if (Array.isArray(value)) return value.flatMap((entry: unknown) => entriesFor(entry, families));
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, rewritten(held, families)]));
  const twin = typeof value === 'string' ? twinOf(value) : null;
  if (twin === null) return value;
  return families === 'dual' ? [value, twin] : twin;
};

/** An entry of a list that says something of one address is there once more for its twin. */
const entriesFor = (entry: unknown, families: Families): unknown => {
  const ofOneAddress = isMap(entry) && Object.values(entry).some((held) => typeof held === 'string' && isAddress(held));
  if (families === 'ipv6' || !ofOneAddress) return rewritten(entry, families);
  return [entry, rewritten(entry, 'ipv6')];
};

const isAddress = (text: string): boolean => twinOf(text) !== null;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of an address or a range; null of any other text. */
const twinOf = (text: string): string | null => {
  const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text);
  if (found === null) return null;
  const [net = 0, second = 0, third = 0, last = 0] = found.slice(1, 5).map(Number);
  const first = net === 10 ? 'fd00' : `fd${net.toString(16).padStart(2, '0')}`;
  const address = `${first}:${second.toString(16)}:${third.toString(16)}::${last.toString(16)}`;
  return found[5] === undefined ? address : `${address}/${lengthOf(Number(found[5]))}`;
};

/** Each of the first three octets is the end of a group, and the last one that of an address in a /64. */
const lengthOf = (length: number): number => {
  if (length > 24) return 96 + length;
  if (length === 24) return 64;
  return length + 8 * Math.ceil(length / 8);
};

/** Nodes that are only counted have IPv4 addresses unless the file says where else theirs are. */
const withNodeCidrs = (lab: unknown, families: Families): unknown => {
  if (!isMap(lab) || !isMap(lab['clusters'])) return lab;
  const clusters = Object.entries(lab['clusters']).map(([name, cluster]) => {
    if (!isMap(cluster) || typeof cluster['nodes'] !== 'number' || 'nodeCidr' in cluster) return [name, cluster];
    return [name, { ...cluster, nodeCidr: rewritten('10.240.0.0/16', families) }];
  });
  return { ...lab, name: `${String(lab['name'])}-${families}`, clusters: Object.fromEntries(clusters) };
};
