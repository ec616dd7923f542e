import type { DaemonState } from '../agent/protocol.ts';
import { plain, type Paint } from './paint.ts';

/** The programs that a lab keeps running, a line each, and how those ended that did; empty where it has none. */
export const daemonsText = (daemons: readonly DaemonState[], paint: Paint = plain): string => {
  const running = daemons.filter(({ ended }) => ended === null);
  const lines = [...Map.groupBy(running, ({ program }) => program)].map(
    ([program, same]) => `${program} runs in ${same.map(({ machine }) => machine).join(', ')}`,
  );
  return [...lines, ...endedLines(daemons, paint)].map((line) => `${line}\n`).join('');
};

/** Of those that should still run. */
export const endedLines = (daemons: readonly DaemonState[], paint: Paint = plain): readonly string[] =>
  daemons.flatMap(({ ended }) => (ended === null ? [] : [paint('bad', ended)]));
