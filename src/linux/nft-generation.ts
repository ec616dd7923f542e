// Which ruleset is in force, as a number: listing one takes a process, asking for the number one message.

import { decodeAttributes, encodeMessage, NLM_F_REQUEST } from './attributes.ts';
import { ask, openNetfilterSocket } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/netfilter/nfnetlink.h, linux/netfilter/nf_tables.h
const NFNL_SUBSYS_NFTABLES = 10;
const NFT_MSG_GETGEN = 16;
const NFTA_GEN_ID = 1;
// struct nfgenmsg: family (all of them), version, resource.
const nfgenmsg = Buffer.alloc(4);

/** Another number after each change of the namespace's rules by anybody; what packets leave in a ruleset is no change. */
export const rulesGeneration = (netns: Netns): number => {
  using socket = openNetfilterSocket(netns);
  const type = (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_GETGEN;
  const { body } = ask(socket, encodeMessage({ type, flags: NLM_F_REQUEST, fixed: nfgenmsg }));
  const generation = decodeAttributes(body.subarray(nfgenmsg.length)).get(NFTA_GEN_ID);
  if (generation === undefined) throw new Error('the kernel told of no generation of rules');
  return generation.readUInt32BE();
};
