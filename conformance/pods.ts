// What Kubernetes itself demands, whatever the model: pods reach each other, and each sees the other's own address.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('pods');
