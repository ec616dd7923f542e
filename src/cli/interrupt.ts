import { LabError } from '../errors.ts';

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** For tearing down. */
const patienceMs = 5000;

type Interruption = { readonly signal: AbortSignal; readonly exitCode: () => number | null };

/**
 * The first Ctrl-C or SIGTERM aborts the signal, so that whatever was begun is torn down; a second one ends the process
 * at once, and the agent, left alone, ends itself.
 */
export const onInterrupt = (): Interruption => {
  const controller = new AbortController();
  let exitCode: number | null = null;
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      if (exitCode !== null) process.exit(exitCode);
      exitCode = exitCodes[name];
      controller.abort(new LabError(`interrupted by ${name}`));
      // Whoever does not answer must not keep us: an agent that is left alone ends by itself.
      setTimeout(() => process.exit(exitCode), patienceMs).unref();
    });
  return { signal: controller.signal, exitCode: () => exitCode };
};

/** Waits for the promise, or throws as soon as the signal is aborted. */
export const orInterrupted = async <Result>(signal: AbortSignal, promise: Promise<Result>): Promise<Result> => {
  signal.throwIfAborted();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, interrupted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};
