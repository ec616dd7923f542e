import { setTimeout } from 'node:timers/promises';

/** Polls until `fact` gives something truthy, and returns that. Fails after `deadlineMs`, naming the last thing seen. */
export const eventually = async <Fact>(
  what: string,
  fact: () => Fact,
  deadlineMs = 20_000,
): Promise<NonNullable<Fact>> => {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const seen = fact();
    if (seen) return seen;
    if (performance.now() > deadline)
      throw new Error(`waited ${deadlineMs} ms for ${what}; last seen: ${String(seen)}`);
    await setTimeout(2);
  }
};
