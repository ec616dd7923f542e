// A speaker in the words of FRR (docs.frrouting.org: bgp, filter, routemap): bgpd talks to the neighbours, zebra puts what
// was heard into the kernel's table.

import { familyOf } from '../spec/address.ts';
import type { Family } from '../spec/lab.ts';
import { folderOf } from './daemon.ts';
import { inFamily } from './family.ts';
import { holdTime, keepalive, mostPaths, retry, type Session, type Speaker } from './speaker.ts';
import type { Step, StepOf } from './step.ts';

export const frrSteps = (speaker: Speaker): readonly Step[] => {
  const { machine, as } = speaker;
  return [
    daemon(machine, 'zebra', {
      config: ['log stdout', `hostname ${machine}`, ''].join('\n'),
      why: `${machine} takes what BGP tells it into its table`,
    }),
    daemon(machine, 'bgpd', {
      config: configOf(speaker),
      // One that comes first tries again only after ten seconds.
      needs: zebraSocket(machine),
      why: `${machine} speaks BGP, as AS ${as}`,
    }),
  ];
};

const zebraSocket = (netns: string): string => `${folderOf(netns)}/zserv.api`;

/**
 * FRR wants to be of a group that may use its shell, and looks it up by name; in a user namespace there is one user and
 * one group. Its crash logs go to /var/tmp, whoever it is told to be.
 */
const instead = {
  files: [{ name: '/etc/group', text: 'root:x:0:root\nfrrvty:x:0:root\n' }],
  directories: ['/var/tmp'],
} as const satisfies StepOf<'daemon.start'>['instead'];

type Told = { readonly config: string; readonly needs?: string; readonly why: string };

const daemon = (netns: string, program: 'zebra' | 'bgpd', { config, ...told }: Told): Step => {
  const folder = folderOf(netns);
  const name = `${folder}/${program}.conf`;
  return {
    do: 'daemon.start',
    netns,
    program,
    arguments: [
      ...['-f', name, '-i', `${folder}/${program}.pid`, '-z', zebraSocket(netns), '--vty_socket', folder],
      // No port for telnet; `vtysh --vty_socket` asks by the socket.
      ...['-P', '0', '-u', 'root', '-g', 'root'],
    ],
    files: [{ name, text: config }],
    instead,
    ...told,
  };
};

const configOf = (speaker: Speaker): string => {
  const families = ([4, 6] as const).filter((family) => sessionsIn(family, speaker).length > 0);
  return [
    'log stdout',
    `hostname ${speaker.machine}`,
    ...families.flatMap((family) => policy(family, speaker)),
    `router bgp ${speaker.as}`,
    ` bgp router-id ${speaker.id}`,
    ' no bgp default ipv4-unicast',
    // Announced is what it is told to announce, whatever its table says.
    ' no bgp network import-check',
    // Nodes with one VIP are in autonomous systems of their own, and are next hops side by side all the same.
    ' bgp bestpath as-path multipath-relax',
    ` timers bgp ${keepalive} ${holdTime}`,
    // Otherwise it waits a second for other neighbours to join those that it tells the same.
    ' coalesce-time 0',
    ...speaker.sessions.flatMap(neighbour),
    ...families.flatMap((family) => addressFamily(family, speaker)),
    '',
  ].join('\n');
};

const sessionsIn = (family: Family, { sessions }: Speaker): readonly Session[] =>
  sessions.filter(({ local }) => familyOf(local) === family);

const neighbour = ({ peer, peerAs, local, remote, passive }: Session): readonly string[] => [
  ` neighbor ${remote} remote-as ${peerAs}`,
  ` neighbor ${remote} description ${peer}`,
  ` neighbor ${remote} update-source ${local}`,
  ` neighbor ${remote} advertisement-interval 0`,
  ` neighbor ${remote} ${passive ? 'passive' : `timers connect ${retry}`}`,
];

const addressFamily = (family: Family, speaker: Speaker): readonly string[] => [
  ` address-family ipv${family} unicast`,
  ...inFamily(family, speaker.announces).map((cidr) => `  network ${cidr}`),
  `  maximum-paths ${mostPaths}`,
  ...sessionsIn(family, speaker).flatMap(({ remote }) => [
    `  neighbor ${remote} activate`,
    `  neighbor ${remote} route-map heard${family} in`,
    `  neighbor ${remote} route-map said${family} out`,
  ]),
  ' exit-address-family',
];

/** Two lists a family: what is believed of what was heard, and what may be said. A list that is missing is empty. */
const policy = (family: Family, { announces, believes, sessions }: Speaker): readonly string[] => {
  const handsOn = sessions.some(({ passive }) => passive);
  const ranges = believes === 'everything' ? null : inFamily(family, believes);
  const orLonger = (range: string): string => `${range} le ${family === 4 ? 32 : 128}`;
  return [
    ...prefixList(family, 'heard', ranges === null ? ['any'] : ranges.map(orLonger)),
    // Core hands on what it heard; a node says what is its own, and nothing else, whatever it may have heard.
    ...prefixList(family, 'said', handsOn ? ['any'] : inFamily(family, announces)),
  ];
};

const prefixList = (family: Family, name: string, prefixes: readonly string[]): readonly string[] => [
  ...(prefixes.length === 0 ? ['any'] : prefixes).map(
    (prefix, at) =>
      `${family === 4 ? 'ip' : 'ipv6'} prefix-list ${name}${family} seq ${at + 1} ${prefixes.length === 0 ? 'deny' : 'permit'} ${prefix}`,
  ),
  `route-map ${name}${family} permit 1`,
  ` match ${family === 4 ? 'ip' : 'ipv6'} address prefix-list ${name}${family}`,
  ...(family === 6 && name === 'heard' ? [' set ipv6 next-hop prefer-global'] : []),
];
