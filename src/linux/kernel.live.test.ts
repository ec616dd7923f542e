import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import {
  addedAndTaken,
  connections,
  forwarding,
  furnishedAsSeen,
  homeAfterFailure,
  lookUp,
  generations,
  nftMissing,
  nftRefusal,
  refusedRoute,
  rulesets,
} from './kernel.scenario.ts';

const scenarios = import.meta.resolve('./kernel.scenario.ts');

type Json = Readonly<Record<string, unknown>>;

for (const rootless of [false, true]) {
  const who = rootless ? 'an ordinary user' : 'root';
  test(`${who} reads links as ip does`, async (t) => {
    const { ours, ips } = await runInside(scenarios, furnishedAsSeen, { rootless });
    t.deepEqual(ours.links.map(asIpLink(ours.links)), ips.links.map(pickLink));
    t.deepEqual(ours.farLinks.map(asIpLink(ours.farLinks)), ips.farLinks.map(pickLink));
    t.deepEqual(
      ours.links.map(({ name, up, running }) => `${name} ${up} ${running}`),
      ['lo true true', 'eth0 true true'],
    );
    t.like(ours.links[1], { index: 2, kind: 'veth', mac: '02:00:00:00:00:01', mtu: 1500, peer: 7, master: null });
    t.like(ours.farLinks[1], { index: 7, name: 'far0', mac: '02:00:00:00:00:02', peer: 2, master: 8 });
  });

  test(`${who} reads addresses, neighbours and rules as ip does`, async (t) => {
    const { ours, ips } = await runInside(scenarios, furnishedAsSeen, { rootless });
    const addresses = ips.addresses.flatMap(({ ifindex, addr_info: all }) => rows(all).map(pickAddress(ifindex)));
    const lasting = ours.addresses.filter(({ address }) => !isLinkLocal(address));
    t.deepEqual(
      sorted(lasting.map(asIpAddress)),
      sorted(addresses.filter(([, address]) => !isLinkLocal(String(address)))),
    );
    t.like(
      ours.addresses.find(({ address }) => address === 'fd00::1/64'),
      { nodad: true, tentative: false },
    );
    t.is(ours.addresses.find(({ address }) => address === '10.0.0.1/24')?.broadcast, null);
    const permanent = ours.neighbours.filter(({ state }) => state === 'permanent');
    t.deepEqual(
      permanent.map(({ address, mac }) => [address, mac]),
      ips.neighbours.map(({ dst, lladdr }) => [dst, lladdr]),
    );
    t.is(permanent.length, 2);
    t.deepEqual(ours.rules.map(asIpRule), ips.rules.map(pickRule));
  });

  test(`${who} reads routes as ip does`, async (t) => {
    const { ours, ips } = await runInside(scenarios, furnishedAsSeen, { rootless });
    t.deepEqual(sorted(ours.routes.filter(ofOurs).map(asIpRoute)), sorted(ips.routes.filter(ofIps).map(pickRoute)));
    t.is(ours.routes.filter(({ protocol }) => protocol === 'boot').length, 12);
  });
}

test('a lookup gives the prefix that matched and its next hop, or the errno', async (t) => {
  const expected = {
    '10.1.2.3': '10.1.0.0/16 10.77.0.1',
    '10.2.0.1': '10.2.0.0/16 unicast',
    '10.0.0.1': '10.0.0.1/32 local',
    '192.0.2.1': '0.0.0.0/0 10.0.0.254',
    '10.3.0.1': 'EHOSTUNREACH',
    '10.4.0.1': 'EINVAL',
    '10.5.0.1': 'EACCES',
    'fd01::1': 'fd01::/64 fd00::2',
    'fd03::1': 'EHOSTUNREACH',
    '2001:db8::1': '::/0 fe80::1',
  };
  t.deepEqual(await runInside(scenarios, lookUp, { args: [Object.keys(expected)] }), Object.values(expected));
});

test('a refusal carries the errno, the kernel’s words and its place in the batch', async (t) => {
  const refused = await runInside(scenarios, refusedRoute, { args: [3, 2] });
  t.like(refused, { code: 'ENETUNREACH', index: 3, kernelText: 'Nexthop has invalid gateway' });
  t.is(refused?.message, 'network is unreachable: "Nexthop has invalid gateway" (ENETUNREACH)');
  t.is(refused?.routes, 5, 'the kernel went on with the rest of the send');
});

test('the place is right in a batch of several sends', async (t) => {
  t.is((await runInside(scenarios, refusedRoute, { args: [1000, 0] }))?.index, 1000);
});

test('a link goes up, goes down, and goes', async (t) => {
  t.deepEqual(await runInside(scenarios, addedAndTaken), [['lo down', 'br0 up'], ['lo down', 'br0 down'], ['lo down']]);
});

test('a sysctl is set in one namespace only', async (t) => {
  t.deepEqual(await runInside(scenarios, forwarding), ['1', '0', '0']);
});

test('a ruleset is loaded into one namespace only', async (t) => {
  const [loaded, other] = await runInside(scenarios, rulesets, { args: ['table ip lab {\n}\n'] });
  t.is(loaded, 'table ip lab {\n}');
  t.is(other, '');
});

test('each change of the rules of a namespace is another generation of them, of that namespace alone', async (t) => {
  const each = ['table ip lab {\n}\n', 'flush ruleset\n'];
  const [fresh, again, loaded, flushed, other] = await runInside(scenarios, generations, { args: [each] });
  t.is(again, fresh);
  t.is(other, fresh);
  t.is(new Set([fresh, loaded, flushed]).size, 3);
});

test('nft says itself what is wrong with a ruleset', async (t) => {
  t.regex(
    await runInside(scenarios, nftRefusal, { args: ['table ip lab { nonsense }\n'] }),
    /1:16-23: Error: syntax error/,
  );
});

test('a host without nftables is told what to install', async (t) => {
  const [message, hint] = await runInside(scenarios, nftMissing, { env: { CAUSEWAY_TOOL_PATH: '/nowhere' } });
  t.is(message, 'nft is missing on this host');
  t.regex(hint ?? '', /apt-get install nftables/);
});

test('the thread comes home from a namespace in which something failed', async (t) => {
  t.true(await runInside(scenarios, homeAfterFailure));
});

type Seen = Awaited<ReturnType<typeof furnishedAsSeen>>['ours'];

const rows = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);
const sorted = (all: readonly unknown[]): readonly string[] => all.map((row) => JSON.stringify(row)).toSorted();
const text = (value: unknown): string | null => (value === undefined ? null : String(value));
const has = (value: unknown, word: string): boolean => Array.isArray(value) && value.includes(word);

const asIpLink = (all: Seen['links']) => (link: Seen['links'][number]) => ({
  index: link.index,
  name: link.name,
  mac: link.mac,
  mtu: link.mtu,
  kind: link.kind,
  up: link.up,
  master: all.find(({ index }) => index === link.master)?.name ?? null,
  peer: link.peer,
  peerNetnsId: link.peerNetnsId,
});

const pickLink = (link: Json) => ({
  index: link['ifindex'],
  name: link['ifname'],
  mac: link['address'],
  mtu: link['mtu'],
  kind: kindOf(link['linkinfo']),
  up: has(link['flags'], 'UP'),
  master: text(link['master']),
  peer: link['link_index'] ?? null,
  peerNetnsId: link['link_netnsid'] ?? null,
});

const kindOf = (linkinfo: unknown): string | null =>
  typeof linkinfo === 'object' && linkinfo !== null && 'info_kind' in linkinfo ? String(linkinfo.info_kind) : null;

const asIpAddress = (address: Seen['addresses'][number]) => [
  address.link,
  address.address,
  address.scope,
  address.nodad,
];

const pickAddress = (ifindex: unknown) => (address: Json) => [
  ifindex,
  `${String(address['local'])}/${String(address['prefixlen'])}`,
  address['scope'],
  address['nodad'] ?? false,
];

const asIpRule = (rule: Seen['rules'][number]) => [rule.priority, rule.table, rule.from, rule.to, rule.mark];

const tables: Json = { local: 255, main: 254, default: 253 };
const tableNumber = (name: unknown): number => Number(tables[String(name ?? 'main')] ?? name);

const pickRule = (rule: Json) => [
  rule['priority'],
  tableNumber(rule['table']),
  rule['src'] === 'all' ? null : withLength(rule['src'], rule['srclen']),
  withLength(rule['dst'], rule['dstlen']),
  rule['fwmark'] === undefined ? null : Number(rule['fwmark']),
];

const withLength = (address: unknown, length: unknown): string | null =>
  address === undefined ? null : `${String(address)}/${String(length ?? (String(address).includes(':') ? 128 : 32))}`;

// IPv6 link-local routes come when the link has its carrier and the address is known to be nobody else's, which may be
// between our look and that of ip(8).
const isLinkLocal = (to: string): boolean => to.startsWith('fe80::') || to.startsWith('ff00::');
const ofOurs = ({ to }: Seen['routes'][number]): boolean => !isLinkLocal(to);
const ofIps = (route: Json): boolean => !isLinkLocal(String(route['dst']));

const asIpRoute = ({ to, via, source, table, type, protocol, scope, onlink }: Seen['routes'][number]) => [
  ...[to, via, source, table, type, protocol, scope, onlink],
];

const pickRoute = (route: Json) => [
  destinationOf(route),
  text(route['gateway']),
  text(route['prefsrc']),
  tableNumber(route['table']),
  route['type'],
  route['protocol'],
  route['scope'],
  has(route['flags'], 'onlink'),
];

// ip(8) says `default`, and leaves the length of a single address out. Only IPv6 routes have a preference.
const destinationOf = (route: Json): string => {
  const family = 'pref' in route ? 6 : 4;
  const to = String(route['dst']);
  if (to === 'default') return family === 4 ? '0.0.0.0/0' : '::/0';
  return to.includes('/') ? to : `${to}/${family === 4 ? 32 : 128}`;
};

test('a connection is under way until somebody answers, and nothing once it is refused', async (t) => {
  t.deepEqual(await runInside(scenarios, connections), [
    { errno: 0, connecting: true, established: true },
    { errno: 0, connecting: false, established: false },
    { errno: 0, connecting: true, established: false },
  ]);
});
