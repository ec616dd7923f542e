// For the tests of broken labs: a sound lab to break, and the macro that says what is then reported.

import test from 'ava';
import { SpecError } from '../errors.ts';
import { parseLab } from './parse.ts';

export const sound = `name: island
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east:
    model: island
    podCidr: 10.0.0.0/16
    nodes:
      node1: { address: 10.240.0.1, podCidr: 10.0.1.0/24, pods: [pod-a, pod-b] }
      node2: { address: 10.240.0.2, podCidr: 10.0.2.0/24, pods: [pod-c, pod-d] }
    services:
      web: { port: 80, endpoints: [pod-a, pod-c], nodePort: 30080 }
`;

/** The sound lab with some of its words exchanged. */
export const broken = (changes: Readonly<Record<string, string>>): string =>
  Object.entries(changes).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the sound lab has no ${from}`);
    return text.replace(from, () => to);
  }, sound);

/** `problems`: each as `line:column: message | hint`. */
export const refused = test.macro({
  exec: (t, text: string, problems: readonly string[]) => {
    const error = t.throws(() => parseLab(text, 'labs/x.yaml'), { instanceOf: SpecError });
    t.deepEqual(
      error?.problems.map(({ line, column, message, hint }) => `${line}:${column}: ${message} | ${hint}`),
      [...problems],
    );
  },
  title: (title = '') => `refused: ${title}`,
});
