// Archipelagos: clusters that say the same name share one network of pods. The name becomes that of the network's
// switch, so it obeys the rules of a cluster's name.

import type { DraftCluster, Draft } from './draft.ts';
import { quote, type Path, type Report } from './finding.ts';
import { mostOnOneBridge } from './limits.ts';
import { modelsOf, modelText } from './manner.ts';
import { checkNetworkName } from './names.ts';

type Member = { readonly archipelago: string | null };

/** Are both members of one archipelago? True of a member and itself, too. */
export const together = (a: Member, b: Member): boolean => a.archipelago !== null && a.archipelago === b.archipelago;

export const checkArchipelagos = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) checkMembership(cluster, draft, report);
  const members = draft.clusters.filter(({ archipelago }) => archipelago !== null);
  for (const [name, clusters] of Map.groupBy(members, ({ archipelago }) => archipelago)) {
    const nodes = clusters.flatMap((cluster) => cluster.nodes).length;
    const last = clusters.at(-1);
    if (nodes <= mostOnOneBridge || last === undefined) continue;
    const message = `${nodes} nodes in archipelago ${name}, at most 1,000 machines fit on one bridge`;
    const hint = 'a Linux bridge has 1,024 ports: use fewer nodes with more pods each, or several archipelagos';
    report({ path: [...last.path, 'nodes'], message, hint });
  }
};

const checkMembership = (cluster: DraftCluster, { clusters }: Draft, report: Report): void => {
  const { name, path, archipelago } = cluster;
  const member = modelsOf(cluster).includes('archipelago');
  const at = [...path, 'archipelago'];
  if (member && archipelago === null) {
    const hint = 'write archipelago: north, the same name in all its clusters; a cluster on its own is an island';
    const message = `cluster ${name} does not say which archipelago it is of`;
    report({ path: [...path, 'model'], message, hint, follows: [at] });
  }
  if (archipelago === null) return;
  if (!member) {
    const message = `cluster ${name} of model ${modelText(cluster)} can be of no archipelago`;
    report({ path: at, message, hint: `write model: archipelago, or remove archipelago` });
  }
  if (checkNetworkName(archipelago, at, report)) checkNamesake(archipelago, at, { clusters, report });
};

type Others = { readonly clusters: readonly DraftCluster[]; readonly report: Report };

const checkNamesake = (archipelago: string, path: Path, { clusters, report }: Others): void => {
  const namesake = clusters.find(({ name }) => name === archipelago);
  if (namesake === undefined) return;
  const message = `archipelago ${quote(archipelago)} has the name of a cluster`;
  report({ path, message, hint: `both would call their network net-${archipelago}: rename one` });
};
