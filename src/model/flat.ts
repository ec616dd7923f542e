// Flat: every node owns a range of the larger network, and everybody there knows the way. Addresses are never rewritten.

import type { Promises } from './promises.ts';

export const flat = (): Promises => ({
  sentence: 'pod addresses are part of the larger network: everybody reaches everybody, and nobody is rewritten',
  outsideToPod: (host) => ({ owners: [host.name], translations: 0 }),
  outsideToNode: (host) => ({ owners: [host.name], translations: 0 }),
  podToOutside: (pod) => ({ owners: [pod.name], translations: 0 }),
  nodeToOutside: (node) => ({ owners: [node.name], translations: 0 }),
  podToOtherNode: (pod) => ({ owners: [pod.name], translations: 0 }),
  podRangesAreRouted: true,
});
