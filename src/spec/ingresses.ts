// Ingresses: Services whose endpoints are HTTP proxies, and need their port for themselves.

import type { Draft, DraftCluster, DraftService } from './draft.ts';
import { quote, type Report } from './finding.ts';
import { checkHosts } from './hostnames.ts';
import { identityPort } from './lab.ts';

export const checkIngresses = ({ clusters }: Draft, report: Report): void => {
  for (const cluster of clusters) {
    for (const service of cluster.services) {
      const { ingress } = service.file;
      if (ingress === undefined) continue;
      const path = [...service.path, 'ingress'];
      if (Object.keys(ingress).length === 0)
        report({
          ...{ path, message: `ingress ${service.name} leads nowhere` },
          hint: 'write the Service of each hostname, such as ingress: { web.test: web }',
        });
      checkHosts(ingress, path, { cluster, report });
      checkPort(service, cluster, report);
      if (!service.file.transports.includes('udp')) continue;
      const message = `ingress ${service.name} has UDP, in which there are no hostnames`;
      report({ path: [...service.path, 'transports'], message, hint: 'leave transports out: HTTP takes TCP' });
    }
  }
};

const portOf = ({ file }: DraftService): number => file.targetPort ?? file.port;

/** What listens on a pod's port is a proxy, or the pod itself. */
const checkPort = (ingress: DraftService, { services }: DraftCluster, report: Report): void => {
  const port = portOf(ingress);
  const path = [...ingress.path, ingress.file.targetPort === undefined ? 'port' : 'targetPort'];
  if (port === identityPort) {
    const message = `port ${port} of the pods of ingress ${ingress.name} is where every machine says who it is`;
    report({ path, message, hint: 'give it another targetPort, such as targetPort: 8000' });
  }
  for (const other of services) {
    const shared = other.file.endpoints.find((pod) => ingress.file.endpoints.includes(pod));
    if (other === ingress || shared === undefined || portOf(other) !== port) continue;
    const message = `port ${port} of pod ${quote(shared)} is wanted by ingress ${ingress.name} and by service ${other.name}`;
    const hint = 'give one of them another targetPort, or other pods';
    report({ path, message, hint, follows: [ingress.path, other.path] });
  }
};
