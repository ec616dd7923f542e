// Proxies: where each port leads, and that the proxy can get there.

import { within } from './address.ts';
import type { Draft, DraftCluster, DraftProxy } from './draft.ts';
import type { Path, Report } from './finding.ts';
import { checkHosts, checkTarget, hostRoutes, type Where } from './hostnames.ts';
import { type Family, identityPort } from './lab.ts';
import type { Entrance, ProxyGateway } from './proxy-gateway.ts';
import { underlayOf } from './overlay.ts';
import { needsLeg } from './proxy-legs.ts';
import type { ProxyFile } from './schema-proxies.ts';

export const checkProxies = ({ clusters }: Draft, report: Report): void => {
  for (const cluster of clusters) {
    for (const proxy of cluster.proxies) {
      checkLegs(proxy, { cluster, report });
      checkWay(proxy, underlayOf(cluster, clusters), { cluster, report });
      checkEntrances(proxy, { cluster, report });
    }
    distinctLegs(cluster, report);
  }
};

export const proxyOf = (
  { name: cluster }: DraftCluster,
  { name, addresses, legs, file }: DraftProxy,
): ProxyGateway => ({
  ...{ name, cluster, to: file.to, program: file.program },
  addresses: addresses.map(({ text }) => text),
  legs: legs.map(({ text }) => text),
  entrances: Object.entries(file.listen).map(([port, its]) => entranceOf(Number(port), its)),
});

type EntranceFile = ProxyFile['listen'][string];

const entranceOf = (port: number, { service, hosts = {}, proxyProtocol }: EntranceFile): Entrance =>
  service === undefined
    ? { port, layer: 7, hosts: hostRoutes(hosts) }
    : { port, layer: 4, service, proxyProtocol: proxyProtocol ?? null };

const checkEntrances = (proxy: DraftProxy, where: Where): void => {
  const entries = Object.entries(proxy.file.listen);
  const { report } = where;
  if (entries.length === 0)
    report({
      path: [...proxy.path, 'listen'],
      message: `proxy ${proxy.name} listens nowhere`,
      hint: 'write what a port leads to, such as listen: { 80: { service: web } }',
    });
  for (const [port, entrance] of entries) {
    const path = [...proxy.path, 'listen', port];
    checkPort(port, path, report);
    checkEntrance({ what: `port ${port} of proxy ${proxy.name}`, path, entrance, to: proxy.file.to }, where);
    if (proxy.file.program !== 'nginx' || entrance.proxyProtocol !== 'v2') continue;
    const hint = 'write proxyProtocol: v1, or program: haproxy';
    report({ path: [...path, 'proxyProtocol'], message: `nginx writes PROXY headers of version 1 only`, hint });
  }
};

const checkPort = (port: string, path: Path, report: Report): void => {
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)
    report({ path, at: 'key', message: `there is no port ${port}`, hint: 'a port is a number from 1 to 65535' });
  if (Number(port) === identityPort)
    report({
      ...{ path, at: 'key' },
      message: `port ${port} is where every machine says who it is`,
      hint: 'choose another one, such as 80',
    });
};

type Checked = {
  readonly what: string;
  readonly path: Path;
  readonly entrance: EntranceFile;
  readonly to: ProxyFile['to'];
};

const checkEntrance = ({ what, path, entrance, to }: Checked, where: Where): void => {
  const { service, hosts, proxyProtocol } = entrance;
  const { report } = where;
  if (service !== undefined && hosts !== undefined) {
    const hint = 'one port is L4, service, or L7, hosts: give the other one a port of its own';
    report({ path, at: 'key', message: `${what} leads to a Service and by hostnames`, hint });
  }
  if (service === undefined && Object.keys(hosts ?? {}).length === 0) {
    const hint = 'write service: web, or hosts: { web.test: web }';
    report({ path, at: 'key', message: `${what} leads nowhere`, hint, follows: [path] });
  }
  if (proxyProtocol !== undefined && service === undefined) {
    const hint = 'remove it: with hosts the client is told in X-Forwarded-For';
    report({
      ...{ path: [...path, 'proxyProtocol'], at: 'key', message: `proxyProtocol of ${what} is for L4`, hint },
      follows: [path],
    });
  }
  if (hosts !== undefined) checkHosts(hosts, [...path, 'hosts'], where);
  if (service !== undefined) checkTarget(service, [...path, 'service'], where);
  if (to === 'nodePort') checkNodePorts(entrance, path, where);
};

/** Whoever enters by the nodes needs a port there. */
const checkNodePorts = ({ service, hosts = {} }: EntranceFile, path: Path, { cluster, report }: Where): void => {
  const used = [
    ...(service === undefined ? [] : [{ name: service, at: [...path, 'service'] }]),
    ...Object.entries(hosts).map(([hostname, name]) => ({ name, at: [...path, 'hosts', hostname] })),
  ];
  for (const { name, at } of used) {
    const found = cluster.services.find((one) => one.name === name);
    if (found === undefined || found.file.nodePort !== undefined) continue;
    const hint = 'give it one, such as nodePort: 30080, or write to: pods';
    const message = `service ${name} has no nodePort, by which this proxy would enter`;
    report({ path: at, message, hint, follows: [[...cluster.path, 'services', name]] });
  }
};

const checkLegs = (proxy: DraftProxy, { cluster, report }: Where): void => {
  const { name, path, file, legs } = proxy;
  if (file.leg === undefined) return;
  const at = [...path, 'leg'];
  if (!needsLeg(cluster, proxy)) {
    const why =
      file.to === 'nodePort'
        ? 'it enters by the nodes'
        : `the pods of flat cluster ${cluster.name} are where it stands`;
    return report({ path: at, at: 'key', message: `proxy ${name} needs no leg: ${why}`, hint: 'remove leg' });
  }
  for (const { text, range, path: place } of legs) {
    const outside = !cluster.podCidrs.some((cidr) => within(cidr.range, range));
    const node = cluster.nodes.find(({ podCidrs }) => podCidrs.some((cidr) => within(cidr.range, range)));
    const pod = cluster.nodes
      .flatMap(({ pods }) => pods)
      .find(({ addresses }) => addresses.some((one) => one.text === text));
    if (!outside && node === undefined && pod === undefined) continue;
    const inside = node === undefined ? `the address of ${pod?.name}` : `in the range of ${node.name}`;
    const wrong = outside ? `outside podCidr of cluster ${cluster.name}` : inside;
    const hint = "choose one inside podCidr that is of no node's range, or remove leg: one is found";
    report({ path: place, message: `leg ${text} of proxy ${name} is ${wrong}`, hint });
  }
};

const distinctLegs = ({ proxies }: DraftCluster, report: Report): void => {
  const first = new Map<string, string>();
  for (const { name, legs } of proxies) {
    for (const { text, path } of legs) {
      const other = first.get(text);
      first.set(text, other ?? name);
      if (other === undefined) continue;
      const message = `leg ${text} of proxy ${name} is already that of proxy ${other}`;
      report({ path, message, hint: 'give each a different one, or remove leg: one is found' });
    }
  }
};

/** Whether proxy and pods, or proxy and nodes, have a family in common; in an overlay that of the nodes' tunnels. */
const checkWay = (proxy: DraftProxy, tunnel: Family, { cluster, report }: Where): void => {
  const own = proxy.addresses.map(({ range }) => range.family);
  const families = cluster.podCidrs.map(({ range }) => range.family);
  const [family] = families;
  if (own.length === 0 || family === undefined) return;
  const path = [...proxy.path, 'address'];
  if (!needsLeg(cluster, proxy) && !families.some((one) => own.includes(one))) {
    const hint = 'give it both, such as [10.128.2.1, fd00:128:2::1]';
    report({ path, message: `proxy ${proxy.name} has no IPv${family}, which is all that its cluster has`, hint });
  }
  if (!needsLeg(cluster, proxy) || cluster.dataplane !== 'vxlan' || own.includes(tunnel)) return;
  const message = `proxy ${proxy.name} has no IPv${tunnel}, which carries the overlay between the nodes`;
  report({ path, message, hint: 'give it both, such as [10.128.2.1, fd00:128:2::1]' });
};
