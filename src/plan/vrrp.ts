// VIPs of a LAN that nodes elect one of them for, by VRRP (RFC 9568; keepalived.conf(5)). The one that is elected has the
// address and says so unasked, by ARP or by a neighbour advertisement, so that nobody goes on sending to the one who had it
// before. A real daemon does it, for what it takes to notice a death, and who believes whom, is what a lab is built to see.

import { familyOf } from '../spec/address.ts';
import { networksOf } from '../spec/isolated.ts';
import type { Family, Lab, Node, Service } from '../spec/lab.ts';
import { folderOf, patience } from './daemon.ts';
import { mainLink } from './fabric.ts';
import { alone, inFamily } from './family.ts';
import type { Step, StepOf } from './step.ts';
import { mayServe, onLanOf } from './vip.ts';

/** One VIP, and who may have it: who comes first has it as long as it lives. */
type Election = {
  readonly service: Service;
  readonly address: string;
  /** Tells it apart from the others of its family: in each there is a protocol of its own. */
  readonly id: number;
  readonly candidates: readonly Node[];
};

const electionsIn = (lab: Lab): readonly Election[] =>
  ([4, 6] as const).flatMap((family) =>
    electionsOver(lab, family).map((election, at) => ({ ...election, id: at + 1 })),
  );

const electionsOver = ({ clusters }: Lab, family: Family): readonly Omit<Election, 'id'>[] =>
  clusters.flatMap((cluster) =>
    cluster.services.flatMap((service) =>
      inFamily(family, service.vip?.mode === 'vrrp' ? service.vip.addresses : []).map((address) => ({
        ...{ service, address },
        candidates: mayServe(cluster, service).filter((node) => onLanOf(node, address)),
      })),
    ),
  );

/** A daemon on every node that may have a VIP. */
export const vrrpSteps = (lab: Lab): readonly Step[] => {
  const elections = electionsIn(lab);
  const nodes = new Set(elections.flatMap(({ candidates }) => candidates));
  return [...nodes].map((node) => {
    const folder = folderOf(node.name);
    const name = `${folder}/keepalived.conf`;
    const own = elections.filter(({ candidates }) => candidates.includes(node));
    return {
      do: 'daemon.start',
      netns: node.name,
      program: 'keepalived',
      // VRRP alone, in the foreground.
      arguments: ['-P', '-n', '-l', '-f', name, '-p', `${folder}/keepalived.pid`, '-r', `${folder}/vrrp.pid`],
      files: [{ name, text: configOf(node, own) }],
      why: `${node.name} stands for election, to have ${own.map(({ address }) => address).join(' and ')}`,
    };
  });
};

/** Seconds between two signs of life of the one that is elected; after three that do not come there is another election. */
const interval = 0.7;

const configOf = (node: Node, elections: readonly Election[]): string =>
  [
    'global_defs {',
    `  router_id ${node.name}`,
    '  vrrp_version 3',
    '}',
    ...elections.flatMap((election) => [
      `vrrp_instance ${election.service.name}-ipv${familyOf(election.address)} {`,
      '  state BACKUP',
      `  interface ${mainLink}`,
      `  virtual_router_id ${election.id}`,
      `  priority ${priorityOf(election, node)}`,
      `  advert_int ${interval}`,
      '  virtual_ipaddress {',
      ...held(election).map((address) => `    ${alone(address)} dev ${mainLink}`),
      '  }',
      '}',
    ]),
    '',
  ].join('\n');

/**
 * From 254 down. Who has less waits longer, a 256th of an interval for each: with too little between them two take a VIP
 * at the same moment, and one has to give it back.
 */
const priorityOf = ({ candidates }: Election, node: Node): number => {
  const distance = Math.min(64, Math.floor(253 / candidates.length));
  return Math.max(1, 254 - distance * candidates.indexOf(node));
};

/**
 * In IPv6 the first one must be of the link alone, and is made of nobody's MAC (RFC 9568, 5.2.9 and 7.4). Its last three
 * bytes are those of no machine's address: they stand for a multicast group, and Linux leaves it when an address is taken
 * away so soon that it was never joined for that one. Whoever has the other address would hear no question about it.
 * keepalived gives addresses of a /128 in such a way that none is chosen as a source by itself.
 */
const held = ({ address, id }: Election): readonly string[] =>
  familyOf(address) === 4 ? [address] : [`fe80::5e:${(0x200 + id).toString(16)}`, address];

type Await = StepOf<'route.await'>;

const has = ({ name }: Node, { address, service }: Election): Await => ({
  ...{ do: 'route.await', netns: name, family: familyOf(address), to: alone(address), own: true, seconds: patience },
  why: `${name} is elected to have ${address} of ${service.name}`,
});

/** Until the one that goes first has it, and the next one leaves it alone. */
const settled = (election: Election): readonly Await[] => {
  const [first, second] = election.candidates;
  if (first === undefined) return [];
  const elected = has(first, election);
  if (second === undefined) return [elected];
  return [elected, { ...has(second, election), absent: true, why: `${second.name} leaves it to ${first.name}` }];
};

/** Until everybody's first choice has its VIP. */
export const electedSteps = (lab: Lab): readonly Await[] => electionsIn(lab).flatMap(settled);

/** Until somebody else has what the node had; or everybody should have noticed. */
export const takeoverSteps = (lab: Lab, node: string): readonly Await[] =>
  lostBy(lab, node).map(({ election, second }) => ({ ...has(second, election), optional: true, seconds: 9 }));

/** Until the node has it again, and nobody else. */
export const returnSteps = (lab: Lab, node: string): readonly Await[] =>
  lostBy(lab, node).flatMap(({ election }) => settled(election));

type Lost = { readonly election: Election; readonly second: Node };

const lostBy = (lab: Lab, node: string): readonly Lost[] =>
  networksOf(lab)
    .flatMap(electionsIn)
    .flatMap((election) => {
      const [first, second] = election.candidates;
      return first?.name !== node || second === undefined ? [] : [{ election, second }];
    });
