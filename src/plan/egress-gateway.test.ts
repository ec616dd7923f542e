import test from 'ava';
import type { EgressGateway, Lab } from '../spec/lab.ts';
import { flatLab, islandLab, overlayLab } from './fixture.ts';
import { planOf } from './plan.ts';
import { commandOf } from './shell.ts';

const gateway: EgressGateway = { node: 'node2', addresses: ['10.240.0.100'], pods: ['pod-a', 'pod-d'] };

const withGateway = (lab: Lab, egressGateway: EgressGateway = gateway): Lab => ({
  ...lab,
  clusters: lab.clusters.map((cluster) => ({ ...cluster, egressGateway })),
});

const routing = (lab: Lab, node: string): readonly string[] =>
  planOf(lab).steps.flatMap((step) => {
    const here = step.netns === node && (step.do === 'rule.add' || (step.do === 'route.add' && step.table === 100));
    return here ? [commandOf(step).replace(`ip -n ${node} `, '')] : [];
  });

const rulesOf = (lab: Lab, node: string): string =>
  planOf(lab)
    .steps.flatMap((step) => (step.do === 'nft.load' && step.netns === node ? [step.ruleset] : []))
    .join('');

test('a chosen pod has a table with one way out, and no second one', (t) => {
  t.deepEqual(routing(withGateway(islandLab('ipv4')), 'node1'), [
    'route add default via 10.0.2.254 dev eth1 table 100 onlink',
    'route add unreachable default table 100 metric 4278198272',
    'route add throw 10.0.0.0/16 table 100',
    'route add throw 10.240.0.1/32 table 100',
    'route add throw 10.240.0.2/32 table 100',
    'rule add priority 100 fwmark 2 table 254',
    'rule add priority 110 from 10.0.1.1/32 table 100',
  ]);
});

test('through an overlay the way leads to the other end of the tunnel', (t) => {
  t.is(
    routing(withGateway(overlayLab('ipv4')), 'node1')[0],
    'route add default via 10.0.2.0 dev vxlan0 table 100 onlink',
  );
});

test('on its own node, and where nobody was chosen, nobody needs a table', (t) => {
  t.deepEqual(routing(withGateway(islandLab('ipv4')), 'node2'), []);
  t.deepEqual(routing(withGateway(islandLab('ipv4'), { ...gateway, pods: ['pod-d'] }), 'node1'), []);
});

test('each family has a table of its own', (t) => {
  const both = withGateway(islandLab('dual'), { ...gateway, addresses: ['10.240.0.100', 'fd00:f0::2'] });
  t.is(routing(both, 'node1').filter((command) => command.startsWith('-6 ')).length, 7);
  t.true(rulesOf(both, 'node2').includes('snat to fd00:f0::2\n'));
});

test('the gateway node has the address on its leg, unless it is its own', (t) => {
  const given = (lab: Lab): readonly string[] =>
    planOf(lab).steps.flatMap((step) =>
      step.do === 'address.add' && step.netns === 'node2' && step.link === 'eth0' ? [step.address] : [],
    );
  t.deepEqual(given(withGateway(islandLab('ipv4'))), ['10.240.0.2/24', '10.240.0.100/32']);
  t.deepEqual(given(withGateway(islandLab('ipv4'), { ...gateway, addresses: ['10.240.0.2'] })), ['10.240.0.2/24']);
});

test('the gateway node translates them, and their own node refuses to', (t) => {
  const lab = withGateway(islandLab('ipv4'));
  const out = 'ip daddr != { 10.0.0.0/16, 10.240.0.1, 10.240.0.2 } oifname "eth0"';
  t.true(rulesOf(lab, 'node2').includes(`ip saddr { 10.0.1.1, 10.0.2.2 } ${out} snat to 10.240.0.100\n`));
  t.true(
    rulesOf(lab, 'node1').includes(
      `ip saddr 10.0.1.1 ${out} ct direction original reject with icmp admin-prohibited\n`,
    ),
  );
  t.false(rulesOf(lab, 'node1').includes('snat to'));
});

test('strict lets in what the gateway node sends back, for chosen pods alone', (t) => {
  const guard = 'iifname "eth1" ip saddr != 10.0.0.0/16 ip daddr 10.0.1.1 accept\n';
  const strict = { ...withGateway(islandLab('ipv4')), profile: 'strict' as const };
  t.true(rulesOf(strict, 'node1').includes(guard));
  t.false(rulesOf(strict, 'node2').includes('accept\n'));
});

test('strict lets no segment outside a connection set out for the gateway node', (t) => {
  const own = '{ 10.0.0.0/16, 10.240.0.1, 10.240.0.2 }';
  const rule = `ip saddr 10.0.1.1 ip daddr != ${own} ct state invalid drop\n`;
  const textbook = withGateway(overlayLab('ipv4'));
  t.true(rulesOf({ ...textbook, profile: 'strict' }, 'node1').includes(rule));
  t.false(rulesOf(textbook, 'node1').includes(rule));
});

test('in a flat network the way leads over the LAN', (t) => {
  t.deepEqual(routing(withGateway(flatLab('ipv4')), 'node1'), [
    'route add default via 10.240.0.2 dev eth0 table 100 onlink',
    'route add unreachable default table 100 metric 4278198272',
    'route add throw 10.0.0.0/16 table 100',
    'route add throw 10.240.0.1/32 table 100',
    'route add throw 10.240.0.2/32 table 100',
    'rule add priority 100 fwmark 2 table 254',
    'rule add priority 110 from 10.0.1.1/32 table 100',
  ]);
});

const outFlat = 'ip saddr 10.0.1.1 ip daddr != { 10.0.0.0/16, 10.240.0.1, 10.240.0.2 } oifname "eth0"';

test('in a flat network the next hop tells what leaves from what is handed over', (t) => {
  const lab = withGateway(flatLab('ipv4'));
  const refused = 'rt ip nexthop != 10.240.0.2 ct direction original reject with icmp admin-prohibited\n';
  t.true(rulesOf(lab, 'node1').includes(`${outFlat} ${refused}`));
  t.true(rulesOf(lab, 'node1').includes('ip saddr 10.0.1.1 ct direction reply meta mark set 2\n'));
  t.true(rulesOf(lab, 'node2').includes('snat to 10.240.0.100\n'));
  t.false(rulesOf(lab, 'node1').includes(`${outFlat} accept\n`));
  const both = withGateway(flatLab('dual'), { ...gateway, addresses: ['10.240.0.100', 'fd00:f0::2'] });
  t.true(rulesOf(both, 'node1').includes('rt ip6 nexthop != fd00:f0::2 ct direction original'));
});

test('at the edge of a flat network the gateway alone gives chosen pods an address', (t) => {
  const flat = withGateway(flatLab('ipv4'));
  const masqueradeExceptions = [{ cidr: '10.0.0.0/9', routedBack: true }];
  const clusters = flat.clusters.map((one) => ({ ...one, egress: 'masquerade', masqueradeExceptions }) as const);
  const rules = rulesOf({ ...flat, clusters }, 'node1');
  t.true(rules.includes(`${outFlat} accept\n`));
  t.true(rules.indexOf(`${outFlat} accept`) < rules.indexOf('oifname "eth0" masquerade'));
});

test('strict looks at all that leaves a flat network anyway', (t) => {
  const rules = rulesOf({ ...withGateway(flatLab('ipv4')), profile: 'strict' }, 'node1');
  t.regex(rules, /oifname "eth0" ip daddr != .* ct state invalid drop/);
  t.false(rules.includes('10.0.1.1 accept\n'));
});
