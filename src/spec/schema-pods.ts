// Where the pods of a cluster get their addresses from: the keys of a lab file that say so.

import * as z from 'zod';

/** As many as anybody joins together by hand. */
const mostRanges = 16;

/** How pods get their addresses. */
export const ipamKey = () =>
  z
    .enum(['node-range', 'pool'])
    .default('node-range')
    .meta({
      description:
        'How pods get addresses: node-range, every node has a range of podCidr for its own; pool, any pod may have any address of podCidr, and neighbours in address are on different nodes. Default: node-range',
      examples: ['pool'],
    });

export const podRangesKey = () =>
  z.union([z.string(), z.array(z.string()).min(1).max(mostRanges)]).meta({
    description: "Range of the cluster's pods, or a list of ranges that need not be one",
    examples: ['10.0.0.0/16', ['10.0.0.0/16', 'fd00:1::/48'], ['10.0.0.0/16', '10.77.0.0/16']],
  });

/** Out there, where they have a node's address. */
export const masqueradePortsKey = () =>
  z
    .union([z.string(), z.int()])
    .optional()
    .meta({
      description: 'Source ports that TCP and UDP get when a node masquerades it. Default: any; strict: no NodePorts',
      examples: ['61000-61031'],
    });
