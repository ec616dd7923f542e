// What a lab promises, in plain words and in numbers, for those who have not read the claims.

import type { Expectation } from '../model/expectation.ts';
import type { Cluster, EgressGateway, Lab, Ports } from '../spec/lab.ts';
import type { EgressProxy, MasqueradeException } from '../spec/ways-out.ts';
import { customSentences } from './custom.ts';
import { type Face, facesOf, ofEachFace } from './faces.ts';
import { byFamily, familyTitle } from './families.ts';
import { plain, type Paint } from './paint.ts';
import { count, table } from './table.ts';

const flat = ({ egress, masqueradeExceptions }: Cluster): readonly string[] => [
  'Pods have addresses of the larger network: whoever stands there reaches them, and they reach it.',
  egress !== 'masquerade'
    ? "Nobody translates: the far end always sees the pod's own address."
    : `In ${few(masqueradeExceptions.map(({ cidr }) => cidr))} the far end sees the pod's own address, elsewhere one of its node.`,
  'Pod ranges must not overlap with anything else in the larger network.',
];

const island = (cluster: Cluster): readonly string[] => {
  const { egress, egressGateway, egressProxies, masqueradeExceptions, masqueradePorts } = cluster;
  return [
    'Pods have a network of their own, and the larger network has no route to it: from there no pod can be reached.',
    out[egress],
    ...(masqueradePorts === null ? [] : [portsText(masqueradePorts)]),
    ...egressProxies.map(goesOn),
    ...masqueradeExceptions.map(ownAddressIn),
    ...(egressGateway === null ? [] : [exitOf(egressGateway)]),
    'The way in is a gateway: a NodePort on a node, which stands with one leg in each network.',
  ];
};

const portsText = ({ first, last }: Ports): string =>
  `It gets a source port from ${first} to ${last}; when one destination has all that its node has, no more connections go there.`;

const out = {
  masquerade: 'A pod that calls out is seen with an address of its own node.',
  proxy: 'A pod cannot call out but by proxy, which goes where it is told to and is seen in its stead.',
  none: 'A pod cannot call out: nobody masquerades for it.',
} as const satisfies Record<Cluster['egress'], string>;

const goesOn = ({ machine, connect, socks5, allow }: EgressProxy): string => {
  const ports = [
    ...(connect === null ? [] : [`CONNECT on ${connect}`]),
    ...(socks5 === null ? [] : [`SOCKS on ${socks5}`]),
  ];
  return `${machine} makes connections for pods, by ${ports.join(' and ')}, to ${few(allow)}, and never back to pods.`;
};

const ownAddressIn = ({ cidr, routedBack }: MasqueradeException): string =>
  routedBack
    ? `Not so in ${cidr}, where it is seen with its own address, and which knows the way back to it.`
    : `Not so in ${cidr}, where it is heard with its own address, and gets no answer: nobody there knows the way back.`;

const exitOf = ({ node, addresses, pods }: EgressGateway): string =>
  `Not so ${few(pods)}: by way of ${node}, wherever they run, or not at all, and seen with ${addresses.join(' or ')}.`;

const few = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(' and ');

const archipelago = (cluster: Cluster): readonly string[] => [
  `Its pods reach those of every cluster of ${cluster.archipelago ?? 'the archipelago'}, which see their own addresses; to everybody else they are on an island.`,
  ...cluster.insiders.map(
    ({ name }) => `${name} is no pod and lives among them all the same: they reach each other as pods do.`,
  ),
  ...island(cluster),
];

const isolated = (cluster: Cluster): readonly string[] => [
  'It stands on a larger network of its own: nothing gets from there to any other network of the lab, or back.',
  `Every address may be used again elsewhere; whoever is called answers for core-${cluster.name}'s side alone.`,
  `There, to those on core-${cluster.name}'s side, it is an island.`,
  ...island(cluster),
];

const sentences = { flat, isolated, island, archipelago } as const satisfies Record<
  Cluster['model'],
  (cluster: Cluster) => readonly string[]
>;

const modelNames = {
  flat: 'a flat network',
  isolated: 'an isolated cluster',
  island: 'an island',
  archipelago: 'part of an archipelago',
} as const satisfies Record<Cluster['model'], string>;

/** A claim is a negative when it says that something must not arrive. */
const isNegative = ({ expected }: Expectation): boolean =>
  expected.absentFrom !== undefined || !expected.outcome.some((one) => one === 'reached' || one === 'one-way');

/** Sentences a cluster, then the number of claims a family, positive and negative. */
export const promisesText = (lab: Lab, expectations: readonly Expectation[], paint: Paint = plain): string => {
  const clusters = lab.clusters.map((cluster) => {
    const faces = facesOf(lab, cluster);
    const lines = ofEachFace(faces, sentencesOf, (text, family) => `${family}: ${text}`);
    const names = ofEachFace(
      faces,
      (face) => [nameOf(face)],
      (text, family) => `${text} in ${family}`,
    );
    return `${paint('strong', cluster.name)} is ${names.join(' and ')}.\n${lines.map((line) => `  ${line}\n`).join('')}`;
  });
  const rows = [...byFamily(expectations)].map(([family, claims]) => {
    const negative = claims.filter(isNegative).length;
    return [family, String(claims.length), String(claims.length - negative), String(negative), familyTitle(family)];
  });
  const heading = ['claims', 'all', 'must arrive', 'must not', ''];
  return `${clusters.join('')}${count(expectations.length, 'claim')} can be checked:\n${indented(table(heading, rows, paint))}`;
};

const sentencesOf = ({ cluster }: Face): readonly string[] =>
  cluster.custom === null ? sentences[cluster.model](cluster) : customSentences(cluster.custom);

const nameOf = ({ cluster: { custom, model } }: Face): string =>
  custom === null ? modelNames[model] : `a network of its own kind, wired like ${modelNames[model]}`;

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
