// Files that are no lab at all, or made to break the reader. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';

// Each line stands for ten times the one before it.
const bomb = `a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
`;

test('an empty file', refused, '', [
  '1:1: the lab file is empty | a lab begins with name: my-lab, then network and clusters; labs/05-island.yaml is an example',
]);
test('a file of comments', refused, '# nothing\n\n', [
  '1:1: the lab file is empty | a lab begins with name: my-lab, then network and clusters; labs/05-island.yaml is an example',
]);
test('a list on top', refused, '- name: island\n', [
  '1:1: the lab must be a map, not a list | A lab has a name, a larger network, and Kubernetes clusters on it, as in labs/05-island.yaml',
]);
test('mere text', refused, 'island', [
  '1:1: the lab must be a map, not "island" | A lab has a name, a larger network, and Kubernetes clusters on it, as in labs/05-island.yaml',
]);
test('a bracket that is not closed', refused, broken({ 'pod-b] }': 'pod-b }' }), [
  '8:79: YAML: a ] is missing before this | close with ] what was opened',
]);
test('a quote that is not closed', refused, broken({ 'name: island': 'name: "island' }), [
  '12:1: YAML: a " is missing before this | close with " what was opened',
]);
test('a tab as indentation', refused, broken({ '    model': '\tmodel' }), [
  '5:1: YAML: a tab is used as indentation | indent with spaces',
]);
test('two keys on one line', refused, broken({ 'name: island': 'name: island: two' }), [
  '1:7: YAML: a second key: value begins inside a value | put each key on a line of its own, or quote text that has ": " in it',
]);
test('two documents', refused, `${sound}---\n${sound}`, [
  '12:1: YAML: the file holds several YAML documents | write one lab a file: remove the --- and what follows it',
]);
test('a tag', refused, broken({ 'name: island': 'name: !secret island' }), [
  '1:7: YAML: a YAML tag has no meaning in a lab file | remove the word that begins with !',
]);
test('the same key twice', refused, broken({ 'node2:': 'node1:' }), [
  '9:7: key "node1" is given twice | remove or rename one of them',
]);
test('a list as key', refused, broken({ 'other: 10': '? [a] : b, other: 10' }), [
  '2:41: this cannot be a key | write a plain word as the key: name: value',
]);
test('an alias without anchor', refused, broken({ 'podCidr: 10.0.0.0/16': 'podCidr: *pods' }), [
  '6:14: alias "*pods" has no anchor before it | write &pods before what it stands for',
]);
test('an alias that refers to itself', refused, broken({ '[pod-a, pod-c]': '&all [pod-a, *all]' }), [
  '11:48: alias "*all" refers to itself: a cycle of references | write out what is meant',
]);
test('aliases that expand without end', refused, bomb, [
  '2:12: alias "*a" expands to too much: more than 10,000 values | use the short form, nodes: 20 and podsPerNode: 10',
]);
test('brackets without end', refused, `name: ${'['.repeat(20_000)}`, [
  '1:1: YAML: values are nested too deeply | a lab needs six levels at most',
]);
test('10 MB', refused, `name: ${'x'.repeat(10_000_000)}`, [
  '1:1: the lab file has 10,000,006 characters, at most 1,048,576 (1 MiB) are read | use the short form for large labs: nodes: 20 and podsPerNode: 10',
]);
test('a control character', refused, broken({ 'name: island': 'name: island # \u001b[2J' }), [
  '1:16: control character "\\u001b" in the file | remove it',
]);
test('bytes that are not UTF-8', refused, broken({ 'name: island': 'name: island # caf\ufffd' }), [
  '1:19: the file is not UTF-8 here | save the lab file as UTF-8',
]);
test('a key that would reach into the program', refused, broken({ 'other:': '__proto__:' }), [
  '2:39: this cannot be a key | write a plain word as the key: name: value',
]);
