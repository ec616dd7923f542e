#!/usr/bin/env node
// argv → verb → exit code.

import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Saves a third of the start-up. Beside the packages and not in a shared /tmp: what lies there is run.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/causeway', import.meta.url)));

const { main } = await import('./cli/main.ts');
const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

process.exitCode = await main(process.argv.slice(2), version);
