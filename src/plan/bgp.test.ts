import test from 'ava';
import type { Lab, Service } from '../spec/lab.ts';
import { bgpLab, islandLab } from './fixture.ts';
import { planOf } from './plan.ts';

const configsOf = (lab: Lab, machine: string, program: string): string =>
  planOf(lab)
    .steps.flatMap((step) =>
      step.do === 'daemon.start' && step.netns === machine && step.program === program ? step.files : [],
    )
    .map(({ text }) => text)
    .join('');

const awaited = (lab: Lab): readonly string[] =>
  planOf(lab).steps.flatMap((step) =>
    step.do === 'route.await' ? [`${step.netns}: ${step.to}${step.via === undefined ? '' : ` via ${step.via}`}`] : [],
  );

/** The island with VIPs of web, by policy Cluster, and of local, which has its endpoint on node1. */
const vipLab = (mode: 'bgp' | 'routed', bgpDaemon: 'bird' | 'frr' = 'bird'): Lab => {
  const vips: Readonly<Record<string, Service['vip']>> = {
    web: { addresses: ['10.200.0.1'], mode },
    local: { addresses: ['10.200.0.2'], mode },
  };
  const lab = islandLab();
  return {
    ...lab,
    clusters: lab.clusters.map((cluster) => ({
      ...cluster,
      bgpDaemon,
      services: cluster.services.map((service) => ({ ...service, vip: vips[service.name] ?? null })),
    })),
  };
};

test('who announces nothing runs no daemon', (t) => {
  for (const lab of [islandLab(), vipLab('routed')])
    t.deepEqual(
      planOf(lab).steps.filter((step) => step.do === 'daemon.start'),
      [],
    );
});

test('a flat network by BGP has no route to a range by hand', (t) => {
  const { steps } = planOf(bgpLab('dual'));
  const ways = steps.filter((step) => step.do === 'route.add' && step.via !== undefined && step.to !== 'default');
  t.deepEqual(ways, []);
});

test('it is converged when core knows every range by its node, and every node all others', (t) => {
  t.deepEqual(awaited(bgpLab('dual')), [
    'core: 10.0.1.0/24 via 10.240.0.1',
    'core: fd00:0:0:1::/64 via fd00:f0::1',
    'core: 10.0.2.0/24 via 10.240.0.2',
    'core: fd00:0:0:2::/64 via fd00:f0::2',
    'node1: 10.0.2.0/24',
    'node1: fd00:0:0:2::/64',
    'node2: 10.0.1.0/24',
    'node2: fd00:0:0:1::/64',
  ]);
});

test('a node says its own range, believes the others, and calls core; core waits for calls and believes everybody', (t) => {
  const node = configsOf(bgpLab('dual'), 'node1', 'bird');
  t.regex(node, /route 10\.0\.1\.0\/24 unreachable;/);
  t.regex(node, /route fd00:0:0:1::\/64 unreachable;/);
  t.regex(node, /import where net ~ \[ 10\.0\.0\.0\/16\+ \];\n {4}export where source = RTS_STATIC;/);
  t.regex(node, /local fd00:f0::1 as 4200000001;\n {2}neighbor fd00:f0::ffff as 4200000000;/);
  t.notRegex(node, /passive/);
  const core = configsOf(bgpLab('dual'), 'core', 'bird');
  t.is(core.match(/passive on;/g)?.length, 4);
  t.is(core.match(/import all;\n {4}export where source = RTS_BGP;/g)?.length, 4);
  t.notRegex(core, /RTS_STATIC|unreachable/);
});

test('without IPv4 every speaker still has an id of its own', (t) => {
  const ids = ['core', 'node1', 'node2'].map(
    (name) => /router id (.*);/.exec(configsOf(bgpLab('ipv6'), name, 'bird'))?.[1],
  );
  t.deepEqual(ids, ['0.0.0.1', '0.0.0.2', '0.0.0.3']);
});

test('FRR is told the same, in its own words', (t) => {
  const node = configsOf(bgpLab('dual', 'frr'), 'node2', 'bgpd');
  t.regex(node, /^ip prefix-list heard4 seq 1 permit 10\.0\.0\.0\/16 le 32$/m);
  t.regex(node, /^ip prefix-list said4 seq 1 permit 10\.0\.2\.0\/24$/m);
  t.regex(node, /^router bgp 4200000002$/m);
  t.regex(node, /^ {2}network fd00:0:0:2::\/64$/m);
  t.regex(node, /^ neighbor 10\.240\.0\.254 timers connect 1$/m);
  const core = configsOf(bgpLab('dual', 'frr'), 'core', 'bgpd');
  t.is(core.match(/^ neighbor .* passive$/gm)?.length, 4);
  t.regex(core, /^ip prefix-list heard4 seq 1 permit any$/m);
});

test('every zebra is there before the first bgpd, and each bgpd needs its own', (t) => {
  const { steps } = planOf(bgpLab('ipv4', 'frr'));
  const starts = steps.flatMap((step) => (step.do === 'daemon.start' ? [step] : []));
  t.deepEqual(
    starts.map(({ netns, program, needs }) => [netns, program, needs]),
    [
      ...['core', 'node1', 'node2'].map((name) => [name, 'zebra', undefined]),
      ...['core', 'node1', 'node2'].map((name) => [name, 'bgpd', `/run/causeway/${name}/zserv.api`]),
    ],
  );
});

test('a VIP is announced by the nodes that may serve it, and core has no route to it by hand', (t) => {
  const lab = vipLab('bgp');
  t.deepEqual(awaited(lab), [
    'core: 10.200.0.1/32 via 10.240.0.1',
    'core: 10.200.0.2/32 via 10.240.0.1',
    'core: 10.200.0.1/32 via 10.240.0.2',
  ]);
  t.deepEqual(
    planOf(lab).steps.filter((step) => step.do === 'route.add' && step.netns === 'core'),
    [],
  );
});

for (const daemon of ['bird', 'frr'] as const)
  test(`an island's node says its VIPs by ${daemon}, no range of pods, and listens to nobody`, (t) => {
    const [said, heard] =
      daemon === 'bird' ? [/route (.*) unr/g, /import none;/] : [/ network (\d.*)/g, /heard4 seq 1 deny any/];
    const config = configsOf(vipLab('bgp', daemon), 'node2', daemon === 'bird' ? 'bird' : 'bgpd');
    t.deepEqual(
      [...config.matchAll(said)].map(([, cidr]) => cidr),
      ['10.200.0.1/32'],
    );
    t.regex(config, heard);
    t.notRegex(config, /10\.0\.[012]\./);
  });
