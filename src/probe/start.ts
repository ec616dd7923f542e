// The probe for each protocol.

import type { Netns } from '../linux/netns.ts';
import { startArp } from './arp.ts';
import { attemptOf, type Underway } from './attempt.ts';
import { startFib } from './fib.ts';
import type { Flow } from './flow.ts';
import { startInjected } from './inject.ts';
import { startIcmp } from './icmp.ts';
import { startTcp } from './tcp.ts';
import { startUdp } from './udp.ts';

/** Sends a flow once. Never throws: what breaks becomes a `tool-error`. */
export const startProbe = (netns: ReadonlyMap<string, Netns>, flow: Flow, captured: boolean): Underway => {
  const where = netns.get(flow.from);
  if (where === undefined) return broken(`no machine is called ${flow.from}`);
  switch (flow.protocol) {
    case 'tcp':
      return startTcp(where, flow, captured);
    case 'udp':
      return flow.injected === undefined ? startUdp(where, flow) : startInjected(netns, where, flow);
    case 'icmp':
      return startIcmp(where, flow);
    case 'arp':
      return startArp(where, flow);
    case 'fib':
      return startFib(where, flow);
  }
};

const broken = (why: string): Underway =>
  attemptOf(() => {
    throw new Error(why);
  });
