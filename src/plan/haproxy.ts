// A proxy in the words of HAProxy (docs.haproxy.org, configuration manual). One try a request: a second one would hide
// what is broken behind it.

import type { Endpoint, HttpProxy, TcpProxy } from '../proxy/proxy.ts';
import type { Leading } from './proxies.ts';

export const haproxyConfig = (doings: readonly Leading[]): string =>
  [
    'global',
    '  maxconn 1000',
    '  nbthread 1',
    'defaults',
    ...['connect', 'client', 'server'].map((what) => `  timeout ${what} 30s`),
    '  retries 0',
    '  option dontlognull',
    ...doings.flatMap((doing, at) => (doing.kind === 'tcp' ? tcp(doing, at) : http(doing, at))),
    '',
  ].join('\n');

const bind = ({ listen: { address, port } }: Leading): string =>
  `  bind ${address.includes(':') ? `[${address}]` : address}:${port}`;

const tcp = (doing: Leading & TcpProxy, at: number): readonly string[] => {
  const header = { v1: ' send-proxy', v2: ' send-proxy-v2' };
  const told = doing.proxyProtocol === null ? '' : header[doing.proxyProtocol];
  return [
    `listen port-${at}`,
    '  mode tcp',
    bind(doing),
    ...servers(doing.to, told),
    ...(doing.to.length === 0 ? nobody : []),
  ];
};

/** Taken in, and let go without a word. */
const nobody: readonly string[] = [
  '  tcp-request inspect-delay 10s',
  '  tcp-request content reject if { req.len gt 0 }',
];

const http = (doing: Leading & HttpProxy, at: number): readonly string[] => [
  `frontend port-${at}`,
  '  mode http',
  bind(doing),
  '  http-request set-var(txn.host) req.hdr(host),field(1,:),lower',
  '  http-request set-header X-Forwarded-For %[src]',
  ...doing.routes.map(
    ({ hostname }, route) => `  use_backend port-${at}-${route} if { var(txn.host) -m str ${hostname} }`,
  ),
  `  default_backend port-${at}-unknown`,
  `backend port-${at}-unknown`,
  '  mode http',
  '  http-request return status 404 content-type text/plain string "no Service has this hostname"',
  ...doing.routes.flatMap(({ to }, route) => [
    `backend port-${at}-${route}`,
    '  mode http',
    '  http-reuse never',
    ...servers(to, ''),
  ]),
];

const servers = (to: readonly Endpoint[], options: string): readonly string[] => [
  ...(to.length === 0 ? [] : ['  balance roundrobin']),
  ...to.map(
    ({ address, port }, at) =>
      `  server to-${at} ${address.includes(':') ? `[${address}]` : address}:${port}${options}`,
  ),
];
