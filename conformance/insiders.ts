// Something outside Kubernetes that lives inside an archipelago: to its pods it is what they are to each other.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('insiders');
