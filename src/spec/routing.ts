// How the larger network finds the pods of a flat cluster, and what that asks of the cluster.

import { blockOf } from './address.ts';
import type { Draft, DraftCluster } from './draft.ts';
import type { Report } from './finding.ts';
import { lanLength } from './lans.ts';
import { modelsOf, modelText } from './manner.ts';

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
  report({ path: [...path, 'bgpDaemon'], at: 'key', message, hint });
};

/** ARP is IPv4's, and a question to one LAN is heard on that LAN alone. */
const checkProxyArp = ({ name, path, podCidrs, nodes }: DraftCluster, report: Report): void => {
  const at = [...path, 'routing'];
  const six = podCidrs.find(({ range }) => range.family === 6);
  if (six !== undefined) {
    const message = `routing proxy-arp cannot serve podCidr ${six.text} of cluster ${name}: there is no ARP in IPv6`;
    report({ path: at, message, hint: 'write routing: static, or leave out the IPv6 range' });
  }
  const lans = new Set(nodes.flatMap(({ addresses }) => addresses.flatMap(lanOf)));
  if (lans.size < 2) return;
  const message = `the nodes of cluster ${name} are on ${lans.size} LANs, ${[...lans].join(', ')}, and routing proxy-arp works on one`;
  report({ path: at, message, hint: 'give all nodes addresses of one /24, or write routing: static' });
};

const lanOf = ({ text, range }: DraftCluster['podCidrs'][number]): readonly string[] =>
  range.family === 4 ? [blockOf(text, lanLength(4))] : [];
