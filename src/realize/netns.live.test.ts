import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import { testOfPlan } from '../../conformance/support/test-of.ts';
import type { Step, StepOf } from '../plan/step.ts';
import { aborted, groupsAfter, linksAfter, refusal, rulesetAfter, star, sysctlsAfter } from './netns.scenario.ts';

const scenarios = import.meta.resolve('./netns.scenario.ts');

const why = 'the test wants it';
const machine = (netns: string): Step => ({ do: 'netns.add', netns, why });
const cable = (from: string, name: string, to: string, peer: string): Step => ({
  do: 'link.veth',
  netns: from,
  name,
  mac: '02:00:00:00:00:01',
  peer: { netns: to, name: peer, mac: '02:00:00:00:00:02' },
  why,
});
const up = (netns: string, link: string): Step => ({ do: 'link.up', netns, link, why });
const ruleset = (netns: string, text: string): Step => ({ do: 'nft.load', netns, ruleset: text, why });
const joined = [machine('a'), machine('b'), cable('a', 'eth0', 'b', 'to-a')];

test('500 pods on 10 nodes come up whole', async (t) => {
  const seen = await runInside(scenarios, star, { args: [500] });
  t.like(seen, { machines: 511, veths: 1020, notRunning: 0, routes: 1000, neighbours: 1000, rulesets: 10 });
  t.is(seen.done.at(-1), seen.steps);
  t.true(seen.done.length > 5, 'progress was told on the way');
  t.deepEqual(
    seen.done,
    seen.done.toSorted((one, other) => one - other),
  );
});

test('an abort stops the building soon', async (t) => {
  const seen = await runInside(scenarios, aborted, { args: [500] });
  t.is(seen?.said, 'Error: enough');
  t.true((seen?.machines ?? 500) < 250);
});

test('a refused route names its machine, its command, the kernel’s words and its why', async (t) => {
  const route = {
    do: 'route.add',
    netns: 'a',
    family: 4,
    to: '10.2.0.0/24',
    via: '10.0.0.2',
    link: 'eth0',
    onlink: true,
    why,
  } as const;
  t.is(
    await runInside(scenarios, refusal, { args: [[...joined, route]] }),
    'could not add a route in a: ip -n a route add 10.2.0.0/24 via 10.0.0.2 dev eth0 onlink: ' +
      'network is down: "Nexthop device is not up" (ENETDOWN)\n  (it is there because: the test wants it)',
  );
});

test('the step refused is named, not one that was sent with it', async (t) => {
  const route = (to: string, reason: string): Step => ({
    do: 'route.add',
    netns: 'a',
    family: 4,
    to,
    type: 'blackhole',
    why: reason,
  });
  const steps = [
    machine('a'),
    route('10.1.0.0/16', 'first'),
    route('10.1.0.0/16', 'second'),
    route('10.2.0.0/16', 'third'),
  ];
  t.regex(
    await runInside(scenarios, refusal, { args: [steps] }),
    /10\.1\.0\.0\/16: file already exists \(EEXIST\)\n.*second/,
  );
});

const refused = test.macro(async (t, steps: readonly Step[], message: RegExp) => {
  t.regex(await runInside(scenarios, refusal, { args: [steps] }), message);
});

test(
  'a machine made twice is refused',
  refused,
  [machine('a'), machine('a')],
  /could not make the network namespace in a: ip netns add a: EEXIST/,
);
test(
  'a link made twice is refused',
  refused,
  [...joined, cable('b', 'to-a', 'a', 'eth1')],
  /could not add a veth in b: .* \(EEXIST\)/,
);
test(
  'a link that is not there is refused',
  refused,
  [...joined, up('a', 'eth7')],
  /could not set a link up in a: .*there is no link named eth7/,
);
test('a machine that is not there is refused', refused, [up('c', 'lo')], /there is no network namespace named c/);
test(
  'a sysctl that is not there is refused',
  refused,
  [machine('a'), { do: 'sysctl.set', netns: 'a', key: 'net.ipv4.nonsense', value: '1', why }],
  /could not set a sysctl in a: .* ENOENT/,
);
test(
  'a sysctl of the host is refused',
  refused,
  [machine('a'), { do: 'sysctl.set', netns: 'a', key: 'kernel.panic', value: '1', why }],
  /kernel\.panic is not a sysctl that a lab may set/,
);
test(
  'a ruleset that nft does not take is refused',
  refused,
  [machine('a'), ruleset('a', 'nonsense\n')],
  /could not load the ruleset in a: .*nft -f -.*syntax error/s,
);

test('a sysctl is set after the steps before it and before those behind it', async (t) => {
  const key = (of: string): string => `net.ipv6.conf.${of}.accept_ra`;
  const steps: readonly Step[] = [
    ...joined,
    { do: 'sysctl.set', netns: 'a', key: key('default'), value: '0', why },
    cable('a', 'eth1', 'b', 'to-a1'),
  ];
  const [before, behind] = await runInside(scenarios, sysctlsAfter, { args: [steps, [key('eth0'), key('eth1')]] });
  t.is(before, '1');
  t.is(behind, '0');
});

test('a ruleset is in force before the next one is loaded', async (t) => {
  // Long, so that the second would overtake it.
  const first = `table ip lab { chain c { }\n chain long {\n${'counter\n'.repeat(5000)}}\n}\n`;
  const steps = [machine('a'), ruleset('a', first), ruleset('a', 'add rule ip lab c accept\n')];
  t.regex(await runInside(scenarios, rulesetAfter, { args: [steps] }), /chain c \{\s+accept/);
});

test('two machines may each hold cables into the other', async (t) => {
  const steps = [
    ...joined,
    cable('b', 'eth0', 'a', 'to-b'),
    up('a', 'to-b'),
    cable('a', 'eth1', 'b', 'to-a1'),
    up('b', 'eth0'),
  ];
  t.deepEqual(await runInside(scenarios, linksAfter, { args: [steps] }), [
    ['1 lo', '2 eth0', '3 to-b', '4 eth1'],
    ['1 lo', '3 to-a', '4 eth0', '5 to-a1'],
  ]);
});

const route = { do: 'route.await', netns: 'a', family: 4, to: '10.9.0.0/24', seconds: 0.1, why } as const;
const daemon = (text: string): StepOf<'daemon.start'> => ({
  ...({ do: 'daemon.start', netns: 'a', program: 'bird', why } as const),
  arguments: ['-f', '-c', '/run/causeway/a/bird.conf', '-s', '/run/causeway/a/bird.ctl'],
  files: [{ name: '/run/causeway/a/bird.conf', text }],
});
const testWithBird = testOfPlan({ lab: 'test', machines: [], steps: [daemon('')] });
const there: Step = {
  ...({ do: 'route.add', netns: 'a', family: 4, to: '10.9.0.0/24', via: '10.0.0.2', why } as const),
  ...({ link: 'eth0' } as const),
};
const address: Step = { do: 'address.add', netns: 'a', link: 'eth0', address: '10.0.0.1/24', why };
const learned =
  'log stderr all;\nrouter id 1.1.1.1;\nprotocol device { }\nprotocol kernel { ipv4 { export all; }; }\nprotocol static { ipv4; route 10.9.0.0/24 via "lo"; }\n';

test(
  'a route that never comes is given up, with what was there',
  refused,
  [machine('a'), route],
  /could not wait for a route in a: .*not there after 0\.1 s; the table had no route to 10\.9\.0\.0\/24/,
);
test(
  'a route by another next hop is not the one, and is told',
  refused,
  [...joined, up('a', 'eth0'), up('b', 'to-a'), address, there, { ...route, via: '10.0.0.3' }],
  /the route to 10\.9\.0\.0\/24 went via 10\.0\.0\.2/,
);
test(
  'a route that never goes is given up, too',
  refused,
  [...joined, up('a', 'eth0'), up('b', 'to-a'), address, there, { ...route, absent: true }],
  /still there after 0\.1 s; the route to 10\.9\.0\.0\/24 went via 10\.0\.0\.2/,
);
testWithBird(
  'a daemon that ends while its routes are awaited is named, with what it said',
  refused,
  [machine('a'), daemon('nonsense\n'), { ...route, seconds: 20 }],
  /bird of a ended with exit code 1: .*bird\.conf:1:\d+ syntax error/s,
);
testWithBird('a route that a daemon brings is waited for', async (t) => {
  const steps = [machine('a'), up('a', 'lo'), daemon(learned), { ...route, seconds: 20 }];
  t.is(await runInside(scenarios, refusal, { args: [steps] }), 'not refused');
});
testWithBird('a daemon finds what is put in place of the host’s own, and nobody else does', async (t) => {
  const instead = { files: [{ name: '/etc/group', text: learned }], directories: ['/var/tmp'] };
  const start = { ...daemon(''), arguments: ['-f', '-c', '/etc/group', '-s', '/var/tmp/bird.ctl'], instead };
  const steps: readonly Step[] = [machine('a'), up('a', 'lo'), start, { ...route, seconds: 20 }];
  const seen = await runInside(scenarios, groupsAfter, { args: [steps] });
  t.notRegex(seen, /protocol/);
});
test('a wait that may be in vain is not refused', async (t) => {
  const steps: readonly Step[] = [machine('a'), { ...route, optional: true }];
  t.is(await runInside(scenarios, refusal, { args: [steps] }), 'not refused');
});
