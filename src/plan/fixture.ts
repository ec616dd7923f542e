// Labs for the tests of this folder, made by hand so that these tests say nothing of the lab file's syntax.

import type { Cluster, Family, Lab, Node, Service } from '../spec/lab.ts';

/** Which of each pair of addresses, IPv4 first, a lab has. */
type Choose = (pair: readonly [string, string]) => readonly string[];

const picks = {
  ipv4: ([four]) => [four],
  ipv6: ([, six]) => [six],
  dual: (pair) => pair,
} satisfies Record<string, Choose>;

const node = (pick: Choose, number: 1 | 2, pods: readonly string[]): Node => ({
  name: `node${number}`,
  cluster: 'east',
  addresses: pick([`10.240.0.${number}`, `fd00:f0::${number}`]),
  podCidrs: pick([`10.0.${number}.0/24`, `fd00:0:0:${number}::/64`]),
  podGateways: pick([`10.0.${number}.254`, `fd00:0:0:${number}::ffff`]),
  pods: pods.map((name, at) => ({
    name,
    cluster: 'east',
    node: `node${number}`,
    addresses: pick([`10.0.${number}.${at + 1}`, `fd00:0:0:${number}::${at + 1}`]),
  })),
});

const service = (pick: Choose, number: number, more: Partial<Service> & Pick<Service, 'name'>): Service => ({
  cluster: 'east',
  port: 80 + number,
  targetPort: 8000 + number,
  transports: ['tcp', 'udp'],
  endpoints: [],
  clusterAddresses: pick([`172.30.0.${number + 1}`, `fd30::${number + 1}`]),
  nodePort: 30080 + number,
  vip: null,
  externalTrafficPolicy: 'Cluster',
  affinitySeconds: null,
  ...more,
});

const cluster = (pick: Choose): Cluster => ({
  underlay: pick(['4', '6'])[0] === '4' ? 4 : 6,
  ipv6: null,
  name: 'east',
  model: 'island',
  custom: null,
  archipelago: null,
  own: null,
  dataplane: 'routed',
  routing: 'static',
  bgpDaemon: 'bird',
  masqueradeExceptions: [],
  egressProxies: [],
  ipam: 'node-range',
  masqueradePorts: null,
  egressGateway: null,
  ingresses: [],
  proxies: [],
  insiders: [],
  podCidrs: pick(['10.0.0.0/16', 'fd00::/48']),
  serviceCidrs: pick(['172.30.0.0/16', 'fd30::/112']),
  egress: 'masquerade',
  nodes: [node(pick, 1, ['pod-a', 'pod-b']), node(pick, 2, ['pod-c', 'pod-d'])],
  services: [
    service(pick, 0, { name: 'web', endpoints: ['pod-a', 'pod-c'] }),
    service(pick, 1, { name: 'local', endpoints: ['pod-b'], externalTrafficPolicy: 'Local' }),
    service(pick, 2, { name: 'nobody' }),
  ],
});

/** The lab of `labs/05-island.yaml`, or the same with IPv6. */
export const islandLab = (families: keyof typeof picks = 'ipv4'): Lab => {
  const pick = picks[families];
  const lan = (four: readonly [string, string], six: readonly [string, string]): Lab['network']['lans'] =>
    pick([four.join(' '), six.join(' ')]).map((text) => {
      const [cidr = '', gateway = ''] = text.split(' ');
      return { name: '', family: cidr.includes(':') ? 6 : 4, cidr, gateway, mtu: 1500 };
    });
  const lans = [
    ...lan(['10.128.1.0/24', '10.128.1.254'], ['fd00:80::/64', 'fd00:80::ffff']),
    ...lan(['10.240.0.0/24', '10.240.0.254'], ['fd00:f0::/64', 'fd00:f0::ffff']),
  ];
  return {
    name: 'island',
    profile: 'textbook',
    network: {
      router: 'core',
      cidrs: pick(['10.0.0.0/8', 'fd00::/16']),
      lans: lans.map((one, at) => ({ ...one, name: `lan${at + 1}` })),
    },
    hosts: [{ name: 'other', addresses: pick(['10.128.1.1', 'fd00:80::1']) }],
    clusters: [cluster(pick)],
  };
};

/** The same machines on a flat network whose nodes answer for their pods on their LAN. */
export const proxyArpLab = (families: keyof typeof picks = 'ipv4'): Lab => {
  const lab = flatLab(families);
  return { ...lab, name: 'flat-proxy-arp', clusters: lab.clusters.map((one) => ({ ...one, routing: 'proxy-arp' })) };
};

/** The same machines on a flat network. */
export const flatLab = (families: keyof typeof picks = 'ipv4'): Lab => {
  const lab = islandLab(families);
  return { ...lab, name: 'flat', clusters: lab.clusters.map((one) => ({ ...one, model: 'flat', egress: 'none' })) };
};

/** The same island as an overlay. */
export const overlayLab = (families: keyof typeof picks = 'ipv4'): Lab => {
  const lab = islandLab(families);
  return { ...lab, name: 'overlay', clusters: lab.clusters.map((one) => ({ ...one, dataplane: 'vxlan' })) };
};

/** The same machines on a flat network whose nodes announce their ranges. */
export const bgpLab = (families: keyof typeof picks = 'ipv4', bgpDaemon: Cluster['bgpDaemon'] = 'bird'): Lab => {
  const lab = flatLab(families);
  return {
    ...lab,
    name: `flat-${bgpDaemon}`,
    clusters: lab.clusters.map((one) => ({ ...one, routing: 'bgp', bgpDaemon })),
  };
};

/** An overlay in one family, and flat in the other. */
export const mixedLab = (inside: Family): Lab => {
  const lab = overlayLab('dual');
  const flat = { model: 'flat', egress: 'none' } as const;
  const island = { model: 'island', egress: 'masquerade' } as const;
  const [main, ipv6] = inside === 4 ? [island, flat] : [flat, island];
  return {
    ...lab,
    name: 'mixed',
    clusters: lab.clusters.map((one) => ({ ...one, ...main, ipv6, underlay: inside })),
  };
};
