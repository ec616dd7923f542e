// The PROXY protocol as a responder reads it. A server must be told whether to expect it; a responder takes it as it
// comes, as its business is to say what it was told.
// https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt

import { IPv4ProxyAddress, IPv6ProxyAddress, V1ProxyProtocol, V2ProxyProtocol } from 'proxy-protocol-js';
import { addressText } from '../linux/inet.ts';

export type Headed = {
  /** The client that the header names; null without header, and in one that names nobody. */
  readonly client: string | null;
  readonly rest: Buffer;
};

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** Signature, version and command, family and transport; then the length of what follows. */
const fixedLength = signature.length + 4;
const longestText = 107;

/** What stands before a connection's own bytes; null while that cannot be told yet. */
export const readProxyHeader = (bytes: Buffer): Headed | null => {
  if (bytes.subarray(0, signature.length).equals(signature)) return binary(bytes);
  const start = Buffer.from('PROXY ');
  if (bytes.subarray(0, start.length).equals(start)) return textual(bytes);
  const begins = [signature, start].some((one) => one.subarray(0, bytes.length).equals(bytes));
  return begins ? null : { client: null, rest: bytes };
};

const textual = (bytes: Buffer): Headed | null => {
  const end = bytes.indexOf('\r\n');
  if (end === -1) return bytes.length < longestText ? null : { client: null, rest: bytes };
  const header = bytes.toString('latin1', 0, end + 2);
  const rest = bytes.subarray(end + 2);
  // Not every such header names a client (PROXY UNKNOWN), and not every one can be read.
  return { client: orNull(() => V1ProxyProtocol.parse(header).source.ipAddress), rest };
};

const binary = (bytes: Buffer): Headed | null => {
  if (bytes.length < fixedLength) return null;
  const end = fixedLength + bytes.readUInt16BE(signature.length + 2);
  if (bytes.length < end) return null;
  const addresses = orNull(() => V2ProxyProtocol.parse(bytes.subarray(0, end)).proxyAddress);
  const named = addresses instanceof IPv4ProxyAddress || addresses instanceof IPv6ProxyAddress;
  return {
    client: named ? addressText(Buffer.from(addresses.sourceAddress.address)) : null,
    rest: bytes.subarray(end),
  };
};

const orNull = <Value>(read: () => Value): Value | null => {
  try {
    return read();
  } catch {
    return null;
  }
};
