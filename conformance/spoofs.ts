// Pods that pretend to be others are not believed.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('spoofs');
