// What a proxy does, as data: a plan says it, whoever runs the proxy reads it. Types only.

export type Endpoint = { readonly address: string; readonly port: number };

/** One address and port on which one machine takes connections. */
export type At = {
  /** The machine that it runs on, whose addresses its own connections have. */
  readonly machine: string;
  readonly listen: Endpoint;
};

/** Makes connections of its own for those that it takes. */
export type Proxy = At & (TcpProxy | HttpProxy | ForwardProxy);

/** The client says where it wants to go: by HTTP's CONNECT (RFC 9110, 9.3.6), or by SOCKS 5 (RFC 1928). */
export type ForwardProxy = {
  readonly kind: 'connect' | 'socks5';
  /** Ranges that clients may go to. */
  readonly allow: readonly string[];
  /** Ranges inside those where nobody may go all the same. */
  readonly deny: readonly string[];
};

/** L4: passes on bytes, whatever they mean. */
export type TcpProxy = {
  readonly kind: 'tcp';
  /** In turn, one a connection. */
  readonly to: readonly Endpoint[];
  /** Says in front of the bytes who the client is, in that version of HAProxy's PROXY protocol. */
  readonly proxyProtocol: ProxyProtocol | null;
};

export type ProxyProtocol = 'v1' | 'v2';

/** L7: reads the Host header to know where a request goes; the port of a Service is nothing to it. */
export type HttpProxy = {
  readonly kind: 'http';
  readonly routes: readonly Route[];
  /** X-Forwarded-For. `append` believes what the client wrote there, `none` tells nobody who he is. */
  readonly forwardedFor: 'replace' | 'append' | 'none';
};

export type Route = {
  /** In lower case, without a port. */
  readonly hostname: string;
  /** In turn, one a request; empty where nobody serves. */
  readonly to: readonly Endpoint[];
};
