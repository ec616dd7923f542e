// HAProxy's PROXY protocol: a header in front of a connection's bytes that says who the client is, as by now somebody
// else's address is on the packets. https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt

import {
  Command,
  INETProtocol,
  IPv4Address,
  IPv4ProxyAddress,
  IPv6Address,
  IPv6ProxyAddress,
  Peer,
  TransportProtocol,
  V1ProxyProtocol,
  V2ProxyProtocol,
} from 'proxy-protocol-js';
import { addressBytes } from '../linux/inet.ts';
import { familyOf } from '../spec/address.ts';
import type { Endpoint, ProxyProtocol } from './proxy.ts';

/** The header for a connection that the client made to `us`, both of one family. */
export const proxyHeader = (version: ProxyProtocol, client: Endpoint, us: Endpoint): Buffer =>
  version === 'v1' ? textHeader(client, us) : binaryHeader(client, us);

const textHeader = (client: Endpoint, us: Endpoint): Buffer => {
  const protocol = familyOf(client.address) === 4 ? INETProtocol.TCP4 : INETProtocol.TCP6;
  const header = new V1ProxyProtocol(protocol, new Peer(client.address, client.port), new Peer(us.address, us.port));
  return Buffer.from(header.build());
};

const binaryHeader = (client: Endpoint, us: Endpoint): Buffer => {
  const ends = familyOf(client.address) === 4 ? ipv4(client, us) : ipv6(client, us);
  return Buffer.from(new V2ProxyProtocol(Command.PROXY, TransportProtocol.STREAM, ends).build());
};

const bytes = ({ address }: Endpoint): number[] => [...addressBytes(address)];

const ipv4 = (client: Endpoint, us: Endpoint): IPv4ProxyAddress => {
  const [from, to] = [IPv4Address.createFrom(bytes(client)), IPv4Address.createFrom(bytes(us))];
  return new IPv4ProxyAddress(from, client.port, to, us.port);
};

const ipv6 = (client: Endpoint, us: Endpoint): IPv6ProxyAddress => {
  const [from, to] = [IPv6Address.createFrom(bytes(client)), IPv6Address.createFrom(bytes(us))];
  return new IPv6ProxyAddress(from, client.port, to, us.port);
};
