import test from 'ava';
import { islandLab } from './fixture.ts';
import { planOf } from './plan.ts';
import { commandOf, printPlan } from './shell.ts';
import type { Step } from './step.ts';

const printsAs = test.macro<[Step, string]>({
  exec: (t, step: Step, expected: string) => {
    t.is(commandOf(step), expected);
  },
  title: (_, { do: what }, expected) => `${what} is ${expected.split('\n')[0]}`,
});

const here = { netns: 'node1', why: '' };
const [mac, other] = ['0a:58:0a:00:01:01', '0a:58:0a:00:01:fe'];
const peer = { netns: 'node1', name: 'pod-a', mac: other };

test(printsAs, { do: 'netns.add', ...here }, 'ip netns add node1');
test(
  printsAs,
  { do: 'link.veth', netns: 'pod-a', name: 'eth0', mac, peer, why: '' },
  `ip link add eth0 netns pod-a address ${mac} type veth peer name pod-a netns node1 address ${other}`,
);
test(printsAs, { do: 'link.bridge', ...here, name: 'br0', mac }, `ip -n node1 link add br0 address ${mac} type bridge`);
test(printsAs, { do: 'link.master', ...here, link: 'a', master: 'br0' }, 'ip -n node1 link set a master br0');
test(
  printsAs,
  { do: 'link.veth', netns: 'pod-a', name: 'eth0', mac, mtu: 1450, peer, why: '' },
  `ip link add eth0 netns pod-a address ${mac} mtu 1450 type veth peer name pod-a netns node1 address ${other} mtu 1450`,
);
test(
  printsAs,
  {
    ...{ do: 'link.vxlan', ...here, name: 'vxlan0', mac, mtu: 1450, vni: 1, port: 4789 },
    ...{ underlay: 'eth0', local: '10.240.0.1' },
  },
  `ip -n node1 link add vxlan0 address ${mac} mtu 1450 type vxlan id 1 dev eth0 local 10.240.0.1 dstport 4789 nolearning`,
);
test(
  printsAs,
  { do: 'fdb.add', ...here, link: 'vxlan0', mac, to: '10.240.0.2' },
  `bridge -n node1 fdb add ${mac} dev vxlan0 dst 10.240.0.2 self permanent`,
);
test(printsAs, { do: 'link.up', ...here, link: 'lo' }, 'ip -n node1 link set lo up');
test(
  printsAs,
  { do: 'address.add', ...here, link: 'eth0', address: '10.0.0.1/24' },
  'ip -n node1 address add 10.0.0.1/24 dev eth0',
);
test(
  printsAs,
  { do: 'address.add', ...here, link: 'eth0', address: 'fd00::1/64' },
  'ip -n node1 address add fd00::1/64 dev eth0 nodad',
);
test(
  printsAs,
  { do: 'route.add', ...here, to: '10.0.2.0/24', family: 4, via: '10.0.2.254', link: 'eth1', onlink: true },
  'ip -n node1 route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink',
);
test(
  printsAs,
  { do: 'route.add', ...here, to: '10.0.1.1/32', family: 4, link: 'pod-a', source: '10.0.1.254' },
  'ip -n node1 route add 10.0.1.1/32 dev pod-a src 10.0.1.254',
);
test(
  printsAs,
  { do: 'route.add', ...here, to: 'default', family: 6, type: 'unreachable', table: 100 },
  'ip -n node1 -6 route add unreachable default table 100',
);
test(
  printsAs,
  { do: 'neighbour.add', ...here, link: 'pod-a', address: '10.0.1.1', mac },
  `ip -n node1 neighbour add 10.0.1.1 lladdr ${mac} dev pod-a nud permanent`,
);
test(
  printsAs,
  { do: 'route.add', ...here, to: 'default', family: 4, via: '10.0.1.254', mtu: 1450 },
  'ip -n node1 route add default via 10.0.1.254 mtu 1450',
);
test(
  printsAs,
  { do: 'address.add', ...here, link: 'eth0', address: 'fd00::64/128', deprecated: true },
  'ip -n node1 address add fd00::64/128 dev eth0 nodad preferred_lft 0',
);
test(
  printsAs,
  { do: 'neighbour.proxy', ...here, link: 'eth0', address: 'fd00::1' },
  'ip -n node1 neighbour add proxy fd00::1 dev eth0',
);
test(
  printsAs,
  { do: 'rule.add', ...here, family: 4, priority: 100, table: 5, from: '10.0.1.1', to: '10.0.0.0/8', mark: 1 },
  'ip -n node1 rule add priority 100 from 10.0.1.1 to 10.0.0.0/8 fwmark 1 table 5',
);
test(
  printsAs,
  { do: 'rule.add', ...here, family: 6, priority: 9, table: 5 },
  'ip -n node1 -6 rule add priority 9 from all table 5',
);
test(
  printsAs,
  { do: 'sysctl.set', ...here, key: 'net.ipv4.ip_forward', value: '1' },
  'ip netns exec node1 sysctl -qw net.ipv4.ip_forward=1',
);
test(
  printsAs,
  { do: 'sysctl.set', ...here, key: 'net.ipv4.ping_group_range', value: '0 0' },
  "ip netns exec node1 sysctl -qw net.ipv4.ping_group_range='0 0'",
);
test(
  printsAs,
  { do: 'nft.load', ...here, ruleset: 'table ip causeway {\n}\n' },
  "ip netns exec node1 nft -f - <<'EOF'\ntable ip causeway {\n}\nEOF",
);
const bird = {
  ...{ do: 'daemon.start', ...here, program: 'bird', arguments: ['-f', '-c', '/run/causeway/node1/bird.conf'] },
  files: [{ name: '/run/causeway/node1/bird.conf', text: 'router id 1;\n' }],
} as const satisfies Step;
test('a daemon is started when its files are there, and writes into its log', (t) => {
  t.deepEqual(commandOf(bird).split('\n'), [
    'mkdir -p /run/causeway/node1',
    "cat >/run/causeway/node1/bird.conf <<'EOF'",
    'router id 1;',
    'EOF',
    'ip netns exec node1 bird -f -c /run/causeway/node1/bird.conf >/run/causeway/node1/bird.log 2>&1 &',
  ]);
});
test('a daemon that needs another is started when the other one can be spoken to', (t) => {
  const [, , , , waiting, started] = commandOf({ ...bird, needs: '/run/causeway/node1/zserv.api' }).split('\n');
  t.is(
    waiting,
    "timeout 30 sh -c 'until [ -S /run/causeway/node1/zserv.api ]; do sleep 0.1; done'" +
      " || { echo 'no /run/causeway/node1/zserv.api after 30 s' >&2; exit 1; }",
  );
  t.regex(started ?? '', /bird -f/);
});
test('what a daemon finds in place of the host’s own is mounted by the shell that becomes the daemon', (t) => {
  const instead = { files: [{ name: '/etc/group', text: 'root:x:0:\n' }], directories: ['/var/tmp'] };
  t.deepEqual(commandOf({ ...bird, files: [], instead }).split('\n'), [
    'mkdir -p /run/causeway/node1',
    "cat >/run/causeway/node1/_etc_group <<'EOF'",
    'root:x:0:',
    'EOF',
    "ip netns exec node1 sh -ec 'mount --bind /run/causeway/node1/_etc_group /etc/group; mount -t tmpfs tmpfs /var/tmp; " +
      `exec "$@"' sh bird -f -c /run/causeway/node1/bird.conf >/run/causeway/node1/bird.log 2>&1 &`,
  ]);
});
test(
  printsAs,
  { do: 'route.await', ...here, family: 4, to: '10.0.2.0/24', via: '10.240.0.2', seconds: 9 },
  `timeout 9 sh -c 'until ip -n node1 route show 10.0.2.0/24 | grep -q "via 10.240.0.2 "; do sleep 0.1; done'` +
    " || { echo 'no route to 10.0.2.0/24 in node1 after 9 s' >&2; exit 1; }",
);
test(
  printsAs,
  { do: 'route.await', ...here, family: 6, to: 'fd00::/64', seconds: 9 },
  `timeout 9 sh -c 'until ip -n node1 -6 route show fd00::/64 | grep -q "dev "; do sleep 0.1; done'` +
    " || { echo 'no route to fd00::/64 in node1 after 9 s' >&2; exit 1; }",
);
test(
  printsAs,
  { do: 'route.await', ...here, family: 4, to: '10.0.2.0/24', absent: true, seconds: 9 },
  `timeout 9 sh -c 'until ! ip -n node1 route show 10.0.2.0/24 | grep -q "dev "; do sleep 0.1; done'` +
    " || { echo 'no end of the route to 10.0.2.0/24 in node1 after 9 s' >&2; exit 1; }",
);
test(
  printsAs,
  { do: 'route.await', ...here, family: 4, to: '10.240.0.9/32', own: true, optional: true, seconds: 9 },
  `timeout 9 sh -c 'until ip -n node1 route show table local 10.240.0.9/32 | grep -q "dev "; do sleep 0.1; done' || true`,
);
test('only a script with daemons looks for them where they are no commands', (t) => {
  const script = (steps: readonly Step[]): string => printPlan({ lab: 'x', machines: [], steps });
  t.regex(script([bird]), /^PATH=\$PATH:\/usr\/sbin:\/sbin:\/usr\/lib\/frr$/m);
  t.regex(script([]), /^PATH=\$PATH:\/usr\/sbin:\/sbin$/m);
});
test(printsAs, { do: 'netns.add', netns: "it's $HOME", why: '' }, "ip netns add 'it'\\''s $HOME'");

test('a reason shared by consecutive steps is said once, and again when it comes again', (t) => {
  const step = (netns: string, why: string): Step => ({ do: 'netns.add', netns, why });
  const script = printPlan({
    lab: 'x',
    machines: [],
    steps: [step('a', 'one'), step('b', 'one'), step('c', 'two'), step('d', 'one')],
  });
  const body = script.slice(script.indexOf('\n\n'));
  t.is(body, '\n\n# one\nip netns add a\nip netns add b\n\n# two\nip netns add c\n\n# one\nip netns add d\n');
});

test('the script stops at the first failure, and says how to run it as root and as anybody', (t) => {
  const script = printPlan(planOf(islandLab()));
  t.true(script.startsWith('#!/bin/sh\n# Builds the lab island: 9 machines'));
  t.regex(script, /^set -eu$/m);
  t.regex(script, /^# {3}unshare --net --mount sh -c /m);
  t.regex(script, /^# {3}unshare --user --map-root-user --net --mount --pid --fork --mount-proc sh -c /m);
});

test('every step of a plan is in its script, in order', (t) => {
  const plan = planOf(islandLab());
  const script = printPlan(plan);
  const places = plan.steps.map((step) => script.indexOf(`\n${commandOf(step)}\n`));
  t.true(places.every((place) => place > 0));
  t.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
});

test(
  printsAs,
  { do: 'rule.add', ...here, family: 4, priority: 9, table: 5, mark: 1 },
  'ip -n node1 rule add priority 9 fwmark 1 table 5',
);
test(
  printsAs,
  { do: 'rule.add', ...here, family: 4, priority: 9, table: 5, to: '10.0.0.0/8' },
  'ip -n node1 rule add priority 9 to 10.0.0.0/8 table 5',
);
test(
  printsAs,
  { do: 'route.add', ...here, to: 'default', family: 4, type: 'unreachable', table: 100, metric: 4_278_198_272 },
  'ip -n node1 route add unreachable default table 100 metric 4278198272',
);
test(
  printsAs,
  { do: 'route.add', ...here, to: '10.0.0.0/16', family: 4, type: 'throw', table: 100 },
  'ip -n node1 route add throw 10.0.0.0/16 table 100',
);
