// Words of a lab file that may be another one for each family; `schema.ts` has all the rest.

import * as z from 'zod';

/** A word for both families, or one for each. A function, as zod may only be used after `schema.ts` has configured it. */
export const forEachFamily = <
  const Words extends readonly [string, ...string[]],
  const Alone extends readonly string[] = readonly [],
>(
  words: Words,
  alone?: Alone,
) => z.union([z.enum([...words, ...(alone ?? [])]), z.strictObject({ ipv4: z.enum(words), ipv6: z.enum(words) })]);
