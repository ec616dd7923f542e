// Services: who serves them, and the ports through which the outside reaches them.

import type { Draft, DraftCluster, DraftService } from './draft.ts';
import { machinesAt, quote, type Missing, type Path, type Report } from './finding.ts';
import type { Transport } from './lab.ts';
import { suggest } from './suggest.ts';

/** Kubernetes' default --service-node-port-range. */
const nodePorts = { first: 30_000, last: 32_767 } as const;

export const checkServices = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) {
    checkNodePorts(cluster, report);
    for (const service of cluster.services) {
      twice(service.file.endpoints, [...service.path, 'endpoints'], report);
      twice(service.file.transports, [...service.path, 'transports'], report);
      checkAffinity(service, report);
      const { externalTrafficPolicy, nodePort, vip } = service.file;
      if (externalTrafficPolicy === undefined || nodePort !== undefined || vip !== undefined) continue;
      report({
        path: [...service.path, 'externalTrafficPolicy'],
        at: 'key',
        message: `externalTrafficPolicy of service ${service.name} has no effect without nodePort or vip`,
        follows: [service.path],
        hint: 'add a nodePort, such as nodePort: 30080, or remove it',
      });
    }
  }
};

/** Every endpoint is a pod of the Service's own cluster. */
export const checkEndpoints = (draft: Draft, { whole, report }: Missing): void => {
  const homes = new Map(
    draft.clusters.flatMap(({ name, nodes }) =>
      nodes.flatMap(({ pods }) => pods.map((pod) => [pod.name, name] as const)),
    ),
  );
  // Looking for the pod that was meant is slow, and a file full of wrong names is not one of typing errors.
  let suggestions = 50;
  for (const cluster of draft.clusters) {
    if (!machinesAt(cluster.path).every(whole)) continue;
    const pods = new Set(cluster.nodes.flatMap((node) => node.pods.map(({ name }) => name)));
    for (const { name, path, file } of cluster.services) {
      file.endpoints.forEach((endpoint, index) => {
        if (pods.has(endpoint)) return;
        const home = homes.get(endpoint);
        const near = home === undefined && suggestions > 0 ? suggest(endpoint, pods) : null;
        suggestions -= 1;
        report({
          path: [...path, 'endpoints', index],
          message: `endpoint ${quote(endpoint)} of service ${name} is not a pod of cluster ${cluster.name}`,
          hint:
            home === undefined
              ? missingHint(near, [...pods])
              : `it is a pod of cluster ${home}; a Service stays in its cluster`,
        });
      });
    }
  }
};

const missingHint = (near: string | null, pods: readonly string[]): string => {
  if (near !== null) return `did you mean ${near}?`;
  if (pods.length === 0) return 'the cluster has no pods; add some to its nodes';
  return `its pods are ${pods.slice(0, 6).join(', ')}${pods.length > 6 ? '…' : ''}`;
};

const checkAffinity = ({ name, path, file }: DraftService, report: Report): void => {
  if (file.affinityTimeoutSeconds === undefined || file.sessionAffinity === 'ClientIP') return;
  report({
    path: [...path, 'affinityTimeoutSeconds'],
    at: 'key',
    message: `affinityTimeoutSeconds of service ${name} has no effect without sessionAffinity: ClientIP`,
    follows: [path],
    hint: 'add sessionAffinity: ClientIP, or remove it',
  });
};

const checkNodePorts = (cluster: DraftCluster, report: Report): void => {
  const first = new Map<string, string>();
  for (const service of cluster.services) {
    const { nodePort, transports } = service.file;
    if (nodePort === undefined) continue;
    const path = [...service.path, 'nodePort'];
    if (nodePort < nodePorts.first || nodePort > nodePorts.last) {
      const message = `nodePort ${nodePort} of service ${service.name} is outside 30000-32767`;
      report({ path, message, hint: `choose one inside, such as ${nearPort(nodePort)}` });
    }
    const taken = takenTransports({ service, nodePort, transports }, first);
    if (taken.length === 0) continue;
    const message = `nodePort ${nodePort}/${taken.join(' and /')} of service ${service.name} is already that of service ${first.get(`${nodePort}/${taken[0]}`)}`;
    report({ path, message, hint: 'a port of a node leads to one Service for each transport: choose another' });
  }
};

type Claim = { readonly service: DraftService; readonly nodePort: number; readonly transports: readonly Transport[] };

const takenTransports = ({ service, nodePort, transports }: Claim, first: Map<string, string>): readonly Transport[] =>
  [...new Set(transports)].filter((transport) => {
    const key = `${nodePort}/${transport}`;
    const taken = first.has(key);
    if (!taken) first.set(key, service.name);
    return taken;
  });

/** 80 → 30080: what people mean who forget the 30. */
const nearPort = (port: number): number => (port > 0 && port <= 2767 ? 30_000 + port : 30_080);

const twice = (words: readonly string[], path: Path, report: Report): void => {
  const seen = new Set<string>();
  words.forEach((word, index) => {
    if (seen.has(word))
      report({ path: [...path, index], message: `${quote(word)} is listed twice`, hint: 'remove one of them' });
    seen.add(word);
  });
};
