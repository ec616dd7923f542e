// What stamping.live.test.ts runs in namespaces of its own.

import { createCapture } from './capture.ts';
import { setUp } from './link.ts';
import { openRouteSocket, request } from './netlink.ts';
import { createNetns } from './netns.ts';
import { isStamping } from './stamping.ts';

const loopback = 1;

/** A capture in a machine that cannot send itself anything, and in one that can: what it says after it was armed. */
export const armed = async () => {
  const [dark, lit] = [createNetns('dark'), createNetns('lit')];
  using socket = openRouteSocket(lit);
  request(socket, [setUp(loopback)]);
  await using capture = createCapture([dark, lit]);
  const [first, stamping, again] = [capture.arm(), await capture.stamping(), capture.arm()];
  return { first, stamping, again, dark: await isStamping(dark), lit: await isStamping(lit) };
};
