// VIP: the destination address selects the Service, and what it does not serve ends at the node.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('vips');
