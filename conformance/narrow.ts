// Narrow links beyond the core: whoever sends too much is told, whatever name he has out there.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('narrow');
