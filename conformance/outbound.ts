// What the outside sees when a pod calls it: its node on an island, the pod itself on a flat network.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('outbound');
