// Labs that want one model in IPv4 and another in IPv6, where that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused } from './broken.ts';
import { parseLab } from './parse.ts';

/** The sound lab in two families, with some of its words exchanged. */
const dual = (changes: Readonly<Record<string, string>>): string =>
  broken({
    'cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 }':
      "cidr: [10.0.0.0/8, 'fd00::/16'], hosts: { other: [10.128.1.1, 'fd00:128::1'] }",
    'podCidr: 10.0.0.0/16': "podCidr: [10.0.0.0/16, 'fd00:1::/48']",
    'address: 10.240.0.1, podCidr: 10.0.1.0/24':
      "address: [10.240.0.1, 'fd00:240::1'], podCidr: [10.0.1.0/24, 'fd00:1:0:1::/64']",
    'address: 10.240.0.2, podCidr: 10.0.2.0/24':
      "address: [10.240.0.2, 'fd00:240::2'], podCidr: [10.0.2.0/24, 'fd00:1:0:2::/64']",
    ...changes,
  });

const models = (ipv4: string, ipv6: string, more = ''): Readonly<Record<string, string>> => ({
  'model: island': `model: { ipv4: ${ipv4}, ipv6: ${ipv6} }${more === '' ? '' : `\n    ${more}`}`,
});

test('isolated in one family', refused, dual(models('isolated', 'island')), [
  '5:12: cluster east is isolated in IPv4 and island in IPv6: both families are on the same cables, and those of an isolated cluster lead nowhere | write model: isolated for both, or for none',
]);
test('two networks of pods', refused, dual(models('island', 'archipelago', 'archipelago: north')), [
  '5:12: cluster east is island in IPv4 and archipelago in IPv6: a node has one leg in a network of pods, which both families share | write the same model for both, or flat for one of them',
]);
test('a model for a family that the pods have not', refused, broken(models('island', 'flat')), [
  '5:28: model of cluster east says what it is in IPv6, but podCidr has no IPv6 | add an IPv6 range to podCidr, or write one word for both: model: island',
]);
test(
  'an egress for a family that the pods have not',
  refused,
  broken({
    'model: island': 'model: island\n    egress: { ipv4: none, ipv6: masquerade }',
  }),
  [
    '6:27: egress of cluster east says what it is in IPv6, but podCidr has no IPv6 | add an IPv6 range to podCidr, or write one word for both: egress: none',
  ],
);
test('a model for one family alone', refused, dual({ 'model: island': 'model: { ipv4: island }' }), [
  '5:5: missing key "ipv6" | flat: pods have addresses of the larger network; isolated: the cluster has a larger network of its own; island: pods have a network of their own; archipelago: several clusters share one; custom: what promises says; for example model: island',
]);
test('a model that does not exist, in one family', refused, dual(models('island', 'flatt')), [
  '5:34: ipv6 must be flat, isolated, island or archipelago, not "flatt" | did you mean flat?',
]);
test(
  'a family that does not exist',
  refused,
  dual({ 'model: island': 'model: { ipv4: island, ipv6: flat, ipv5: flat }' }),
  ['5:40: unknown key "ipv5" | did you mean ipv4?'],
);
test(
  'a flat family that is masqueraded',
  refused,
  dual(models('island', 'flat', 'egress: { ipv4: masquerade, ipv6: masquerade }')),
  [
    "6:39: egress masquerade in IPv6 contradicts model flat of cluster east: a flat network shows the pods' own addresses | remove egress, or write model: island; or list in masqueradeExceptions the ranges that see the pods' own addresses",
  ],
);
test('an archipelago of no family', refused, dual(models('island', 'flat', 'archipelago: north')), [
  '6:18: cluster east of model island in IPv4 and flat in IPv6 can be of no archipelago | write model: archipelago, or remove archipelago',
]);
test('an archipelago of one family that has no name', refused, dual(models('archipelago', 'flat')), [
  '5:12: cluster east does not say which archipelago it is of | write archipelago: north, the same name in all its clusters; a cluster on its own is an island',
]);

const two = (model: string, podCidr: string): string => `
  west: { model: ${model}, podCidr: ${podCidr}, nodes: 1, nodeCidr: [10.241.0.0/16, 'fd00:241::/64'] }
`;

test(
  'the same ranges in two clusters: where both are islands they may have them, where one is flat they may not',
  refused,
  `${dual(models('island', 'flat'))}${two('island', "[10.0.0.0/16, 'fd00:1::/48']")}`,
  [
    '13:49: podCidr fd00:1::/48 overlaps fd00:1::/48 of cluster east | only islands may reuse pod ranges: choose another, or make both clusters islands',
  ],
);
test(
  'a range outside the network, where it is flat',
  refused,
  dual({
    ...models('island', 'flat'),
    "'fd00:1::/48'": "'fd01:1::/48'",
    'fd00:1:0:1': 'fd01:1:0:1',
    'fd00:1:0:2': 'fd01:1:0:2',
  }),
  [
    '6:28: podCidr fd01:1::/48 of flat cluster east is outside fd00::/16 of the network | choose one inside fd00::/16, or widen that',
  ],
);

test('a word for both families is the same as one for each', (t) => {
  const both = parseLab(dual(models('island', 'island', 'egress: { ipv4: none, ipv6: none }')), 'x.yaml');
  t.deepEqual(both, parseLab(dual({ 'model: island': 'model: island\n    egress: none' }), 'x.yaml'));
});
test('one word for egress is meant for the island', (t) => {
  const [east] = parseLab(dual(models('flat', 'island', 'egress: none')), 'x.yaml').clusters;
  t.deepEqual([east?.model, east?.egress, east?.ipv6], ['flat', 'none', { model: 'island', egress: 'none' }]);
  const [other] = parseLab(dual(models('island', 'flat', 'egress: none')), 'x.yaml').clusters;
  t.deepEqual([other?.model, other?.egress, other?.ipv6], ['island', 'none', { model: 'flat', egress: 'none' }]);
});
