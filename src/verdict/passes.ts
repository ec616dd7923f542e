// Whether a request went round in a circle. A router that sends it back to whom it came from works, after a fashion, until
// the packet's time to live is over: sixty copies of what was one packet.

import type { Evidence, Hop } from '../probe/observation.ts';

/** Where the request passed oftener than `from` sent it, in words; null if it passed everywhere once. */
export const circleIn = ({ hops }: Evidence, from: string): string | null => {
  const passes = new Map<string, { readonly hop: Hop; count: number }>();
  for (const hop of hops) {
    if (hop.part !== 'request') continue;
    const key = `${hop.machine} ${hop.direction} ${hop.link}`;
    const seen = passes.get(key) ?? { hop, count: 0 };
    seen.count += 1;
    passes.set(key, seen);
  }
  const all = [...passes.values()];
  // A request that gets no answer in time is sent again, and passes everywhere again.
  const sent = Math.max(1, ...all.filter(({ hop }) => isOrigin(hop, from)).map(({ count }) => count));
  const worst = all.filter(({ hop }) => !isOrigin(hop, from)).toSorted((a, b) => b.count - a.count)[0];
  if (worst === undefined || worst.count <= sent) return null;
  const { machine, link, direction } = worst.hop;
  return `the request went round in a circle: ${worst.count} times ${direction === 'in' ? 'into' : 'out of'} ${machine} by ${link}, and sent ${sent === 1 ? 'once' : `${sent} times`}`;
};

const isOrigin = ({ machine, direction }: Hop, from: string): boolean => machine === from && direction === 'out';
