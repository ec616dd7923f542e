// Every lab that comes with the program is built, keeps every promise of its models, and is gone again.

import { everyLabHolds } from './support/lab-under-test.ts';

await everyLabHolds();
