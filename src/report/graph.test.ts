import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import { dotGraph } from './graph-dot.ts';
import { drawingOf } from './graph-drawing.ts';
import { mermaidGraph } from './graph-mermaid.ts';
import { type Box, fontSizes, type Point, type Shape, widthOf } from './graph-shape.ts';
import { svgGraph } from './graph-svg.ts';

const labs = new URL('../../labs/', import.meta.url);
const builtIn = readdirSync(labs)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => parseLab(readFileSync(new URL(file, labs), 'utf8'), file));

const labOf = (name: string, network: string, clusters: string): Lab =>
  parseLab(`name: ${name}\nnetwork: { cidr: ${network} }\nclusters:\n${clusters}\n`, `${name}.yaml`);

const outside = '10.0.0.0/8, hosts: { other: 10.128.1.1 }';
const island = '{ model: island, podCidr: 10.0.0.0/16';
const west = 'nodeCidr: 10.241.0.0/16';
const ports = (howMany: number): string =>
  Array.from(
    { length: howMany },
    (_, at) => `s${at}: { port: 80, endpoints: [pod-1-1], nodePort: ${30_000 + at}, externalTrafficPolicy: Local }`,
  ).join(', ');
const hosts = Array.from({ length: 12 }, (_, at) => `h${at}: 10.128.${at % 3}.${at + 1}`).join(', ');

const twenty = labOf('twenty', outside, `  east: ${island}, nodes: 20, podsPerNode: 50 }`);
const many = labOf('many', outside, `  east: ${island}, nodes: 60, podsPerNode: 3, nodeCidr: 10.240.0.0/16 }`);
const clusters = labOf(
  'clusters',
  '[10.0.0.0/8, "fd00::/16"], hosts: { other: [10.128.1.1, "fd00:128::1"], printer: 10.240.0.77 }',
  `  isle: { model: island, podCidr: [10.0.0.0/16, "fd00:1::/48"], nodeCidr: [10.240.0.0/24, "fd00:240::/64"], nodes: 7, podsPerNode: 2 }
  reuse: ${island}, ${west}, nodes: 2, podsPerNode: 4 }
  plain: { model: flat, podCidr: 10.9.0.0/16, nodeCidr: 10.240.0.0/24, nodes: 1 }
  spread: { model: flat, podCidr: 10.10.0.0/16, nodes: { m1: { address: 10.250.0.1 }, m2: { address: 10.251.0.1, pods: 1 }, m3: { address: 10.250.0.2 } } }`,
);

const drawn: readonly Lab[] = [
  ...builtIn,
  twenty,
  many,
  clusters,
  labOf('alone', '10.0.0.0/8', `  east: ${island}, nodes: 1, podsPerNode: 0 }`),
  labOf('ports', `10.0.0.0/8, hosts: { ${hosts} }`, `  east: ${island}, nodes: 1, services: { ${ports(5)} } }`),
  labOf('more-ports', outside, `  east: ${island}, nodes: 1, services: { ${ports(6)} } }`),
];

const texts = (lab: Lab): readonly { readonly text: string; readonly box: Box }[] =>
  drawingOf(lab).shapes.flatMap((shape) => {
    if (shape.kind !== 'text') return [];
    const height = fontSizes[shape.look];
    const box = { x: shape.at[0], y: shape.at[1] - height * 0.8, width: widthOf(shape.look, shape.text), height };
    return [{ text: shape.text, box }];
  });

const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const boxAround = (points: readonly Point[]): Box => {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
};

/** Every stroke of a line or of an outline; all are level or upright. */
const strokes = (lab: Lab): readonly Box[] =>
  drawingOf(lab).shapes.flatMap((shape: Shape) => {
    if (shape.kind !== 'line' && shape.kind !== 'area') return [];
    const points = shape.kind === 'area' ? [...shape.points, ...shape.points.slice(0, 1)] : shape.points;
    return points.slice(1).map((point, at) => {
      const { x, y, width, height } = boxAround([points[at] ?? point, point]);
      return { x: x - 0.75, y: y - 0.75, width: width + 1.5, height: height + 1.5 };
    });
  });

for (const lab of drawn) {
  test(`${lab.name}: no text meets another text`, (t) => {
    const all = texts(lab);
    for (const [at, one] of all.entries())
      for (const other of all.slice(at + 1)) t.false(meet(one.box, other.box), `${one.text} / ${other.text}`);
    t.true(all.length > 3);
  });

  test(`${lab.name}: no line crosses a text`, (t) => {
    for (const { text, box } of texts(lab))
      t.false(
        strokes(lab).some((stroke) => meet(stroke, box)),
        text,
      );
  });

  test(`${lab.name}: everything is inside the picture`, (t) => {
    const { width, height } = drawingOf(lab);
    for (const box of [...texts(lab).map((one) => one.box), ...strokes(lab)]) {
      t.true(box.x >= 0 && box.y >= 0);
      t.true(box.x + box.width <= width && box.y + box.height <= height);
    }
  });

  test(`${lab.name}: what is drawn twice is drawn the same`, (t) => {
    for (const draw of [svgGraph, mermaidGraph, dotGraph]) t.is(draw(lab), draw(structuredClone(lab)));
  });

  test(`${lab.name}: as SVG it fetches nothing, runs nothing and is closed`, (t) => {
    const svg = svgGraph(lab);
    t.notRegex(svg, /<script|<image|href|@import|url\((?!#)|NaN|undefined/);
    t.is(
      svg.match(/<(text|svg|style|title|marker|defs)\b/g)?.length,
      svg.match(/<\/(text|svg|style|title|marker|defs)>/g)?.length,
    );
  });

  test(`${lab.name}: Mermaid and Graphviz join only what they have`, (t) => {
    const mermaid = mermaidGraph(lab);
    const known = new Set([...mermaid.matchAll(/^ *(?:subgraph )?(\w+)[[(]/gm)].map(([, id]) => id));
    const ends = [...mermaid.matchAll(/^(\w+) <?--[->](?:\|[^|]*\|)? (\w+)$/gm)].flatMap(([, a, b]) => [a, b]);
    t.deepEqual(
      ends.filter((id) => !known.has(id)),
      [],
    );
    t.true(ends.length > 0);
    t.is(mermaid.match(/^ *subgraph /gm)?.length, mermaid.match(/^ *end$/gm)?.length);
    const dot = dotGraph(lab);
    const nodes = new Set([...dot.matchAll(/^ *(\w+) \[/gm)].map(([, id]) => id));
    const joined = [...dot.matchAll(/^ *(\w+) -- (\w+)/gm)].flatMap(([, a, b]) => [a, b]);
    t.deepEqual(
      joined.filter((id) => !nodes.has(id)),
      [],
    );
    t.is(dot.match(/\{$/gm)?.length, dot.match(/^ *\}$/gm)?.length);
  });
}

test('the checks for overlap can fail', (t) => {
  t.true(meet({ x: 0, y: 0, width: 10, height: 10 }, { x: 9, y: 9, width: 10, height: 10 }));
  t.false(meet({ x: 0, y: 0, width: 10, height: 10 }, { x: 10, y: 0, width: 10, height: 10 }));
});

const words = (lab: Lab): readonly string[] => texts(lab).map(({ text }) => text);

test('many pods are one line, many nodes one box, many NodePorts one arrow, many outsiders one box', (t) => {
  t.true(words(twenty).includes('10.0.20.1–50'));
  t.is(words(twenty).filter((text) => text === '50 pods').length, 20);
  t.true(words(many).includes('37 more nodes'));
  t.true(words(many).includes('10.240.0.24–60'));
  const folded = drawn.find(({ name }) => name === 'more-ports') ?? twenty;
  t.true(words(folded).includes('NodePorts 30000 to 30005 → 6 Services in'));
  const crowd = drawn.find(({ name }) => name === 'ports') ?? twenty;
  t.true(words(crowd).includes('7 more outsiders'));
  t.true(words(crowd).includes('10.128.0.7 … 10.128.2.12') || words(crowd).includes('10.128.0.10 … 10.128.2.12'));
});

const named = (name: string): Lab => {
  const lab = drawn.find((one) => one.name === name);
  if (lab === undefined) throw new Error(`no lab ${name}`);
  return lab;
};

test('an island has a network of its own and its gateways; a flat cluster has neither and is inside', (t) => {
  const shown = words(named('island'));
  t.true(shown.includes("net-east, the cluster's own network 10.0.0.0/16"));
  t.true(shown.includes('masquerade out'));
  t.true(shown.includes('NodePort 30080 → web in'));
  t.true(shown.includes('NodePort 30081 → local in (policy Local)'));
  t.true(words(named('flat')).includes('every pod, as itself'));
  t.true(words(named('flat')).includes("core has a route to each node's pods"));
  t.false(words(named('flat')).some((text) => text.includes('own network') || text.includes('masquerade')));
});

test('a flat cluster lets everybody in, and those that leave by an egress gateway out by that', (t) => {
  const gateway = 'egressGateway: { node: node2, address: 10.240.0.100, pods: [pod-1-1] }';
  const shown = words(labOf('exit', outside, `  east: { model: flat, podCidr: 10.0.0.0/16, nodes: 2, ${gateway} }`));
  t.false(shown.includes('every pod, as itself'));
  for (const label of [
    'every pod in, as itself',
    'pod-1-1 out by node2, as 10.240.0.100',
    'all other pods out, as themselves',
  ])
    t.true(shown.includes(label), label);
});

const areas = (lab: Lab, look: string): readonly Box[] =>
  drawingOf(lab).shapes.flatMap((shape) =>
    shape.kind === 'area' && shape.look === look ? [boxAround(shape.points)] : [],
  );

test('flat clusters lie in the outline of the larger network, islands outside of it', (t) => {
  const [network] = areas(named('flat'), 'network');
  const [district] = areas(named('flat'), 'district');
  t.true(network !== undefined && district !== undefined && district.y + district.height < network.y + network.height);
  const [sea] = areas(named('island'), 'network');
  const [east] = areas(named('island'), 'cluster');
  t.true(sea !== undefined && east !== undefined && east.y > sea.y + sea.height);
  t.deepEqual([areas(clusters, 'district').length, areas(clusters, 'cluster').length], [2, 2]);
});

test('an isolated cluster stands on a network of its own, apart from all others', (t) => {
  const networks = areas(named('isolated'), 'network');
  t.is(networks.length, 3);
  t.true(networks.every((one, at) => networks.slice(at + 1).every((other) => !meet(one, other))));
  for (const draw of [svgGraph, mermaidGraph, dotGraph])
    for (const name of [
      'core',
      'core-east',
      'core-west',
      'other',
      'inner-east',
      'inner-west',
      'node1',
      'node3',
      'pod-d',
    ])
      t.true(draw(named('isolated')).includes(name), name);
});

test('every node and every pod that is not folded is in every format', (t) => {
  const lab = named('island');
  for (const draw of [svgGraph, mermaidGraph, dotGraph])
    for (const name of [
      'other',
      'core',
      'node1',
      'node2',
      'pod-a',
      'pod-b',
      'pod-c',
      'pod-d',
      '10.0.2.2',
      '10.0.1.0/24',
    ])
      t.true(draw(lab).includes(name), name);
});
