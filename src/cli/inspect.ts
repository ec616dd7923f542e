import { kernelText, machineJson, machinesTable } from '../report/machines.ts';
import { orInterrupted } from './interrupt.ts';
import { connectTo, machineOf } from './running.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** A lab's machines, or what the kernel says of one of them. */
export const inspect = async (terminal: Terminal, argument: string, who: string | undefined): Promise<ExitCode> => {
  await using connection = await connectTo(argument);
  const { lab, state, machines, source, since } = await orInterrupted(
    terminal.signal,
    connection.request('describe', {}),
  );
  if (who === undefined) {
    terminal.answer(
      { lab, state, machines: machines.map(machineJson) },
      () =>
        `${terminal.paint('strong', lab)} is ${state} since ${since}, from ${source}\n\n${machinesTable(machines, terminal.paint)}`,
    );
    return 0;
  }
  const machine = machineOf({ lab, machines }, who);
  const live = await orInterrupted(terminal.signal, connection.request('inspect', { machine: who }));
  const { name: _name, ...kernel } = live.machines.find(({ name }) => name === who) ?? empty(who);
  terminal.answer({ lab, state, machines: [{ ...machineJson(machine), kernel }] }, () =>
    kernelText(machine, { name: who, ...kernel }, terminal.paint),
  );
  return 0;
};

const empty = (name: string) => ({
  name,
  links: [],
  addresses: [],
  routes: [],
  neighbours: [],
  rules: [],
  ruleset: '',
});
