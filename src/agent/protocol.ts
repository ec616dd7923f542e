// What the CLI and the agent say to each other: one JSON document a line, over a unix socket.

import type { Disturbance, Machine, Plan } from '../plan/step.ts';
import type { Experiment } from '../probe/flow.ts';
import type { Listener } from '../probe/listener.ts';
import type { Observation } from '../probe/observation.ts';
import type { Proxy } from '../proxy/proxy.ts';

/** Everything an agent needs to build and serve a lab. */
export type Blueprint = {
  readonly plan: Plan;
  /** Where machines listen and answer with who they are. */
  readonly listeners: readonly Listener[];
  /** What runs on the proxies. */
  readonly proxies: readonly Proxy[];
  /** Hash of the lab file's meaning: tells `up` whether what runs is what the file says. */
  readonly fingerprint: string;
  /** Absolute path of the lab file, or the built-in lab's name. */
  readonly source: string;
};

export type LabState = {
  readonly lab: string;
  /** `broken`: building failed, or mending did, and what there is was kept to be looked at. */
  readonly state: 'building' | 'up' | 'broken';
  readonly source: string;
  readonly fingerprint: string;
  readonly rootless: boolean;
  /** ISO 8601. */
  readonly since: string;
  readonly machines: readonly Machine[];
  readonly steps: number;
  readonly daemons: readonly DaemonState[];
};

/** A program that the lab keeps running in a machine. */
export type DaemonState = {
  readonly machine: string;
  readonly program: string;
  /** How it ended and what it said last, as a sentence; null while it runs. */
  readonly ended: string | null;
};

export type Requests = {
  build: { params: Blueprint; result: LabState };
  /** After this the agent outlives the connection that built it. */
  keep: { params: Record<string, never>; result: LabState };
  /** From now on others find the lab by that name. */
  serve: { params: { name: string }; result: Record<string, never> };
  describe: { params: Record<string, never>; result: LabState };
  observe: {
    params: { experiments: readonly Experiment[] };
    result: { observations: readonly (readonly Observation[])[] };
  };
  /** Observes while the lab is disturbed, and mends it whatever comes of that, also when nobody waits for the answer. */
  disturb: {
    params: { disturbance: Disturbance; experiments: readonly Experiment[] };
    result: {
      observations: readonly (readonly Observation[])[];
      /** Why the observations say nothing: it could not be done, or not be undone. Null where all is as it was before. */
      trouble: string | null;
      /** Otherwise nothing can be observed in this lab any more. */
      mended: boolean;
    };
  };
  /** Live kernel state of one machine, or of all: links, addresses, routes, neighbours, rules, nft ruleset, tracked connections. */
  inspect: { params: { machine?: string }; result: { machines: readonly MachineState[] } };
  down: { params: Record<string, never>; result: Record<string, never> };
};

export type Method = keyof Requests;

/** As read from the kernel, not from the plan; each line as `ip` would print it, shortened. */
export type MachineState = {
  readonly name: string;
  readonly links: readonly string[];
  readonly addresses: readonly string[];
  readonly routes: readonly string[];
  readonly neighbours: readonly string[];
  readonly rules: readonly string[];
  readonly ruleset: string;
  /** Connection tracking entries. */
  readonly tracked: readonly string[];
};
