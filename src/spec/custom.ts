// Model custom: a network that is none of the four. How it is wired and what it promises are said apart, and only the
// promises are checked: so somebody else's network can be judged by what its makers say of it.

import type { Draft, DraftCluster } from './draft.ts';
import { machinesAt, quote, type Missing, type Path, type Report } from './finding.ts';
import type { Custom } from './matrix.ts';
import { checkPromises, rowsOf } from './promise-rows.ts';
import type { ClusterFile } from './schema.ts';
import type { WiringFile } from './schema-custom.ts';
import { suggest } from './suggest.ts';

/** The model whose wiring a cluster has: its own, unless that is custom. */
export const wiredAs = ({
  model,
  wiring,
}: Pick<ClusterFile, 'model' | 'wiring'>): Exclude<ClusterFile['model'], 'custom'> =>
  model === 'custom' ? wiringOf(wiring ?? null).like : model;

type Wired = Exclude<WiringFile, string>;

const wiringOf = (wiring: WiringFile | null): Wired =>
  typeof wiring === 'string' ? { like: wiring } : (wiring ?? { like: 'island' });

export const customOf = (draft: Draft, cluster: DraftCluster): Custom | null => {
  if (!cluster.custom.declared) return null;
  const { open = [], closed = false } = wiringOf(cluster.custom.wiring);
  return { open, closed, promises: rowsOf(draft, cluster) };
};

export const checkCustom = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) {
    if (!cluster.custom.declared) {
      notCustom(cluster, report);
      continue;
    }
    checkWiring(cluster, report);
    checkPromises(draft, cluster, report);
  }
};

export const checkDeclared = ({ clusters }: Draft, { whole, report }: Missing): void => {
  for (const cluster of clusters.filter(({ custom }) => custom.declared)) {
    for (const key of ['wiring', 'promises'] as const)
      if (cluster.custom[key] === null && whole([...cluster.path, key])) missing(cluster, key, report);
  }
};

const notCustom = ({ name, path, model, custom }: DraftCluster, report: Report): void => {
  for (const key of ['wiring', 'promises'] as const) {
    if (custom[key] === null) continue;
    const message = `${key} of cluster ${name}: its model ${model} says that already`;
    report({ path: [...path, key], at: 'key', message, hint: `write model: custom, or remove ${key}` });
  }
};

const missing = ({ name, path }: DraftCluster, key: 'wiring' | 'promises', report: Report): void => {
  const [what, example] =
    key === 'wiring'
      ? ['how it is wired', 'wiring: flat']
      : ['what it promises', 'promises: [{ from: pods, to: outside, sees: node }]'];
  const message = `cluster ${name} of model custom does not say ${what}`;
  report({ path: [...path, 'model'], message, hint: `write ${example}` });
};

const checkWiring = (cluster: DraftCluster, report: Report): void => {
  const { name, path, egress, nodes, custom } = cluster;
  const { like, open = [], closed = false } = wiringOf(custom.wiring);
  const at = [...path, 'wiring'];
  if (like === 'flat' && open.length > 0) {
    const message = `open of cluster ${name}: wired like a flat network, core has a route to each of its pods`;
    report({ path: [...at, 'open'], at: 'key', message, hint: 'remove open, or write like: island' });
  }
  if (like === 'island' && closed) {
    const message = `closed of cluster ${name}: wired like an island, its way out is egress`;
    report({ path: [...at, 'closed'], at: 'key', message, hint: 'write egress: none instead' });
  }
  if (like === 'flat' && closed && egress === 'masquerade') {
    const message = `cluster ${name} is closed, and nothing leaves that could be masqueraded`;
    report({ path: [...at, 'closed'], at: 'key', message, hint: 'remove closed, or egress: masquerade' });
  }
  const pods = new Set(nodes.flatMap((node) => node.pods.map((pod) => pod.name)));
  open.forEach((pod, index) =>
    openPod({ pod, path: [...at, 'open', index], twice: open.indexOf(pod) < index }, pods, report),
  );
};

type Opened = { readonly pod: string; readonly path: Path; readonly twice: boolean };

const openPod = ({ pod, path, twice }: Opened, pods: ReadonlySet<string>, report: Report): void => {
  if (twice) report({ path, message: `${quote(pod)} is open twice`, hint: 'remove one of them' });
  else if (!pods.has(pod)) {
    const near = suggest(pod, pods);
    const hint = near === null ? 'name pods of this cluster' : `did you mean ${near}?`;
    const message = `${quote(pod)} is not a pod of the cluster, and cannot be open`;
    report({ path, message, hint, follows: machinesAt(path.slice(0, 2)) });
  }
};
