// Exceptions from masquerade that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused } from './broken.ts';
import { parseLab } from './parse.ts';

const withExceptions = (words: string, changes: Readonly<Record<string, string>> = {}): string =>
  broken({ '    services:': `    masqueradeExceptions: [${words}]\n    services:`, ...changes });

const flat = { 'model: island': 'model: flat\n    egress: masquerade' };

test('no CIDR', refused, withExceptions('10.128.1.1'), [
  '10:28: masqueradeExceptions "10.128.1.1" is not a CIDR | write 10.128.1.0/24',
]);
test('none at all', refused, withExceptions(''), [
  "10:27: masqueradeExceptions must have at least 1 entry | Ranges of the larger network that see the pods' own addresses: what is sent there is not masqueraded; for example masqueradeExceptions: [10.128.0.0/16, { cidr: 10.160.0.0/16, routedBack: true }]",
]);
test('a key that nobody knows', refused, withExceptions('{ cidr: 10.128.0.0/16, routeBack: true }'), [
  '10:51: unknown key "routeBack" | did you mean routedBack?',
]);
test('outside the network', refused, withExceptions('192.168.0.0/16'), [
  '10:28: masqueradeExceptions 192.168.0.0/16 of cluster east is outside the network | choose one inside 10.0.0.0/8',
]);
test('of another family than the pods', refused, withExceptions('"fd00:128::/32"'), [
  '10:28: masqueradeExceptions fd00:128::/32 of cluster east is IPv6, which its pods do not have | remove it',
]);
test('among the pods', refused, withExceptions('10.0.1.0/24'), [
  '10:28: masqueradeExceptions 10.0.1.0/24 of cluster east lies in podCidr 10.0.0.0/16 | remove it: between pods nobody is masqueraded',
]);
test('twice', refused, withExceptions('10.128.0.0/16, { cidr: 10.128.1.0/24, routedBack: true }'), [
  '10:51: masqueradeExceptions 10.128.1.0/24 of cluster east overlaps 10.128.0.0/16 | remove the narrower one of them',
]);
test('as wide as the default of ip-masq-agent', refused, withExceptions('10.0.0.0/8'), [
  '10:28: masqueradeExceptions 10.0.0.0/8 of cluster east covers the LAN of node1, where pods are known as their node | except ranges of machines that are of no cluster, such as that of a host',
]);
test(
  'where nobody is masqueraded',
  refused,
  withExceptions('10.128.0.0/16', { 'model: island': 'model: island\n    egress: none' }),
  [
    '11:5: cluster east masquerades nothing, so there is nothing to except | write egress: masquerade, or remove masqueradeExceptions',
  ],
);
test('of a flat cluster, and not of its own nodes', refused, withExceptions('10.0.0.0/16', flat), [
  "11:27: masqueradeExceptions of flat cluster east leave out 10.240.0.0/24, where its own nodes and pods are | add 10.240.0.0/24, or a range that covers it: among themselves they always see the pods' own addresses",
]);
test(
  'of a flat cluster, with a word about the way back',
  refused,
  withExceptions('{ cidr: 10.0.0.0/8, routedBack: false }', flat),
  [
    '11:36: masqueradeExceptions 10.0.0.0/8 of cluster east says routedBack, and a flat network knows the way to its pods from everywhere | write the range alone',
  ],
);

const twice = (west: string): string =>
  withExceptions('{ cidr: 10.128.0.0/16, routedBack: true }').concat(
    `  west:\n    { model: ${west}, nodes: 1, nodeCidr: 10.241.0.0/24, podCidr: 10.0.0.0/16, masqueradeExceptions: [{ cidr: 10.128.0.0/16, routedBack: true }] }\n`,
  );
test('an answer that two pods would wait for', refused, twice('island'), [
  '14:110: masqueradeExceptions 10.128.0.0/16 of cluster west is routed back to pods whose addresses those of cluster east have, too | leave out routedBack in one of them: out there an address can lead to one pod only',
]);

test(
  'of a flat neighbour',
  refused,
  withExceptions('10.0.4.0/22', { 'podCidr: 10.0.0.0/16': 'podCidr: 10.0.0.0/22' }).concat(
    '  west: { model: flat, nodes: 1, nodeCidr: 10.241.0.0/24, podCidr: 10.0.4.0/22 }\n',
  ),
  [
    '10:28: masqueradeExceptions 10.0.4.0/22 of cluster east overlaps podCidr 10.0.4.0/22 of flat cluster west | except ranges of machines that are of no cluster, such as that of a host',
  ],
);

test('what is not said of the way back is so for a flat network, and not so for an island', (t) => {
  const read = (text: string) => parseLab(text, 'labs/x.yaml').clusters[0]?.masqueradeExceptions;
  t.deepEqual(read(withExceptions('10.128.0.0/16, { cidr: 10.129.0.0/16, routedBack: true }')), [
    { cidr: '10.128.0.0/16', routedBack: false },
    { cidr: '10.129.0.0/16', routedBack: true },
  ]);
  t.deepEqual(read(withExceptions('10.0.0.0/8', flat)), [{ cidr: '10.0.0.0/8', routedBack: true }]);
});
