#!/usr/bin/env node
// argv → verb → exit code.

import { readFileSync } from 'node:fs';
import { root } from './root.ts';

const { main } = await import('./cli/main.ts');
const { version }: { version: string } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

process.exitCode = await main(process.argv.slice(2), version);
