// Addresses between text and the bytes the kernel takes. Nothing is checked here: a lab's addresses were parsed when
// its file was read, and what the kernel sends is well formed.

import { bitsOf, familyOf, printAddress } from '../spec/address.ts';
import type { Family } from '../spec/lab.ts';
import { AF_INET, AF_INET6 } from './libc.ts';

/** The bytes of an address, 4 or 16, in network order. A prefix length after it is passed over. */
export const addressBytes = (text: string): Buffer => {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  return familyOf(address) === 4 ? Buffer.from(address.split('.').map(Number)) : ipv6Bytes(address);
};

/** The text of 4 or 16 bytes. */
export const addressText = (bytes: Buffer): string =>
  bytes.length === 4 ? bytes.join('.') : printAddress(6, BigInt(`0x${bytes.toString('hex')}`));

/** The text of an address within a packet; a RangeError where that ends too early, of which `subarray` says nothing. */
export const addressAt = (bytes: Buffer, at: number, length: number): string => {
  if (bytes.length < at + length) throw new RangeError('the packet ends within an address');
  return addressText(bytes.subarray(at, at + length));
};

/** `10.0.1.0/24` from its bytes and length; a missing address is all zeros, as in a default route. */
export const cidrText = (family: Family, bytes: Buffer | undefined, length: number): string =>
  `${addressText(bytes ?? Buffer.alloc(bitsOf(family) / 8))}/${length}`;

export const addressFamily = (family: Family): number => (family === 4 ? AF_INET : AF_INET6);

/** IP version of an AF_ constant, null for any other family (bridges, multicast routing). */
export const familyFrom = (constant: number): Family | null =>
  constant === AF_INET ? 4 : constant === AF_INET6 ? 6 : null;

const ipv6Bytes = (address: string): Buffer => {
  const [head = '', tail] = address.split('::');
  const front = groups(head);
  const back = groups(tail ?? '');
  const bytes = Buffer.alloc(16);
  front.forEach((group, index) => bytes.writeUInt16BE(group, 2 * index));
  back.forEach((group, index) => bytes.writeUInt16BE(group, 16 - 2 * (back.length - index)));
  return bytes;
};

const groups = (text: string): readonly number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
