// Hardware addresses, the same in every run: nothing about a lab is random, so two builds can be compared.
// The first octet has the bit of locally administered addresses set and that of multicast clear.

import { familyOf } from '../spec/address.ts';
import type { Step } from './step.ts';

/**
 * The convention of the CNI bridge plugins: `0a:58` and the IPv4 address, so that a capture can be read without a
 * table. An IPv6 address does not fit; without IPv4 it is the machine's name that counts.
 */
export const macOf = (name: string, addresses: readonly string[]): string => {
  const address = addresses.find((one) => familyOf(one) === 4);
  return `0a:58:${address === undefined ? hash(name) : address.split('.').map(hex).join(':')}`;
};

/** For a link end that has no address worth reading: bridges, their ports, a node's leg in the cluster's network. */
export const macOfLink = (machine: string, link: string): string => `02:ca:${hash(`${machine}/${link}`)}`;

/**
 * The same steps for a network that nothing joins to the lab's own, and where every address may be in use once more: the
 * second octet says which network it is, from the first one after the lab's own on. There are octets for 167 of them.
 */
export const taggedSteps = (steps: readonly Step[], network: number): readonly Step[] => {
  const tag = (mac: string): string => mac.replace(/^0a:58:/, `0a:${hex(0x58 + (network % 168))}:`);
  return steps.map((step) => {
    if (!('mac' in step)) return step;
    if (step.do !== 'link.veth') return { ...step, mac: tag(step.mac) };
    return { ...step, mac: tag(step.mac), peer: { ...step.peer, mac: tag(step.peer.mac) } };
  });
};

const hex = (octet: string | number): string => Number(octet).toString(16).padStart(2, '0');

// FNV-1a, 32 bits (RFC 9923), its offset basis and prime.
const hash = (text: string): string => {
  const bytes = new TextEncoder().encode(text);
  const value = bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5);
  return [24, 16, 8, 0].map((shift) => hex((value >>> shift) & 0xff)).join(':');
};
