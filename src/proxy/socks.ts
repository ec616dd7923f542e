// A forward proxy that speaks SOCKS 5 (RFC 1928), without authentication, and does CONNECT alone.

import { createServer, type Server, type Socket } from 'node:net';
import { addressBytes, addressText } from '../linux/inet.ts';
import type { Netns } from '../linux/netns.ts';
import { familyOf, parseAddress } from '../spec/address.ts';
import { onwards } from './onwards.ts';
import type { Endpoint, ForwardProxy } from './proxy.ts';
import { hangUp, join } from './tcp.ts';

const version = 5;
/** RFC 1928, section 3. */
const method = { none: 0, unacceptable: 0xff } as const;
/** Section 4: commands and address types. */
const connect = 1;
const types = { ipv4: 1, name: 3, ipv6: 4 } as const;
/** Section 6. */
const reply = {
  ...{ succeeded: 0, failure: 1, notAllowed: 2, networkUnreachable: 3, hostUnreachable: 4, refused: 5 },
  ...{ commandNotSupported: 7, addressTypeNotSupported: 8 },
} as const;

const replies: Readonly<Record<string, number>> = {
  denied: reply.notAllowed,
  ENETUNREACH: reply.networkUnreachable,
  EHOSTUNREACH: reply.hostUnreachable,
  ETIMEDOUT: reply.hostUnreachable,
  ECONNREFUSED: reply.refused,
};

/** Who has not said where it wants to go by then is hung up on. */
const patienceMs = 10_000;

export const socksServer = (netns: Netns, proxy: ForwardProxy): Server =>
  createServer({ allowHalfOpen: true }, (client) => {
    client.setTimeout(patienceMs, () => client.destroy());
    client.on('error', () => client.destroy());
    // Whoever goes away in the middle of a word is owed no answer.
    serve(netns, proxy, client).catch(() => client.destroy());
  });

const serve = async (netns: Netns, proxy: ForwardProxy, client: Socket): Promise<void> => {
  if (!(await greeted(client))) return hangUp(client);
  const { command, to } = await requested(client);
  if (command !== connect) return refuse(client, reply.commandNotSupported);
  if (typeof to === 'number') return refuse(client, to);
  const found = await onwards(netns, proxy, { client, to });
  if ('refused' in found) return refuse(client, replies[found.refused] ?? reply.failure);
  const { localAddress = '0.0.0.0', localPort = 0 } = found.upstream;
  client.setTimeout(0);
  client.write(replyBytes(reply.succeeded, { address: localAddress, port: localPort }));
  join(client, found.upstream);
};

/** The client says how it could prove who it is; nobody here asks. */
const greeted = async (client: Socket): Promise<boolean> => {
  const offered = await hear(client, (said) => {
    const [spoken, count] = said;
    if (spoken !== version) throw new Error('this is not SOCKS 5');
    return count === undefined || said.length < 2 + count
      ? null
      : { size: 2 + count, value: said.subarray(2, 2 + count) };
  });
  const acceptable = offered.includes(method.none);
  client.write(Buffer.from([version, acceptable ? method.none : method.unacceptable]));
  return acceptable;
};

type Requested = {
  readonly command: number;
  /** Or the reply that says why it cannot be. */
  readonly to: Endpoint | number;
};

/** Version, command, a reserved byte, and the address type. */
const headLength = 4;

const requested = (client: Socket): Promise<Requested> =>
  hear(client, (said) => {
    const [spoken = version, command = 0, , type] = said;
    if (spoken !== version) throw new Error('this is not SOCKS 5');
    if (type === undefined) return null;
    const rest = said.subarray(headLength);
    const length = lengthOf(type, rest);
    if (length === 0) return { size: said.length, value: { command, to: reply.addressTypeNotSupported } };
    if (length === null || rest.length < length + 2) return null;
    const address = addressOf(type, rest.subarray(0, length));
    const port = rest.readUInt16BE(length);
    const to = address === null ? reply.hostUnreachable : { address, port };
    return { size: headLength + length + 2, value: { command, to } };
  });

/** Of the address, in bytes; null where that has not been said yet, 0 for a type that nobody knows. */
const lengthOf = (type: number, [first]: Buffer): number | null => {
  if (type === types.ipv4) return 4;
  if (type === types.ipv6) return 16;
  if (type !== types.name) return 0;
  return first === undefined ? null : 1 + first;
};

/** Nobody here knows names, but some clients write addresses as if they were. */
const addressOf = (type: number, bytes: Buffer): string | null =>
  type === types.name ? parseAddress(bytes.toString('latin1', 1)) : addressText(bytes);

type Whole<Value> = { readonly size: number; readonly value: Value };

/** Waits until what has been said makes a whole; what comes behind it is left for others to hear. */
const hear = async <Value>(client: Socket, wholeOf: (said: Buffer) => Whole<Value> | null): Promise<Value> => {
  let said = Buffer.alloc(0);
  for (;;) {
    const more: Buffer | null = client.read();
    if (more === null) {
      if (client.readableEnded || client.destroyed) throw new Error('the client is gone');
      await stirred(client);
      continue;
    }
    said = Buffer.concat([said, more]);
    const whole = wholeOf(said);
    if (whole === null) continue;
    if (said.length > whole.size) client.unshift(said.subarray(whole.size));
    return whole.value;
  }
};

const stirred = (client: Socket): Promise<void> =>
  new Promise((resolve) => {
    const events = ['readable', 'end', 'close'] as const;
    const wake = (): void => {
      for (const event of events) client.off(event, wake);
      resolve();
    };
    for (const event of events) client.on(event, wake);
  });

const refuse = (client: Socket, code: number): void => {
  client.write(replyBytes(code, { address: '0.0.0.0', port: 0 }));
  hangUp(client);
};

const replyBytes = (code: number, { address, port }: Endpoint): Buffer => {
  const type = familyOf(address) === 4 ? types.ipv4 : types.ipv6;
  return Buffer.from([version, code, 0, type, ...addressBytes(address), port >> 8, port & 255]);
};
