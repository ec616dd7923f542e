import { connectAgent, listAgents } from '../agent/client.ts';
import type { LabState } from '../agent/protocol.ts';
import { LabError } from '../errors.ts';
import { table } from '../report/table.ts';
import { orInterrupted } from './interrupt.ts';
import { program } from './program.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** What is up. */
export const ls = async (terminal: Terminal): Promise<ExitCode> => {
  const found = await orInterrupted(terminal.signal, Promise.all(listAgents().map(({ lab }) => describe(lab))));
  const rows = found.filter((state) => state !== null).map(rowOf);
  terminal.answer(rows, () =>
    rows.length === 0 ? `no lab is up; ${program} up island builds the first one\n` : text(terminal, rows),
  );
  return 0;
};

/** Null for a lab that went down while we looked. */
const describe = async (lab: string): Promise<LabState | null> => {
  try {
    await using connection = await connectAgent(lab);
    return connection === null ? null : await connection.request('describe', {});
  } catch (error) {
    // One lab that is ending, or a name a stranger holds, must not hide the others.
    if (error instanceof LabError) return null;
    throw error;
  }
};

const rowOf = ({ lab, state, machines, since, source, rootless }: LabState) => ({
  lab,
  state,
  machines: machines.length,
  since,
  source,
  rootless,
});

const text = ({ paint }: Terminal, rows: readonly ReturnType<typeof rowOf>[]): string =>
  table(
    ['lab', 'state', 'machines', 'since', 'source', ''],
    rows.map(({ lab, state, machines, since, source, rootless }) => [
      lab,
      state,
      String(machines),
      since,
      source,
      rootless ? 'rootless' : '',
    ]),
    paint,
  );
