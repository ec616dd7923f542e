import test from 'ava';
import { readFileSync } from 'node:fs';
import { parseLab } from '../spec/parse.ts';
import { dotGraph } from './graph-dot.ts';
import { drawingOf } from './graph-drawing.ts';
import { mermaidGraph } from './graph-mermaid.ts';
import { scenesOf } from './graph-scene.ts';

const scene = (file: string) => {
  const text = readFileSync(new URL(`../../labs/${file}`, import.meta.url), 'utf8');
  const [first] = scenesOf(parseLab(text, file));
  if (first === undefined) throw new Error(`nothing to draw of ${file}`);
  return first;
};

test('proxies stand on the larger network, and say where they lead', (t) => {
  const { hosts, clusters } = scene('14-proxy.yaml');
  t.deepEqual(
    hosts.map(({ name, lines }) => [name, lines.at(-1)]),
    [
      ['other', '10.128.1.1'],
      ['gate', 'proxy to NodePorts of east'],
      ['front', 'proxy to pods of east'],
    ],
  );
  const labels = clusters.flatMap(({ crossings }) => crossings.map(({ label }) => label));
  t.true(
    labels.some((label) => label.startsWith('by the proxy front, port 25 → mail, port 80 by hostname → 3 Services')),
  );
});

test('a proxy with a leg inside stands on the cluster’s own network, too, in every format', (t) => {
  const { hosts } = scene('14-proxy.yaml');
  t.true(hosts.find(({ name }) => name === 'front')?.lines.includes('10.0.255.254 in net-east'));
  const lab = parseLab(readFileSync(new URL('../../labs/14-proxy.yaml', import.meta.url), 'utf8'), '14-proxy.yaml');
  t.regex(mermaidGraph(lab), /^h2 --- c0net$/m);
  t.regex(dotGraph(lab), /^ *h2 -- c0net$/m);
  t.true(
    drawingOf(lab).shapes.some(
      (shape) => shape.kind === 'line' && shape.look === 'own-leg' && shape.points.length === 5,
    ),
  );
});

test('an ingress is a way in that goes on by hostname', (t) => {
  const { clusters } = scene('15-ingress.yaml');
  const labels = new Set(clusters.flatMap(({ crossings }) => crossings.map(({ label }) => label)));
  t.true(labels.has('NodePort 30080 or VIP 10.200.0.1, port 80 → ingress keep, by hostname → 2 Services in'));
  t.true(labels.has('NodePort 30081 → ingress hide, by hostname → 2 Services in'));
});
