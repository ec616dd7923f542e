// What survives a change, and what does not outlive it: flows that were open before it, and what nodes remember of them.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('state');
