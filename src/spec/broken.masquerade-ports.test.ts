// Source ports for masquerade that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused } from './broken.ts';
import { parseLab } from './parse.ts';

const withPorts = (text: string, changes: Readonly<Record<string, string>> = {}): string =>
  broken({ '    services:': `    masqueradePorts: ${text}\n    services:`, ...changes });

test('no ports', refused, withPorts('many'), [
  '10:22: masqueradePorts "many" is not a range of ports | write the first and the last one, such as masqueradePorts: 61000-61031',
]);
test('the last before the first', refused, withPorts('61031-61000'), [
  '10:22: masqueradePorts 61031-61000 ends before it begins | write 61000-61031',
]);
test("ports of a machine's own services", refused, withPorts('80-90'), [
  "10:22: masqueradePorts 80-90 must lie between 1024 and 65535 | ports below 1024 are those of the node's own services; write the first and the last one, such as masqueradePorts: 61000-61031",
]);
test('ports that there are not', refused, withPorts('60000-70000'), [
  "10:22: masqueradePorts 60000-70000 must lie between 1024 and 65535 | ports below 1024 are those of the node's own services; write the first and the last one, such as masqueradePorts: 61000-61031",
]);
test('ports that are NodePorts', refused, withPorts('32767-32800'), [
  '10:22: masqueradePorts 32767-32800 takes ports that NodePorts are made of, 30000 to 32767 | answers to a pod would be taken for calls of a Service; write the first and the last one, such as masqueradePorts: 61000-61031',
]);
test('a list of ports', refused, withPorts('[40000, 40001]'), [
  '10:22: masqueradePorts must be text or a whole number, not a list | Source ports that TCP and UDP get when a node masquerades it. Default: any; strict: no NodePorts; for example masqueradePorts: 61000-61031',
]);
test(
  'nobody is masqueraded',
  refused,
  withPorts('61000-61031', { 'model: island': 'model: island\n    egress: none' }),
  [
    '11:5: cluster east masquerades nothing, so no connection gets a port | write egress: masquerade, or remove masqueradePorts',
  ],
);
test('a flat network', refused, withPorts('61000-61031', { 'model: island': 'model: flat' }), [
  '10:5: cluster east masquerades nothing, so no connection gets a port | write egress: masquerade, or remove masqueradePorts',
]);

const portsIn = (text: string) => parseLab(withPorts(text), 'x.yaml').clusters[0]?.masqueradePorts;

test('a range of ports, and one alone', (t) => {
  t.deepEqual(portsIn('61000-61031'), { first: 61_000, last: 61_031 });
  t.deepEqual(portsIn('40000'), { first: 40_000, last: 40_000 });
});
