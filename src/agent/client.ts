// The CLI's end of the agent: starts one, finds one, asks it.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { HostError, LabError } from '../errors.ts';
import { connectAbstract, listenAbstract, listeningNames, openUnnamed, peerOf } from '../linux/abstract-socket.ts';
import { findTool } from '../linux/host-tools.ts';
import { agentProgram } from '../root.ts';
import { type Ask, converse } from './connection.ts';

export type AgentConnection = AsyncDisposable & {
  /** The agent's process as this end sees it; for a private agent the process that takes the agent along when it ends. */
  readonly pid: number;
  readonly request: Ask;
  /** Resolves when the other end is gone. */
  readonly closed: Promise<void>;
};

/** An agent that this end started: private, until it is given the name under which others find it. */
export type StartedAgent = AgentConnection & {
  /** Throws LabError when a lab of that name is up or being built. */
  readonly serveAs: (name: string) => Promise<void>;
};

export type AgentOptions = {
  /** In a user namespace, as an ordinary user needs it. */
  readonly rootless: boolean;
  /** Ends an agent that was not told to `keep` its lab. */
  readonly signal?: AbortSignal | undefined;
};

/** Labs are found by user and name: `@causeway/1000/island`. */
const prefix = `causeway/${process.getuid?.() ?? 0}/`;

/**
 * Starts an agent in namespaces of its own, and returns before it is ready: it gets ready while this end reads the lab.
 * Until it is told to `keep` the lab it ends with this connection, so that nothing outlives an interrupted `up`, however
 * it was interrupted. Disposing after `keep` only hangs up.
 */
export const startAgent = (options: AgentOptions): StartedAgent => {
  const { signal } = options;
  signal?.throwIfAborted();
  // Made here, in the host's network namespace, named later, and listened to by the agent: both ends have a copy.
  const listening = openUnnamed();
  const child = launch(options, listening);
  const control = child.stdio[3];
  if (!(control instanceof Socket)) throw new Error('the control pipe of a child process is a socket');
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4096)));
  const { promise: exited, resolve } = Promise.withResolvers<void>();
  child.once('close', () => resolve());
  const { ask, closed } = converse(control, { goneBecause: () => agentEnded(stderr) });
  signal?.addEventListener('abort', () => control.destroy());
  let kept = false;
  return {
    pid: child.pid ?? 0,
    closed: closed.then(() => exited),
    serveAs: async (name) => {
      if (!listenAbstract(listening, prefix + name)) throw nameTaken(name);
      await ask('serve', { name });
    },
    request: async (method, params, progress) => {
      const result = await ask(method, params, progress);
      kept ||= method === 'keep';
      return result;
    },
    [Symbol.asyncDispose]: async () => {
      control.destroy();
      closeSync(listening);
      if (!kept) {
        // It would end by itself as soon as it hears that we hung up, and starts by loading all it needs.
        child.kill('SIGKILL');
        return exited;
      }
      child.stderr?.destroy();
      child.unref();
    },
  };
};

/** A session of its own: Ctrl-C is this end's to handle; hanging up is how the agent hears of it. */
const launch = ({ rootless }: AgentOptions, listening: number): ChildProcess => {
  const userNamespace = rootless ? ['--user', '--map-root-user'] : [];
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const program = [process.execPath, agentProgram, rootless ? 'rootless' : 'root'];
  return spawn(findTool('unshare'), [...userNamespace, ...namespaces, ...program], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', listening],
    detached: true,
    // Closing a capture is waiting, a moment for every machine (linux/capture.ts): more of it side by side than Node's 4.
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
  });
};

const nameTaken = (name: string): LabError =>
  new LabError(`${name} is already up, or somebody is building it at this moment`, {
    hint: `./causeway ls shows what is up; ./causeway down ${name} removes it`,
  });

const agentEnded = (stderr: string): LabError => {
  const said = stderr.trim();
  if (/unshare.*(Operation not permitted|No space left|failed)/.test(said))
    return new HostError(`this host does not let us make namespaces: ${said}`, {
      hint: './causeway doctor says what is missing and how to mend it',
    });
  return new LabError(
    said === '' ? 'the agent ended before it answered' : `the agent ended before it answered: ${said}`,
    {
      hint: 'nothing is left of the lab; build it again with ./causeway up',
    },
  );
};

/** The agent that holds a lab of this user, or null when that lab is not up. */
export const connectAgent = async (name: string): Promise<AgentConnection | null> => {
  const fd = connectAbstract(prefix + name);
  if (fd === null) return null;
  if (fd === 'busy')
    throw new LabError(`whoever holds the name ${name} does not answer`, {
      hint: 'try again; if it stays so, give the lab another name',
    });
  const { pid, uid } = peerOf(fd);
  // Anybody may take an abstract name, so a stranger's agent must not be believed.
  if (uid !== process.getuid?.()) {
    closeSync(fd);
    throw new LabError(`the name ${name} is held by user ${uid}, not by you`, {
      hint: 'give the lab another name, or ask that user to let go',
    });
  }
  const socket = new Socket({ fd, readable: true, writable: true });
  const { ask, closed } = converse(socket, { goneBecause: () => agentEnded('') });
  const request: Ask = (method, params, onProgress) =>
    method === 'describe' ? inTime(ask(method, params), pid) : ask(method, params, onProgress);
  return { pid, request, closed, [Symbol.asyncDispose]: async () => void socket.destroy() };
};

/** What an agent knows it says at once, busy or not; one that is stopped never does. */
const patienceMs = 10_000;

const inTime = async <Result>(answer: Promise<Result>, pid: number): Promise<Result> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(notAnswering(pid)), patienceMs);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
};

const notAnswering = (pid: number): LabError =>
  new LabError(`the agent, process ${pid}, has not answered for ${patienceMs / 1000} s`, {
    hint: `kill -KILL ${pid} ends it and its lab; nothing else has to be cleaned up`,
  });

/** Labs of this user that are up or being built. */
export const listAgents = (): readonly { readonly lab: string }[] =>
  listeningNames(prefix)
    .map((name) => name.slice(prefix.length))
    // Anybody may take any name, and what is no lab's name is nobody's lab.
    .filter((name) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name))
    .map((lab) => ({ lab }));
