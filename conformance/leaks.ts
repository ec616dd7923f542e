// What the larger network must not learn of a cluster, and what a textbook cluster tells it all the same.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('leaks');
