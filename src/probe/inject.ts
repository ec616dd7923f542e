// A packet that somebody put into VXLAN by hand. The probe knows what an insider would know, the VNI, the port and the MAC
// of the node's overlay: none of these is a secret, and none of them protects.

import type { Netns } from '../linux/netns.ts';
import { encapsulate } from '../linux/encapsulate.ts';
import { dumpVxlans } from '../linux/vxlan.ts';
import { attemptOf, newNonce, type Underway } from './attempt.ts';
import { startDatagram } from './datagram.ts';
import type { Flow } from './flow.ts';
import { judgeReply, requestText } from './greeting.ts';
import { nonceKey } from './identity.ts';
import { portOf } from './tcp.ts';

export const startInjected = (machines: ReadonlyMap<string, Netns>, where: Netns, flow: Flow): Underway => {
  const nonce = newNonce();
  const to = { address: flow.to.address, port: portOf(flow) };
  const payload = Buffer.from(requestText(nonce));
  const { node = '', address = '', source } = flow.injected ?? {};
  const netns = machines.get(node);
  const [overlay] = netns === undefined ? [] : dumpVxlans(netns);
  if (overlay === undefined)
    return attemptOf(() => {
      throw new Error(`${node} has no VXLAN link`);
    });
  return startDatagram(where, {
    ...{ flow, protocol: 'udp', to, payload, key: nonceKey(nonce) },
    wrap: (local) => ({
      payload: encapsulate({ ...overlay, from: { ...local, address: source ?? local.address }, to, payload }),
      to: { address, port: overlay.port },
    }),
    judge: (answer) => judgeReply(answer.toString('latin1'), nonce, flow.to),
  });
};
