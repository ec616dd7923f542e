// Where a client of a forward proxy gets to: what it may ask for, and the connection that is made for it.

import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import type { Netns } from '../linux/netns.ts';
import { contains } from '../spec/address.ts';
import { dial } from './dial.ts';
import type { Endpoint, ForwardProxy } from './proxy.ts';

/** A connection that stands, or why there is none: `denied`, or the errno's name. */
export type Onwards = { readonly upstream: Socket } | { readonly refused: string };

/** Nothing is sent to where a client may not go. Whoever hangs up while we dial is dialled for no longer. */
export const onwards = (
  netns: Netns,
  { allow, deny }: Pick<ForwardProxy, 'allow' | 'deny'>,
  { client, to }: { readonly client: Duplex; readonly to: Endpoint },
): Promise<Onwards> => {
  const holds = (cidr: string): boolean => contains(cidr, to.address);
  if (!allow.some(holds) || deny.some(holds)) return Promise.resolve({ refused: 'denied' });
  const { promise, resolve } = Promise.withResolvers<Onwards>();
  const upstream = dial(netns, to);
  const give = (): void => void upstream.destroy();
  client.once('close', give);
  upstream.on('error', ({ code = 'EIO' }: NodeJS.ErrnoException) => resolve({ refused: code }));
  // Nothing is written by this; it is done when something could be.
  upstream.write('', (error) => {
    if (error === null || error === undefined) resolve({ upstream });
  });
  return promise.finally(() => client.off('close', give));
};
