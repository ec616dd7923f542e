import type { MachineState } from '../agent/protocol.ts';
import type { Machine, MachineKind } from '../plan/step.ts';
import { plain, type Paint } from './paint.ts';
import { count, table } from './table.ts';

/** The shape of one of `inspect --json`'s `machines`. */
export const machineJson = ({ name, kind, cluster, node, addresses }: Machine) => ({
  name,
  kind,
  cluster,
  node,
  addresses,
});

/** All machines of a lab, a line each. */
export const machinesTable = (machines: readonly Machine[], paint: Paint = plain): string =>
  table(
    ['machine', 'kind', 'cluster', 'node', 'addresses'],
    machines.map(({ name, kind, cluster, node, addresses }) => [
      name,
      kind,
      cluster ?? '',
      node ?? '',
      addresses.join(' '),
    ]),
    paint,
  );

const manyMachines = 24;

/** What was built, short enough for a large lab: a table, or only the numbers when there are too many machines. */
export const builtText = (machines: readonly Machine[], paint: Paint = plain): string => {
  const numbers = [...Map.groupBy(machines, ({ kind }) => kind)]
    .map(([kind, same]) => counted(kind, same.length))
    .join(', ');
  return machines.length > manyMachines ? `${numbers}\n` : `${numbers}\n\n${machinesTable(machines, paint)}`;
};

const counted = (kind: MachineKind, number: number): string =>
  number === 1 || plurals[kind] === undefined ? count(number, kind) : `${number} ${plurals[kind]}`;

const plurals: Partial<Record<MachineKind, string>> = { switch: 'switches', proxy: 'proxies' };

/** One machine as its kernel describes it. */
export const kernelText = (machine: Machine, kernel: MachineState, paint: Paint = plain): string => {
  const where = [machine.node !== null && `on ${machine.node}`, machine.cluster !== null && `in ${machine.cluster}`];
  const first = [paint('strong', machine.name), machine.kind, ...where].filter((word) => word !== false).join(' ');
  const ruleset = kernel.ruleset.trim();
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['links', kernel.links],
    ['addresses', kernel.addresses],
    ['routes', kernel.routes],
    ['neighbours', kernel.neighbours],
    ['rules', kernel.rules],
    ['nft', ruleset === '' ? [] : ruleset.split('\n')],
    ['tracked connections', kernel.tracked],
  ];
  return [
    `${first}\n`,
    ...sections.filter(([, lines]) => lines.length > 0).map(([name, lines]) => section(name, lines, paint)),
  ].join('\n');
};

const section = (name: string, lines: readonly string[], paint: Paint): string =>
  `${paint('faint', name)}\n${lines.map((line) => `  ${line}\n`).join('')}`;
