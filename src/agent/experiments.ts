// What comes over the socket to be sent, looked at before it is: a probe that breaks half-way breaks others with it.

import { UsageError } from '../errors.ts';
import { type Experiment, type Flow, loneSegments, type Through } from '../probe/flow.ts';

/** More tries prove no more, and keep everybody else waiting. */
const mostTries = 1000;

/** Throws UsageError for what no probe can send. */
export const mustBeSendable = (experiments: readonly Experiment[]): void => {
  if (!Array.isArray(experiments)) throw new UsageError('experiments come as a list');
  for (const { flow, tries, controls, across, series } of experiments) {
    if (across !== undefined && !ways.has(across))
      throw new UsageError(`a flow is held, sent again, streamed or sent afterwards, not ${String(across)}`);
    if (across === 'held' && flow.protocol !== 'tcp' && flow.protocol !== 'udp')
      throw new UsageError(`a flow over ${flow.protocol} cannot be held open`);
    if (!Number.isInteger(tries) || tries < 1 || tries > mostTries)
      throw new UsageError(`a flow is sent from 1 to ${mostTries} times, not ${String(tries)}`);
    for (const one of [flow, ...controls, ...(series?.earlier ?? [])]) mustBeFlow(one);
  }
};

/** Room for the headers and the nonce. */
const smallestPacket = 128;

const isText = (value: unknown): boolean => typeof value === 'string';
const isHeader = (value: unknown): boolean => typeof value === 'string' && /^[ -~]{0,253}$/.test(value);

const isProxy = ({ kind, machine, address, port }: Through): boolean =>
  [kind, machine, address].every(isText) &&
  /^(connect|socks5)$/.test(kind) &&
  Number.isInteger(port) &&
  port > 0 &&
  port < 65_536;
const ways: ReadonlySet<string> = new Set(['held', 'again', 'streamed', 'afterwards']);

const mustBeFlow = (flow: Flow): void => {
  const { from, to, sourcePort = 0, padding = 0, packetSize = smallestPacket } = flow;
  const { injected, nextHop, lone, senders = [], http, through, ttl = 1, answerBytes = 0 } = flow;
  if (typeof from !== 'string' || typeof to?.address !== 'string' || !Array.isArray(to.machines))
    throw new UsageError('a flow has a sender, an address, and the machines that may answer');
  for (const port of [to.port ?? 0, sourcePort])
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`there is no port ${String(port)}`);
  if (!Number.isInteger(padding) || padding < 0 || padding > 1_000_000)
    throw new UsageError(`padding is at most 1,000,000 bytes, not ${String(padding)}`);
  if (!Number.isInteger(answerBytes) || answerBytes < 0 || answerBytes > 900_000)
    throw new UsageError(`an answer has at most 900,000 bytes, not ${String(answerBytes)}`);
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > 255)
    throw new UsageError(`a packet passes from 1 to 255 routers, not ${String(ttl)}`);
  if (!Number.isInteger(packetSize) || packetSize < smallestPacket || packetSize > 65_535)
    throw new UsageError(`a packet has from ${smallestPacket} to 65,535 bytes, not ${String(packetSize)}`);
  if (lone !== undefined && !loneSegments.includes(lone))
    throw new UsageError(`a lone segment is one of ${loneSegments.join(', ')}, not ${lone}`);
  if (!Array.isArray(senders) || !senders.every(isText)) throw new UsageError('senders are a list of machines');
  if (nextHop !== undefined && !isText(nextHop)) throw new UsageError('a next hop is an address');
  if (through !== undefined && !isProxy(through))
    throw new UsageError('a proxy speaks connect or socks5, at an address and a port');
  if (http !== undefined && ![http.host, http.forwardedFor ?? ''].every(isHeader))
    throw new UsageError('a Host header is one line of text, and so is X-Forwarded-For');
  if (injected !== undefined && !(isText(injected.node) && isText(injected.address) && isText(injected.source ?? '')))
    throw new UsageError('a packet is injected into a node, at an address');
};
