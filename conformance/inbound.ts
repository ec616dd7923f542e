// Outside to inside without a gateway: an island lets nobody in, a flat network everybody.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('inbound');
