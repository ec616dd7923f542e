// Between clusters: whose pods reach whose, as whom, and who answers where addresses are used twice.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('clusters');
