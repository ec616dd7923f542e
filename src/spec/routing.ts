// How the larger network finds the pods of a flat cluster, and what that asks of the cluster.

import { blockOf } from './address.ts';
import type { Draft, DraftCluster } from './draft.ts';
import type { Report } from './finding.ts';
import type { Family } from './lab.ts';
import { lanLength } from './lans.ts';
import { modelIn, modelsOf, modelText } from './manner.ts';

export const checkRouting = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) {
    daemonAlone(cluster, report);
    if (cluster.routing === null) continue;
    if (modelsOf(cluster).includes('flat')) {
      if (cluster.routing === 'proxy-arp') checkProxyArp(cluster, report);
      continue;
    }
    const message = `routing ${cluster.routing} contradicts model ${modelText(cluster)} of cluster ${cluster.name}: the larger network finds only the pods of flat clusters`;
    report({ path: [...cluster.path, 'routing'], message, hint: 'remove routing, or write model: flat' });
  }
};

const daemonAlone = ({ name, path, routing, bgpDaemon, services }: DraftCluster, report: Report): void => {
  if (bgpDaemon === null || routing === 'bgp') return;
  if (services.some(({ vips, vipMode }) => vips.length > 0 && vipMode === 'bgp')) return;
  const message = `bgpDaemon of cluster ${name} has no effect: no node of it announces anything by BGP`;
  const hint = 'write routing: bgp in a flat cluster, give a service a vip with vipMode: bgp, or remove it';
  const follows = ['routing', 'vipMode', 'services'].map((key) => [...path, key]);
  report({ path: [...path, 'bgpDaemon'], at: 'key', message, hint, follows });
};

/** A question to one LAN is heard on that LAN alone. */
const checkProxyArp = (cluster: DraftCluster, report: Report): void => {
  const { name, path, podCidrs } = cluster;
  const at = [...path, 'routing'];
  const flat = podCidrs.map(({ range }) => range.family).filter((family) => modelIn(cluster, family) === 'flat');
  const lans = flat.map((family) => lansIn(cluster, family)).find(({ size }) => size > 1);
  if (lans === undefined) return;
  const message = `the nodes of cluster ${name} are on ${lans.size} LANs, ${[...lans].join(', ')}, and routing proxy-arp works on one`;
  report({ path: at, message, hint: 'give all nodes addresses of one /24 (IPv6: /64), or write routing: static' });
};

const lansIn = ({ nodes }: DraftCluster, family: Family): ReadonlySet<string> =>
  new Set(
    nodes.flatMap(({ addresses }) =>
      addresses.filter(({ range }) => range.family === family).map(({ text }) => blockOf(text, lanLength(family))),
    ),
  );
