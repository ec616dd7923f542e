// NodePorts that lead nowhere.

import type { Cluster, Transport } from '../spec/lab.ts';

/** What Kubernetes takes NodePorts from. */
const [firstNodePort, lastNodePort] = [30_000, 32_767];

export type Door = { readonly port: number; readonly transports: readonly Transport[] };

/**
 * No Service has them: the ends of the range, what is next to each port that one has, and that port over the other
 * transport. A rule may be wider than what it is for.
 */
export const closedDoors = ({ services, ingresses }: Cluster): readonly Door[] => {
  const all = [...services, ...ingresses];
  if (all.length === 0) return [];
  const served = all.flatMap(({ nodePort }) => nodePort ?? []);
  const ports = new Set([firstNodePort, lastNodePort, ...served.flatMap((port) => [port - 1, port, port + 1])]);
  return [...ports]
    .filter((port) => port >= firstNodePort && port <= lastNodePort)
    .map((port) => {
      const open = new Set(all.filter(({ nodePort }) => nodePort === port).flatMap(({ transports }) => transports));
      return { port, transports: (['tcp', 'udp'] as const).filter((transport) => !open.has(transport)) };
    })
    .filter(({ transports }) => transports.length > 0);
};
