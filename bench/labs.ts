import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type BenchLab = Disposable & { readonly name: string; readonly file: string };

type Size = { readonly nodes: number; readonly podsPerNode: number };

/** Clusters by kind, as a lab file writes them; so many nodes with so many pods each in all. */
const kinds = {
  island: (size) => [cluster('model: island', size)],
  'island-vxlan': (size) => [cluster('model: island, dataplane: vxlan', size)],
  flat: (size) => [cluster('model: flat', size)],
  archipelago: ({ nodes, podsPerNode }) =>
    [0, 1].map((at) => cluster('model: archipelago, archipelago: sea', { nodes: nodes / 2, podsPerNode }, at)),
} as const satisfies Record<string, (size: Size) => readonly string[]>;

export type Kind = keyof typeof kinds;

export const kindsOfLab: readonly Kind[] = ['flat', 'island', 'island-vxlan', 'archipelago'];

const cluster = (model: string, { nodes, podsPerNode }: Size, at = 0): string =>
  `  c${at}: { ${model}, podCidr: 10.${at}.0.0/16, nodes: ${nodes}, podsPerNode: ${podsPerNode} }\n`;

/** A lab of that kind, in a file that goes away with it. */
export const labOf = (kind: Kind, size: Size): BenchLab => {
  const directory = mkdtempSync(join(tmpdir(), 'causeway-bench-'));
  const name = `bench-${kind}-${size.nodes}x${size.podsPerNode}`;
  const file = join(directory, `${name}.yaml`);
  const text = `name: ${name}
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
${kinds[kind](size).join('')}`;
  writeFileSync(file, text);
  return { name, file, [Symbol.dispose]: () => rmSync(directory, { recursive: true }) };
};
