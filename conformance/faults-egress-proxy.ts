// Egress proxies that lead where they must not, and nodes that let pods out beside them.

import { join } from 'node:path';
import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import type { Proxy } from '../src/proxy/proxy.ts';
import { declareFaults, type FaultRow, rule, translate } from './support/fault-rows.ts';

const program = join(import.meta.dirname, '../src/proxy/main.ts');

type Port = { readonly kind: 'connect' | 'socks5'; readonly from: number; readonly to: number };

/** Proxies of the same machine that go everywhere take over from those that do not. */
const leadsAnywhere = (machine: string, addresses: readonly string[], ports: readonly Port[]): string => {
  const everywhere = { allow: ['0.0.0.0/0', '::/0'], deny: [] };
  const proxies = ports.flatMap(({ kind, to }) =>
    addresses.map((address): Proxy => ({ machine, listen: { address, port: to }, kind, ...everywhere })),
  );
  const redirects = ports.flatMap(({ from, to }) =>
    addresses.map((address) =>
      address.includes(':')
        ? `ip6 daddr ${address} tcp dport ${from} dnat ip6 to [${address}]:${to};`
        : `ip daddr ${address} tcp dport ${from} dnat ip to ${address}:${to};`,
    ),
  );
  const all = addresses.length * ports.length;
  return `
    echo '${JSON.stringify(proxies)}' | '${process.execPath}' '${program}' - >/dev/null 2>&1 &
    for try in $(seq 200); do [ $(ss -Hltn 'sport >= 3990 and sport <= 3999' | wc -l) = ${all} ] && break; sleep 0.05; done
    nft 'table inet fault { chain fault { type nat hook prerouting priority -150; ${redirects.join(' ')} }; }'`;
};

const pods = 'ip saddr 10.0.1.0/24';
const gatePorts = 'ip daddr 10.128.2.1 tcp dport { 1080, 3128 }';
const insert = (chain: string, words: string): string => `nft insert rule ip causeway ${chain} ${words}`;

const rows: Readonly<Record<string, FaultRow>> = {
  'the proxy out there goes everywhere': {
    at: 'gate',
    by: leadsAnywhere(
      'gate',
      ['10.128.2.1', 'fd00:128:2::1'],
      [
        { kind: 'connect', from: 3128, to: 3990 },
        { kind: 'socks5', from: 1080, to: 3991 },
      ],
    ),
    fails: 'NAT-01 OUT-10 OUT-11',
  },
  'the proxy on a node leads back to the pods': {
    at: 'node2',
    by: leadsAnywhere('node2', ['10.240.0.2', 'fd00:240::2'], [{ kind: 'socks5', from: 1080, to: 3991 }]),
    fails: 'OUT-11',
  },
  'the proxy is not known as itself': {
    at: 'gate',
    by: `ip address add 10.128.2.9/32 dev eth0; ${translate('postrouting', 'ip daddr 10.128.1.1 snat to 10.128.2.9')}`,
    fails: 'NAT-01 OUT-08',
  },
  'a node lets its pods out directly': {
    at: 'node1',
    by: `${insert('forward', `${pods} oifname eth0 accept`)}; ${insert('postrouting', `${pods} oifname eth0 masquerade`)}`,
    fails: 'LEAK-03 LEAK-04 OUT-01 OUT-09',
  },
  'a node lets its pods get to the whole of the machine that the proxy runs on': {
    at: 'node1',
    by: `${insert('forward', `${pods} ip daddr 10.128.2.1 accept`)}; ${insert('postrouting', `${pods} ip daddr 10.128.2.1 masquerade`)}`,
    fails: 'LEAK-03 LEAK-04 OUT-01 OUT-09',
  },
  'a node does not let its pods get to the proxy': {
    at: 'node1',
    by: rule('forward', `${pods} ${gatePorts} drop`),
    fails: 'OUT-08',
    unknown: 'OUT-10 OUT-11 OUT-12',
  },
  'a node sends its pods to another proxy': {
    at: 'node1',
    by: translate('prerouting', `${pods} ip daddr 10.128.2.1 tcp dport 1080 dnat to 10.240.0.2`),
    fails: 'OUT-08 OUT-10 OUT-11 OUT-12 OUT-13',
  },
};

declareFaults('egress-proxy', rows);

test('no claim about egress proxies is without a fault that turns it red', async (t) => {
  const { lab } = await readLab('egress-proxy');
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  t.deepEqual([...new Set(expectationsOf(lab, 'egressProxies').map(({ id }) => id)).difference(red)], []);
});
