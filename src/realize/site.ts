// One namespace while it is being built: its links by name, and the messages that wait to be sent in one go. What is
// queued can always be sent at once, in order: see `enqueue`.

import { type NewLink } from '../linux/link.ts';
import { NetlinkError, openRouteSocket, request, type RouteSocket } from '../linux/netlink.ts';
import { createNetns, type Netns } from '../linux/netns.ts';
import type { Step } from '../plan/step.ts';
import { refusedStep } from './refusal.ts';

export type Site = {
  readonly netns: Netns;
  readonly socket: RouteSocket;
  /** Links by name. The kernel gave `lo` its index, we choose the others. */
  readonly indexes: Map<string, number>;
  lastIndex: number;
  readonly queue: { readonly step: Step; readonly message: Buffer }[];
  /** Sites with an unsent veth whose other end is to be born here. */
  readonly awaited: Set<Site>;
};

export const openSite = (name: string): Site => {
  const netns = createNetns(name);
  return {
    netns,
    socket: openRouteSocket(netns),
    indexes: new Map([['lo', 1]]),
    lastIndex: 1,
    queue: [],
    awaited: new Set(),
  };
};

/**
 * Gives a link about to be made the next index, other than that of its peer: when the two ends of a cable have the same
 * index, the kernel takes up to a second to notice that it has a carrier (linkwatch_urgent_event, net/core/link_watch.c).
 */
export const newLink = (site: Site, { name, mac, mtu }: Named, peerIndex = 0): NewLink => {
  site.lastIndex += site.lastIndex + 1 === peerIndex ? 2 : 1;
  // A name used twice keeps its first index; the kernel will refuse the second link.
  if (!site.indexes.has(name)) site.indexes.set(name, site.lastIndex);
  return { index: site.lastIndex, name, mac, ...(mtu === undefined ? {} : { mtu }) };
};

type Named = Omit<NewLink, 'index'>;

/** Puts a message behind those that wait, after sending what it depends on in other namespaces. */
export const enqueue = (site: Site, step: Step, message: Buffer): void => {
  sendAwaited(site);
  site.queue.push({ step, message });
};

/** Sends all that waits here, and what it depends on. After this the kernel has done it. */
export const send = (site: Site): void => {
  sendAwaited(site);
  const queue = site.queue.splice(0);
  try {
    request(
      site.socket,
      queue.map(({ message }) => message),
    );
  } catch (error) {
    const refused = error instanceof NetlinkError ? queue[error.index] : undefined;
    throw refused === undefined ? error : refusedStep(refused.step, error);
  }
};

const sendAwaited = (site: Site): void => {
  for (const other of site.awaited) {
    // Taken out first: two sites may await each other, each with a veth into the other.
    site.awaited.delete(other);
    send(other);
  }
};
