// A speaker in the words of BIRD 2 (bird.network.cz, User's Guide, 6.3 BGP, 6.6 Kernel, 6.14 Static).

import { familyOf } from '../spec/address.ts';
import type { Family } from '../spec/lab.ts';
import { folderOf } from './daemon.ts';
import { inFamily } from './family.ts';
import { holdTime, keepalive, mostPaths, retry, type Session, type Speaker } from './speaker.ts';
import type { Step } from './step.ts';

export const birdSteps = (speaker: Speaker): readonly Step[] => {
  const { machine, as } = speaker;
  const folder = folderOf(machine);
  const config = `${folder}/bird.conf`;
  return [
    {
      do: 'daemon.start',
      netns: machine,
      program: 'bird',
      // In the foreground; `birdc -s` asks it by the socket.
      arguments: ['-f', '-c', config, '-s', `${folder}/bird.ctl`],
      files: [{ name: config, text: configOf(speaker) }],
      why: `${machine} speaks BGP, as AS ${as}`,
    },
  ];
};

const configOf = (speaker: Speaker): string => {
  const families = ([4, 6] as const).filter((family) => sessionsIn(family, speaker).length > 0);
  return [
    'log stderr all;',
    `router id ${speaker.id};`,
    'protocol device { }',
    ...families.flatMap((family) => [
      ...announcements(family, speaker),
      ...kernel(family, speaker),
      ...sessionsIn(family, speaker).flatMap((session) => neighbour(family, speaker, session)),
    ]),
    '',
  ].join('\n');
};

const sessionsIn = (family: Family, { sessions }: Speaker): readonly Session[] =>
  sessions.filter(({ local }) => familyOf(local) === family);

/** Only for BGP: what the machine itself does with these addresses is in its table already. */
const announcements = (family: Family, { announces }: Speaker): readonly string[] => {
  const own = inFamily(family, announces);
  if (own.length === 0) return [];
  return [
    `protocol static own${family} {`,
    `  ipv${family};`,
    ...own.map((cidr) => `  route ${cidr} unreachable;`),
    '}',
  ];
};

/** What was heard goes to the kernel's table; where several say the same, all of them are next hops. */
const kernel = (family: Family, { believes }: Speaker): readonly string[] =>
  believes.length === 0
    ? []
    : [
        `protocol kernel kernel${family} {`,
        `  merge paths on limit ${mostPaths};`,
        `  ipv${family} { import none; export where source = RTS_BGP; };`,
        '}',
      ];

const neighbour = (family: Family, speaker: Speaker, session: Session): readonly string[] => {
  const { peer, peerAs, local, remote, passive } = session;
  return [
    // BIRD's names have no hyphens.
    `protocol bgp ${peer.replaceAll('-', '_')}_ipv${family} {`,
    `  local ${local} as ${speaker.as};`,
    `  neighbor ${remote} as ${peerAs};`,
    ...(passive ? ['  passive on;'] : [`  connect delay time ${retry};`, `  connect retry time ${retry};`]),
    `  hold time ${holdTime};`,
    `  keepalive time ${keepalive};`,
    `  error wait time ${retry}, ${retry};`,
    `  ipv${family} {`,
    `    import ${importsOf(family, speaker)};`,
    // Core hands on what it heard; a node says what is its own, and nothing else, whatever it may have heard.
    `    export where source = ${passive ? 'RTS_BGP' : 'RTS_STATIC'};`,
    ...(family === 6 ? ['    next hop prefer global;'] : []),
    '  };',
    '}',
  ];
};

const importsOf = (family: Family, { believes }: Speaker): string => {
  if (believes === 'everything') return 'all';
  const ranges = inFamily(family, believes);
  return ranges.length === 0 ? 'none' : `where net ~ [ ${ranges.map((range) => `${range}+`).join(', ')} ]`;
};
