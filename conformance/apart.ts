// Between networks that no cable joins: nothing arrives, and where an address is used twice, one's own network answers.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('apart');
