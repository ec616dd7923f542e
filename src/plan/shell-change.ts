// Commands that are for a lab that is up: what makes it forget, and what waits for it.

import { line } from './shell-line.ts';
import type { StepOf } from './step.ts';

export const changeCommand = (step: StepOf<'link.await' | 'set.await-empty' | 'conntrack.forget'>): string => {
  switch (step.do) {
    case 'link.await':
      return carrierCommand(step);
    case 'set.await-empty':
      return emptyCommand(step);
    case 'conntrack.forget':
      return forgetCommand(step);
  }
};

const carrierCommand = ({ netns, link, carrier }: StepOf<'link.await'>): string => {
  const found = `${line('ip', '-n', netns, 'link', 'show', link, 'up')} | grep -q LOWER_UP`;
  return `${carrier ? 'until' : 'while'} ${found}; do sleep 0.1; done`;
};

const emptyCommand = ({ netns, family, sets, seconds }: StepOf<'set.await-empty'>): string => {
  const table = [family === 4 ? 'ip' : 'ip6', 'causeway'];
  const lists = sets.map((set) => `${line('ip', 'netns', 'exec', netns, 'nft', 'list', 'set', ...table, set)};`);
  return `timeout ${seconds} sh -c 'while { ${lists.join(' ')} } | grep -q elements; do sleep 0.1; done' || true`;
};

/** conntrack(8) takes it for a failure that there is nothing to forget. */
const forgetCommand = ({ netns, answered }: StepOf<'conntrack.forget'>): string => {
  const tool = ['ip', 'netns', 'exec', netns, 'conntrack'];
  if (answered === undefined) return line(...tool, '--flush');
  const { transport, from } = answered;
  const which = ['--family', from.includes(':') ? 'ipv6' : 'ipv4', '--proto', transport, '--reply-src', from];
  return `${line(...tool, '--delete', ...which)} || true`;
};
