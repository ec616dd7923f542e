// One request, from pod-a over node1 to other, as captures would show it.

import test from 'ava';
import type { Sight } from '../linux/capture.ts';
import type { EchoPacket, ErrorPacket, Packet, TcpPacket, UdpPacket } from '../linux/packet.ts';
import { beyond, indexSights, onwardsOf, type OwnSight, type Sender, traceOf } from './evidence.ts';
import type { Flow } from './flow.ts';
import { nonceKey, sequenceKey } from './identity.ts';

const nonce = '0123456789abcdef';
const sender: Sender = {
  machine: 'pod-a',
  local: { address: '10.0.1.1', port: 40_000 },
  to: { address: '10.128.1.1', port: 8080 },
  startedUs: 1_000_000,
};

const syn = (more: Partial<TcpPacket> = {}): TcpPacket => ({
  kind: 'tcp',
  source: '10.0.1.1',
  sourcePort: 40_000,
  destination: '10.128.1.1',
  destinationPort: 8080,
  flags: 'S',
  seq: 77,
  ack: 0,
  ...more,
});

const masqueraded = syn({ source: '10.240.0.1', sourcePort: 50_000 });
const synAck = syn({
  source: '10.128.1.1',
  sourcePort: 8080,
  destination: '10.240.0.1',
  destinationPort: 50_000,
  flags: 'S.',
  seq: 9,
  ack: 78,
});

const datagram = (more: Partial<UdpPacket> = {}): UdpPacket => ({
  kind: 'udp',
  source: '10.0.1.1',
  sourcePort: 40_000,
  destination: '10.128.1.1',
  destinationPort: 8080,
  reply: false,
  nonce,
  ...more,
});

const echo = (id: number, more: Partial<EchoPacket> = {}): EchoPacket => ({
  kind: 'echo',
  source: '10.0.1.1',
  destination: '10.128.1.1',
  reply: false,
  id,
  nonce,
  ...more,
});

const unreachable = (about: Packet): ErrorPacket => ({
  kind: 'error',
  source: '10.128.1.254',
  destination: '10.240.0.1',
  meaning: 'network unreachable',
  about,
});

/** `out pod-a` and the like, one microsecond after another. */
const seen = (...sights: readonly (readonly [where: string, packet: Packet])[]): readonly Sight[] =>
  sights.map(([where, packet], index) => {
    const [direction = '', machine = ''] = where.split(' ');
    return {
      machine,
      link: 'eth0',
      direction: direction === 'in' ? 'in' : 'out',
      delivered: direction === 'in',
      atUs: 1_000_000 + index,
      packet,
    };
  });

const ofSyn = (sights: readonly Sight[]): readonly OwnSight[] => indexSights(sights).get(sequenceKey(77)) ?? [];
const ofNonce = (sights: readonly Sight[]): readonly OwnSight[] => indexSights(sights).get(nonceKey(nonce)) ?? [];

const wholeWay = seen(
  ['out pod-a', syn()],
  ['in node1', syn()],
  ['out node1', masqueraded],
  ['in other', masqueraded],
  ['out other', synAck],
  ['in node1', synAck],
);

test('a masqueraded request is one attempt, one translation', (t) => {
  const { evidence, answer, arrivals } = traceOf(ofSyn(wholeWay), sender, 0);
  t.true(evidence.left);
  t.deepEqual(evidence.seenAt, ['node1', 'other']);
  t.deepEqual(evidence.translations, [
    {
      at: 'node1',
      kind: 'snat',
      before: '10.0.1.1:40000 > 10.128.1.1:8080',
      after: '10.240.0.1:50000 > 10.128.1.1:8080',
    },
  ]);
  t.is(answer?.machine, 'other');
  t.deepEqual(
    arrivals.map(({ machine }) => machine),
    ['node1', 'other'],
  );
  t.deepEqual(evidence.hops.at(-1), {
    machine: 'node1',
    link: 'eth0',
    direction: 'in',
    part: 'reply',
    source: '10.128.1.1:8080',
    destination: '10.240.0.1:50000',
    summary: '[S.]',
    atUs: 5,
  });
});

test('nothing seen is nothing left, and drops are told', (t) => {
  const { evidence, answer, arrivals, error } = traceOf([], sender, 3);
  t.deepEqual(evidence, { left: false, seenAt: [], captureDrops: 3, translations: [], hops: [] });
  t.deepEqual({ answer, arrivals, error }, { answer: null, arrivals: [], error: null });
});

test('a request that only others sent has not left the sender', (t) => {
  const { evidence } = traceOf(ofSyn(seen(['in node1', syn()], ['out node1', syn()])), sender, 0);
  t.false(evidence.left);
  t.deepEqual(evidence.seenAt, ['node1']);
});

test('another connection with the same ports is another attempt', (t) => {
  t.deepEqual(ofSyn(seen(['out pod-a', syn({ seq: 78 })])), []);
});

test('data, and answers to other segments, are passed over', (t) => {
  t.deepEqual(
    ofSyn(seen(['in other', syn({ flags: 'P.', seq: 78 })], ['out other', syn({ flags: 'R.', ack: 79 })])),
    [],
  );
});

test('the sequence number after the last one is 0', (t) => {
  const index = indexSights(seen(['out other', syn({ flags: 'R.', ack: 0 })]));
  t.deepEqual([...index.keys()], [sequenceKey(0xffffffff)]);
});

test('what the sender itself rewrites is compared with its socket', (t) => {
  const toPod = syn({ destination: '10.0.1.2' });
  const { evidence } = traceOf(ofSyn(seen(['out pod-a', toPod], ['in node1', toPod])), sender, 0);
  t.deepEqual(evidence.translations, [
    { at: 'pod-a', kind: 'dnat', before: '10.0.1.1:40000 > 10.128.1.1:8080', after: '10.0.1.1:40000 > 10.0.1.2:8080' },
  ]);
});

test('a hairpin rewrites both ends, and comes back', (t) => {
  const turned = syn({ source: '10.0.1.254', destination: '10.0.1.1' });
  const { evidence, arrivals } = traceOf(
    ofSyn(seen(['out pod-a', syn()], ['in node1', syn()], ['out node1', turned], ['in pod-a', turned])),
    sender,
    0,
  );
  t.deepEqual(
    evidence.translations.map(({ at, kind }) => `${kind} at ${at}`),
    ['both at node1'],
  );
  t.deepEqual(evidence.seenAt, ['node1']);
  t.deepEqual(
    arrivals.map(({ machine }) => machine),
    ['node1', 'pod-a'],
  );
});

test('a SYN sent again is not a second translation', (t) => {
  const again = wholeWay.map((sight) => ({ ...sight, atUs: sight.atUs + 1_000_000 }));
  t.is(traceOf(ofSyn([...wholeWay, ...again]), sender, 0).evidence.translations.length, 1);
});

test('passing a bridge is not a translation', (t) => {
  const { evidence } = traceOf(
    ofSyn(seen(['out pod-a', syn()], ['in core', syn()], ['in core', syn()], ['out core', syn()], ['out core', syn()])),
    sender,
    0,
  );
  t.deepEqual(evidence.translations, []);
});

test('a changed ICMP identifier is a translation', (t) => {
  const way = seen(
    ['out pod-a', echo(40_000)],
    ['in node1', echo(40_000)],
    ['out node1', echo(7, { source: '10.240.0.1' })],
  );
  t.deepEqual(
    traceOf(ofNonce(way), { ...sender, to: { address: '10.128.1.1', port: null } }, 0).evidence.translations,
    [{ at: 'node1', kind: 'snat', before: '10.0.1.1 id 40000 > 10.128.1.1', after: '10.240.0.1 id 7 > 10.128.1.1' }],
  );
});

test('an ICMP error belongs to what it quotes, and its maker is who sent it first', (t) => {
  const error = unreachable(datagram({ source: '10.240.0.1' }));
  const trace = traceOf(
    ofNonce(
      seen(
        ['out pod-a', datagram()],
        ['in core', datagram()],
        ['out core', error],
        ['in node1', error],
        ['in pod-a', error],
      ),
    ),
    sender,
    0,
  );
  t.is(trace.answer?.machine, 'core');
  t.is(trace.answer?.part, 'error');
  t.is(trace.error?.machine, 'pod-a');
});

test('an ICMP error that quotes no payload is known by its addresses and ports', (t) => {
  const translated = datagram({ source: '10.240.0.1' });
  const error = unreachable({ ...translated, nonce: null });
  const own = ofNonce(seen(['out pod-a', datagram()], ['out node1', translated], ['out core', error]));
  t.deepEqual(
    own.map(({ part }) => part),
    ['request', 'request', 'error'],
  );
  t.deepEqual(
    ofNonce(seen(['out pod-a', datagram()], ['out core', error])).map(({ part }) => part),
    ['request'],
  );
});

test('ARP is known by who asks for whom', (t) => {
  const question = {
    kind: 'arp',
    reply: false,
    source: '10.128.1.1',
    destination: '10.128.1.254',
    sourceMac: 'a',
    destinationMac: '',
  } as const;
  const reply = {
    kind: 'arp',
    reply: true,
    source: '10.128.1.254',
    destination: '10.128.1.1',
    sourceMac: 'b',
    destinationMac: 'a',
  } as const;
  const own =
    indexSights(seen(['out other', question], ['in core', question], ['out core', reply])).get('arp a 10.128.1.254') ??
    [];
  const trace = traceOf(own, { ...sender, machine: 'other', to: { address: '10.128.1.254', port: null } }, 0);
  t.is(trace.answer?.machine, 'core');
  t.deepEqual(trace.evidence.translations, []);
});

test('what a proxy sends on is told from what is ours, and from what others begin', (t) => {
  const flow: Flow = {
    ...{ from: 'pod-a', protocol: 'tcp', family: 4 },
    to: { label: 'other', address: '10.128.1.1', port: 8080, machines: ['other'] },
    through: { kind: 'connect', machine: 'gate', address: '10.128.2.1', port: 3128 },
  };
  const at = (machine: string, direction: 'in' | 'out', packet: Packet): Sight => ({
    ...{ machine, link: 'eth0', direction, delivered: true, packet, atUs: 1_000_000 },
  });
  const way = (from: string, packet: Packet): readonly Sight[] => [at(from, 'out', packet), at('other', 'in', packet)];
  const elsewhere = syn({ seq: 3, destinationPort: 80 });
  const index = indexSights([
    ...way('gate', syn({ seq: 1 })),
    ...way('gate', syn({ seq: 2 })),
    ...way('gate', elsewhere),
    ...way('node1', syn({ seq: 4 })),
  ]);
  const onwards = onwardsOf(index, [{ key: sequenceKey(2) }], flow);
  t.deepEqual(
    onwards.map(({ machine, packet }) => [machine, packet.kind === 'tcp' ? packet.seq : 0]),
    [
      ['gate', 1],
      ['other', 1],
    ],
  );
  const trace = traceOf([], sender, 0);
  t.deepEqual(beyond(trace, onwards).evidence.seenAt, ['other']);
  t.deepEqual(beyond(trace, []).evidence.seenAt, []);
});
