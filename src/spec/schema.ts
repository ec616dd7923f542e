// The shape of a lab file. `lab.schema.json`, which editors complete from, is generated from it, so every key has a
// description and an example; error messages quote both.

import * as z from 'zod';
import { archipelagosKey } from './schema-archipelagos.ts';
import { promisesKey, wiringKey } from './schema-custom.ts';
import { egressGatewayKey, egressKey, egressProxiesKey, masqueradeExceptionsKey } from './schema-egress.ts';
import { hostKey } from './schema-hosts.ts';
import { ipamKey, masqueradePortsKey, podRangesKey } from './schema-pods.ts';
import { forEachFamily } from './schema-families.ts';
import { ingressKey, proxiesKey } from './schema-proxies.ts';
import { affinityKeys, bgpDaemonKey, routingKey, vipModes } from './schema-routing.ts';

// A command reads one lab file, once: compiling the schema to code first takes longer than reading it as it is.
z.config({ jitless: true });

const label = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';

const addresses = z.union([z.string(), z.array(z.string()).min(1).max(2)]);
/** The names are checked in names.ts, which can say what to write instead; editors take the pattern from here. */
const machineName = z.string().meta({ pattern: label, maxLength: 15 });
const hosts = z.record(machineName, hostKey(addresses)).default({});
const count = (least: number) => z.int().min(least).max(100_000);
const port = z.int().min(1).max(65_535);

const pods = z.union([z.array(z.string()), count(0), z.record(machineName, addresses)]).meta({
  description:
    'Pods of this node: their names, or how many, or each with its address. Addresses count from the first of podCidr',
  examples: [['pod-a', 'pod-b'], 10, { 'pod-a': '10.0.1.1' }],
});

const node = z.strictObject({
  address: addresses.meta({
    description: "The node's address on the larger network, one a family",
    examples: ['10.240.0.1', ['10.240.0.1', 'fd00:240::1']],
  }),
  podCidr: addresses.optional().meta({
    description:
      "Range of this node's pods inside the cluster's podCidr, one a family. Left out: the next free /24 or /64",
    examples: ['10.0.1.0/24', ['10.0.1.0/24', 'fd00:1:0:1::/64']],
  }),
  pods: pods.optional(),
});

const vipMode = vipModes();

const service = z.strictObject({
  port: port.meta({ description: 'Port of the Service', examples: [80] }),
  targetPort: port.optional().meta({ description: 'Port of the endpoints. Default: port', examples: [8080] }),
  endpoints: z.array(z.string()).meta({
    description: 'Names of the pods that serve it; [] is a Service that nobody serves',
    examples: [['pod-a', 'pod-c']],
  }),
  nodePort: z
    .int()
    .optional()
    .meta({
      description: 'Port on every node through which the outside reaches it, 30000 to 32767',
      examples: [30080],
      // services.ts checks it, and says which Service it is; editors take the bounds from here.
      minimum: 30_000,
      maximum: 32_767,
    }),
  transports: z
    .array(z.enum(['tcp', 'udp']))
    .min(1)
    .default(['tcp'])
    .meta({ description: 'What it is reached by', examples: [['tcp', 'udp']] }),
  externalTrafficPolicy: z
    .enum(['Cluster', 'Local'])
    .optional()
    .meta({
      description: 'Local keeps the source address and is served only by endpoints of the node that was entered',
      examples: ['Cluster'],
    }),
  ...{ ingress: ingressKey(), ...affinityKeys() },
  vip: addresses.optional().meta({
    description:
      'Its address in the larger network, one a family: whoever calls it there is led in, whatever node it comes by',
    examples: ['10.200.0.1', ['10.200.0.1', 'fd00:200::1']],
  }),
  vipMode: vipMode
    .optional()
    .meta({ description: 'How the vip is announced. Default: vipMode of the cluster', examples: ['arp'] }),
  clusterAddress: addresses.optional().meta({
    description: 'Its VIP, inside serviceCidr. Left out: the next free address',
    examples: ['172.30.0.10'],
  }),
});

const cluster = z.strictObject({
  model: forEachFamily(['flat', 'isolated', 'island', 'archipelago'], ['custom']).meta({
    description:
      'flat: pods have addresses of the larger network; isolated: the cluster has a larger network of its own; island: pods have a network of their own; archipelago: several clusters share one; custom: what promises says',
    examples: ['island', { ipv4: 'island', ipv6: 'flat' }],
  }),
  wiring: wiringKey(),
  promises: promisesKey(),
  archipelago: z
    .string()
    .optional()
    .meta({
      description: 'For model archipelago: its name. Clusters that say the same name share one network of pods',
      examples: ['north'],
      pattern: label,
      maxLength: 11,
    }),
  hosts: hosts.meta({
    description: "For model isolated: machines of its own larger network, which may have anybody's addresses",
    examples: [{ inner: '10.128.1.1' }],
  }),
  dataplane: z
    .enum(['routed', 'vxlan'])
    .default('routed')
    .meta({
      description:
        'How packets get from node to node: routed as they are, or inside VXLAN, an overlay on the larger network',
      examples: ['vxlan'],
    }),
  routing: routingKey(),
  bgpDaemon: bgpDaemonKey(),
  podCidr: podRangesKey(),
  ipam: ipamKey(),
  serviceCidr: addresses.optional().meta({
    description: 'Range of the VIPs, one a family. Default: 172.30.0.0/16 and fd30::/112',
    examples: ['172.30.0.0/16'],
  }),
  vipMode: vipMode.default('routed').meta({
    description:
      'How vips are announced: routed, the core has a route to a node; arp, a node answers on its LAN; vrrp, nodes elect the one that answers; bgp, every node that may serve one tells core',
    examples: ['routed'],
  }),
  egress: egressKey(),
  masqueradeExceptions: masqueradeExceptionsKey(),
  egressProxies: egressProxiesKey(),
  masqueradePorts: masqueradePortsKey(),
  egressGateway: egressGatewayKey(),
  proxies: proxiesKey(),
  nodes: z.union([count(1), z.record(machineName, node)]).meta({
    description: 'The nodes by name, or how many',
    examples: [{ node1: { address: '10.240.0.1', podCidr: '10.0.1.0/24', pods: ['pod-a', 'pod-b'] } }, 20],
  }),
  podsPerNode: count(0)
    .optional()
    .meta({
      description:
        'How many pods each node has that does not say so itself. Default: 1 when nodes is a number, otherwise 0',
      examples: [10],
    }),
  nodeCidr: addresses.optional().meta({
    description: 'When nodes is a number: range of their addresses, one a family. Default: 10.240.0.0/16',
    examples: ['10.240.0.0/16'],
  }),
  services: z
    .record(z.string().meta({ pattern: label, maxLength: 32 }), service)
    .default({})
    .meta({ description: 'The Services by name', examples: [{ web: { port: 80, endpoints: ['pod-a', 'pod-c'] } }] }),
});

const network = z
  .strictObject({
    cidr: addresses.meta({
      description: 'Range of the larger network, one a family',
      examples: ['10.0.0.0/8', ['10.0.0.0/8', 'fd00::/16']],
    }),
    hosts: hosts.meta({
      description: 'Machines that belong to no cluster, with their addresses',
      examples: [{ other: '10.128.1.1' }, { far: { address: '10.129.1.1', mtu: 1300 } }],
    }),
  })
  .meta({
    description: 'The larger network, on which nodes and hosts stand',
    examples: [{ cidr: '10.0.0.0/8', hosts: { other: '10.128.1.1' } }],
  });

export const labFile = z
  .strictObject({
    name: z.string().meta({ description: 'Name of the lab', examples: ['island'], pattern: label, maxLength: 32 }),
    profile: z
      .enum(['textbook', 'strict'])
      .default('textbook')
      .meta({
        description: 'textbook leaks what default Linux leaks, strict closes it',
        examples: ['textbook'],
      }),
    network,
    archipelagos: archipelagosKey(addresses),
    clusters: z.record(z.string().meta({ pattern: label, maxLength: 11 }), cluster).meta({
      description: 'The clusters by name',
      examples: [{ east: { model: 'island', podCidr: '10.0.0.0/16', nodes: 2 } }],
    }),
  })
  .meta({
    title: 'A Causeway lab',
    description: 'A lab has a name, a larger network, and Kubernetes clusters on it, as in labs/05-island.yaml',
  });

export type LabFile = z.output<typeof labFile>;
export type ClusterFile = z.output<typeof cluster>;
export type ServiceFile = z.output<typeof service>;
