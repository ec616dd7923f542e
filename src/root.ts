// Where the checkout is. This file, and what scripts/setup.sh makes of all of them, lie one folder below it.

import { fileURLToPath } from 'node:url';

/** The checkout's own folder, with a slash at the end. */
export const root = new URL('../', import.meta.url);

/** What an agent's process runs: put together if we are, and as it stands in src/ otherwise. */
export const agentProgram = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? 'src/agent/main.ts' : 'build/agent/main.js', root),
);
