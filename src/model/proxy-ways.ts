// Who asks an egress proxy, in which way, to go where.

import type { Flow, Through } from '../probe/flow.ts';
import { contains, familyOf } from '../spec/address.ts';
import type { Host, Node, Pod } from '../spec/lab.ts';
import type { EgressProxy } from '../spec/ways-out.ts';
import { type Addressed, addressIn, flowTo, sample, sharedFamilies } from './flows.ts';
import type { Subject } from './promises.ts';

export type Using = Subject & { readonly proxy: EgressProxy };

export type Asking = { readonly pod: Pod; readonly node: Node; readonly way: Through };

export const word = { connect: 'CONNECT', socks5: 'SOCKS' } as const;

const kinds = ['connect', 'socks5'] as const;

export const atMachine = ({ machine, addresses }: EgressProxy): Addressed => ({ name: machine, addresses });

/** The first pod of each node that is not the proxy, in every way that the proxy has. */
export const askingsOf = ({ cluster, proxy }: Using): readonly Asking[] =>
  sample(cluster.nodes, 8).flatMap((node) =>
    node.pods
      .filter(({ name }) => name !== proxy.machine)
      .slice(0, 1)
      .flatMap((pod) =>
        sharedFamilies(pod, atMachine(proxy)).flatMap((family) =>
          kinds.flatMap((kind) => {
            const [address, port] = [addressIn(family, atMachine(proxy)), proxy[kind]];
            if (address === null || port === null) return [];
            return [{ pod, node, way: { kind, machine: proxy.machine, address, port } }];
          }),
        ),
      ),
  );

/** Begins a title: `pod-a asks gate by SOCKS`. */
export const asks = ({ pod, way }: Asking): string => {
  const over = familyOf(way.address) === 6 ? ' over IPv6' : '';
  return `${pod.name} asks ${way.machine} by ${word[way.kind]}${over}`;
};

export const isAllowed = ({ allow }: EgressProxy, address: string): boolean =>
  allow.some((cidr) => contains(cidr, address));

/** Hosts that the proxy goes on to in every family that they have. */
export const allowedHosts = ({ lab, proxy }: Using): readonly Host[] =>
  lab.hosts.filter(
    ({ name, addresses }) => name !== proxy.machine && addresses.every((address) => isAllowed(proxy, address)),
  );

/** In every family in which the proxy can go out: it need not be the one in which it is asked. */
export const byProxy = ({ proxy }: Using, { pod, way }: Asking, host: Host): readonly Flow[] =>
  sharedFamilies(atMachine(proxy), host).map((family) => ({
    ...flowTo(pod.name, host, { protocol: 'tcp', family }),
    through: way,
  }));
