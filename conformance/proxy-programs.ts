// The proxies of a lab as somebody else's programs: the same claims, judged by the same model. And a program that ends is
// missed: no claim about it holds any more.

import { readFileSync } from 'node:fs';
import test from 'ava';
import { blueprintOf } from '../src/agent/blueprint.ts';
import { checkLab } from '../src/agent/check.ts';
import { startAgent } from '../src/agent/client.ts';
import { findLabFile } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import type { Lab } from '../src/spec/lab.ts';
import { parseLab } from '../src/spec/parse.ts';
import { allHold } from './support/all-hold.ts';
import { checkBuilt } from './support/check-built.ts';
import { rootless } from './support/rootless.ts';
import { testOf } from './support/test-of.ts';

const text = readFileSync(findLabFile('proxy')?.path ?? '', 'utf8');

/** The built-in lab, with that program on both of its proxies. */
const labWith = (program: string): Lab =>
  parseLab(
    text
      .replace('name: proxy\n', `name: proxy-${program}\n`)
      .replaceAll(/( +)to: (nodePort|pods)\n/g, `$1to: $2\n$1program: ${program}\n`)
      // nginx writes no other version.
      .replace('proxyProtocol: v2', program === 'nginx' ? 'proxyProtocol: v1' : 'proxyProtocol: v2'),
    `proxy-${program}.yaml`,
  );

const conforms = test.macro(async (t, program: string, lab: Lab) => {
  const blueprint = blueprintOf(lab, 'proxy');
  t.deepEqual(blueprint.proxies.length > 0, program === 'embedded');
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprint);
  allHold(t, await checkLab(agent, lab));
  const state = await agent.request('describe', {});
  t.deepEqual(
    state.daemons.map(({ machine, program: running, ended }) => [machine, running, ended]),
    program === 'embedded'
      ? []
      : [
          ['gate', program, null],
          ['front', program, null],
        ],
  );
});
for (const program of ['embedded', 'haproxy', 'nginx']) {
  const lab = labWith(program);
  testOf(lab)(`${program} keeps what the model promises`, conforms, program, lab);
}

test('all programs are judged by the same claims', (t) => {
  const [embedded, ...others] = ['embedded', 'haproxy', 'nginx'].map((program) =>
    expectationsOf(labWith(program), 'proxies').map(({ id, title }) => `${id} ${title}`),
  );
  for (const other of others) t.deepEqual(other, embedded);
});

const two = `name: two
network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: { other: [10.128.1.1, "fd00:128::1"] } }
clusters:
  east:
    model: island
    dataplane: vxlan
    podCidr: [10.0.0.0/16, "fd00:1::/48"]
    nodeCidr: [10.240.0.0/24, "fd00:240::/64"]
    nodes: 2
    services: { web: { port: 80, endpoints: [pod-1-1, pod-2-1], nodePort: 30080 } }
    proxies:
      ha: { address: [10.129.1.1, "fd00:129::1"], to: pods, program: haproxy, listen: { 80: { hosts: { web.test: web } }, 81: { service: web, proxyProtocol: v2 } } }
      ng: { address: [10.129.1.2, "fd00:129::2"], to: nodePort, program: nginx, listen: { 80: { hosts: { web.test: web } }, 81: { service: web, proxyProtocol: v1 } } }
`;
const both = parseLab(two, 'two.yaml');
testOf(both)('in two families, onto an overlay', async (t) => {
  const only = new Set(expectationsOf(both, 'proxies').map(({ title }) => title));
  const report = await checkBuilt(both, { only: ({ title }) => only.has(title) });
  allHold(t, report);
  t.true(report.counts.pass > 20);
  t.is(report.counts.skip, 0);
});
