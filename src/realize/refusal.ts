// What is said about a step that failed: why it was there, where, the equivalent command, and what the kernel said.

import { StepError } from '../errors.ts';
import { commandOf } from '../plan/shell.ts';
import type { Step, Undo } from '../plan/step.ts';

const deeds: Readonly<Record<(Step | Undo)['do'], string>> = {
  'netns.add': 'make the network namespace',
  'link.veth': 'add a veth',
  'link.bridge': 'add a bridge',
  'link.vxlan': 'add a VXLAN link',
  'link.master': 'put a link on its bridge',
  'link.up': 'set a link up',
  'link.down': 'set a link down',
  'link.await': 'see what became of a link',
  'address.add': 'add an address',
  'route.add': 'add a route',
  'neighbour.add': 'add a neighbour',
  'neighbour.proxy': 'answer for a neighbour',
  'fdb.add': 'say who is behind a VXLAN link',
  'rule.add': 'add a rule',
  undo: 'take away what was added',
  'sysctl.set': 'set a sysctl',
  'conntrack.forget': 'forget connections',
  'set.await-empty': 'see a set without elements',
  'nft.load': 'load the ruleset',
  'nft.reload': 'load the ruleset anew',
  'daemon.start': 'start a daemon',
  'route.await': 'wait for a route',
  'listen.await': 'wait for a program to listen',
};

/** `could not add a route in node1: ip -n node1 route add …: Network is unreachable (ENETUNREACH)`, and the step's why. */
export const refusedStep = (step: Step | Undo, cause: unknown): StepError => {
  const said = cause instanceof Error ? cause.message : String(cause);
  // A ruleset is too long to repeat here, and so are a daemon's files, which come before it.
  const lines = commandOf(step).split('\n');
  const [command = ''] = (step.do === 'daemon.start' ? lines.at(-1) : lines[0])?.split(' || ') ?? [];
  return new StepError(
    `could not ${deeds[step.do]} in ${step.netns}: ${command}: ${said}\n  (it is there because: ${step.why})`,
    {
      hint: 'Look at what stands there so far, or run the plan by hand up to this command: causeway plan LAB prints it.',
      cause,
    },
  );
};
