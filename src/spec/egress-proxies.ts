// Egress proxies: who runs them, on which ports, and where they go on to.

import { rangesOverlap, within } from './address.ts';
import type { Draft, DraftCluster, DraftEgressProxy, Placed } from './draft.ts';
import { machinesAt, type Path, quote, type Report } from './finding.ts';
import { identityPort } from './lab.ts';
import type { EgressProxy } from './ways-out.ts';
import { mannerIn } from './manner.ts';
import { suggest } from './suggest.ts';

type Machine = Pick<EgressProxy, 'is'> & { readonly name: string; readonly addresses: readonly Placed[] };

/** Of the draft's network; its hosts, and the nodes and pods of the cluster. */
const machinesFor = ({ hosts }: Pick<Draft, 'hosts'>, { nodes }: DraftCluster): readonly Machine[] => [
  ...hosts.map(({ name, addresses }) => ({ is: 'host' as const, name, addresses })),
  ...nodes.map(({ name, addresses }) => ({ is: 'node' as const, name, addresses })),
  ...nodes.flatMap(({ pods }) => pods.map(({ name, addresses }) => ({ is: 'pod' as const, name, addresses }))),
];

export const egressProxyOf = (draft: Draft, cluster: DraftCluster, proxy: DraftEgressProxy): EgressProxy => {
  const network = cluster.model === 'isolated' ? cluster : draft;
  const machine = machinesFor(network, cluster).find(({ name }) => name === proxy.machine);
  return {
    machine: proxy.machine,
    is: machine?.is ?? 'host',
    addresses: (machine?.addresses ?? []).map(({ text }) => text),
    connect: proxy.file.connect ?? null,
    socks5: proxy.file.socks5 ?? null,
    allow: proxy.allow.map(({ text }) => text),
  };
};

export const checkEgressProxies = (draft: Draft, report: Report): void => {
  const taken = new Map<string, string>();
  for (const cluster of draft.clusters) {
    wayOut(cluster, report);
    for (const proxy of cluster.egressProxies) {
      const machine = machineOf(draft, cluster, { proxy, report });
      if (machine !== null) reachable(cluster, machine, { proxy, report });
      ports(cluster, machine, { proxy, report });
      takenPorts(taken, cluster, { proxy, report });
      for (const range of proxy.allow) leadsOut(draft, cluster, { range, proxy, report });
    }
  }
};

type Of = { readonly proxy: DraftEgressProxy; readonly report: Report };

const wayOut = (cluster: DraftCluster, report: Report): void => {
  const { name, path, podCidrs, egressProxies } = cluster;
  const manners = podCidrs
    .map(({ range }) => mannerIn(cluster, range.family))
    .filter(({ egress }) => egress === 'proxy');
  const refuse = (message: string, hint: string): void =>
    report({ path: [...path, 'egress'], message, hint, follows: [[...path, 'egressProxies']] });
  if (manners.some(({ model }) => model === 'flat'))
    refuse(
      `egress proxy contradicts model flat of cluster ${name}: a flat network takes pods wherever they go`,
      'write egress: none, and egressProxies all the same if pods may use them, or model: island',
    );
  else if (manners.length > 0 && egressProxies.length === 0)
    refuse(
      `cluster ${name} lets its pods out by proxy, and has none`,
      'add one, such as egressProxies: { gate: { connect: 3128, allow: [10.128.0.0/16] } }, or write egress: none',
    );
};

const machineOf = (draft: Draft, cluster: DraftCluster, { proxy, report }: Of): Machine | null => {
  const machines = machinesFor(draft, cluster);
  const found = machines.find(({ name }) => name === proxy.machine);
  if (found !== undefined) return found;
  const near = suggest(
    proxy.machine,
    machines.map(({ name }) => name),
  );
  const message = `${quote(proxy.machine)} of egressProxies is no host of the network, and no node or pod of cluster ${cluster.name}`;
  const hint = near === null ? 'write the name of one of them' : `did you mean ${near}?`;
  const follows = [['network', 'hosts'], ...machinesAt(cluster.path)];
  report({ path: proxy.path, at: 'key', message, hint, follows });
  return null;
};

/** What all addresses of pods and of the machines that they may call follow from. */
const addressesOf = ({ path }: DraftCluster): readonly Path[] => [
  ...[
    ['network', 'hosts'],
    [...path, 'podCidr'],
    [...path, 'egress'],
  ],
  ...machinesAt(path),
];

/** A proxy that pods cannot call is none. */
const reachable = (cluster: DraftCluster, { name, is, addresses }: Machine, { proxy, report }: Of): void => {
  const shared = cluster.podCidrs.filter(({ range }) => addresses.some((own) => own.range.family === range.family));
  const refuse = (message: string, hint: string): void =>
    report({ ...{ path: proxy.path, at: 'key', message, hint }, follows: addressesOf(cluster) });
  if (shared.length === 0)
    return refuse(
      `the pods of cluster ${cluster.name} and their egress proxy ${name} have no family of addresses in common`,
      'give it an address of one that the pods have',
    );
  const manners = shared.map(({ range }) => mannerIn(cluster, range.family));
  if (is !== 'host' || manners.some(({ model, egress }) => model === 'flat' || egress !== 'none')) return;
  refuse(
    `pods of cluster ${cluster.name} have no way out, and their egress proxy ${name} is out there`,
    'write egress: proxy, which is the way to it and no farther',
  );
};

const ports = (cluster: DraftCluster, machine: Machine | null, { proxy, report }: Of): void => {
  const { connect, socks5 } = proxy.file;
  if (connect === undefined && socks5 === undefined) {
    const message = `the egress proxy ${proxy.machine} speaks neither CONNECT nor SOCKS`;
    report({
      path: proxy.path,
      message,
      hint: 'give it a port, such as connect: 3128 or socks5: 1080',
      follows: [proxy.path],
    });
  }
  if (proxy.file.allow.length === 0) {
    const message = `the egress proxy ${proxy.machine} may go nowhere`;
    report({
      path: [...proxy.path, 'allow'],
      message,
      hint: 'give it ranges to go on to, such as allow: [10.128.0.0/16]',
    });
  }
  const words = [
    ['connect', connect],
    ['socks5', socks5],
  ] as const;
  for (const [word, port] of words) {
    if (port === undefined) continue;
    const owner = ownerOf(port, cluster, machine) ?? (word === 'socks5' && port === connect ? 'its CONNECT' : null);
    if (owner === null) continue;
    const message = `port ${port} of the egress proxy ${proxy.machine} is already that of ${owner}`;
    report({ path: [...proxy.path, word], message, hint: `choose another, such as ${word}: ${usual[word]}` });
  }
};

const usual = { connect: 3128, socks5: 1080 } as const;

/** Kubernetes' default --service-node-port-range. */
const isNodePort = (port: number): boolean => port >= 30_000 && port <= 32_767;

const ownerOf = (port: number, { services }: DraftCluster, machine: Machine | null): string | null => {
  if (port === identityPort) return 'whoever asks a machine who it is';
  if (machine?.is === 'node' && isNodePort(port)) return 'NodePorts';
  if (machine?.is !== 'pod') return null;
  const served = services.find(
    ({ file }) => file.endpoints.includes(machine.name) && (file.targetPort ?? file.port) === port,
  );
  return served === undefined ? null : `service ${served.name}`;
};

/** Of a host, which proxies of several clusters may run on. */
const takenPorts = (taken: Map<string, string>, { name }: DraftCluster, { proxy, report }: Of): void => {
  for (const word of ['connect', 'socks5'] as const) {
    const port = proxy.file[word];
    const key = `${proxy.machine} ${port}`;
    const owner = taken.get(key);
    if (port === undefined) continue;
    if (owner !== undefined && owner !== name) {
      const message = `port ${port} of ${proxy.machine} is already that of the egress proxy of cluster ${owner}`;
      report({
        path: [...proxy.path, word],
        message,
        hint: 'choose another: one proxy may lead where another may not',
      });
    }
    taken.set(key, owner ?? name);
  }
};

type Range = Of & { readonly range: Placed };

const leadsOut = ({ cidrs }: Draft, cluster: DraftCluster, { range, proxy, report }: Range): void => {
  const refuse = (message: string, path: Path, hint: string): void =>
    report({
      ...{ path, message: `allow ${range.text} of the egress proxy ${proxy.machine} ${message}`, hint },
      follows: [['network', 'cidr']],
    });
  if (!cidrs.some((cidr) => rangesOverlap(cidr.range, range.range)))
    return refuse(
      'is outside the network',
      range.path,
      `choose one inside ${cidrs.map(({ text }) => text).join(' or ')}`,
    );
  const inside = [...cluster.podCidrs, ...cluster.serviceCidrs].find((own) => within(own.range, range.range));
  if (inside === undefined) return;
  refuse(`lies in ${inside.text} of cluster ${cluster.name}`, range.path, 'remove it: a way out does not lead back in');
};
