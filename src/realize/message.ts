// A step as the rtnetlink message that does it. Interface indexes come from whoever builds, who chose them.

import { addAddress } from '../linux/address.ts';
import { setDown, setMaster, setUp } from '../linux/link.ts';
import { addNeighbour, addProxy } from '../linux/neighbour.ts';
import { addRoute } from '../linux/route.ts';
import { addRule } from '../linux/rule.ts';
import { addForwarding } from '../linux/vxlan.ts';
import type { Step, StepOf } from '../plan/step.ts';

/** The steps that are one message to the kernel and need no second namespace. */
export type MessageStep = Exclude<
  Step,
  | StepOf<'netns.add' | 'link.veth' | 'link.bridge' | 'link.vxlan' | 'sysctl.set' | 'nft.load'>
  | StepOf<'link.await' | 'set.await-empty' | 'nft.reload' | 'conntrack.forget'>
  | StepOf<'daemon.start' | 'route.await' | 'listen.await'>
>;

/** `indexOf` gives a link's index in the step's namespace, and throws when there is no such link. */
export const messageOf = (step: MessageStep, indexOf: (link: string) => number): Buffer => {
  switch (step.do) {
    case 'link.master':
      return setMaster(indexOf(step.link), indexOf(step.master));
    case 'link.up':
      return setUp(indexOf(step.link));
    case 'link.down':
      return setDown(indexOf(step.link));
    case 'address.add':
      return addAddress(indexOf(step.link), step.address, step.deprecated);
    case 'route.add': {
      const { link, ...route } = step;
      return addRoute(link === undefined ? route : { ...route, link: indexOf(link) });
    }
    case 'neighbour.add':
      return addNeighbour(indexOf(step.link), step.address, step.mac);
    case 'neighbour.proxy':
      return addProxy(indexOf(step.link), step.address);
    case 'fdb.add':
      return addForwarding(indexOf(step.link), step.mac, step.to);
    case 'rule.add':
      return addRule(step);
  }
};
