// The models taken for each other: one lab file in which only the word for the model differs, built as each model and
// judged by what every model expects of its machines. The two oracles alone say which claims must turn red: those that
// they make of the same flow and that cannot both be true.

import { blueprintOf } from '../../src/agent/blueprint.ts';
import { checkLab } from '../../src/agent/check.ts';
import { startAgent } from '../../src/agent/client.ts';
import type { Expectation, Expected } from '../../src/model/expectation.ts';
import { expectationsOf } from '../../src/model/expectations.ts';
import type { Lab, Model } from '../../src/spec/lab.ts';
import { parseLab } from '../../src/spec/parse.ts';
import type { Claim, Report } from '../../src/verdict/verdict.ts';
import { idsWith } from './broken-lab.ts';
import { rootless } from './rootless.ts';

export const models = ['flat', 'isolated', 'island', 'archipelago'] as const satisfies readonly Model[];

export type Confused = (typeof models)[number];

const text = (model: Confused): string => {
  const said = `model: ${model}${model === 'archipelago' ? ', archipelago: sea' : ''}`;
  return `name: confusion
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east:
    { ${said}, podCidr: 10.0.0.0/16,
      nodes: {
        node1: { address: 10.240.0.1, podCidr: 10.0.1.0/24, pods: [pod-a, pod-b] },
        node2: { address: 10.240.0.2, podCidr: 10.0.2.0/24, pods: [pod-c] } },
      services: {
        web: { port: 80, endpoints: [pod-a, pod-c], nodePort: 30080 },
        local: { port: 81, endpoints: [pod-b], nodePort: 30081, externalTrafficPolicy: Local } } }
  west:
    { ${said}, podCidr: 10.1.0.0/16,
      nodes: { node3: { address: 10.240.0.3, podCidr: 10.1.1.0/24, pods: [pod-x] } } }
`;
};

const labOf = (model: Confused): Lab => parseLab(text(model), 'confusion.yaml');

/** What the lab that was built as one model would be, had its file said the other. Only the oracle reads it. */
const declaredAs = (built: Confused, judged: Confused): Lab => {
  const lab = labOf(judged);
  if (judged !== 'isolated' || built === 'isolated') return lab;
  // Nobody built the routers of networks of their own: wherever these clusters stand, the outsiders are not there.
  const { network } = labOf(built);
  return { ...lab, clusters: lab.clusters.map((cluster) => ({ ...cluster, own: { network, hosts: [] } })) };
};

/** What the built lab's own model says to a claim of the other: it cannot be, it must be, or nothing. */
export type Word = 'contradicts' | 'agrees' | 'silent';

export type Judged = { readonly claim: Claim; readonly word: Word };

export type Cell = {
  readonly built: Confused;
  readonly judged: Confused;
  readonly report: Report;
  readonly claims: readonly Judged[];
};

/** Builds the lab once a model, and has each judged by all of them. */
export const confuse = async (): Promise<readonly Cell[]> => {
  const cells = await Promise.all(models.map(judgedByAll));
  return cells.flat();
};

/** Ids of which at least one claim fails, in order. */
export const redIds = ({ report }: Cell): readonly string[] => idsWith(report, 'fail');

const judgedByAll = async (built: Confused): Promise<readonly Cell[]> => {
  const lab = labOf(built);
  const truths = Map.groupBy(expectationsOf(lab).filter(isOfTheLabAsItIs), flowOf);
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, 'confusion.yaml'));
  const cells: Cell[] = [];
  for (const judged of models) {
    const declared = declaredAs(built, judged);
    const report = await checkLab(agent, declared, { only: isOfTheLabAsItIs });
    const words = expectationsOf(declared)
      .filter(isOfTheLabAsItIs)
      .map((expectation) => wordOn(expectation, truths.get(flowOf(expectation)) ?? []));
    const claims = report.claims.map((claim, at): Judged => ({ claim, word: words[at] ?? 'silent' }));
    cells.push({ built, judged, report, claims });
  }
  return cells;
};

/** A fault is made as the plan of the declared lab has it, and another one was built. */
const isOfTheLabAsItIs = ({ under }: Expectation): boolean => under === undefined;

const flowOf = ({ flow }: Expectation): string => JSON.stringify(flow);

const wordOn = (claimed: Expectation, truths: readonly Expectation[]): Word => {
  if (truths.some(({ expected }) => cannotBoth(expected, claimed.expected))) return 'contradicts';
  const same = truths.some(
    ({ expected, controls }) =>
      JSON.stringify([expected, controls]) === JSON.stringify([claimed.expected, claimed.controls]),
  );
  return same ? 'agrees' : 'silent';
};

const cannotBoth = (one: Expected, other: Expected): boolean => {
  if (apart(one.outcome, other.outcome)) return true;
  const [reached, also] = [one, other].map(({ outcome }) => outcome.includes('reached'));
  if (reached !== true || also !== true) return false;
  // Some of the answers are another claim's: of these this one says nothing.
  if (one.orElse !== undefined || other.orElse !== undefined) return false;
  return (
    apart(one.responder, other.responder) ||
    apart(one.sourceOwner, other.sourceOwner) ||
    differ(one.sourceSeen, other.sourceSeen) ||
    differ(one.translations, other.translations)
  );
};

const apart = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
  one !== undefined && other !== undefined && !one.some((word) => other.includes(word));

const differ = <Value>(one: Value | undefined, other: Value | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;
