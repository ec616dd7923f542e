// The shape of clusters of model custom: how they are wired, and apart from that what is promised of them.

import * as z from 'zod';

/** Functions, as zod may only be used after `schema.ts` has configured it. */
export const wiringKey = () => {
  const like = z.enum(['flat', 'island']);
  return z
    .union([
      like,
      z.strictObject({
        like: like.meta({
          description:
            'What else is as it is there: flat, core has routes to the pods; island, pods are among themselves',
          examples: ['island'],
        }),
        open: z
          .array(z.string())
          .min(1)
          .optional()
          .meta({
            description: 'For an island: pods to which core has a route all the same',
            examples: [['pod-a']],
          }),
        closed: z
          .boolean()
          .optional()
          .meta({
            description:
              'For a flat network: nodes let pods begin nothing with anybody but pods and nodes of the cluster',
            examples: [true],
          }),
      }),
    ])
    .optional()
    .meta({
      description:
        'For model custom: how it is built. What it promises is in promises, and checked whatever stands here',
      examples: ['flat', { like: 'island', open: ['pod-a'] }],
    });
};

const end = (examples: readonly string[]) =>
  z.string().meta({
    description: 'pods, nodes, other-nodes (than the pod is on), outside, or the name of one machine',
    examples: [...examples],
  });

export const promisesKey = () =>
  z
    .array(
      z.strictObject({
        from: end(['pods', 'outside']),
        to: end(['outside', 'other-nodes', 'pod-a']),
        sees: z.union([z.string(), z.array(z.string()).min(1)]).meta({
          description:
            'Whose address the called one may see: client, whoever calls; pod; node, that of the pod; the name of a node by which pods leave; or nobody, when it must never be reached',
          examples: ['node', ['pod', 'node'], 'nobody'],
        }),
        protocol: z
          .enum(['tcp', 'udp', 'icmp'])
          .optional()
          .meta({ description: 'Of this protocol alone. Default: of all', examples: ['icmp'] }),
        family: z
          .union([z.literal(4), z.literal(6)])
          .optional()
          .meta({ description: 'Of this IP version alone. Default: of both', examples: [6] }),
      }),
    )
    .min(1)
    .optional()
    .meta({
      description:
        'For model custom: what is promised, a row a promise. Rows that name machines go before those that do not; what no row says is not claimed',
      examples: [[{ from: 'pods', to: 'outside', sees: 'node' }]],
    });

export type WiringFile = NonNullable<z.output<ReturnType<typeof wiringKey>>>;
export type PromiseFile = NonNullable<z.output<ReturnType<typeof promisesKey>>>[number];
