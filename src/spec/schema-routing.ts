// How the larger network finds pods and VIPs, in a lab file; `schema.ts` has all the rest.

import * as z from 'zod';

/** Functions, as zod may only be used after `schema.ts` has configured it. */
export const vipModes = () => z.enum(['routed', 'arp', 'vrrp', 'bgp']);

export const routingKey = () =>
  z
    .enum(['static', 'proxy-arp', 'bgp'])
    .optional()
    .meta({
      description:
        "How a flat network finds pods: static, a route in core to each node's range; proxy-arp, nodes answer ARP for their pods (IPv6: neighbour solicitations); bgp, nodes announce their ranges to core. Default: static",
      examples: ['bgp'],
    });

export const bgpDaemonKey = () =>
  z
    .enum(['bird', 'frr'])
    .optional()
    .meta({
      description: 'What speaks BGP on the nodes; core runs that of the first cluster with BGP. Default: bird',
      examples: ['frr'],
    });

/** How connections find an endpoint. */
export const affinityKeys = () => ({
  sessionAffinity: z
    .enum(['None', 'ClientIP'])
    .optional()
    .meta({
      description: 'ClientIP leads every connection of a client to the endpoint that its first one was led to',
      examples: ['ClientIP'],
    }),
  affinityTimeoutSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .optional()
    .meta({
      description: 'Without a new connection for so long, a client is forgotten. Default: 10800',
      examples: [60],
    }),
});
