// How many books are kept of a connection: one by each node that it passes, where nodes translate, and none elsewhere.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('tracking');
