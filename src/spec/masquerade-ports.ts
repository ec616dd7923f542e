// The source ports that masqueraded connections get: a range that is the pods' to have, and nobody else's.

import type { DraftCluster, Draft } from './draft.ts';
import { type Finding, quote, type Report } from './finding.ts';
import type { Ports } from './lab.ts';

/** Below are the ports of a machine's own services (RFC 6335, section 6). */
const lowest = 1024;
const highest = 65_535;
/** What Kubernetes takes NodePorts from. */
const nodePorts: Ports = { first: 30_000, last: 32_767 };

/** `61000-61031`, or one port; null where it is neither. */
export const parsePorts = (text: string): Ports | null => {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  return first === undefined ? null : { first: Number(first), last: Number(last) };
};

export const checkMasqueradePorts = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) {
    const { path, masqueradePorts: text } = cluster;
    if (text === null) continue;
    const useless = unmasqueraded(cluster);
    if (useless !== null) report({ path: [...path, 'masqueradePorts'], at: 'key', ...useless });
    const wrong = misplaced(text);
    if (wrong !== null) report({ path: [...path, 'masqueradePorts'], ...wrong });
  }
};

type Wrong = Pick<Finding, 'message' | 'hint'> | null;

const unmasqueraded = ({ name, egress }: DraftCluster): Wrong =>
  egress === 'masquerade'
    ? null
    : {
        message: `cluster ${name} masquerades nothing, so no connection gets a port`,
        hint: 'write egress: masquerade, or remove masqueradePorts',
      };

const misplaced = (text: string): Wrong => {
  const ports = parsePorts(text);
  const example = 'write the first and the last one, such as masqueradePorts: 61000-61031';
  if (ports === null) return { message: `masqueradePorts ${quote(text)} is not a range of ports`, hint: example };
  const { first, last } = ports;
  if (first > last) return { message: `masqueradePorts ${text} ends before it begins`, hint: `write ${last}-${first}` };
  if (first < lowest || last > highest) {
    const message = `masqueradePorts ${text} must lie between ${lowest} and ${highest}`;
    return { message, hint: `ports below ${lowest} are those of the node's own services; ${example}` };
  }
  if (last < nodePorts.first || first > nodePorts.last) return null;
  const message = `masqueradePorts ${text} takes ports that NodePorts are made of, ${nodePorts.first} to ${nodePorts.last}`;
  return { message, hint: `answers to a pod would be taken for calls of a Service; ${example}` };
};
