// Proxy: a connection of its own to a node or to a pod; hostnames select, and who the client is must be told.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('proxies');
