import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type BenchLab = Disposable & { readonly name: string; readonly file: string };

/** An island of so many nodes with so many pods each, in a file that goes away with it. */
export const islandOf = (nodes: number, podsPerNode: number): BenchLab => {
  const directory = mkdtempSync(join(tmpdir(), 'causeway-bench-'));
  const name = `bench-${nodes}x${podsPerNode}`;
  const file = join(directory, `${name}.yaml`);
  const text = `name: ${name}
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east: { model: island, podCidr: 10.0.0.0/16, nodes: ${nodes}, podsPerNode: ${podsPerNode} }
`;
  writeFileSync(file, text);
  return { name, file, [Symbol.dispose]: () => rmSync(directory, { recursive: true }) };
};
