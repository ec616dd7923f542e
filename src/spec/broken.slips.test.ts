// Signs left out, quotes and zeros too many. Each says exactly what its reader is told: once, and the rest of the lab is
// looked at as it was meant.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';

test('no colon in a block', refused, broken({ 'model: island': 'model island' }), [
  '5:5: a colon is missing after "model" | write model: island',
]);
test('no colon in the last line', refused, `${sound}    egress masquerade\n`, [
  '12:5: a colon is missing after "egress" | write egress: masquerade',
]);
test('no colon in the first line', refused, broken({ 'name: island': 'name island' }), [
  '1:1: a colon is missing after "name" | write name: island',
]);
test('no colon after a name that has keys below', refused, broken({ 'east:': 'east' }), [
  '4:3: a colon is missing after "east" | write east:',
]);
test('no colon in braces', refused, broken({ 'address: 10.240.0.2': 'address 10.240.0.2' }), [
  '9:16: a colon is missing after "address" | write address: 10.240.0.2',
]);
test('no colon before braces', refused, broken({ 'node2: {': 'node2 {' }), [
  '9:7: a colon is missing after "node2" | write node2: { … }',
]);
test('no colon before braces that hold braces', refused, broken({ 'network: {': 'network {' }), [
  '2:1: a colon is missing after "network" | write network: { … }',
]);
test('no colon before brackets', refused, broken({ 'endpoints: [': 'endpoints [' }), [
  '11:24: a colon is missing after "endpoints" | write endpoints: […]',
]);
test('no space in a block', refused, broken({ 'model: island': 'model:island' }), [
  '5:5: a space is missing after "model:" | write model: island',
]);
test('no space in braces', refused, broken({ 'address: 10.240.0.2': 'address:10.240.0.2' }), [
  '9:16: a space is missing after "address:" | write address: 10.240.0.2',
]);
test('no space before braces', refused, broken({ 'node2: {': 'node2:{' }), [
  '9:7: a space is missing after "node2:" | write node2: { … }',
]);
test('no comma between names', refused, broken({ '[pod-c, pod-d]': '[pod-c pod-d]' }), [
  '9:66: a comma is missing after "pod-c" | write pod-c, pod-d',
]);
test('no comma between keys', refused, broken({ 'port: 80,': 'port: 80' }), [
  '11:20: a comma is missing after "80" | write 80, endpoints:',
]);
test(
  'several, and what is wrong besides stands where it stood',
  refused,
  broken({
    'model: island': 'model island',
    'address: 10.240.0.1, podCidr: 10.0.1.0/24': 'address:10.240.0.1, podCidr:10.3.1.0/24',
    '[pod-a, pod-c]': '[pod-a pod-x]',
    '30080': '80',
  }),
  [
    '5:5: a colon is missing after "model" | write model: island',
    '8:16: a space is missing after "address:" | write address: 10.240.0.1',
    '8:36: a space is missing after "podCidr:" | write podCidr: 10.3.1.0/24',
    '8:44: podCidr 10.3.1.0/24 of node1 is outside 10.0.0.0/16 of cluster east | choose one inside 10.0.0.0/16, or widen that',
    '11:36: a comma is missing after "pod-a" | write pod-a, pod-x',
    '11:42: endpoint "pod-x" of service web is not a pod of cluster east | did you mean pod-a?',
    '11:60: nodePort 80 of service web is outside 30000-32767 | choose one inside, such as 30080',
  ],
);
test('what is no key', refused, broken({ island: 'island\n\u00e4 b' }), [
  '2:1: YAML: implicit map keys need to be followed by map values | check brackets, quotes and indentation here',
]);
test('what no terminal should be told', refused, broken({ 'model: island': 'model isl\u00e4nd' }), [
  '5:5: a colon is missing after "model" | write model: isl?nd',
  '5:11: model must be flat, isolated, island, archipelago or custom, not "isl\\u00e4nd" | did you mean island?',
]);
test('a number in quotes', refused, broken({ 'nodePort: 30080': 'nodePort: "30080"' }), [
  '11:61: nodePort must be a whole number, not "30080" | write it without quotes: nodePort: 30080',
]);
test('how many, in quotes', refused, broken({ '[pod-c, pod-d]': '"2"', 'pod-c]': 'pod-2-1]' }), [
  '9:65: pods must be a list, a whole number or a map, not "2" | write it without quotes: pods: 2',
]);
test('leading zeros', refused, broken({ '10.240.0.2': '10.240.0.02', '10.0.1.0/24': '10.00.1.0/24' }), [
  '8:46: podCidr "10.00.1.0/24" is not a CIDR | write 10.0.1.0/24, without leading zeros',
  '9:25: "10.240.0.02" is not an address | write 10.240.0.2, without leading zeros',
]);
test('an address with leading zeros is that address', refused, broken({ '10.240.0.2': '10.240.0.01' }), [
  '9:25: "10.240.0.01" is not an address | write 10.240.0.1, without leading zeros',
  '9:25: address 10.240.0.1 of node2 is already the address of node1 | give each a different address',
]);
