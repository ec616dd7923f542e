// The command line as a user runs it: another process, its exit code, its two streams.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

export type Ran = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

export type Running = { readonly child: ChildProcess; readonly ended: Promise<Ran> };

/** Starts it and does not wait. */
export const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Running => {
  const child = spawn(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, stdout, stderr }));
  return { child, ended };
};

export const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> => start(args, env).ended;

/** A lab file of its own, in a directory that goes away with it. The name is unique among everything that runs. */
export const temporaryLab = (
  name: string,
  body: (lab: string) => string,
): Disposable & { readonly name: string; readonly file: string; readonly write: (text: string) => void } => {
  const directory = mkdtempSync(join(tmpdir(), 'causeway-lab-'));
  const unique = `${name}-${process.pid}`;
  const file = join(directory, `${unique}.yaml`);
  writeFileSync(file, body(unique));
  return {
    name: unique,
    file,
    write: (text) => writeFileSync(file, text),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  };
};

/** The seed's island, cut down to one pod a node; `extra` goes to the end of the cluster. */
export const smallIsland =
  (extra = '') =>
  (name: string): string =>
    `name: ${name}
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east:
    model: island
    podCidr: 10.0.0.0/16
    nodes:
      node1: { address: 10.240.0.1, podCidr: 10.0.1.0/24, pods: [pod-a] }
      node2: { address: 10.240.0.2, podCidr: 10.0.2.0/24, pods: [pod-c] }
${extra}`;

/** Takes long enough to build to be interrupted anywhere on the way. */
export const largeIsland = (name: string): string => `name: ${name}
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east: { model: island, podCidr: 10.0.0.0/16, nodes: 10, podsPerNode: 90 }
`;
