import test from 'ava';
import type { Link } from '../linux/link.ts';
import type { Route } from '../linux/route.ts';
import { linkLine, routeLine, ruleLine } from './kernel-lines.ts';

const name = (index: number | null): string => `eth${index}`;
const rule = { family: 4, priority: 0, from: null, to: null, mark: null, table: 255 } as const;

test('rules name their family and the tables that have names', (t) => {
  t.is(ruleLine(rule), 'IPv4 0: from all lookup local');
  t.is(ruleLine({ ...rule, family: 6, priority: 32_766, table: 254 }), 'IPv6 32766: from all lookup main');
  t.is(ruleLine({ ...rule, priority: 32_767, table: 253 }), 'IPv4 32767: from all lookup default');
  t.is(
    ruleLine({ ...rule, priority: 110, from: '10.0.1.1/32', to: '10.0.0.0/8', mark: 2, table: 100 }),
    'IPv4 110: from 10.0.1.1/32 to 10.0.0.0/8 fwmark 2 lookup 100',
  );
});

const route: Route = {
  family: 4,
  to: '0.0.0.0/0',
  via: '10.1.0.1',
  link: 0,
  nexthops: [],
  source: null,
  table: 254,
  type: 'unicast',
  protocol: 'boot',
  scope: 'global',
  metric: null,
  mtu: null,
  onlink: false,
};

test('a route says what ip says, and a default route of which family it is', (t) => {
  t.is(routeLine(route, name), 'default via 10.1.0.1 dev eth0');
  const nowhere = { ...route, type: 'unreachable', via: null, link: null } as const;
  t.is(routeLine({ ...nowhere, table: 100 }, name), 'unreachable 0.0.0.0/0 table 100');
  t.is(routeLine({ ...nowhere, family: 6, to: '::/0' }, name), 'unreachable ::/0');
  t.is(
    routeLine({ ...route, to: '10.2.0.0/16', scope: 'link', source: '10.1.0.9', onlink: true, table: 255 }, name),
    '10.2.0.0/16 via 10.1.0.1 dev eth0 scope link src 10.1.0.9 onlink table local',
  );
  const nexthops = [1, 2].map((link) => ({ via: `10.1.0.${link}`, link }));
  t.is(
    routeLine({ ...route, via: null, link: null, nexthops }, name),
    'default nexthop via 10.1.0.1 dev eth1 nexthop via 10.1.0.2 dev eth2',
  );
});

test('a link has its kind, its size, its master and its MAC', (t) => {
  const link: Link = {
    index: 2,
    name: 'eth0',
    kind: 'veth',
    mac: '02:00:00:00:00:01',
    mtu: 1500,
    up: true,
    running: true,
    loopback: false,
    master: 7,
    peer: null,
    peerNetnsId: null,
  };
  t.is(linkLine(link, name), '2: eth0 veth up mtu 1500 master eth7 link/ether 02:00:00:00:00:01');
  const bare = { ...link, kind: null, up: false, master: null, mac: null };
  t.is(linkLine(bare, name), '2: eth0 loopback down mtu 1500');
});
