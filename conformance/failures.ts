// What goes wrong, and what goes on all the same.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('failures');
