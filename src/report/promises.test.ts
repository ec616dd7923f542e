import test from 'ava';
import type { Expectation } from '../model/expectation.ts';
import type { Lab } from '../spec/lab.ts';
import { matrixText } from './matrix.ts';
import { promisesText } from './promises.ts';
import { suggestions } from './suggestions.ts';

const pod = { name: 'pod-a', cluster: 'east', node: 'node1', addresses: ['10.0.1.1'] };
const service = {
  name: 'web',
  cluster: 'east',
  port: 80,
  targetPort: 8080,
  transports: ['tcp'],
  endpoints: ['pod-a'],
  clusterAddresses: ['172.30.0.1'],
  nodePort: 30_080,
  vip: null,
  externalTrafficPolicy: 'Cluster',
  affinitySeconds: null,
} as const;
const cluster = {
  name: 'east',
  model: 'island',
  archipelago: null,
  custom: null,
  own: null,
  dataplane: 'routed',
  routing: 'static',
  bgpDaemon: 'bird',
  masqueradeExceptions: [],
  egressProxies: [],
  ipam: 'node-range',
  ipv6: null,
  underlay: 4,
  masqueradePorts: null,
  egressGateway: null,
  ingresses: [],
  proxies: [],
  insiders: [],
  podCidrs: ['10.0.0.0/16'],
  serviceCidrs: ['172.30.0.0/16'],
  egress: 'masquerade',
  nodes: [
    {
      name: 'node1',
      cluster: 'east',
      addresses: ['10.240.0.1'],
      podCidrs: ['10.0.1.0/24'],
      podGateways: ['10.0.1.254'],
      pods: [pod],
    },
  ],
  services: [service],
} as const;
const lab: Lab = {
  name: 'island',
  profile: 'textbook',
  network: { router: 'core', cidrs: ['10.0.0.0/8'], lans: [] },
  hosts: [{ name: 'other', addresses: ['10.128.1.1'] }],
  clusters: [cluster],
};

const to = { label: 'other', address: '10.128.1.1', port: 8080, machines: ['other'] };
const flow = { from: 'pod-a', to, protocol: 'tcp', family: 4 } as const;
const expectations: readonly Expectation[] = [
  {
    id: 'OUT-01',
    title: 'a',
    flow,
    tries: 1,
    expected: { outcome: ['reached'], sourceOwner: ['node1'] },
    controls: [],
  },
  {
    id: 'IN-01',
    title: 'b',
    flow: { ...flow, from: 'other' },
    tries: 3,
    expected: { outcome: ['lost'], absentFrom: ['pod-a'] },
    controls: [],
  },
  {
    id: 'IN-07',
    title: 'c',
    flow: { ...flow, family: 6, packetSize: 1450 },
    tries: 1,
    expected: { outcome: ['refused', 'reset'] },
    controls: [],
    under: { fault: { kind: 'node-down', node: 'node2' } },
  },
];

test('promises are told in sentences and counted, negatives apart', (t) => {
  const text = promisesText(lab, expectations);
  t.regex(text, /^east is an island\.\n {2}Pods have a network of their own/);
  t.regex(text, /3 claims can be checked:/);
  t.regex(text, /OUT +1 +1 +0 +from inside to outside/);
  t.regex(text, /IN +2 +0 +2 +from outside to inside/);
});

test('an island without egress promises no way out', (t) => {
  const closed: Lab = { ...lab, clusters: [{ ...cluster, egress: 'none' }] };
  t.regex(promisesText(closed, []), /cannot call out/);
});

test('an island with few source ports says so', (t) => {
  const few: Lab = { ...lab, clusters: [{ ...cluster, masqueradePorts: { first: 61_000, last: 61_031 } }] };
  t.regex(promisesText(few, []), /It gets a source port from 61000 to 61031/);
});

test('a flat network promises that nobody translates', (t) => {
  t.regex(
    promisesText({ ...lab, clusters: [{ ...cluster, model: 'flat', egress: 'none' }] }, []),
    /^east is a flat network\.\n[^]*Nobody translates/,
  );
});

test('a flat network tells of those that leave by an egress gateway', (t) => {
  const egressGateway = { node: 'node2', addresses: ['10.240.0.100'], pods: ['pod-a'] };
  t.regex(
    promisesText({ ...lab, clusters: [{ ...cluster, model: 'flat', egress: 'none', egressGateway }] }, []),
    /Nobody translates.*\n {2}Not so pod-a: by way of node2, .* seen with 10\.240\.0\.100\. Whoever calls them /,
  );
});

test('clusters that promise the same are told of once', (t) => {
  const twin = (name: string) => ({ ...cluster, name });
  const text = promisesText(
    { ...lab, clusters: [cluster, twin('west'), { ...twin('far'), egress: 'none' }, twin('north')] },
    [],
  );
  t.regex(text, /^east is an island\.\n(?: {2}.+\n)+west, north: the same as east\.\nfar is an island\.\n/);
  t.is(text.match(/Pods have a network of their own/g)?.length, 2);
});

test('of one that has other ways in these are told', (t) => {
  const text = promisesText({ ...lab, clusters: [cluster, { ...cluster, name: 'west', services: [] }] }, []);
  t.regex(
    text,
    /NodePort on a node: web on 30080\.\nwest: the same as east, but\n {2}No gateway leads in: .+\n0 claims/,
  );
});

test('an overlay says so', (t) => {
  const text = promisesText({ ...lab, clusters: [{ ...cluster, dataplane: 'vxlan' }] }, []);
  t.regex(text, /travel in an overlay: VXLAN, between the nodes' own IPv4 addresses\./);
  t.notRegex(promisesText(lab, []), /VXLAN/);
});

test('the matrix has a row a claim, and says where nothing may arrive and what happens meanwhile', (t) => {
  t.is(
    matrixText('island', expectations),
    `IN  from outside to inside
from   to     protocol  expected                              what        claim
other  other  tcp       nothing at pod-a                                  IN-01
pod-a  other  tcp/IPv6  refused or reset while node2 is down  1450 bytes  IN-07

OUT  from inside to outside
from   to     protocol  expected  source owned by  claim
pod-a  other  tcp       reached   node1            OUT-01

island: 3 claims
`,
  );
});

const tried = (subject: Lab): readonly string[] => suggestions(subject, './causeway').map(({ command }) => command);

test('three things to try name what is there', (t) => {
  t.deepEqual(tried(lab), [
    './causeway probe island other node1:30080',
    './causeway exec island pod-a -- ip route',
    './causeway check island',
  ]);
});

test('with a VIP the outside calls that', (t) => {
  const vip = { addresses: ['10.200.0.1'], mode: 'routed' } as const;
  const services = [{ ...service, nodePort: null, vip }];
  t.is(tried({ ...lab, clusters: [{ ...cluster, services }] })[0], './causeway probe island other 10.200.0.1:80');
});

test('a VIP is worth more of a try than the NodePort of another Service', (t) => {
  const vip = { addresses: ['10.200.0.1'], mode: 'routed' } as const;
  const services = [service, { ...service, name: 'shop', nodePort: null, vip }];
  t.is(tried({ ...lab, clusters: [{ ...cluster, services }] })[0], './causeway probe island other 10.200.0.1:80');
});

test('an isolated cluster is called from its own network', (t) => {
  const own = { network: lab.network, hosts: [{ name: 'inner', addresses: ['10.128.1.1'] }] };
  t.is(
    tried({ ...lab, clusters: [{ ...cluster, model: 'isolated', own }] })[0],
    './causeway probe island inner node1:30080',
  );
});

test('without a gateway the pod calls out', (t) => {
  t.is(tried({ ...lab, clusters: [{ ...cluster, services: [] }] })[0], './causeway probe island pod-a other');
});

test('a lab without pods can still be checked', (t) =>
  t.deepEqual(tried({ ...lab, clusters: [] }), ['./causeway check island']));

test('exceptions from masquerade say who is answered', (t) => {
  const masqueradeExceptions = [
    { cidr: '10.160.0.0/16', routedBack: true },
    { cidr: '10.170.0.0/16', routedBack: false },
  ];
  const textOf = (model: 'flat' | 'island'): string =>
    promisesText({ ...lab, clusters: [{ ...cluster, model, masqueradeExceptions }] }, expectations);
  t.regex(
    textOf('island'),
    /Not so in 10.160.0.0\/16, where it is seen with its own address, and which knows the way back/,
  );
  t.regex(textOf('island'), /Not so in 10.170.0.0\/16, where it is heard with its own address, and gets no answer/);
  t.regex(textOf('flat'), /In 10.160.0.0\/16 and 10.170.0.0\/16 the far end sees the pod's own address, elsewhere/);
});
