// The shape of a proxy gateway in a lab file; `schema.ts` has all the rest.

import * as z from 'zod';

const label = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const addresses = () => z.union([z.string(), z.array(z.string()).min(1).max(2)]);
const hostname = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';

/** Hostnames are checked in hostnames.ts, which can say what to write instead; editors take the pattern from here. */
const hostnames = () => z.record(z.string().meta({ pattern: hostname, maxLength: 253 }), z.string());

const entrance = () =>
  z.strictObject({
    service: z
      .string()
      .optional()
      .meta({ description: 'L4: the Service that the port leads to, whatever is spoken there', examples: ['mail'] }),
    proxyProtocol: z
      .enum(['v1', 'v2'])
      .optional()
      .meta({
        description: 'L4: says who the client is, in that version of the PROXY protocol. Default: nobody says it',
        examples: ['v2'],
      }),
    hosts: hostnames()
      .optional()
      .meta({
        description: 'L7: the Service that each hostname leads to, over HTTP',
        examples: [{ 'web.test': 'web', 'shop.test': 'shop' }],
      }),
  });

const proxy = () =>
  z.strictObject({
    address: addresses().meta({
      description: "The proxy's address on the larger network, one a family",
      examples: ['10.128.2.1', ['10.128.2.1', 'fd00:128:2::1']],
    }),
    to: z.enum(['nodePort', 'pods']).meta({
      description:
        'nodePort: enters by the nodes, as any client could; pods: has a way of its own into the network of the pods',
      examples: ['pods'],
    }),
    program: z
      .enum(['embedded', 'haproxy', 'nginx'])
      .default('embedded')
      .meta({
        description: "What runs on it: embedded, Causeway's own; haproxy or nginx, which must be installed",
        examples: ['haproxy'],
      }),
    leg: addresses()
      .optional()
      .meta({
        description:
          "With to: pods, its address in the cluster's own network, one a family: inside podCidr, and of no node's range. Left out: the last free one",
        examples: ['10.0.255.254'],
      }),
    listen: z.record(z.string().meta({ pattern: '^[0-9]+$' }), entrance()).meta({
      description: 'What each port leads to: one Service (L4), or by hostname any number of them (L7)',
      examples: [{ 80: { hosts: { 'web.test': 'web' } }, 25: { service: 'mail' } }],
    }),
  });

/** Functions, as zod may only be used after `schema.ts` has configured it. */
export const ingressKey = () =>
  hostnames()
    .optional()
    .meta({
      description: 'Its endpoints are HTTP proxies: the Service that each hostname leads on to',
      examples: [{ 'web.test': 'web', 'shop.test': 'shop' }],
    });

export const proxiesKey = () =>
  z
    .record(z.string().meta({ pattern: label, maxLength: 15 }), proxy())
    .default({})
    .meta({
      description: 'Machines on the larger network that take connections for Services and make others of their own',
      examples: [{ front: { address: '10.128.2.1', to: 'pods', listen: { 25: { service: 'mail' } } } }],
    });

export type ProxyFile = z.output<ReturnType<typeof proxy>>;
