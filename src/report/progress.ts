// Draws how far something is, and decides nothing: the work runs the same with nobody looking.

import { Listr, type ListrDefaultRendererLogLevels, ListrLogger, ProcessOutput } from 'listr2';
import type { CheckProgress, Progress } from '../plan/progress.ts';

export type ProgressOptions = {
  readonly title: string;
  /** The terminal to draw on: never the stream that carries the answer. */
  readonly stream: NodeJS.WriteStream;
};

/** `building island: 12 of 383`, `checking island: 212 of 362 claims, 3 fail`. */
export const progressTitle = (title: string, progress: Progress | CheckProgress): string => {
  const counted = `${title}: ${progress.done} of ${progress.total}`;
  if (!('failed' in progress)) return counted;
  return `${counted} claims${progress.failed > 0 ? `, ${progress.failed} fail` : ''}`;
};

/** Runs `work` under a live line that counts what it does; returns what it returns and lets pass whatever it throws. */
export const withProgress = async <Result>(
  { title, stream }: ProgressOptions,
  work: (onProgress: (progress: Progress | CheckProgress) => void) => Promise<Result>,
): Promise<Result> => {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const tasks = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          const onProgress = (progress: Progress | CheckProgress): void => {
            task.title = progressTitle(title, progress);
            task.output = progress.why;
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
