// VIPs: addresses of the larger network that no machine has for itself. One that is routed or announced by BGP must be on no LAN, or the
// machines there would ask for it and nobody would answer; one that is announced by ARP must be on the LAN of a node
// that may serve it.

import { blockOf, rangesOverlap, within } from './address.ts';
import { membersOf, type Draft, type DraftCluster, type DraftNode, type DraftService, type Placed } from './draft.ts';
import type { Finding, Report } from './finding.ts';
import { type Family, isOnLan } from './lab.ts';
import { lanLength, lansOf, specialInLan } from './lans.ts';

export const checkVips = (draft: Draft, report: Report): void => {
  checkElections(draft, report);
  const owners = new Map(
    membersOf(draft).flatMap(({ name, addresses }) => addresses.map(({ text }) => [text, name] as const)),
  );
  const lans = new Set(lansOf(draft).map(({ cidr }) => cidr));
  for (const cluster of draft.clusters) {
    for (const service of cluster.services) {
      if (service.vips.length === 0) modeAlone(service, report);
      for (const vip of service.vips) {
        const what = `vip ${vip.text} of service ${service.name}`;
        // One word about each is enough: a VIP in the wrong place is in the way of many.
        const wrong =
          outside(draft, vip) ??
          taken(owners, vip) ??
          inRange(draft, vip) ??
          (isOnLan(service.vipMode) ? unannounced(cluster, service, vip) : onLan(lans, service, vip));
        owners.set(vip.text, owners.get(vip.text) ?? `service ${service.name}`);
        if (wrong !== null) report({ path: vip.path, message: `${what} ${wrong.message}`, hint: wrong.hint });
      }
    }
  }
};

/** Those who elect are told apart by a number of one byte, in each family (RFC 9568, 5.2.3). */
const mostElections = 255;

const checkElections = ({ clusters }: Draft, report: Report): void => {
  const elected = clusters
    .flatMap(({ services }) => services)
    .flatMap(({ vips, vipMode }) => (vipMode === 'vrrp' ? vips : []));
  for (const family of [4, 6] as const) {
    const same = elected.filter(({ range }) => range.family === family);
    const extra = same[mostElections];
    if (extra === undefined) continue;
    const message = `${same.length} IPv${family} vips with vipMode vrrp, at most ${mostElections} can be told apart`;
    report({ path: extra.path, message, hint: 'write vipMode: arp or bgp for the others' });
  }
};

type Wrong = Pick<Finding, 'message' | 'hint'> | null;

const modeAlone = ({ name, path, file }: DraftService, report: Report): void => {
  if (file.vipMode === undefined || file.vip !== undefined) return;
  const message = `vipMode of service ${name} has no effect without vip`;
  report({ path: [...path, 'vipMode'], at: 'key', message, hint: 'add a vip, such as vip: 10.200.0.1, or remove it' });
};

const outside = ({ cidrs }: Draft, { range }: Placed): Wrong => {
  const same = cidrs.filter((cidr) => cidr.range.family === range.family);
  // No range of this family at all: families.ts tells that.
  if (same.length === 0 || same.some((cidr) => within(cidr.range, range))) return null;
  const texts = same.map(({ text }) => text).join(' and ');
  return { message: `is outside ${texts} of the network`, hint: `choose one inside ${texts}, or widen that` };
};

const taken = (owners: ReadonlyMap<string, string>, { text }: Placed): Wrong => {
  const owner = owners.get(text);
  if (owner === undefined) return null;
  return { message: `is already the address of ${owner}`, hint: 'give each a different address' };
};

const inRange = ({ clusters }: Draft, { range }: Placed): Wrong => {
  for (const { name, podCidrs, serviceCidrs } of clusters) {
    for (const [key, cidrs] of [
      ['podCidr', podCidrs],
      ['serviceCidr', serviceCidrs],
    ] as const) {
      const cidr = cidrs.find((one) => rangesOverlap(one.range, range));
      if (cidr === undefined) continue;
      const hint = 'a vip is no address inside a cluster: choose one of the larger network that nothing else uses';
      return { message: `lies in ${key} ${cidr.text} of cluster ${name}`, hint };
    }
  }
  return null;
};

const lanOf = ({ text, range }: Placed): string => blockOf(text, lanLength(range.family));

const onLan = (lans: ReadonlySet<string>, { vipMode }: DraftService, vip: Placed): Wrong => {
  if (!lans.has(lanOf(vip))) return null;
  return {
    message: `is ${vipMode === 'bgp' ? 'announced by BGP' : 'routed'}, but on the LAN ${lanOf(vip)}, whose machines would look for it there`,
    hint: 'choose an address on no LAN, such as 10.200.0.1, or write vipMode: arp',
  };
};

const unannounced = ({ nodes }: DraftCluster, { name, file }: DraftService, vip: Placed): Wrong => {
  const { family, first } = vip.range;
  const special = specialInLan(family, first);
  if (special !== null) return { message: `is ${special}`, hint: 'choose another address of that LAN' };
  const here = nodes.filter(({ addresses }) => addresses.some((address) => lanOf(address) === lanOf(vip)));
  if (here.length === 0) {
    const [example] = nodes.flatMap(({ addresses }) => addresses.filter(({ range }) => range.family === family));
    const hint =
      example === undefined ? 'write vipMode: routed' : `choose one in ${lanOf(example)}, or write vipMode: routed`;
    return { message: `is on the LAN of no node that could answer ${question(family)} for it`, hint };
  }
  const { endpoints } = file;
  if (file.externalTrafficPolicy !== 'Local' || endpoints.length === 0 || here.some(has(endpoints))) return null;
  const hint = 'with externalTrafficPolicy Local only nodes with endpoints announce it: choose the LAN of one of them';
  return { message: `is on the LAN of no node that has an endpoint of ${name}`, hint };
};

const question = (family: Family): string => (family === 4 ? 'ARP' : 'neighbour solicitations');

const has =
  (endpoints: readonly string[]) =>
  ({ pods }: DraftNode): boolean =>
    pods.some(({ name }) => endpoints.includes(name));
