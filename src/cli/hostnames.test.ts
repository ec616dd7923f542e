import test from 'ava';
import { UsageError } from '../errors.ts';
import { machinesOf } from '../plan/plan.ts';
import { suggestions } from '../report/suggestions.ts';
import { parseLab } from '../spec/parse.ts';
import { flowTo } from './target.ts';

const lab = parseLab(
  `name: named
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east:
    model: island
    podCidr: 10.0.0.0/16
    nodes:
      node1: { address: 10.240.0.1, pods: [pod-a] }
      node2: { address: 10.240.0.2, pods: [edge] }
    services:
      web: { port: 80, endpoints: [pod-a] }
      keep: { port: 80, endpoints: [edge], nodePort: 30080, externalTrafficPolicy: Local, ingress: { in.test: web } }
      vip: { port: 81, targetPort: 8000, endpoints: [edge], vip: 10.200.0.1, ingress: { vip.test: web } }
    proxies:
      front: { address: 10.128.2.1, to: pods, listen: { 80: { hosts: { web.test: web } }, 88: { hosts: { web.test: web } } } }
`,
  'named.yaml',
);
const machines = machinesOf(lab);
const from = (sender: string, text: string) => {
  const machine = machines.find(({ name }) => name === sender);
  if (machine === undefined) throw new Error(`no ${sender} here`);
  return flowTo(text, { from: machine, machines, lab });
};

test('a hostname leads to the proxy that has it, in any case, and asks for it by HTTP', (t) => {
  t.deepEqual(from('other', 'web.test'), {
    from: 'other',
    to: { label: 'web.test', address: '10.128.2.1', port: 80, machines: ['pod-a'] },
    ...{ protocol: 'tcp', family: 4, http: { host: 'web.test' } },
  });
  t.like(from('other', 'WEB.test:88').to, { address: '10.128.2.1', port: 88 });
});

test('a hostname of an ingress leads to its vip, to a node that has a proxy, or from inside to its own address', (t) => {
  t.like(from('other', 'vip.test').to, { address: '10.200.0.1', port: 81 });
  t.like(from('other', 'in.test').to, { address: '10.240.0.2', port: 30_080 });
  t.like(from('pod-a', 'in.test').to, { address: '172.30.0.2', port: 80, machines: ['pod-a'] });
});

test('whatever is asked by HTTP is asked by the name that was typed', (t) => {
  t.like(from('other', 'front:80/http'), { protocol: 'tcp', http: { host: 'front' } });
  t.is(from('other', 'front:80').http, undefined);
});

test('a hostname that nobody has is looked for among those that somebody has', (t) => {
  const error = t.throws(() => from('other', 'wep.test'), { instanceOf: UsageError });
  t.is(error?.hint, 'did you mean web.test?');
});

test('the first thing to try is a hostname', (t) => {
  t.is(suggestions(lab, 'causeway')[0]?.command, 'causeway probe named other web.test');
});
