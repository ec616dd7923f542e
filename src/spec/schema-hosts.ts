// The shape of the machines of no cluster in a lab file; `schema.ts` has all the rest.

import * as z from 'zod';

/** A function, as zod may only be used after `schema.ts` has configured it. */
export const hostKey = <Addresses extends z.ZodType>(addresses: Addresses) =>
  z.union([
    addresses,
    z.strictObject({
      address: addresses,
      mtu: z
        .int()
        .optional()
        .meta({
          description:
            'The largest packet that gets to it and from it, which it does not tell whom it talks to. Default: 1500',
          examples: [1300],
        }),
    }),
  ]);
