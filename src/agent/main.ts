// The agent: the one process that holds a lab. It is the first process of its own pid namespace, so that everything
// running inside the lab ends with it, and the only one that keeps the lab's network namespaces alive.

import { createServer, Socket } from 'node:net';
import { peerOf } from '../linux/abstract-socket.ts';
import { mountOwnRun } from '../linux/mount.ts';
import { createLabHolder } from './holder.ts';
import { serve } from './server.ts';

/** File descriptors that `client.ts` passes: the builder's pipe, and the socket where others knock once it has a name. */
const controlFd = 3;
const listeningFd = 4;

const end = (): never => process.exit(0);

const start = (): void => {
  // The reader of stderr leaves once the lab is kept; what is written after that has nobody to read it.
  process.stderr.on('error', () => undefined);
  // The first process of a pid namespace gets only the signals that it asks for.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);

  mountOwnRun();
  const holder = createLabHolder({ rootless: process.argv[2] === 'rootless', listen, end });
  const control = new Socket({ fd: controlFd, readable: true, writable: true });
  control.on('close', () => {
    if (!holder.isKept()) end();
  });
  serve(control, holder);

  function listen(name: string): void {
    // What `ps` shows.
    process.title = `causeway ${name}`;
    createServer(accept).listen({ fd: listeningFd });
  }

  function accept(socket: Socket): void {
    if (isOurs(socket)) serve(socket, holder);
    else socket.destroy();
  }
};

/** Only the user who built the lab may speak to it: inside a user namespace that user is 0, as we are. */
const isOurs = (socket: Socket): boolean => {
  // Node has no public way to ask for a socket's descriptor, and SO_PEERCRED needs one.
  const handle: unknown = Reflect.get(socket, '_handle');
  const fd: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  return typeof fd === 'number' && peerOf(fd).uid === process.getuid?.();
};

start();
