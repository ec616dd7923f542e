// Exceptions from masquerade: inside each pods are known with their own addresses, next to it as their node.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('exceptions');
