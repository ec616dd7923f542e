// What nodes announce by BGP: where it leads, and what happens when one of them falls silent.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('announced');
