// Proxies inside the cluster, and the gateways that lead to them: what is broken on either leg turns red what is claimed
// of the way through both.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import type { HttpProxy, Proxy } from '../src/proxy/proxy.ts';
import { checkMisled } from './support/broken-lab.ts';
import { exactlyThese, forget, type Row, rule, translate, turnRed } from './support/fault-rows.ts';
import { inLane } from './support/lanes.ts';

const lab = 'ingress';
const path = 'PROTO-01 PROTO-02 PROTO-03';

const rows: Readonly<Record<string, Row>> = {
  'policy Local loses the client': {
    ...{ lab, at: 'node1', by: translate('postrouting', 'ip saddr 10.128.1.1 ip daddr 10.0.1.1 masquerade') },
    fails: 'IN-14',
  },
  'who enters by another node seems to be nobody': {
    ...{ lab, at: 'node1', by: translate('postrouting', 'ip saddr 10.0.2.254 tcp dport 8000 snat to 10.0.1.77') },
    fails: 'IN-14',
  },
  'the proxy is answered by nobody on the other node': {
    ...{ lab, at: 'node1', by: rule('forward', 'ip saddr 10.0.1.1 ip daddr 10.0.2.2 tcp dport 81 reject') },
    fails: 'IN-14 PROTO-01',
  },
  'pods see a node where they should see the proxy': {
    ...{ lab, at: 'node2', by: translate('postrouting', 'ip saddr 10.0.1.1 tcp dport 81 masquerade'), fails: 'IN-14' },
  },
  'the core forgets the vip': {
    ...{ lab, at: 'core', by: 'ip route del 10.200.0.1/32' },
    ...{ fails: 'IN-14', unknown: 'IN-14' },
  },
  'a node loses its NodePorts': {
    ...{ lab, at: 'node2', by: 'nft flush chain ip causeway node-ports' },
    ...{ fails: 'IN-14', unknown: 'IN-14' },
  },
  'a node forgets to masquerade: the proxy leads in all the same, and nobody out': {
    ...{
      lab,
      at: 'node1',
      by: forget('oifname "eth0" masquerade'),
      fails: `ICMP-01 LEAK-11 MTU-01 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-06 ${path}`,
      unknown: 'NAT-05',
    },
  },
};

turnRed(rows);

const each =
  (change: (proxy: HttpProxy) => HttpProxy) =>
  (proxies: readonly Proxy[]): readonly Proxy[] =>
    proxies.map((proxy) =>
      proxy.kind === 'http' ? { machine: proxy.machine, listen: proxy.listen, ...change(proxy) } : proxy,
    );

const misled: Readonly<Record<string, (proxies: readonly Proxy[]) => readonly Proxy[]>> = {
  'the proxy does not run': () => [],
  'two hostnames are mixed up': each((proxy) => ({
    ...proxy,
    routes: proxy.routes.map(({ hostname }, at) => ({ hostname, to: proxy.routes.at(at - 1)?.to ?? [] })),
  })),
  'nobody is told who the client is': each((proxy) => ({ ...proxy, forwardedFor: 'none' })),
  'what a client says of himself is believed': each((proxy) => ({ ...proxy, forwardedFor: 'append' })),
};

/** Where the way of the controls is broken too. */
const unproven = new Set(['the proxy does not run', 'two hostnames are mixed up']);

const isSeen = test.macro((t, at: number, title: string) =>
  inLane(at, async () => {
    const report = await checkMisled(lab, misled[title] ?? ((proxies) => proxies));
    exactlyThese(t, report, { fail: 'IN-14', unknown: unproven.has(title) ? 'IN-14' : '' });
  }),
);
for (const [at, title] of Object.keys(misled).entries()) test(`${lab}: ${title}: IN-14`, isSeen, at, title);

test('no claim about ingresses is without a fault that turns it red', async (t) => {
  const claimed = expectationsOf((await readLab(lab)).lab, 'ingress').map(({ id }) => id);
  t.deepEqual([...new Set(claimed)], ['IN-14']);
});
