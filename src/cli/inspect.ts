import { daemonsText } from '../report/daemons.ts';
import { kernelText, machineJson, machinesTable } from '../report/machines.ts';
import { orInterrupted } from './interrupt.ts';
import { connectTo, machineOf } from './running.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** A lab's machines, or what the kernel says of one of them. */
export const inspect = async (terminal: Terminal, argument: string, who: string | undefined): Promise<ExitCode> => {
  await using connection = await connectTo(argument);
  const { lab, state, machines, daemons, source, since } = await orInterrupted(
    terminal.signal,
    connection.request('describe', {}),
  );
  if (who === undefined) {
    terminal.answer(
      { lab, state, machines: machines.map(machineJson), daemons },
      () =>
        `${terminal.paint('strong', lab)} is ${state} since ${since}, from ${source}\n\n${machinesTable(machines, terminal.paint)}${daemonsText(daemons, terminal.paint)}`,
    );
    return 0;
  }
  const machine = machineOf({ lab, machines }, who);
  const live = await orInterrupted(terminal.signal, connection.request('inspect', { machine: who }));
  const { name: _name, ...kernel } = live.machines.find(({ name }) => name === who) ?? empty(who);
  const here = daemons.filter((daemon) => daemon.machine === who);
  const text = (): string => {
    const running = daemonsText(here, terminal.paint);
    return `${kernelText(machine, { name: who, ...kernel }, terminal.paint)}${running === '' ? '' : `\n${running}`}`;
  };
  // As it is, and not wrapped: whoever copies a rule should get that rule.
  if (terminal.json)
    terminal.answer({ lab, state, machines: [{ ...machineJson(machine), kernel }], daemons: here }, text);
  else terminal.print(text());
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
  tracked: [],
});
