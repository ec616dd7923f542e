// Services as pods use them, and a pod that is answered by itself.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('services');
