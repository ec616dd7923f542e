// ICMP errors: they reach the pod that they are meant for, as if nobody had translated it, and end nothing.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('icmp');
