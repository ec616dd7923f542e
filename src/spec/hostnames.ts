// Hostnames that lead to Services: RFC 1123 names, in lower case, as HTTP takes no notice of case.

import type { DraftCluster } from './draft.ts';
import { quote, type Path, type Report } from './finding.ts';
import type { HostRoute } from './proxy-gateway.ts';
import { suggest } from './suggest.ts';

export type Hosts = Readonly<Record<string, string>>;

export const hostRoutes = (hosts: Hosts): readonly HostRoute[] =>
  Object.entries(hosts).map(([hostname, service]) => ({ hostname, service }));

/** Every hostname is one, and leads to a Service of the cluster. `path` is that of the hosts. */
export const checkHosts = (hosts: Hosts, path: Path, { cluster, report }: Where): void => {
  for (const [hostname, service] of Object.entries(hosts)) {
    checkHostname(hostname, [...path, hostname], report);
    checkTarget(service, [...path, hostname], { cluster, report });
  }
};

export type Where = { readonly cluster: DraftCluster; readonly report: Report };

const checkHostname = (hostname: string, path: Path, report: Report): void => {
  const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  if (hostname.length <= 253 && new RegExp(`^${label}(\\.${label})*$`).test(hostname)) return;
  const lower = hostname.toLowerCase();
  const hint =
    lower !== hostname ? `write ${quote(lower)}: HTTP does not tell the two apart` : 'write one like web.test';
  report({ path, at: 'key', message: `${quote(hostname)} is not a hostname`, hint });
};

/** A Service of the cluster that speaks TCP, which is all that a proxy passes on. */
export const checkTarget = (name: string, path: Path, { cluster, report }: Where): boolean => {
  const found = cluster.services.find((service) => service.name === name);
  if (found === undefined) {
    const names = cluster.services.map((service) => service.name);
    const near = suggest(name, names);
    const all = names.length === 0 ? 'it has none: add some to services' : `its Services are ${names.join(', ')}`;
    report({
      ...{ path, follows: [[...cluster.path, 'services']] },
      message: `${quote(name)} is not a Service of cluster ${cluster.name}`,
      hint: near === null ? all : `did you mean ${near}?`,
    });
    return false;
  }
  if (found.file.ingress !== undefined) {
    const hint = 'name the Services behind it, or enter it by its nodePort or vip';
    report({ path, message: `service ${name} is an ingress, which leads on to others itself`, hint });
    return false;
  }
  if (found.file.transports.includes('tcp')) return true;
  const message = `service ${name} has no TCP, and a proxy passes on nothing else`;
  report({ path, message, hint: `give it transports: [tcp, udp], or lead in by another gateway` });
  return false;
};
