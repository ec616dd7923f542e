// The models taken for each other: each lab is built as it is, and judged by what every model expects of its machines.
// A model that another model's network satisfies would claim too little; one that its own network does not, too much.

import { blueprintOf } from '../src/agent/blueprint.ts';
import { checkLab } from '../src/agent/check.ts';
import { startAgent } from '../src/agent/client.ts';
import { readLab } from '../src/cli/lab-file.ts';
import { plain } from '../src/report/paint.ts';
import { table } from '../src/report/table.ts';
import type { Cluster, Lab } from '../src/spec/lab.ts';
import type { Report } from '../src/verdict/verdict.ts';
import { rootless } from '../conformance/support/rootless.ts';
import type { Row } from './measure.ts';

const labs = ['flat', 'flat-proxy-arp', 'isolated', 'island'];

/** What the lab file would say instead. Only the oracle reads it. */
const declarations = {
  flat: () => ({ model: 'flat', egress: 'none', own: null }),
  // Wherever its network is, the outsiders are not on it.
  isolated: ({ network }) => ({ model: 'isolated', egress: 'masquerade', own: { network, hosts: [] } }),
  island: () => ({ model: 'island', egress: 'masquerade', own: null }),
} as const satisfies Record<string, (lab: Lab) => Partial<Cluster>>;

type Model = keyof typeof declarations;
const models: readonly Model[] = ['flat', 'isolated', 'island'];

const declaredAs = (lab: Lab, model: Model): Lab => ({
  ...lab,
  clusters: lab.clusters.map((cluster) => ({ ...cluster, ...declarations[model](lab) })),
});

type Cell = { readonly built: string; readonly judged: Model; readonly own: boolean; readonly report: Report };

/** One lab as it is, judged by each model in turn. */
const judgedByAll = async (name: string): Promise<readonly Cell[]> => {
  const { lab, source } = await readLab(name);
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, source));
  const cells: Cell[] = [];
  for (const judged of models) {
    // Where there are several, the first cluster is what the lab is about.
    const own = lab.clusters[0]?.model === judged;
    const declared = own ? lab : declaredAs(lab, judged);
    cells.push({ built: name, judged, own, report: await checkLab(agent, declared) });
  }
  return cells;
};

const notHeld = ({ report }: Cell, id: string): string => {
  const claims = report.claims.filter((claim) => claim.id === id);
  const failed = claims.filter(({ verdict }) => verdict === 'fail').length;
  const unknown = claims.filter(({ verdict }) => verdict === 'unknown').length;
  if (claims.length === 0) return '';
  return failed > 0 ? `✘ ${failed} of ${claims.length}` : unknown > 0 ? `? ${unknown} of ${claims.length}` : '·';
};

const worse = ({ report }: Cell): readonly string[] => [
  ...new Set(report.claims.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown').map(({ id }) => id)),
];

/** A line for each claim id that fails anywhere: how many of its claims fail in which cell. */
const matrix = (cells: readonly Cell[]): string => {
  const ids = [...new Set(cells.flatMap(worse))].toSorted();
  const heading = ['claim', ...cells.map(({ built, judged }) => `${built} as ${judged}`)];
  const rows = ids.map((id) => [id, ...cells.map((cell) => notHeld(cell, id))]);
  return `${table(heading, rows, plain)}\n`;
};

const rowOf = (cell: Cell): Row => {
  const { fail, unknown } = cell.report.counts;
  return {
    what: `${cell.built} judged as ${cell.judged}`,
    measured: `${fail} of ${cell.report.claims.length} claims fail${unknown > 0 ? `, ${unknown} unknown` : ''}`,
    must: cell.own ? 'none' : 'some',
    holds: cell.own ? worse(cell).length === 0 : fail > 0,
  };
};

/** Prints which claim ids fail where, and returns a row a cell. */
export const confusion = async (): Promise<readonly Row[]> => {
  const cells: Cell[] = [];
  for (const name of labs) cells.push(...(await judgedByAll(name)));
  process.stdout.write(matrix(cells));
  return cells.map(rowOf);
};
