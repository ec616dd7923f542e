import type { Hop, Observation } from '../probe/observation.ts';
import { oneLine } from './one-line.ts';
import { plain, type Paint } from './paint.ts';
import { duration, table } from './table.ts';

/** The shape of `probe --json`. */
export const observationJson = ({ flow, ...observed }: Observation) => ({
  from: flow.from,
  to: flow.to.label,
  address: flow.to.address,
  port: flow.to.port ?? null,
  protocol: flow.protocol,
  family: flow.family,
  ...observed,
});

/** One probe for people: what came of it, who answered whom, every translation, every hop. */
export const observationText = (observation: Observation, paint: Paint = plain): string => {
  const { flow, outcome, detail, tookMs } = observation;
  const { address, label, port } = flow.to;
  const wire = port === undefined ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`;
  const target = label === wire || label === address ? wire : `${label} (${wire})`;
  const mark = outcome === 'reached' ? paint('good', outcome) : paint('bad', outcome);
  const how = flow.http === undefined ? flow.protocol : `HTTP for ${flow.http.host}`;
  const first = `${flow.from} to ${target} by ${how}: ${mark} in ${duration(tookMs)}\n`;
  return [
    first,
    detail === null ? '' : `  ${oneLine(detail)}\n`,
    facts(observation),
    translations(observation),
    entries(observation),
    hops(observation, paint),
  ].join('');
};

const facts = (observation: Observation): string => {
  const { flow, responder, responderPort, sourceSeen, sourcePort, sourceOwner, evidence } = observation;
  // ICMP has no ports; the identifier is what replies are told apart by (RFC 792).
  const noun = flow.protocol === 'icmp' ? 'identifier' : 'port';
  const port = (number: number | null): string => (number === null ? '' : ` ${noun} ${number}`);
  const toItself = responder === flow.from ? `${flow.from} itself` : 'nobody';
  const lines = [
    responder !== null && `answered by  ${responder}${port(responderPort)}`,
    sourceSeen !== null &&
      `source seen  ${sourceSeen}${port(sourcePort)}${sourceOwner === null ? '' : `, owned by ${sourceOwner}`}`,
    observation.forwardedFor !== undefined &&
      `client told  ${observation.forwardedFor}${observation.forwardedOwner === undefined ? '' : `, which is ${observation.forwardedOwner}`}`,
    evidence !== null && !evidence.left && 'the request never left its sender',
    evidence !== null && evidence.left && `arrived at   ${evidence.seenAt.join(', ') || toItself}`,
    evidence !== null && evidence.captureDrops > 0 && `the capture lost ${evidence.captureDrops} packets`,
  ];
  return lines
    .filter((line) => line !== false)
    .map((line) => `  ${line}\n`)
    .join('');
};

const kinds = { snat: 'source translated', dnat: 'destination translated', both: 'both translated' } as const;

const translations = ({ evidence }: Observation): string =>
  (evidence?.translations ?? [])
    .map(({ at, kind, before, after }) => `  ${kinds[kind]} at ${at}: ${before} became ${after}\n`)
    .join('');

const entries = ({ entries: kept }: Observation): string =>
  (kept ?? [])
    .map(
      ({ at, original, reply, status }) =>
        `  tracked at ${at}: ${original} answered as ${reply}${status.map((word) => ` ${word}`).join('')}\n`,
    )
    .join('');

const hops = ({ evidence }: Observation, paint: Paint): string => {
  if (evidence === null || evidence.hops.length === 0) return '';
  return (
    '\n' + table(['ms', 'machine', 'link', '', 'part', 'source', 'destination', ''], evidence.hops.map(hop), paint)
  );
};

/** `ICMP echo request`: the part says so already, in a column of its own. */
const shortened = (summary: string): string => summary.replace(/^(ICMP\S* echo) (?:request|reply)$/, '$1');

const hop = ({ machine, link, direction, part, source, destination, summary, atUs }: Hop): string[] => [
  (atUs / 1000).toFixed(2),
  machine,
  link,
  direction,
  part,
  source,
  destination,
  shortened(summary),
];
