import { LabError } from '../errors.ts';
import type { Experiment } from '../probe/flow.ts';
import type { Lab } from '../spec/lab.ts';
import { observationJson, observationText } from '../report/observation.ts';
import { orInterrupted } from './interrupt.ts';
import { findLabFile, readLab } from './lab-file.ts';
import { connectTo, machineOf } from './running.ts';
import { flowTo } from './target.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export type ProbeArguments = { readonly lab: string; readonly from: string; readonly to: string };

/** Sends once and says what was seen at every machine on the way. */
export const probe = async (terminal: Terminal, { lab, from, to }: ProbeArguments): Promise<ExitCode> => {
  await using connection = await connectTo(lab);
  const state = await orInterrupted(terminal.signal, connection.request('describe', {}));
  const surroundings = { from: machineOf(state, from), machines: state.machines, lab: await specOf(state.source) };
  const flow = flowTo(to, surroundings);
  const experiments: Experiment[] = [{ flow, tries: 1, controls: [], capture: true, tracking: true }];
  const { observations } = await orInterrupted(terminal.signal, connection.request('observe', { experiments }));
  const observation = observations[0]?.[0];
  if (observation === undefined)
    throw new LabError('the agent sent no observation', {
      hint: 'try again; if it stays so, take the lab down and up',
    });
  terminal.answer(observationJson(observation), () => observationText(observation, terminal.paint));
  return observation.outcome === 'reached' ? 0 : observation.outcome === 'tool-error' ? 3 : 1;
};

/** The file knows the Services. It may be gone or broken by now; the machines of the running lab are known without it. */
const specOf = async (source: string): Promise<Lab | null> => {
  if (findLabFile(source) === null) return null;
  try {
    return (await readLab(source)).lab;
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
};
