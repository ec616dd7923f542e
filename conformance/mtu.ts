// Packet sizes: the largest packet gets through, whoever sends more is told so, and bulk never stalls.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('mtu');
