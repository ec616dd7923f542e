// Draws how far something is, and decides nothing: the work runs the same with nobody looking.

import { Listr, type ListrDefaultRendererLogLevels, ListrLogger, ProcessOutput } from 'listr2';
import type { Progress } from '../plan/progress.ts';

export type ProgressOptions = {
  readonly title: string;
  /** The terminal to draw on: never the stream that carries the answer. */
  readonly stream: NodeJS.WriteStream;
};

/** Runs `work` under a live line that counts its steps; returns what it returns and lets pass whatever it throws. */
export const withProgress = async <Result>(
  { title, stream }: ProgressOptions,
  work: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> => {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const tasks = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          const onProgress = ({ done, total, why }: Progress): void => {
            task.title = `${title}: ${done} of ${total}`;
            task.output = why;
          };
          resolve(await work(onProgress));
          task.title = title;
        },
      },
    ],
    {
      // It would end the process by itself, before anything is torn down.
      registerSignalListeners: false,
      rendererOptions: { logger: loggerOn(stream), showErrorMessage: false },
    },
  );
  await tasks.run();
  return promise;
};

const loggerOn = (stream: NodeJS.WriteStream): ListrLogger<ListrDefaultRendererLogLevels> =>
  new ListrLogger({ useIcons: false, processOutput: new ProcessOutput(stream, stream, { leaveEmptyLine: false }) });
