// What udp.live.test.ts runs in namespaces of its own.

import { createSocket } from 'node:dgram';
import { openReceiving } from '../linux/socket.ts';
import { parseRequest, replyText } from './greeting.ts';
import { flowTo, get, withIsland } from './probe.scenario.ts';

const at = { address: '10.240.0.1', port: 30081 } as const;

/** What comes of asking somebody who first answers another one's question, and then ours, if at all. */
export const answeredAfter = (others: string, ours: boolean) =>
  withIsland({}, async (prober, netns) => {
    await using server = createSocket('udp4');
    server.on('message', (message, { address, port }) => {
      const reply = { responder: 'node1', port: at.port, sourceAddress: address, sourcePort: port };
      server.send(replyText({ nonce: others, ...reply }), port, address);
      const nonce = parseRequest(message.toString('latin1'));
      if (ours && nonce !== null) server.send(replyText({ nonce, ...reply }), port, address);
    });
    server.bind({ fd: openReceiving(get(netns, 'node1'), at) });
    const flow = flowTo('pod-a', at.address, { protocol: 'udp', machines: ['node1'], port: at.port });
    const [[seen] = []] = await prober.observe([{ flow, tries: 1, controls: [], capture: false }]);
    return seen?.outcome;
  });

/** How many of so many questions that are sent at once, each as large as it can be, one responder answers. */
export const answeredOf = (tries: number) =>
  withIsland({}, async (prober) => {
    const flow = flowTo('pod-a', '10.128.1.1', { protocol: 'udp' });
    const experiment = { flow: { ...flow, packetSize: 1500 }, tries, controls: [], capture: false };
    const [seen = []] = await prober.observe([experiment]);
    return seen.filter(({ outcome }) => outcome === 'reached').length;
  });
