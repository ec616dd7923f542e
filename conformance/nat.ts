// Translation: which source port a pod gets and for how long, who else comes in by it, and what happens when none is left.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('nat');
