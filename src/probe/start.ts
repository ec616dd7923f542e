// The probe for each protocol.

import type { Netns } from '../linux/netns.ts';
import { linkLocal } from '../spec/lab.ts';
import { startArp } from './arp.ts';
import { attemptOf, type How, type Underway } from './attempt.ts';
import { startFib } from './fib.ts';
import { startCables } from './cables.ts';
import { startBy } from './detour.ts';
import type { Flow } from './flow.ts';
import { startInjected } from './inject.ts';
import { startIcmp } from './icmp.ts';
import { startLinkLocal } from './link-local.ts';
import { startLoneSegment } from './lone-segment.ts';
import { startNdp } from './ndp.ts';
import { startSettings } from './settings.ts';
import { isStray, startStray } from './stray.ts';
import { startTcp } from './tcp.ts';
import { startUdp } from './udp.ts';

/** Sends a flow once. Never throws: what breaks becomes a `tool-error`. */
export const startProbe = (netns: ReadonlyMap<string, Netns>, flow: Flow, how: How): Underway => {
  const where = netns.get(flow.from);
  if (where === undefined) return broken(`no machine is called ${flow.from}`);
  if (isStray(flow)) return startStray(netns, where, flow);
  switch (flow.protocol) {
    case 'tcp':
      return startBy(where, flow, (mark) =>
        flow.lone === undefined
          ? startTcp(where, flow, { ...how, mark })
          : startLoneSegment(where, flow, { segment: flow.lone, mark }),
      );
    case 'udp':
      if (flow.injected !== undefined) return startInjected(netns, where, flow);
      if (flow.through !== undefined) return startTcp(where, flow, how);
      return startBy(where, flow, (mark) => startUdp(where, flow, mark));
    case 'icmp':
      return startIcmp(where, flow);
    case 'sctp':
      return broken('nothing here sends SCTP');
    case 'arp':
      return startArp(where, flow);
    case 'ndp':
      return flow.to.address === linkLocal ? startLinkLocal(netns, where, flow) : startNdp(where, flow);
    case 'cables':
      return startCables(netns, where, flow);
    case 'frames':
      return broken('frames are listened for as long as anything is sent, not once');
    case 'fib':
      return startFib(where, flow);
    case 'sysctl':
      return startSettings(where, flow);
  }
};

const broken = (why: string): Underway =>
  attemptOf(() => {
    throw new Error(why);
  });
