// NodePort: the destination port selects the Service, the policy decides whose address the endpoint sees.

import { claimsHold } from './support/lab-under-test.ts';

await claimsHold('gateways');
