// Egress gateway: chosen pods are seen with its address, everybody else, and everything else they say, is not.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('egress');
