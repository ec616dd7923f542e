// Tests that build labs wait most of their time: a few at a time, but not all at once.

const lanes = Array.from({ length: 4 }, () => Promise.resolve());

/** After whatever else is in the same lane; `at` is any number, such as the test's place in its table. */
export const inLane = (at: number, work: () => Promise<void>): Promise<void> => {
  const lane = at % lanes.length;
  const done = (lanes[lane] ?? Promise.resolve()).then(work);
  lanes[lane] = done.catch(() => undefined);
  return done;
};

let next = 0;

/** The same for whoever has no place in a table. */
export const inNextLane = (work: () => Promise<void>): Promise<void> => inLane(next++, work);
