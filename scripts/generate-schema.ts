// Writes lab.schema.json, from which editors complete lab files, out of the schema that lab files are read with.

import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { labFile } from '../src/spec/schema.ts';

// `input`: what may be typed, so that keys with a default are not required.
const schema = z.toJSONSchema(labFile, { io: 'input', target: 'draft-7' });
writeFileSync(new URL('../lab.schema.json', import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
