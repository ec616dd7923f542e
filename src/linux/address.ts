// Addresses, as `ip address` adds and shows them (linux/if_addr.h).

import { familyOf, prefixLength } from '../spec/address.ts';
import type { Family } from '../spec/lab.ts';
import { attributeNumber, bytesAttribute, decodeAttributes, encodeMessage, NLM_F_ADD } from './attributes.ts';
import { addressBytes, addressFamily, addressText, cidrText, familyFrom } from './inet.ts';
import { dump, openRouteSocket } from './netlink.ts';
import type { Netns } from './netns.ts';
import { RT_SCOPE_HOST, RT_SCOPE_UNIVERSE, scopeName } from './scope.ts';

// linux/rtnetlink.h
const RTM_NEWADDR = 20;
const RTM_GETADDR = 22;
// linux/if_addr.h
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_BROADCAST = 4;
const IFA_CACHEINFO = 6;
const IFA_FLAGS = 8;
const IFA_F_NODAD = 0x02;
const IFA_F_DEPRECATED = 0x20;
const IFA_F_TENTATIVE = 0x40;

export type Address = {
  readonly family: Family;
  /** Index of its link. */
  readonly link: number;
  /** With its prefix length. */
  readonly address: string;
  readonly scope: string;
  readonly broadcast: string | null;
  readonly nodad: boolean;
  readonly deprecated: boolean;
  /** IPv6 that cannot be used yet. */
  readonly tentative: boolean;
};

/**
 * `address` with a prefix length. IPv6 without duplicate address detection, IPv4 without broadcast address, as `ip` does.
 * A deprecated one is no source that the kernel would choose.
 */
export const addAddress = (link: number, address: string, deprecated?: true): Buffer => {
  const family = familyOf(address);
  const bytes = addressBytes(address);
  const scope = family === 4 && bytes[0] === 127 ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
  // struct ifaddrmsg: family, prefix length, flags, scope, index.
  const fixed = Buffer.from([
    addressFamily(family),
    prefixLength(address),
    family === 6 ? IFA_F_NODAD : 0,
    scope,
    0,
    0,
    0,
    0,
  ]);
  fixed.writeUInt32LE(link, 4);
  const attributes = [bytesAttribute(IFA_LOCAL, bytes), bytesAttribute(IFA_ADDRESS, bytes)];
  if (deprecated) attributes.push(bytesAttribute(IFA_CACHEINFO, cacheInfo({ preferred: 0, valid: forever })));
  return encodeMessage({ type: RTM_NEWADDR, flags: NLM_F_ADD, fixed, attributes });
};

/** INFINITY_LIFE_TIME of net/addrconf.h. */
const forever = 0xffff_ffff;

// struct ifa_cacheinfo: how long it is preferred and valid, in seconds; when it was made and changed.
const cacheInfo = ({ preferred, valid }: { readonly preferred: number; readonly valid: number }): Buffer => {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(preferred, 0);
  bytes.writeUInt32LE(valid, 4);
  return bytes;
};

export const dumpAddresses = (netns: Netns): readonly Address[] => {
  using socket = openRouteSocket(netns);
  return dump(socket, { type: RTM_GETADDR, fixed: Buffer.alloc(8) }).flatMap(({ body }) => decodeAddress(body));
};

const decodeAddress = (body: Buffer): readonly Address[] => {
  const family = familyFrom(body.readUInt8(0));
  if (family === null) return [];
  const attributes = decodeAttributes(body.subarray(8));
  const flags = attributeNumber(attributes.get(IFA_FLAGS)) ?? body.readUInt8(2);
  const broadcast = attributes.get(IFA_BROADCAST);
  return [
    {
      family,
      link: body.readUInt32LE(4),
      // IPv6 has no IFA_LOCAL unless the link is point to point.
      address: cidrText(family, attributes.get(IFA_LOCAL) ?? attributes.get(IFA_ADDRESS), body.readUInt8(1)),
      scope: scopeName(body.readUInt8(3)),
      broadcast: broadcast === undefined ? null : addressText(broadcast),
      deprecated: (flags & IFA_F_DEPRECATED) !== 0,
      nodad: (flags & IFA_F_NODAD) !== 0,
      tentative: (flags & IFA_F_TENTATIVE) !== 0,
    },
  ];
};
