// What a lab file says of an archipelago as a whole; which clusters it has, the clusters say.

import * as z from 'zod';

/** Functions, as zod may only be used after `schema.ts` has configured it. `addresses`: one, or one a family. */
export const archipelagosKey = <Addresses extends z.ZodType>(addresses: Addresses) => {
  const host = z.strictObject({
    address: addresses.meta({
      description: 'Its address among the pods of the archipelago, one a family, and in no range of its clusters',
      examples: ['10.4.0.1', ['10.4.0.1', 'fd00:4::1']],
    }),
    exit: z
      .string()
      .optional()
      .meta({
        description: 'Node of the archipelago that masquerades it on its way out. Left out: it does not get out',
        examples: ['red1'],
      }),
    underlay: addresses.optional().meta({
      description:
        'With dataplane vxlan: its address on the larger network, from which it has its own end of the overlay',
      examples: ['10.240.0.9'],
    }),
  });
  return z
    .record(
      z.string(),
      z.strictObject({
        hosts: z
          .record(z.string().meta({ maxLength: 15 }), z.union([addresses, host]))
          .default({})
          .meta({
            description: 'Machines that live among the pods of the archipelago and are none, with their addresses',
            examples: [{ db: '10.4.0.1' }, { db: { address: '10.4.0.1', exit: 'red1' } }],
          }),
      }),
    )
    .default({})
    .meta({
      description: 'By name: what belongs to an archipelago and to none of its clusters',
      examples: [{ north: { hosts: { db: '10.4.0.1' } } }],
    });
};
