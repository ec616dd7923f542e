import test from 'ava';
import type { Fault } from '../spec/fault.ts';
import type { Lab } from '../spec/lab.ts';
import { disturbanceOf } from './disturbance.ts';
import { parseLab } from '../spec/parse.ts';
import { bgpLab, flatLab, islandLab, overlayLab } from './fixture.ts';
import { commandOf } from './shell.ts';

const commands = (lab: Lab, fault: Fault): Readonly<Record<'breaks' | 'mends', readonly string[]>> => {
  const { breaks, mends } = disturbanceOf(lab, fault);
  return { breaks: breaks.map(commandOf), mends: mends.map(commandOf) };
};

const twoMembers = (): Lab =>
  parseLab(
    `name: sea
network: { cidr: 10.0.0.0/8 }
clusters:
  east: { model: archipelago, archipelago: sea-net, podCidr: 10.1.0.0/16, nodes: { node1: { address: 10.240.0.1, podCidr: 10.1.1.0/24, pods: [pod-a] } } }
  west: { model: archipelago, archipelago: sea-net, podCidr: 10.2.0.0/16, nodes: { node2: { address: 10.240.0.2, podCidr: 10.2.1.0/24, pods: [pod-b] } } }
`,
    'sea.yaml',
  );

const nodeDown: Fault = { kind: 'node-down', node: 'node2' };

test('a node that stands in two networks is unplugged from both, and its pods stay on it', (t) => {
  t.deepEqual(commands(islandLab(), nodeDown), {
    breaks: [
      'ip -n core link set node2 down',
      'ip -n net-east link set node2 down',
      'while ip -n node2 link show eth0 up | grep -q LOWER_UP; do sleep 0.1; done',
      'while ip -n node2 link show eth1 up | grep -q LOWER_UP; do sleep 0.1; done',
    ],
    mends: ['ip -n core link set node2 up', 'ip -n net-east link set node2 up'],
  });
});

for (const lab of [flatLab(), overlayLab()])
  test(`${lab.name}: a node that stands in one network is unplugged from that`, (t) => {
    t.deepEqual(commands(lab, nodeDown).mends, ['ip -n core link set node2 up']);
  });

test('a ruleset takes the place of itself in one go', (t) => {
  t.deepEqual(commands(islandLab('dual'), { kind: 'ruleset-reloaded', node: 'node1' }), {
    breaks: ['{ echo flush ruleset; ip netns exec node1 nft list ruleset; } | ip netns exec node1 nft -f -'],
    mends: [],
  });
});

test('a node that the lab does not have cannot go down', (t) => {
  t.throws(() => disturbanceOf(islandLab(), { kind: 'node-down', node: 'node9' }), { message: /no node node9/ });
});

test('a node forgets all connections', (t) => {
  t.deepEqual(commands(islandLab(), { kind: 'conntrack-flushed', node: 'node1' }), {
    breaks: ['ip netns exec node1 conntrack --flush'],
    mends: [],
  });
});

test('a node forgets them for good: it takes none up from the middle, until it is mended', (t) => {
  const loose = 'ip netns exec node1 sysctl -qw net.netfilter.nf_conntrack_tcp_loose';
  t.deepEqual(commands(islandLab(), { kind: 'conntrack-flushed', node: 'node1', forGood: true }), {
    breaks: [`${loose}=0`, 'ip netns exec node1 conntrack --flush'],
    mends: [`${loose}=1`],
  });
});

test('a member leaves its archipelago by its ways first, and joins by its rulesets; its ranges stay refused', (t) => {
  const { breaks, mends } = disturbanceOf(twoMembers(), { kind: 'member-left', cluster: 'west' });
  const words = (steps: typeof breaks): readonly string[] => steps.map((step) => `${step.netns} ${step.do}`);
  t.deepEqual(words(breaks), ['node2 undo', 'node1 undo', 'node1 nft.load', 'node2 nft.load']);
  t.deepEqual(words(mends), ['node1 nft.load', 'node2 nft.load', 'node1 route.add', 'node2 route.add']);
  t.deepEqual(
    breaks.flatMap((step) => (step.do === 'undo' ? [commandOf(step)] : [])),
    [
      'ip -n node2 route del 10.1.1.0/24 via 10.1.1.254 dev eth1 onlink',
      'ip -n node1 route del 10.2.1.0/24 via 10.2.1.254 dev eth1 onlink',
    ],
  );
});

test('who is of no archipelago, or alone in it, leaves none', (t) => {
  t.throws(() => disturbanceOf(islandLab(), { kind: 'member-left', cluster: 'east' }), { message: /no archipelago/ });
});

const gone: Fault = { kind: 'endpoints-gone', cluster: 'east', service: 'web', pods: ['pod-a'] };

test('an endpoint is gone: every node has new rules, and forgets what it answered over UDP', (t) => {
  const { breaks, mends } = disturbanceOf(islandLab('dual'), gone);
  const rulesets = (steps: typeof breaks): readonly string[] =>
    steps.flatMap((step) => (step.do === 'nft.load' ? [`${step.netns} ${step.ruleset}`] : []));
  t.is(rulesets(breaks).length, 2);
  for (const ruleset of rulesets(breaks)) t.notRegex(ruleset, /dnat to .*10\.0\.1\.1/);
  for (const ruleset of rulesets(mends)) t.regex(ruleset, /dnat to .*10\.0\.1\.1/);
  t.deepEqual(breaks.filter((step) => step.do === 'conntrack.forget').map(commandOf), [
    'ip netns exec node1 conntrack --delete --family ipv4 --proto udp --reply-src 10.0.1.1 || true',
    'ip netns exec node1 conntrack --delete --family ipv6 --proto udp --reply-src fd00:0:0:1::1 || true',
    'ip netns exec node2 conntrack --delete --family ipv4 --proto udp --reply-src 10.0.1.1 || true',
    'ip netns exec node2 conntrack --delete --family ipv6 --proto udp --reply-src fd00:0:0:1::1 || true',
  ]);
});

test('a node that announces is down when it is forgotten, and up again when it is heard of again', (t) => {
  const { breaks, mends } = disturbanceOf(bgpLab(), nodeDown);
  const waits = (steps: typeof breaks): readonly string[] =>
    steps.flatMap((step) =>
      step.do === 'route.await' ? [`${step.netns} ${step.absent ? '-' : '+'}${step.to} ${step.seconds}`] : [],
    );
  t.deepEqual(waits(breaks), ['core -10.0.2.0/24 9', 'node1 -10.0.2.0/24 1', 'node2 -10.0.1.0/24 1']);
  t.deepEqual(waits(mends), ['core +10.0.2.0/24 30', 'node1 +10.0.2.0/24 30', 'node2 +10.0.1.0/24 30']);
});

test('a session is cut by rules that only hang up on BGP, and restored by taking them away', (t) => {
  const { breaks, mends } = disturbanceOf(bgpLab(), { kind: 'bgp-cut', node: 'node1' });
  const rulesets = [breaks, mends].map((steps) =>
    steps.flatMap((step) => (step.do === 'nft.load' ? [`${step.netns} ${step.ruleset.split('\n')[0]}`] : [])),
  );
  t.deepEqual(rulesets, [['node1 table inet bgp-cut {'], ['node1 delete table inet bgp-cut']]);
});

test('a node is gone: it is unplugged, and the others no longer count on its pods', (t) => {
  const { breaks, mends } = commands(islandLab(), { kind: 'node-gone', node: 'node2' });
  t.deepEqual(breaks.slice(0, 2), ['ip -n core link set node2 down', 'ip -n net-east link set node2 down']);
  t.deepEqual(mends.slice(0, 2), ['ip -n core link set node2 up', 'ip -n net-east link set node2 up']);
  const loads = [...breaks, ...mends].filter((command) => command.includes('nft -f'));
  t.deepEqual(
    loads.map((command) => command.split('\n')[0]),
    ["ip netns exec node1 nft -f - <<'EOF'", "ip netns exec node1 nft -f - <<'EOF'"],
  );
  t.notRegex(loads[0] ?? '', /10\.0\.2\.1/);
  t.regex(loads[1] ?? '', /10\.0\.2\.1/);
});

test('a cable is out for a moment, and only that in the larger network', (t) => {
  t.deepEqual(commands(islandLab(), { kind: 'link-flapped', node: 'node1' }), {
    breaks: [
      'ip -n core link set node1 down',
      'while ip -n node1 link show eth0 up | grep -q LOWER_UP; do sleep 0.1; done',
      'ip -n core link set node1 up',
      'until ip -n node1 link show eth0 up | grep -q LOWER_UP; do sleep 0.1; done',
    ],
    mends: [],
  });
});

test('addresses are recycled: the node leads them to another cable, and back', (t) => {
  const { breaks, mends } = commands(islandLab(), { kind: 'addresses-recycled', pod: 'pod-a', by: 'pod-b' });
  const network = (all: readonly string[]): readonly string[] => all.filter((command) => command.startsWith('ip -n'));
  t.deepEqual(network(breaks), [
    'ip -n node1 route del 10.0.1.1/32 dev pod-a src 10.0.1.254',
    'ip -n node1 neighbour del 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-a nud permanent',
    'ip -n pod-b address add 10.0.1.1/32 dev eth0',
    'ip -n node1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:02 dev pod-b nud permanent',
    'ip -n node1 route add 10.0.1.1/32 dev pod-b src 10.0.1.254',
  ]);
  t.deepEqual(network(mends), [
    'ip -n node1 route del 10.0.1.1/32 dev pod-b src 10.0.1.254',
    'ip -n node1 neighbour del 10.0.1.1 lladdr 0a:58:0a:00:01:02 dev pod-b nud permanent',
    'ip -n pod-b address del 10.0.1.1/32 dev eth0',
    'ip -n node1 neighbour add 10.0.1.1 lladdr 0a:58:0a:00:01:01 dev pod-a nud permanent',
    'ip -n node1 route add 10.0.1.1/32 dev pod-a src 10.0.1.254',
  ]);
});

test('nobody has called for a while: what nodes remember of clients is waited for', (t) => {
  const lab = islandLab();
  const clusters = lab.clusters.map((cluster) => ({
    ...cluster,
    services: cluster.services.map((service) => ({ ...service, affinitySeconds: 1 })),
  }));
  const fault: Fault = { kind: 'affinity-expired', cluster: 'east', service: 'web', seconds: 1 };
  t.deepEqual(commands({ ...lab, clusters }, fault).breaks, [
    "timeout 3 sh -c 'while { ip netns exec node1 nft list set ip causeway affinity-web/pod-a; ip netns exec node1 nft list set ip causeway affinity-web/pod-c; } | grep -q elements; do sleep 0.1; done' || true",
    "timeout 3 sh -c 'while { ip netns exec node2 nft list set ip causeway affinity-web/pod-a; ip netns exec node2 nft list set ip causeway affinity-web/pod-c; } | grep -q elements; do sleep 0.1; done' || true",
  ]);
});
