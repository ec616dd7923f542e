// L4 into an L7 proxy that is a pod: hostnames select, and who the client is depends on the gateway before it.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('ingress');
