import type { Transport } from '../spec/lab.ts';

/** Where a machine answers and says who it is. */
export type Listener = {
  readonly machine: string;
  readonly address: string;
  readonly port: number;
  readonly transports: readonly Transport[];
};
