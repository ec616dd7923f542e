// Gateways and models, put together: every combination that makes sense, built small and checked whole, in both profiles,
// over both dataplanes, in two families at once; and those that make none, with the word that says why.

import test from 'ava';
import { SpecError } from '../src/errors.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { parseLab } from '../src/spec/parse.ts';
import { allHold } from './support/all-hold.ts';
import { checkBuilt } from './support/check-built.ts';
import { inNextLane } from './support/lanes.ts';
import { onceAKind } from './support/once-a-kind.ts';

type Model = 'flat' | 'isolated' | 'island' | 'archipelago';

/** What is said of the cluster `a` besides its nodes; and the ids that must then be claimed of it. */
const gateways = {
  'egress gateway': {
    says: `egressGateway: { node: a-node2, address: [10.240.0.100, "fd00:240::100"], pods: [a-pod-1-1] }`,
    claims: ['OUT-04', 'OUT-05', 'OUT-07'],
  },
  VIP: {
    says: `services: { web: { port: 80, endpoints: [a-pod-1-1, a-pod-2-1], vip: [10.200.0.1, "fd00:200::1"] },
                       near: { port: 80, endpoints: [a-pod-2-1], vip: [10.240.0.200, "fd00:240::200"], vipMode: arp } }`,
    claims: ['IN-09', 'IN-10', 'IN-11'],
  },
  'proxy to pods': {
    says: `services: { web: { port: 80, endpoints: [a-pod-1-1, a-pod-2-1] } },
           proxies: { front: { address: [10.129.0.1, "fd00:129::1"], to: pods, listen: { 80: { service: web } } } }`,
    claims: ['IN-13'],
  },
  'proxy to NodePorts': {
    says: `services: { web: { port: 80, endpoints: [a-pod-1-1, a-pod-2-1], nodePort: 30080 } },
           proxies: { front: { address: [10.129.0.1, "fd00:129::1"], to: nodePort, listen: { 80: { hosts: { web.test: web } } } } }`,
    claims: ['IN-12'],
  },
  'masquerade exceptions': {
    says: `masqueradeExceptions: [{ cidr: 10.160.0.0/16, routedBack: true }, 10.170.0.0/16,
                                  { cidr: "fd00:160::/32", routedBack: true }, "fd00:170::/32"]`,
    claims: ['OUT-03'],
  },
  'egress proxies out there and on a pod': {
    says: `egress: proxy, egressProxies: { gate: { connect: 3128, socks5: 1080, allow: [10.160.0.0/16, "fd00:160::/32"] },
                                           a-pod-2-1: { socks5: 1080, allow: [10.0.0.0/8, "fd00::/16"] } }`,
    claims: ['OUT-08', 'OUT-09', 'OUT-10', 'OUT-11', 'OUT-12', 'OUT-13'],
  },
  'every way out at once': {
    says: `masqueradeExceptions: [{ cidr: 10.160.0.0/16, routedBack: true }, "fd00:170::/32"],
           egressGateway: { node: a-node2, address: [10.240.0.100, "fd00:240::100"], pods: [a-pod-1-1] },
           egressProxies: { a-node2: { socks5: 1080, allow: [10.0.0.0/8, "fd00::/16"] } }`,
    claims: ['OUT-03', 'OUT-04', 'OUT-08'],
  },
} as const satisfies Record<string, { readonly says: string; readonly claims: readonly string[] }>;

type Gateway = keyof typeof gateways;

const outsiders = `{ gate: [10.128.0.1, "fd00:128::1"], office: [10.160.0.1, "fd00:160::1"], archive: [10.170.0.1, "fd00:170::1"] }`;
const pods = (range: number): string => `podCidr: [10.${range}.0.0/16, "fd00:${range}::/48"]`;
const nodes = (range: number): string => `nodeCidr: [10.${range}.0.0/16, "fd00:${range}::/64"]`;

type Combination = {
  readonly model: Model;
  readonly dataplane: string;
  readonly profile: string;
  readonly says: string;
};

const labOf = ({ model, dataplane, profile, says }: Combination): string => `name: combination
profile: ${profile}
network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: ${model === 'isolated' ? '{ far: 10.128.0.1 }' : outsiders} }
clusters:
  a: { model: ${model}, dataplane: ${dataplane}, ${pods(1)}, ${nodes(240)}, nodes: 2, ${says}${more(model)} }
  b: { model: ${model === 'archipelago' ? 'archipelago, archipelago: sea' : 'island'}, ${beside(model, dataplane)}, nodes: 1 }
`;

const more = (model: Model): string =>
  ({ isolated: `, hosts: ${outsiders}`, archipelago: ', archipelago: sea', flat: '', island: '' })[model];

const beside = (model: Model, dataplane: string): string =>
  `dataplane: ${model === 'archipelago' ? dataplane : 'routed'}, ${pods(2)}, ${nodes(241)}`;

const conforms = test.macro((t, text: string, claims: readonly string[]) => {
  const lab = parseLab(text, 'combination.yaml');
  const only = onceAKind(lab);
  return inNextLane(async () => {
    const claimed = new Set(expectationsOf(lab).map(({ id }) => id));
    t.deepEqual(
      claims.filter((id) => !claimed.has(id)),
      [],
    );
    allHold(t, await checkBuilt(lab, { only }));
  });
});

const places = [
  ['flat', 'routed'],
  ['isolated', 'routed'],
  ['isolated', 'vxlan'],
  ['island', 'routed'],
  ['island', 'vxlan'],
  ['archipelago', 'routed'],
  ['archipelago', 'vxlan'],
] as const;

/** A flat network has its own ways out: pods are what they are, except at an edge. */
const flatAlone: ReadonlySet<Gateway> = new Set(['egress gateway', 'VIP', 'proxy to pods', 'proxy to NodePorts']);

for (const [row, [model, dataplane]] of places.entries())
  for (const [column, name] of Object.keys(gateways).filter(isGateway).entries()) {
    if (model === 'flat' && !flatAlone.has(name)) continue;
    const { says, claims } = gateways[name];
    // Every model and every gateway is tried in both, but not every pair of them.
    const profile = (row + column) % 2 === 0 ? 'textbook' : 'strict';
    test(`${model} ${dataplane} ${profile}: ${name}`, conforms, labOf({ model, dataplane, profile, says }), claims);
  }

function isGateway(name: string): name is Gateway {
  return name in gateways;
}

const atTheEdge = `egress: masquerade, masqueradeExceptions: [10.0.0.0/9, 10.240.0.0/12, "fd00::/17"],
      egressGateway: { node: a-node2, address: [10.240.0.100, "fd00:240::100"], pods: [a-pod-1-1] },
      egressProxies: { office: { connect: 3128, allow: [10.128.0.0/16, "fd00:128::/32"] } }`;
for (const profile of ['textbook', 'strict'])
  test(
    `flat routed ${profile}: masquerade at its edge, an egress gateway and an egress proxy`,
    conforms,
    labOf({ model: 'flat', dataplane: 'routed', profile, says: atTheEdge }),
    ['OUT-03', 'OUT-04', 'OUT-07', 'OUT-08', 'OUT-13'],
  );

const refused = test.macro((t, model: Model, name: Gateway, reason: RegExp) => {
  const text = labOf({ model, dataplane: 'routed', profile: 'textbook', says: gateways[name].says });
  const error = t.throws(() => parseLab(text, 'combination.yaml'), { instanceOf: SpecError });
  t.true(
    error?.problems.some(({ message }) => reason.test(message)),
    JSON.stringify(error?.problems),
  );
});
test(
  'refused: flat, excepting from no masquerade',
  refused,
  'flat',
  'masquerade exceptions',
  /masquerades nothing, so there is nothing to except/,
);
test(
  'refused: flat, out by proxy alone',
  refused,
  'flat',
  'egress proxies out there and on a pod',
  /a flat network takes pods wherever they go/,
);
