// What a lab promises, in plain words and in numbers, for those who have not read the claims.

import type { Expectation } from '../model/expectation.ts';
import type { Insider } from '../spec/insider.ts';
import type { Cluster, EgressGateway, Lab, Ports } from '../spec/lab.ts';
import type { EgressProxy, MasqueradeException } from '../spec/ways-out.ts';
import { customSentences } from './custom.ts';
import { few } from './few.ts';
import { type Face, facesOf, ofEachFace } from './faces.ts';
import { byFamily, familyTitle } from './families.ts';
import { plain, type Paint } from './paint.ts';
import { count, table } from './table.ts';
import { waysIn } from './ways-in.ts';

const flat = ({ egress, egressGateway, masqueradeExceptions, ...cluster }: Cluster): readonly string[] => [
  'Pods have addresses of the larger network: whoever stands there reaches them, and they reach it.',
  egress !== 'masquerade'
    ? "Nobody translates: the far end always sees the pod's own address."
    : `In ${few(masqueradeExceptions.map(({ cidr }) => cidr))} the far end sees the pod's own address, elsewhere one of its node.`,
  ...(egressGateway === null ? [] : [`${exitOf(egressGateway)} Whoever calls them still finds them at their own.`]),
  'Pod ranges must not overlap with anything else in the larger network.',
  ...overlay(cluster),
];

const overlay = ({ dataplane, underlay }: Pick<Cluster, 'dataplane' | 'underlay'>): readonly string[] =>
  dataplane === 'vxlan'
    ? [`From node to node its packets travel in an overlay: VXLAN, between the nodes' own IPv${underlay} addresses.`]
    : [];

const island = (cluster: Cluster): readonly string[] => {
  const { egress, egressGateway, egressProxies, masqueradeExceptions, masqueradePorts } = cluster;
  return [
    'Pods have a network of their own, and the larger network has no route to it: from there no pod can be reached.',
    out[egress],
    ...(masqueradePorts === null ? [] : [portsText(masqueradePorts)]),
    ...egressProxies.map(goesOn),
    ...masqueradeExceptions.map(ownAddressIn),
    ...(egressGateway === null ? [] : [exitOf(egressGateway)]),
    ...overlay(cluster),
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

const archipelago = (cluster: Cluster): readonly string[] => [
  `Its pods reach those of every cluster of ${cluster.archipelago ?? 'the archipelago'}, which see their own addresses; to everybody else they are on an island.`,
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
  const rows = [...byFamily(expectations)].map(([family, claims]) => {
    const negative = claims.filter(isNegative).length;
    return [family, String(claims.length), String(claims.length - negative), String(negative), familyTitle(family)];
  });
  const heading = ['claims', 'all', 'must arrive', 'must not', ''];
  return `${clustersText(lab, paint)}${count(expectations.length, 'claim')} can be checked:\n${indented(table(heading, rows, paint))}`;
};

/** Of those that promise the same, the first one is told of, and of the others where they have other ways in. */
const clustersText = (lab: Lab, paint: Paint): string =>
  [...Map.groupBy(lab.clusters, (cluster) => promised(lab, cluster))]
    .map(([text, [first, ...others]]) => {
      if (first === undefined) return '';
      const named = (cluster: Cluster): string => paint('strong', cluster.name);
      const ways = waysText(lab, first);
      const [same, different] = [true, false].map((equal) =>
        others.filter((other) => (waysText(lab, other) === ways) === equal),
      );
      const alike = (same ?? []).map(named).join(', ');
      return [
        `${named(first)} ${text}${indented(first.insiders.map(insider).join(''))}${ways}`,
        alike === '' ? '' : `${alike}: the same as ${first.name}.\n`,
        ...(different ?? []).map((one) => `${named(one)}: the same as ${first.name}, but\n${waysText(lab, one)}`),
      ].join('');
    })
    .join('');

const insider = ({ name }: Insider): string =>
  `${name} is no pod and lives among them all the same: they reach each other as pods do.\n`;

/** What follows its name, all but the ways in. */
const promised = (lab: Lab, cluster: Cluster): string => {
  const faces = facesOf(lab, cluster);
  const names = ofEachFace(
    faces,
    (face) => [nameOf(face)],
    (text, family) => `${text} in ${family}`,
  );
  return `is ${names.join(' and ')}.\n${linesOf(faces, sentencesOf)}`;
};

const waysText = (lab: Lab, cluster: Cluster): string =>
  linesOf(facesOf(lab, cluster), (face) => (face.cluster.custom === null ? waysIn(face.cluster) : []));

const linesOf = (faces: readonly Face[], say: (face: Face) => readonly string[]): string =>
  ofEachFace(faces, say, (text, family) => `${family}: ${text}`)
    .map((line) => `  ${line}\n`)
    .join('');

const sentencesOf = ({ cluster }: Face): readonly string[] =>
  cluster.custom === null ? sentences[cluster.model](cluster) : customSentences(cluster.custom);

const nameOf = ({ cluster: { custom, model } }: Face): string =>
  custom === null ? modelNames[model] : `a network of its own kind, wired like ${modelNames[model]}`;

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
