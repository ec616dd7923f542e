// Proxies that do something else than their lab says, and networks that keep them from what they should do: each turns
// red the claims that it breaks, and no others. What is broken behind a proxy is seen in front of it as a connection that
// stands and says nothing, which must never pass for an answer.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import type { HttpProxy, Proxy, Route, TcpProxy } from '../src/proxy/proxy.ts';
import type { Report } from '../src/verdict/verdict.ts';
import { checkBroken, checkMisled } from './support/broken-lab.ts';
import { exactlyThese, forget, type Row, translate, turnRed } from './support/fault-rows.ts';
import { inLane } from './support/lanes.ts';

const lab = 'proxy';

const rows: Readonly<Record<string, Row>> = {
  'front loses its leg on the island': {
    ...{ lab, at: 'front', by: 'ip link set eth1 down' },
    ...{ fails: 'IN-13 IN-14', unknown: 'IN-14' },
  },
  'front loses its way to one node': {
    ...{ lab, at: 'front', by: 'ip route del 10.0.2.0/24' },
    ...{ fails: 'IN-13 IN-14', unknown: 'IN-14' },
  },
  'the node of the mail does not know the way back to front': {
    ...{ lab, at: 'node1', by: 'ip route del 10.0.255.254/32' },
    ...{ fails: 'IN-13 IN-14', unknown: 'IN-14' },
  },
  'a node loses its NodePorts': {
    ...{ lab, at: 'node1', by: 'nft flush chain ip causeway node-ports' },
    ...{ fails: 'IN-03 IN-04 IN-08 IN-12 IN-14 MTU-03 NAT-01 PROTO-01', unknown: 'IN-14' },
  },
  'pods see the node where they should see front': {
    ...{ lab, at: 'node1', by: translate('postrouting', 'ip saddr 10.0.255.254 masquerade'), fails: 'IN-13' },
  },
  'policy Local loses the address of gate': {
    ...{ lab, at: 'node2', by: translate('postrouting', 'ip saddr 10.128.2.1 ip daddr 10.0.2.2 masquerade') },
    fails: 'IN-12',
  },
  'the core masquerades the client': {
    ...{ lab, at: 'core', by: translate('postrouting', 'ip saddr 10.128.1.1 masquerade') },
    fails: 'IN-02 IN-05 IN-12 IN-13 IN-14 NAT-01',
  },
  'the core does not let anybody at front': {
    ...{
      lab,
      at: 'front',
      by: "nft 'table ip fault { chain fault { type filter hook input priority 0; tcp dport 80 drop; }; }'",
    },
    ...{ fails: 'IN-13 IN-14', unknown: 'IN-14' },
  },
  'a node forgets to masquerade: proxies lead in all the same, and nobody out': {
    ...{
      lab,
      at: 'node1',
      by: forget('oifname "eth0" masquerade'),
      fails: 'ICMP-01 LEAK-11 MTU-01 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-06 PROTO-01 PROTO-02 PROTO-03',
      unknown: 'NAT-05',
    },
  },
};

turnRed(rows);

type Misled = {
  readonly tell: (proxies: readonly Proxy[]) => readonly Proxy[];
  readonly fails: string;
  readonly unknown?: string;
};

/** All proxies of a kind on a machine, each told something else. */
const http =
  (machine: string, change: (proxy: HttpProxy) => HttpProxy | TcpProxy) =>
  (proxies: readonly Proxy[]): readonly Proxy[] =>
    proxies.map((proxy) =>
      proxy.kind === 'http' && proxy.machine === machine ? { machine, listen: proxy.listen, ...change(proxy) } : proxy,
    );

const tcp =
  (machine: string, port: number, change: Partial<TcpProxy>) =>
  (proxies: readonly Proxy[]): readonly Proxy[] =>
    proxies.map((proxy) =>
      proxy.kind === 'tcp' && proxy.machine === machine && proxy.listen.port === port ? { ...proxy, ...change } : proxy,
    );

const targetsOf = ({ routes }: HttpProxy, hostname: string): Route['to'] =>
  routes.find((route) => route.hostname === hostname)?.to ?? [];

const misled: Readonly<Record<string, Misled>> = {
  'front does not run': {
    tell: (proxies) => proxies.filter(({ machine }) => machine !== 'front'),
    ...{ fails: 'IN-13 IN-14', unknown: 'IN-14' },
  },
  'two hostnames are mixed up': {
    tell: http('gate', (proxy) => ({
      ...proxy,
      routes: proxy.routes.map(({ hostname }) => ({
        hostname,
        to: targetsOf(proxy, hostname === 'web.test' ? 'shop.test' : 'web.test'),
      })),
    })),
    ...{ fails: 'IN-12 IN-14', unknown: 'IN-14' },
  },
  'a hostname that nobody has leads to somebody': {
    tell: http('front', (proxy) => ({
      ...proxy,
      routes: [...proxy.routes, { hostname: 'unknown.test', to: targetsOf(proxy, 'web.test') }],
    })),
    fails: 'IN-14',
  },
  'what is not HTTP is led to somebody': {
    tell: http('front', (proxy) => ({ kind: 'tcp', to: targetsOf(proxy, 'shop.test'), proxyProtocol: null })),
    fails: 'IN-13 IN-14',
  },
  'nobody is told who the client is': {
    tell: http('front', (proxy) => ({ ...proxy, forwardedFor: 'none' })),
    fails: 'IN-14',
  },
  'what a client says of himself is believed': {
    tell: http('front', (proxy) => ({ ...proxy, forwardedFor: 'append' })),
    fails: 'IN-14',
  },
  'front leaves the PROXY header away': { tell: tcp('front', 25, { proxyProtocol: null }), fails: 'IN-13' },
  'gate leaves the PROXY header away': { tell: tcp('gate', 25, { proxyProtocol: null }), fails: 'IN-12' },
  'front writes a PROXY header that nobody asked for': {
    tell: tcp('front', 81, { proxyProtocol: 'v1' }),
    fails: 'IN-13',
  },
  'a port leads to another Service': {
    tell: tcp('front', 25, { to: [{ address: '10.0.2.2', port: 81 }] }),
    fails: 'IN-13',
  },
  'somebody serves what nobody serves': {
    tell: tcp('gate', 82, { to: [{ address: '10.240.0.2', port: 30081 }] }),
    fails: 'IN-12',
  },
};

const isSeen = test.macro((t, at: number, { tell, fails, unknown = '' }: Misled) =>
  inLane(at, async () => exactlyThese(t, await checkMisled(lab, tell), { fail: fails, unknown })),
);
for (const [at, [title, row]] of Object.entries(misled).entries())
  test(`${lab}: ${title}: ${row.fails}`, isSeen, at, row);

const observedAs = ({ claims }: Report, id: string, outcome: string): readonly string[] =>
  claims.filter((claim) => claim.id === id && claim.observed?.outcome === outcome).map(({ verdict }) => verdict);

test('without its leg front still takes clients in: an empty reply, which is red, and no connection that passes', async (t) => {
  const report = await checkBroken(lab, { at: 'front', by: 'ip link set eth1 down' });
  // mail, shop, and by right the Service that nobody serves.
  t.deepEqual(observedAs(report, 'IN-13', 'empty-reply').toSorted(), ['fail', 'fail', 'pass']);
  t.deepEqual(observedAs(report, 'IN-13', 'bad-gateway'), ['fail', 'fail']);
  t.deepEqual(observedAs(report, 'IN-13', 'reached'), []);
});

test('a proxy with a leg on the island that forwards for others is a way in', async (t) => {
  const report = await checkBroken(
    lab,
    { at: 'front', by: 'sysctl -qw net.ipv4.ip_forward=1' },
    { at: 'core', by: 'ip route add 10.0.0.0/16 via 10.128.2.2' },
  );
  exactlyThese(t, report, { fail: 'IN-01 LEAK-06', unknown: '' });
});

test('no claim about proxies is without a fault that turns it red', async (t) => {
  const claimed = new Set(expectationsOf((await readLab(lab)).lab, 'proxies').map(({ id }) => id));
  t.deepEqual([...claimed].toSorted(), ['IN-12', 'IN-13', 'IN-14']);
  const red = new Set([...Object.values(rows), ...Object.values(misled)].flatMap(({ fails }) => fails.split(' ')));
  t.true(claimed.isSubsetOf(red));
});
