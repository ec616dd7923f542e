import test from 'ava';
import type { Expectation } from '../model/expectation.ts';
import type { Flow } from '../probe/flow.ts';
import { particulars } from './particulars.ts';

const to = { label: 'other', address: '10.128.1.1', port: 8080, machines: ['other'] };
const flow = { from: 'pod-a', to, protocol: 'tcp', family: 4 } as const;
const plain: Expectation = { id: 'A-01', title: 'a', flow, tries: 1, expected: { outcome: ['reached'] }, controls: [] };

const ofFlow = test.macro({
  exec: (t, more: Partial<Flow>, text: string) => t.is(particulars({ ...plain, flow: { ...flow, ...more } }), text),
  title: (_, __, text) => `a flow like any other, but ${text || 'in nothing'}`,
});
const proxy = { machine: 'gate', port: 1080 };
test(ofFlow, {}, '');
test(ofFlow, { packetSize: 1451 }, '1451 bytes');
test(ofFlow, { ttl: 2, protocol: 'icmp' }, 'TTL 2');
test(ofFlow, { nextHop: '10.240.0.1' }, 'given a route by 10.240.0.1');
test(ofFlow, { source: '10.0.1.2', sourcePort: 4000 }, 'as 10.0.1.2, from port 4000');
test(ofFlow, { lone: 'RST' }, 'RST alone');
test(ofFlow, { http: { host: 'web.test', forwardedFor: '10.1.1.1' } }, 'asks for web.test, says it is for 10.1.1.1');
test(ofFlow, { through: { ...proxy, kind: 'connect', address: '10.1.1.1' } }, 'by CONNECT at gate');
test(ofFlow, { through: { ...proxy, kind: 'socks5', address: 'fd00::1' } }, 'by SOCKS at gate over IPv6');
test(
  ofFlow,
  { injected: { node: 'node1', address: '10.1.1.1', source: '10.0.1.2' } },
  'put into VXLAN to node1, as 10.0.1.2',
);

const ofClaim = test.macro({
  exec: (t, more: Partial<Expectation>, text: string) => t.is(particulars({ ...plain, ...more }), text),
  title: (_, __, text) => `a claim that says ${text}`,
});
const fault = { kind: 'node-down', node: 'node2' } as const;
test(ofClaim, { expected: { outcome: ['reached'], translations: 1 } }, 'translated once');
test(ofClaim, { expected: { outcome: ['reached'], translations: 3 } }, 'translated 3 times');
test(
  ofClaim,
  { expected: { outcome: ['reached'], mapping: 'same' }, series: { earlier: [flow, flow] } },
  'after 2 others, one source for all',
);
test(ofClaim, { expected: { outcome: ['reached'], trackedAt: ['node1', 'node2'] } }, 'tracked at node1 and node2');
const settings = [{ key: 'net.ipv4.ip_forward', is: 1 }, { key: 'net.ipv4.ip_default_ttl' }];
test(ofClaim, { expected: { outcome: ['reached'], settings } }, '2 settings');
test(ofClaim, { expected: { outcome: ['reached'], settings: settings.slice(0, 1) } }, 'net.ipv4.ip_forward');
test(ofClaim, { under: { fault, across: 'held' } }, 'held open meanwhile');
