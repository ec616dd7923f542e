import test from 'ava';
import type { At, HttpProxy, TcpProxy } from '../proxy/proxy.ts';
import { parseLab } from '../spec/parse.ts';
import { haproxyConfig } from './haproxy.ts';
import { nginxConfig } from './nginx.ts';
import { planOf } from './plan.ts';
import { proxiesOf } from './proxies.ts';
import { commandOf } from './shell.ts';

const here = { machine: 'front', listen: { address: '10.128.2.2', port: 80 } };
const web = [
  { address: '10.0.1.1', port: 8000 },
  { address: 'fd00:1::1', port: 8000 },
];

const l7: At & HttpProxy = {
  ...{ ...here, kind: 'http', forwardedFor: 'replace' },
  routes: [
    { hostname: 'web.test', to: web },
    { hostname: 'nobody.test', to: [] },
  ],
};
const l4 = (proxyProtocol: TcpProxy['proxyProtocol'], to = web): At & TcpProxy => ({
  ...{ machine: 'front', listen: { address: 'fd00:128::2', port: 25 }, kind: 'tcp', to, proxyProtocol },
});

const has = (config: string, ...lines: readonly string[]): readonly string[] =>
  lines.filter((line) => !config.split('\n').some((one) => one.trim() === line));

test('HAProxy is told hostnames, endpoints and what to say of the client', (t) => {
  const config = haproxyConfig([l7, l4('v2')]);
  t.deepEqual(
    has(
      config,
      ...['bind 10.128.2.2:80', 'http-request set-header X-Forwarded-For %[src]', 'default_backend port-0-unknown'],
      ...['use_backend port-0-0 if { var(txn.host) -m str web.test }', 'server to-0 10.0.1.1:8000'],
      ...['bind [fd00:128::2]:25', 'server to-1 [fd00:1::1]:8000 send-proxy-v2', 'retries 0'],
    ),
    [],
  );
  t.deepEqual(has(haproxyConfig([l4('v1')]), 'server to-0 10.0.1.1:8000 send-proxy'), []);
  t.deepEqual(has(haproxyConfig([l4(null)]), 'server to-0 10.0.1.1:8000'), []);
});

test('nginx is told the same, and of each layer only what is there', (t) => {
  const config = nginxConfig([l7, l4('v1')], '/run/causeway/front');
  t.deepEqual(
    has(
      config,
      ...['server { listen 10.128.2.2:80 default_server; return 404; }', 'server_name web.test;', 'return 503;'],
      ...['proxy_set_header X-Forwarded-For $remote_addr;', 'server [fd00:1::1]:8000 max_fails=0;'],
      ...['listen [fd00:128::2]:25;', 'proxy_protocol on;', 'pid /run/causeway/front/nginx.pid;'],
    ),
    [],
  );
  t.notRegex(nginxConfig([l7], '/run'), /^stream/m);
  t.notRegex(nginxConfig([l4(null, [])], '/run'), /http \{|upstream|proxy_protocol/);
});

const lab = parseLab(
  `name: programs
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east:
    model: island
    podCidr: 10.0.0.0/16
    nodes: 1
    services: { web: { port: 80, endpoints: [pod-1-1] } }
    proxies:
      ha: { address: 10.128.2.1, to: pods, program: haproxy, listen: { 80: { service: web } } }
      own: { address: 10.128.2.2, to: pods, listen: { 80: { service: web } } }
`,
  'programs.yaml',
);

test('a program of the host is started and waited for, and is none of the embedded ones', (t) => {
  const steps = planOf(lab).steps.filter(({ do: what }) => what === 'daemon.start' || what === 'listen.await');
  t.deepEqual(
    steps.map((step) => `${step.do} ${step.netns}`),
    ['daemon.start ha', 'listen.await ha'],
  );
  const [start = '', wait = ''] = steps.map(commandOf);
  t.regex(start, /ip netns exec ha haproxy -db -f \/run\/causeway\/ha\/haproxy\.conf >/);
  t.regex(wait, /ip netns exec ha ss -Hltn src 10\.128\.2\.1:80/);
  t.deepEqual(
    proxiesOf(lab).map(({ machine }) => machine),
    ['own'],
  );
});
