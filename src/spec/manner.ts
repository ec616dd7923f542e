// What a cluster is in IPv4, and what it is in IPv6. A lab of two families is two networks on the same cables: they may
// have different models, as far as cables allow it.

import type { Draft } from './draft.ts';
import type { Path, Report } from './finding.ts';
import type { Family, Manner, Model } from './lab.ts';
import type { ClusterFile } from './schema.ts';

/** The manner of one family or of both, and the one of IPv6 where it is another. */
export type Manners = Manner & { readonly ipv6: Manner | null };

/** What the file says, once it is known as what a custom cluster is wired. */
type Said = Pick<ClusterFile, 'egress'> & { readonly model: Model | ByFamily<Model> };

/** `families`: those of the cluster's pods. Where the file has a word for a family that they have not, it is left out. */
export const mannersOf = ({ model, egress }: Said, families: readonly Family[]): Manners => {
  const models: ByFamily<Model> = typeof model === 'string' ? { ipv4: model, ipv6: model } : model;
  const mannerOf = (key: keyof ByFamily<unknown>): Manner => {
    const its = models[key];
    if (typeof egress === 'object') return { model: its, egress: egress[key] };
    const ordinary = its === 'flat' ? 'none' : 'masquerade';
    // One word for both is meant for the one that has a way out to speak of.
    return { model: its, egress: its === 'flat' && models.ipv4 !== models.ipv6 ? ordinary : (egress ?? ordinary) };
  };
  const [four, six] = [mannerOf('ipv4'), mannerOf('ipv6')];
  if (!families.includes(4)) return { ...six, ipv6: null };
  const same = four.model === six.model && four.egress === six.egress;
  return { ...four, ipv6: same || !families.includes(6) ? null : six };
};

type ByFamily<Word> = { readonly ipv4: Word; readonly ipv6: Word };

export const mannerIn = ({ ipv6, ...main }: Manners, family: Family): Manner =>
  family === 6 && ipv6 !== null ? ipv6 : main;

export const modelIn = (manners: Manners, family: Family): Model => mannerIn(manners, family).model;

/** Each model once. */
export const modelsOf = ({ model, ipv6 }: Manners): readonly Model[] =>
  ipv6 === null || ipv6.model === model ? [model] : [model, ipv6.model];

/** `island`, or `island in IPv4 and flat in IPv6`. */
export const modelText = (manners: Manners): string =>
  modelsOf(manners).length === 1 ? manners.model : `${modelIn(manners, 4)} in IPv4 and ${modelIn(manners, 6)} in IPv6`;

export const checkManners = ({ clusters }: Draft, report: Report): void => {
  for (const cluster of clusters) {
    const { name, path, podCidrs, typed } = cluster;
    for (const [key, family] of [
      ['ipv4', 4],
      ['ipv6', 6],
    ] as const) {
      if (podCidrs.some(({ range }) => range.family === family)) continue;
      for (const word of ['model', 'egress'] as const) {
        if (typeof typed[word] !== 'object') continue;
        const message = `${word} of cluster ${name} says what it is in IPv${family}, but podCidr has no IPv${family}`;
        const hint = `add an IPv${family} range to podCidr, or write one word for both: ${word}: ${cluster[word]}`;
        report({ path: [...path, word, key], at: 'key', message, hint });
      }
    }
    checkPair(cluster, [...path, 'model'], report);
  }
};

/** Two models on the same cables: one of them must be flat, which has no cables of its own. */
const checkPair = (cluster: Manners & { readonly name: string }, path: Path, report: Report): void => {
  const models = modelsOf(cluster);
  if (models.length === 1) return;
  const message = `cluster ${cluster.name} is ${modelText(cluster)}`;
  if (models.includes('isolated')) {
    const hint = 'write model: isolated for both, or for none';
    const why = 'both families are on the same cables, and those of an isolated cluster lead nowhere';
    report({ path, message: `${message}: ${why}`, hint });
  } else if (!models.includes('flat')) {
    const hint = 'write the same model for both, or flat for one of them';
    const why = 'a node has one leg in a network of pods, which both families share';
    report({ path, message: `${message}: ${why}`, hint });
  }
};
