// What a lab has beyond Linux: its embedded proxies, which are this program's own. Whoever builds the network by hand may
// run them by hand, too.

import type { Proxy } from '../proxy/proxy.ts';
import type { Lab } from '../spec/lab.ts';
import { egressProxiesOf } from './egress-proxy.ts';
import { planOf } from './plan.ts';
import { proxiesOf } from './proxies.ts';
import { printPlan } from './shell.ts';

/** The whole lab as a script: its network, and how to run what is not of the network. */
export const scriptOf = (lab: Lab): string =>
  printPlan(planOf(lab)) + proxiesByHand([...proxiesOf(lab), ...egressProxiesOf(lab)]);

/** A comment for the end of the script, empty where there are none. */
const proxiesByHand = (proxies: readonly Proxy[]): string =>
  [...Map.groupBy(proxies, ({ machine }) => machine)].map(([machine, own]) => paragraph(machine, own)).join('');

const paragraph = (machine: string, own: readonly Proxy[]): string => {
  const lines = own.map(
    (proxy, at) => `${at === 0 ? '[' : ' '}${JSON.stringify(proxy)}${at === own.length - 1 ? ']' : ','}`,
  );
  return [
    '',
    `# The proxy of ${machine} is no part of Linux, and so none of this script. In a checkout of Causeway this runs it:`,
    `#   ip netns exec ${machine} scripts/node.sh src/proxy/main.ts <<'EOF'`,
    ...lines.map((line) => `#   ${line}`),
    '#   EOF',
    '',
  ].join('\n');
};
