// Abstract unix sockets (unix(7)): names without a file, bound to the network namespace that made them. They vanish
// with the process that holds them, which is why a killed agent leaves nothing behind, and binding one is atomic, which
// is why two agents of one lab cannot exist. Having no file they have no file permissions: both ends look at the other's
// credentials instead.

import { existsSync, readFileSync } from 'node:fs';
import {
  AF_UNIX,
  attempt,
  call,
  SO_PEERCRED,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  SystemError,
} from './libc.ts';

/** sockaddr_un with a leading NUL: 2 bytes of family in host order, NUL, the name. */
const addressOf = (name: string): Buffer => {
  const address = Buffer.alloc(2 + 1 + Buffer.byteLength(name));
  address.writeUInt16LE(AF_UNIX, 0);
  address.write(name, 3);
  return address;
};

const isAnswer = (result: number, code: string): boolean => result < 0 && new SystemError('', -result).code === code;

/** A socket with no name yet, of the network namespace that we are in now. The caller closes it. */
export const openUnnamed = (): number => call('socket', AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

/** Gives the socket its name and listens, for everybody who holds a copy of it. False when the name is taken. */
export const listenAbstract = (fd: number, name: string): boolean => {
  const address = addressOf(name);
  const result = attempt('bind', fd, address, address.length);
  if (isAnswer(result, 'EADDRINUSE')) return false;
  if (result < 0) throw new SystemError('bind', -result);
  call('listen', fd, 64);
  return true;
};

/** A connected socket, or null when nobody listens, or `busy` when whoever listens takes nobody. The caller closes it. */
export const connectAbstract = (name: string): number | 'busy' | null => {
  const fd = call('socket', AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const address = addressOf(name);
  const result = attempt('connect', fd, address, address.length);
  if (result >= 0) return fd;
  call('close', fd);
  if (isAnswer(result, 'ECONNREFUSED')) return null;
  if (isAnswer(result, 'EAGAIN')) return 'busy';
  throw new SystemError('connect', -result);
};

/** Who is at the other end, in the terms of our own pid and user namespace; a listener's are of its last listen(2). */
export const peerOf = (fd: number): { readonly pid: number; readonly uid: number } => {
  const ucred = Buffer.alloc(12);
  call('getsockopt', fd, SOL_SOCKET, SO_PEERCRED, ucred, [ucred.length]);
  return { pid: ucred.readInt32LE(0), uid: ucred.readUInt32LE(4) };
};

const table = '/proc/net/unix';

/** Names beginning with `prefix` on which somebody listens, in this network namespace (proc_net_unix). */
export const listeningNames = (prefix: string): readonly string[] => {
  const lines = existsSync(table) ? readFileSync(table, 'utf8').split('\n') : [];
  // Num RefCount Protocol Flags Type St Inode Path; the flag __SO_ACCEPTCON marks listeners, '@' stands for the NUL.
  const names = lines.map((line) => line.split(/\s+/)).filter(([, , , flags]) => flags === '00010000');
  return names.flatMap(([, , , , , , , path]) => (path?.startsWith(`@${prefix}`) ? [path.slice(1)] : [])).toSorted();
};
