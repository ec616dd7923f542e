// A small island to probe in, made with ip and nft alone, for probe.live.test.ts.
//
//    other 10.128.1.1             the larger network
//      |
//    core 10.128.1.254, 10.240.0.254
//      |
//    node1 10.240.0.1             masquerades its pods, 30080 leads to pod-a, 30081 accepts and hangs up
//      |  \
//  pod-a  pod-b
//  10.0.1.1  10.0.1.2             and fd00:1::1, fd00:1::2, fd00:128::1 without translation

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { findTool } from '../linux/host-tools.ts';
import { createNetns, inside, type Netns } from '../linux/netns.ts';
import { openConnecting, openListening } from '../linux/socket.ts';
import type { Experiment, Flow, Target } from './flow.ts';
import type { Listener } from './listener.ts';
import { createProber, type Prober } from './observe.ts';
import { openListeners } from './responder.ts';

const names = ['core', 'other', 'node1', 'pod-a', 'pod-b'];

type Machines = ReadonlyMap<string, Netns>;
export type Faults = Readonly<Record<string, string>>;

const cables = [
  ['core', 'to-other', '10.128.1.254/24 fd00:128::fe/64', 'other', 'eth0', '10.128.1.1/24 fd00:128::1/64'],
  ['core', 'to-node1', '10.240.0.254/24 fd00:240::fe/64', 'node1', 'eth0', '10.240.0.1/24 fd00:240::1/64'],
  ['node1', 'to-pod-a', '10.0.1.254/32 fd00:1::fe/128', 'pod-a', 'eth0', '10.0.1.1/32 fd00:1::1/128'],
  ['node1', 'to-pod-b', '10.0.1.254/32 fd00:1::fe/128', 'pod-b', 'eth0', '10.0.1.2/32 fd00:1::2/128'],
] as const;

const routes: readonly string[] = [
  'other 10.0.0.0/8 via 10.128.1.254',
  'other fd00::/16 via fd00:128::fe',
  'node1 default via 10.240.0.254',
  'node1 default via fd00:240::fe',
  'core fd00:1::/64 via fd00:240::1',
  ...[1, 2].flatMap((index) => {
    const pod = index === 1 ? 'pod-a' : 'pod-b';
    return [
      `node1 10.0.1.${index} dev to-${pod}`,
      `node1 fd00:1::${index} dev to-${pod}`,
      `${pod} 10.0.1.254 dev eth0`,
      `${pod} fd00:1::fe dev eth0`,
      `${pod} default via 10.0.1.254`,
      `${pod} default via fd00:1::fe`,
    ];
  }),
];

const gateway = `
  table ip nat {
    chain prerouting {
      type nat hook prerouting priority dstnat;
      tcp dport 30080 dnat to 10.0.1.1:8080
    }
    chain postrouting {
      type nat hook postrouting priority srcnat;
      oifname eth0 ip saddr 10.0.1.0/24 masquerade
    }
  }`;

const cableLines = ([a, aLink, aAddresses, b, bLink, bAddresses]: (typeof cables)[number]): readonly Line[] => [
  { netns: a, line: `link add ${aLink} type veth peer name ${bLink} netns ${b}` },
  ...endLines(a, aLink, aAddresses),
  ...endLines(b, bLink, bAddresses),
];

const endLines = (netns: string, link: string, addresses: string): readonly Line[] => [
  { netns, line: `link set ${link} up` },
  ...addresses.split(' ').map((address) => ({
    netns,
    line: `address add ${address} dev ${link} ${address.includes(':') ? 'nodad' : ''}`,
  })),
];

const routeLine = (route: string): Line => {
  const [netns = '', ...words] = route.split(' ');
  return { netns, line: `route add ${words.join(' ')}` };
};

/** A line for `ip -batch` in that namespace. */
type Line = { readonly netns: string; readonly line: string };

const sysctls = {
  'ipv4/ip_forward': '1',
  'ipv6/conf/all/forwarding': '1',
  'ipv6/conf/default/accept_dad': '0',
  'ipv4/ping_group_range': '0 0',
  'ipv4/icmp_ratelimit': '0',
  'ipv6/icmp/ratelimit': '0',
};

export const loadRules = (netns: Netns, ruleset: string): unknown =>
  inside(netns, () => execFileSync(findTool('nft'), ['-f', '-'], { input: ruleset }).length);

const build = (faults: Faults): Machines => {
  const netns = new Map(names.map((name) => [name, createNetns(name)]));
  for (const one of netns.values()) {
    inside(one, () => {
      for (const [key, value] of Object.entries(sysctls)) writeFileSync(`/proc/sys/net/${key}`, value);
    });
  }
  const lines = [...cables.flatMap(cableLines), ...routes.map(routeLine)];
  // In the order of `names`, which makes each cable before its far end is furnished.
  for (const name of names) {
    const own = ['link set lo up', ...lines.filter((one) => one.netns === name).map(({ line }) => line)];
    execFileSync(findTool('ip'), ['-n', name, '-batch', '-'], { input: own.join('\n') });
  }
  loadRules(get(netns, 'node1'), gateway);
  for (const [name, ruleset] of Object.entries(faults)) loadRules(get(netns, name), ruleset);
  return netns;
};

export const get = (netns: Machines, name: string): Netns => {
  const found = netns.get(name);
  if (found === undefined) throw new Error(`no ${name} here`);
  return found;
};

const listeners: readonly Listener[] = [
  ['other', '10.128.1.1'],
  ['other', 'fd00:128::1'],
  ['node1', '10.240.0.1'],
  ['node1', '10.0.1.254'],
  ['pod-a', '10.0.1.1'],
  ['pod-a', 'fd00:1::1'],
  ['pod-b', '10.0.1.2'],
].map(([machine = '', address = '']) => ({ machine, address, port: 8080, transports: ['tcp', 'udp'] as const }));

/** Builds, listens, runs, and ends everything that listens. */
export const withIsland = async <Seen>(faults: Faults, run: (prober: Prober, netns: Machines) => Promise<Seen>) => {
  const netns = build(faults);
  await using ending = new AsyncDisposableStack();
  ending.use(await openListeners(netns, listeners));
  return await run(createProber({ netns }), netns);
};

/** What each experiment saw. */
export const observed = (experiments: readonly Experiment[], faults: Faults = {}) =>
  withIsland(faults, (prober) => prober.observe(experiments));

/** As `observed`, with a server on node1:30081 that hangs up on whoever connects. */
export const hungUp = (experiments: readonly Experiment[]) =>
  withIsland({}, async (prober, netns) => {
    const fd = openListening(get(netns, 'node1'), { address: '10.240.0.1', port: 30081 });
    await using server = createServer((socket) => socket.resume().end());
    server.listen({ fd });
    return await prober.observe(experiments);
  });

/** What a web browser on `other` is told by pod-a. */
export const fetched = () =>
  withIsland({}, async (_prober, netns) => {
    const { fd } = openConnecting(get(netns, 'other'), { address: 'fd00:1::1', port: 8080 });
    const socket = new Socket({ fd, readable: true, writable: true });
    socket.write('GET / HTTP/1.1\r\nHost: pod-a\r\n\r\n');
    return await text(socket);
  });

/** Two rounds of the same experiments, one prober: the first with a ruleset that is gone in the second. */
export const observedTwice = (experiments: readonly Experiment[], at: string, ruleset: string) =>
  withIsland({ [at]: ruleset }, async (prober, netns) => {
    const first = await prober.observe(experiments);
    loadRules(get(netns, at), 'flush ruleset');
    return [first, await prober.observe(experiments)];
  });

/** How long so many negatives take, the second time (the first warms the compiler), and what they came to. */
export const timed = (experiments: readonly Experiment[], faults: Faults) =>
  withIsland(faults, async (prober) => {
    await prober.observe(experiments);
    const started = performance.now();
    const observations = await prober.observe(experiments);
    return {
      tookMs: performance.now() - started,
      outcomes: [...new Set(observations.flat().map(({ outcome }) => outcome))],
    };
  });

/** A flow to port 8080, unless said otherwise, where `other` should answer. */
export const flowTo = (from: string, address: string, options: FlowOptions): Flow => {
  const { protocol, machines = ['other'], port = 8080, via, ...rest } = options;
  const ported = protocol === 'tcp' || protocol === 'udp' ? { port } : {};
  return {
    from,
    to: { label: address, address, machines, ...ported, ...(via === undefined ? {} : { via }) },
    protocol,
    family: address.includes(':') ? 6 : 4,
    ...rest,
  };
};

type FlowOptions = Pick<Flow, 'protocol' | 'sourcePort' | 'padding'> &
  Partial<Pick<Target, 'machines' | 'port' | 'via'>>;
