// TCP, UDP and ICMP through every kind of path, with what each of them must do beyond getting there.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('protocols');
