import { connectAgent, listAgents } from '../agent/client.ts';
import type { LabState } from '../agent/protocol.ts';
import { LabError } from '../errors.ts';
import { table } from '../report/table.ts';
import { orInterrupted } from './interrupt.ts';
import { builtInLabs } from './lab-file.ts';
import { program } from './program.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** What is up. */
export const ls = async (terminal: Terminal): Promise<ExitCode> => {
  const found = await orInterrupted(terminal.signal, Promise.all(listAgents().map(({ lab }) => rowFor(lab))));
  const rows = found.filter((row) => row !== null);
  terminal.answer(rows, () => (rows.length === 0 ? nothingUp() : text(terminal, rows)));
  return 0;
};

export const nothingUp = (): string =>
  `no lab is up; ${program} up island builds the first one\nlabs that come with causeway: ${builtInLabs()
    .map(({ name }) => name)
    .join(', ')}\n`;

type Row = Pick<LabState, 'lab'> & {
  readonly state: LabState['state'] | 'not answering';
  readonly machines: number | null;
  readonly since: string | null;
  readonly source: string | null;
  readonly rootless: boolean | null;
};

/** Null for a lab that went down while we looked. */
const rowFor = async (lab: string): Promise<Row | null> => {
  try {
    await using connection = await connectAgent(lab);
    if (connection === null) return null;
    return rowOf(await connection.request('describe', {}));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    // One lab that is ending, or a name a stranger holds, must not hide the others.
    if (!listAgents().some((agent) => agent.lab === lab)) return null;
    return { lab, state: 'not answering', machines: null, since: null, source: null, rootless: null };
  }
};

const rowOf = ({ lab, state, machines, since, source, rootless }: LabState): Row => ({
  lab,
  state,
  machines: machines.length,
  since,
  source,
  rootless,
});

const text = ({ paint }: Terminal, rows: readonly Row[]): string =>
  table(
    ['lab', 'state', 'machines', 'since', 'source', ''],
    rows.map(({ lab, state, machines, since, source, rootless }) => [
      lab,
      state,
      String(machines ?? ''),
      since ?? '',
      source ?? '',
      rootless ? 'rootless' : '',
    ]),
    paint,
  );
