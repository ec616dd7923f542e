// What tells a claim from another one between the same two ends.

import type { Expectation } from '../model/expectation.ts';
import type { Flow, Through } from '../probe/flow.ts';
import { count } from './table.ts';

type Part = string | false | undefined;

/** `1450 bytes, whole`, `TTL 1`, `given a route`; empty text for a flow like any other. */
export const particulars = (expectation: Expectation): string =>
  [...ofFlow(expectation.flow), ...ofExpected(expectation)].filter((part) => part).join(', ');

const ofFlow = (flow: Flow): readonly Part[] => {
  const { packetSize, answerBytes, padding, ttl, source, nextHop, lone, http, through, injected } = flow;
  return [
    packetSize !== undefined && `${packetSize} bytes`,
    padding !== undefined && padding > 0 && `${padding} bytes more`,
    answerBytes !== undefined && `${answerBytes} bytes back`,
    ttl !== undefined && `TTL ${ttl}`,
    source !== undefined && `as ${source}`,
    nextHop !== undefined && `given a route by ${nextHop}`,
    lone && `${lone} alone`,
    http && `asks for ${http.host}`,
    http?.forwardedFor !== undefined && `says it is for ${http.forwardedFor}`,
    through && `by ${throughs[through.kind]} at ${through.machine}${through.address.includes(':') ? ' over IPv6' : ''}`,
    injected && `put into VXLAN to ${injected.node}`,
    injected?.source !== undefined && `as ${injected.source}`,
    flow.to.via !== undefined && `asked on the LAN of ${flow.to.via}`,
    flow.sourcePort !== undefined && `from port ${flow.sourcePort}`,
  ];
};

const throughs = { connect: 'CONNECT', socks5: 'SOCKS' } as const satisfies Record<Through['kind'], string>;

const ofExpected = ({ expected, series, under }: Expectation): readonly Part[] => {
  const { translations, mapping, trackedAt, keepsSourcePort, sourcePortOutside, spread, settings } = expected;
  return [
    under?.across !== undefined && across[under.across],
    series !== undefined && series.earlier.length > 0 && `after ${count(series.earlier.length, 'other')}`,
    translations !== undefined && `translated ${times[translations] ?? `${translations} times`}`,
    mapping && (mapping === 'same' ? 'one source for all' : 'a source for each'),
    trackedAt && `tracked at ${trackedAt.join(' and ') || 'nobody'}`,
    keepsSourcePort && 'keeps its source port',
    sourcePortOutside && `not from ports ${sourcePortOutside.join(' to ')}`,
    expected.sourcePort !== undefined && `seen from port ${expected.sourcePort}`,
    expected.unfragmented && 'in one piece',
    expected.error,
    expected.learned && `path MTU ${expected.learned.pathMtu} learned`,
    spread && spreads[spread],
    settings && (settings.length === 1 ? settings[0]?.key : count(settings.length, 'setting')),
  ];
};

const times = ['never', 'once', 'twice'];

const across = {
  held: 'held open meanwhile',
  again: 'anew meanwhile',
  streamed: 'again and again meanwhile',
  afterwards: 'afterwards',
} as const satisfies Record<NonNullable<NonNullable<Expectation['under']>['across']>, string>;

const spreads = {
  one: 'all by one',
  several: 'by several',
  even: 'evenly by all',
  moved: 'some by others than before',
} as const satisfies Record<NonNullable<Expectation['expected']['spread']>, string>;
