// Steps done in a lab that is up, one after the other: each is done when the next one begins.

import { LabError, StepError } from '../errors.ts';
import { deletionOf } from '../linux/attributes.ts';
import { forgetConnections } from '../linux/conntrack-forget.ts';
import { dumpLinks } from '../linux/link.ts';
import { openRouteSocket, request } from '../linux/netlink.ts';
import type { Netns } from '../linux/netns.ts';
import { loadRuleset, reloadRuleset } from '../linux/nft.ts';
import { setSysctl } from '../linux/sysctl.ts';
import type { Change } from '../plan/step.ts';
import { awaitEmpty } from './await-empty.ts';
import { awaitCarrier } from './await-carrier.ts';
import { awaitRoute } from './await-route.ts';
import { messageOf, type MessageStep } from './message.ts';
import type { Realized } from './netns.ts';
import { refusedStep } from './refusal.ts';

/** Does one step. Throws StepError where the kernel refuses it. */
export const doStep = async (lab: Realized, step: Change): Promise<void> => {
  const where = lab.netns.get(step.netns);
  if (where === undefined) throw new LabError(`there is no network namespace named ${step.netns}`);
  try {
    await act(lab, where, step);
  } catch (error) {
    const refused = error instanceof LabError || (error instanceof Error && 'code' in error);
    throw refused && !(error instanceof StepError) ? refusedStep(step, error) : error;
  }
};

const act = async ({ daemons }: Realized, netns: Netns, step: Change): Promise<void> => {
  if (step.do === 'sysctl.set') return setSysctl(netns, step);
  if (step.do === 'conntrack.forget') return forgetConnections(netns, step.answered);
  if (step.do === 'nft.load') return loadRuleset(netns, step.ruleset);
  if (step.do === 'nft.reload') return reloadRuleset(netns);
  if (step.do === 'set.await-empty') return awaitEmpty(step, netns);
  if (step.do === 'link.await') return awaitCarrier(step, netns);
  if (step.do === 'route.await') return awaitRoute(step, netns, { daemons, signal: never });
  using socket = openRouteSocket(netns);
  const messageFor = (one: MessageStep): Buffer => messageOf(one, (link) => indexOf(netns, link));
  request(socket, [step.do === 'undo' ? deletionOf(messageFor(step.of)) : messageFor(step)]);
};

const indexOf = (netns: Netns, name: string): number => {
  const link = dumpLinks(netns).find((one) => one.name === name);
  if (link === undefined) throw new LabError(`there is no link named ${name}`);
  return link.index;
};

/** Nobody ends it half-way: what was begun must be mended. */
const never = new AbortController().signal;
