// Judging who learned a path MTU: the end that sent too much, and nobody who only passes packets on.

import type { Expected } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { type Finding, fail, pass, unknown } from './finding.ts';

export const sizesSeen = (
  { learned: expected }: Expected,
  { flow, responder, learned }: Observation,
): Finding | null => {
  if (expected === undefined) return null;
  if (learned === undefined || learned === null) return unknown('who learned a path MTU could not be read');
  const who = expected.by === 'sender' ? flow.from : responder;
  const wrong = learned.filter(({ at, pathMtu }) => at !== who || pathMtu !== expected.pathMtu);
  const texts = [
    ...(learned.some(({ at }) => at === who) || expected.orNobody ? [] : [`${who} has learned no path MTU`]),
    ...wrong.map(({ at, pathMtu }) => `${at} has learned a path MTU of ${pathMtu}`),
  ];
  if (texts.length === 0 && learned.length === 0) return pass('nobody had to learn a path MTU');
  return texts.length > 0 ? fail(texts.join('; ')) : pass(`${who} alone has learned a path MTU of ${expected.pathMtu}`);
};
