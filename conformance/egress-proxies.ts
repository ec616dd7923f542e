// Egress proxies: they go on where they may, and nowhere else; where they are the way out, there is no other.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('egressProxies');
