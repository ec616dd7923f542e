// Every lab that comes with the program is built, keeps every promise of its models, and is gone again: as an ordinary
// user may do it, for the other files of claims build theirs as whoever runs them.

import { everyLabHolds } from './support/lab-under-test.ts';

await everyLabHolds({ rootless: true });
