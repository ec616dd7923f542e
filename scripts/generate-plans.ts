// Writes beside every lab file the shell script that builds it by hand: `labs/05-island.yaml` → `labs/05-island.plan.sh`.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { scriptOf } from '../src/plan/by-hand.ts';
import { parseLab } from '../src/spec/parse.ts';

const labs = fileURLToPath(new URL('../labs/', import.meta.url));

for (const file of (await readdir(labs)).filter((name) => name.endsWith('.yaml')).toSorted()) {
  const lab = parseLab(await readFile(`${labs}${file}`, 'utf8'), `labs/${file}`);
  await writeFile(`${labs}${file.replace(/\.yaml$/, '.plan.sh')}`, scriptOf(lab), { mode: 0o755 });
}
