// The rows of a custom cluster's matrix of promises: each must be about something that can be tried, and no two may say
// different things of the same.

import type { Draft, DraftCluster } from './draft.ts';
import { machinesAt, oneOf, type Path, quote, type Report } from './finding.ts';
import { mainDraft } from './isolated.ts';
import type { PromisedSource, PromiseEnd, PromiseRow } from './matrix.ts';
import type { PromiseFile } from './schema-custom.ts';
import { checkDistinct, type End, type Said } from './promise-conflicts.ts';
import { suggest } from './suggest.ts';

const words: Readonly<Record<string, End['is']>> = {
  pods: 'pod',
  nodes: 'node',
  'other-nodes': 'node',
  outside: 'outside',
};

/** What may be seen on each way there is. Kubernetes demands of every model what is between pods, and a pod and its node. */
const ways: Readonly<Record<string, readonly string[]>> = {
  'outside pod': ['client', 'node'],
  'outside node': ['client'],
  'pod outside': ['client', 'pod', 'node'],
  'node outside': ['client', 'node'],
  'pod node': ['client', 'pod', 'node'],
};

export const rowsOf = (draft: Draft, cluster: DraftCluster): readonly PromiseRow[] => {
  const machines = machinesAround(draft, cluster);
  return (cluster.custom.promises ?? []).flatMap(({ from, to, sees, protocol, family }) => {
    const [start, end] = [endOf(from, machines), endOf(to, machines)];
    if (start === null || end === null) return [];
    const seen = listOf(sees).filter((word) => word !== 'nobody');
    return [
      {
        ...{ from: nameOf(start), to: nameOf(end), sees: seen.map(sourceOf) },
        ...{ protocol: protocol ?? null, family: family ?? null },
      },
    ];
  });
};

const listOf = (sees: PromiseFile['sees']): readonly string[] => (typeof sees === 'string' ? [sees] : sees);

/** A pod that calls is the client. */
const sourceOf = (word: string): PromisedSource => {
  if (word === 'client' || word === 'pod') return 'client';
  return word === 'node' ? 'node' : { gateway: word };
};

const nameOf = ({ word, machine }: End): PromiseEnd => {
  if (machine !== null) return { name: machine.name, addresses: machine.addresses.map(({ text }) => text) };
  return word === 'pods' || word === 'nodes' || word === 'other-nodes' ? word : 'outside';
};

type Machines = ReadonlyMap<string, End>;

/** All that rows may name: the cluster's own machines, and hosts. Other clusters have nodes that may stand in for pods. */
const machinesAround = (draft: Draft, { nodes }: DraftCluster): Machines => {
  const end = (is: End['is'], { name, addresses }: NonNullable<End['machine']>): readonly [string, End] => [
    name,
    { is, word: name, machine: { name, addresses } },
  ];
  return new Map([
    ...draft.hosts.map((host) => end('outside', host)),
    ...nodes.flatMap((node) => [end('node', node), ...node.pods.map((pod) => end('pod', pod))]),
  ]);
};

const endOf = (word: string, machines: Machines): End | null => {
  const is = words[word];
  return is === undefined ? (machines.get(word) ?? null) : { is, word, machine: null };
};

export const checkPromises = (draft: Draft, cluster: DraftCluster, report: Report): void => {
  const machines = machinesAround(draft, cluster);
  const others = mainDraft(draft).clusters.length > 1;
  const rows = (cluster.custom.promises ?? []).flatMap((row, index) => {
    const path = [...cluster.path, 'promises', index];
    const from = known(row.from, { machines, path: [...path, 'from'], report });
    const to = known(row.to, { machines, path: [...path, 'to'], report });
    if (from === null || to === null) return [];
    const said = { row, path, from, to };
    if (!isAWay(said, report) || isNobodyThere(said, { machines, cluster, others, report })) return [];
    checkSees(said, cluster, report);
    return [said];
  });
  checkDistinct(rows, report);
};

/** What it follows from who is there, inside and outside. */
const everybodyIn = (cluster: Path): readonly Path[] => [['network'], [...cluster, 'podCidr'], ...machinesAt(cluster)];

type Place = { readonly machines: Machines; readonly path: Path; readonly report: Report };

const known = (word: string, { machines, path, report }: Place): End | null => {
  const end = endOf(word, machines);
  if (end !== null) return end;
  const near = suggest(word, [...Object.keys(words), ...machines.keys()]);
  const hint = near === null ? `write ${oneOf(Object.keys(words))}, or the name of a machine` : `did you mean ${near}?`;
  report({ path, message: `${quote(word)} is nobody in this lab`, hint, follows: everybodyIn(path.slice(0, 2)) });
  return null;
};

const isAWay = ({ path, from, to }: Said, report: Report): boolean => {
  const refuse = (message: string, hint: string): false => {
    report({ path, message: `${from.word} to ${to.word}: ${message}`, hint });
    return false;
  };
  if (to.word === 'other-nodes' && from.is !== 'pod')
    return refuse('other nodes are those that a pod does not run on', 'write nodes');
  if (from.is === 'outside' && to.is === 'outside')
    return refuse('neither is of this cluster', 'let one end be pods or nodes');
  if (to.is === 'pod' && from.is !== 'outside')
    return refuse('Kubernetes demands it of every model, and it is claimed always', 'remove the row');
  if (from.is === 'pod' && to.word === 'nodes')
    return refuse('its own node a pod must reach in every model', 'write other-nodes');
  if (from.is === 'node' && to.is === 'node') return refuse('nothing is claimed between nodes', 'remove the row');
  return true;
};

type Where = {
  readonly machines: Machines;
  readonly cluster: DraftCluster;
  /** There are other clusters on the larger network, who are outside too. */
  readonly others: boolean;
  readonly report: Report;
};

/** A row that nothing in this lab can ever test is a mistake, or will be forgotten. */
const isNobodyThere = ({ row, path, from, to }: Said, { machines, cluster, others, report }: Where): boolean => {
  const there = new Set([...machines.values()].map(({ is }) => is));
  if (others) there.add('outside');
  const absent = [from, to].find(({ is }) => !there.has(is));
  const alone = to.word === 'other-nodes' && cluster.nodes.length < 2;
  const without = cluster.podCidrs.every(({ range }) => range.family !== (row.family ?? range.family));
  if (absent === undefined && !alone && !without) return false;
  const message = without
    ? `cluster ${cluster.name} has no IPv${row.family}`
    : alone
      ? `cluster ${cluster.name} has one node only`
      : `there is nobody that ${absent?.word} stands for`;
  report({
    ...{ path, message: `${from.word} to ${to.word} can never be tried: ${message}`, hint: 'remove the row' },
    follows: everybodyIn(path.slice(0, 2)),
  });
  return true;
};

const checkSees = ({ row, path, from, to }: Said, { name, nodes }: DraftCluster, report: Report): void => {
  const allowed = ways[`${from.is} ${to.is}`] ?? [];
  const gateways = from.is === 'pod' && to.is === 'outside' ? nodes.map((node) => node.name) : [];
  const all = listOf(row.sees);
  const place = (index: number): Path => [...path, 'sees', ...(typeof row.sees === 'string' ? [] : [index])];
  if (all.includes('nobody') && all.length > 1)
    report({
      path: [...path, 'sees'],
      message: 'nobody and somebody cannot both be seen',
      hint: 'write sees: nobody alone',
    });
  all.forEach((word, index) => {
    if ([...allowed, ...gateways, 'nobody'].includes(word)) return;
    const near = suggest(word, [...allowed, ...gateways, 'nobody']);
    const what = gateways.length === 0 ? '' : `, or a node of cluster ${name}`;
    const hint = near === null ? `write ${oneOf([...allowed, 'nobody'])}${what}` : `did you mean ${near}?`;
    report({ path: place(index), message: `${quote(word)} is not what ${to.word} can see of ${from.word}`, hint });
  });
};
