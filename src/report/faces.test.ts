import { readFileSync } from 'node:fs';
import test from 'ava';
import { expectationsOf } from '../model/expectations.ts';
import { parseLab } from '../spec/parse.ts';
import { dotGraph } from './graph-dot.ts';
import { mermaidGraph } from './graph-mermaid.ts';
import { svgGraph } from './graph-svg.ts';
import { promisesText } from './promises.ts';

const read = (file: string) =>
  parseLab(readFileSync(new URL(`../../labs/${file}`, import.meta.url), 'utf8'), `labs/${file}`);
const mixed = read('18-dual-stack.yaml');

test('a cluster that is two things is called both, and each promises what it promises', (t) => {
  const text = promisesText(mixed, expectationsOf(mixed));
  t.regex(text, /^east is an island in IPv4 and a flat network in IPv6\.\n/);
  t.regex(text, /\n {2}IPv4: A pod that calls out is seen with an address of its own node\.\n/);
  t.regex(text, /\n {2}IPv6: Nobody translates: /);
});

test('with the same model in both families no family is named', (t) => {
  const both = read('30-flat-proxy-ndp.yaml');
  t.regex(promisesText(both, expectationsOf(both)), /^east is a flat network\.\n {2}Pods have addresses/);
});

for (const [format, graph] of Object.entries({ svg: svgGraph, mermaid: mermaidGraph, dot: dotGraph }))
  test(`${format} draws the network that one family has for itself, and says which way is whose`, (t) => {
    const picture = graph(mixed);
    for (const words of [
      'cluster east: island in IPv4, flat in IPv6, pods 10.0.0.0/16 and fd00:1::/48',
      'IPv4: the larger network has no route to the pods',
      'own network 10.0.0.0/16',
      'masquerade out (IPv4)',
      'every pod, as itself (IPv6)',
    ])
      t.true(picture.replaceAll(/&#39;|&apos;|#39;/g, "'").includes(words), words);
    t.is(picture.match(/NodePort 30080 → web in/g)?.length, 1);
  });
