// The shape of the ways out in a lab file; `schema.ts` has all the rest.

import * as z from 'zod';
import { forEachFamily } from './schema-families.ts';

/** Functions, as zod may only be used after `schema.ts` has configured it. */
export const egressKey = () =>
  forEachFamily(['masquerade', 'proxy', 'none'])
    .optional()
    .meta({
      description:
        'What happens to packets that leave the cluster: masquerade; proxy, pods get as far as the egressProxies; or none, which is no way out, and when flat no translation. Default: none when flat, otherwise masquerade',
      examples: ['masquerade', { ipv4: 'masquerade', ipv6: 'none' }],
    });

export const egressGatewayKey = () =>
  z
    .strictObject({
      node: z.string().meta({ description: 'The node by which the pods leave', examples: ['node2'] }),
      address: z
        .union([z.string(), z.array(z.string()).min(1).max(2)])
        .optional()
        .meta({
          description:
            "What outsiders see of the pods: an address of that node's LAN, one a family. Default: the node's own",
          examples: ['10.240.0.100', ['10.240.0.100', 'fd00:240::100']],
        }),
      pods: z
        .array(z.string())
        .min(1)
        .meta({ description: 'Names of the pods that leave by the node, wherever they run', examples: [['pod-a']] }),
    })
    .optional()
    .meta({
      description:
        'Some pods leave by one node, wherever they run, and outsiders know them by its address; when flat, they run on nodes of its LAN',
      examples: [{ node: 'node2', address: '10.240.0.100', pods: ['pod-a'] }],
    });

/** A function for the same reason. */
export const masqueradeExceptionsKey = () =>
  z
    .array(
      z.union([
        z.string(),
        z.strictObject({
          cidr: z
            .string()
            .meta({ description: "Range that is told the pods' own addresses", examples: ['10.160.0.0/16'] }),
          routedBack: z
            .boolean()
            .optional()
            .meta({
              description: 'Whether the larger network finds the pods from there. Default: false, and true when flat',
              examples: [true],
            }),
        }),
      ]),
    )
    .min(1)
    .optional()
    .meta({
      description:
        "Ranges of the larger network that see the pods' own addresses: what is sent there is not masqueraded",
      examples: [['10.128.0.0/16', { cidr: '10.160.0.0/16', routedBack: true }]],
    });

const egressProxy = () => {
  const port = (word: string, example: number) =>
    z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .meta({ description: `Port on which it speaks ${word}`, examples: [example] });
  return z.strictObject({
    connect: port("HTTP's CONNECT", 3128),
    socks5: port('SOCKS 5', 1080),
    allow: z.array(z.string()).meta({
      description: "Ranges that it goes on to; the cluster's own pods and Services are never among them",
      examples: [['10.128.0.0/16']],
    }),
  });
};

/** A function for the same reason. */
export const egressProxiesKey = () =>
  z
    .record(z.string(), egressProxy())
    .default({})
    .meta({
      description:
        'Hosts of the network, nodes or pods of the cluster that make connections for whoever tells them where to',
      examples: [{ gate: { connect: 3128, socks5: 1080, allow: ['10.128.0.0/16'] } }],
    });

export type EgressProxyFile = z.output<ReturnType<typeof egressProxy>>;

export type EgressGatewayFile = NonNullable<z.output<ReturnType<typeof egressGatewayKey>>>;
