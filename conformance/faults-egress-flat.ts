// What is claimed of an egress gateway in a flat network can fail too. There a chosen pod has another way out that works, and
// whoever calls it needs no gateway: both can go wrong.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { checkBroken } from './support/broken-lab.ts';
import { heard } from './support/heard.ts';
import { exactlyThese, type FaultRow, forget, translate } from './support/fault-rows.ts';
import { inNextLane } from './support/lanes.ts';

type Kind = 'textbook' | 'strict' | 'at its edge';

const edge = 'egress: masquerade, masqueradeExceptions: [10.0.0.0/16, 10.240.0.0/24], ';

const labOf = (kind: Kind): string => `name: flat-exit
profile: ${kind === 'strict' ? 'strict' : 'textbook'}
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east:
    { model: flat, podCidr: 10.0.0.0/16, ${kind === 'at its edge' ? edge : ''}
      nodes: { node1: { address: 10.240.0.1, podCidr: 10.0.1.0/24, pods: [pod-a, pod-b] },
               node2: { address: 10.240.0.2, podCidr: 10.0.2.0/24, pods: [pod-c, pod-d] } },
      egressGateway: { node: node2, address: 10.240.0.100, pods: [pod-a, pod-d] } }
`;

/** `silent`: nobody hears of pod-a at all. */
type Row = FaultRow & { readonly kind: Kind; readonly silent?: true };

const turnsRed = test.macro((t, { kind, silent, at, by, fails, unknown = '' }: Row) =>
  inNextLane(async () => {
    const directory = mkdtempSync(join(tmpdir(), 'causeway-'));
    t.teardown(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'flat-exit.yaml');
    writeFileSync(file, labOf(kind));
    const report = await checkBroken(file, { at, by });
    if (silent === true) t.deepEqual(heard(report), []);
    exactlyThese(t, report, { fail: fails, unknown });
  }),
);

const out = 'OUT-01 OUT-04 OUT-05 OUT-06 PROTO-03';
/** Whatever a chosen pod says out there. */
const nothing =
  'ICMP-01 MTU-01 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-04 OUT-05 OUT-06 PROTO-01 PROTO-02 PROTO-03';

const rows: Readonly<Record<string, Row>> = {
  'the way to the gateway is lost': {
    ...{ kind: 'textbook', silent: true, at: 'node1', by: 'ip route del default table 100 metric 0' },
    fails: nothing,
  },
  'a node no longer knows who leaves by the gateway': {
    ...{ kind: 'textbook', silent: true, at: 'node1', by: 'ip rule del from 10.0.1.1 table 100' },
    fails: nothing,
  },
  'without either lock a chosen pod leaves as itself, when the gateway is there and when it is not': {
    ...{ kind: 'textbook', at: 'node1' },
    by: 'ip rule del from 10.0.1.1 table 100; nft flush chain ip causeway forward',
    fails: 'ICMP-01 NAT-01 OUT-01 OUT-04 OUT-05 OUT-06 OUT-07 PROTO-03',
  },
  'the gateway passes pods on as they are': {
    ...{ kind: 'textbook', at: 'node2', by: 'nft flush chain ip causeway postrouting' },
    fails: `NAT-01 ${out}`,
  },
  'a pod that was not chosen is seen as one that was': {
    ...{ kind: 'textbook', at: 'node2' },
    by: translate('postrouting', 'ip saddr 10.0.2.1 ip daddr 10.128.1.1 snat to 10.240.0.100'),
    fails: 'OUT-01 OUT-04 OUT-06 PROTO-03',
  },
  'whoever calls a chosen pod is answered by way of the gateway': {
    ...{ kind: 'textbook', at: 'node1', by: 'ip rule del fwmark 2' },
    fails: 'IN-01 OUT-04 OUT-07 PROTO-01 PROTO-02',
  },
  'and a strict gateway takes it for nobody’s answer': {
    ...{ kind: 'strict', at: 'node1', by: 'ip rule del fwmark 2' },
    fails: 'IN-01 OUT-04 OUT-07 PROTO-01 PROTO-02 PROTO-03',
  },
  'the pod’s own node gives it an address before the gateway does': {
    ...{ kind: 'at its edge', at: 'node1' },
    by: forget('daddr != .*accept'),
    fails: `NAT-01 ${out}`,
  },
};

for (const [title, row] of Object.entries(rows)) test(`${row.kind}: ${title}: ${row.fails}`, turnsRed, row);
