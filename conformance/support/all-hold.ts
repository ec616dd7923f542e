import type { ExecutionContext } from 'ava';
import type { Report } from '../../src/verdict/verdict.ts';

/** Whatever was tried passes; what does not is told with its reason. */
export const allHold = (t: ExecutionContext, { lab, claims }: Report): void => {
  const others = claims.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skip');
  t.deepEqual(
    others.map(({ verdict, id, title, because }) => `${verdict} ${id} ${title}: ${because}`),
    [],
    lab,
  );
};
