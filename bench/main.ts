// The figures of the design, measured on this machine in one run, with the peers in turns: `npm run bench`.
// A part's name chooses it: `npm run bench -- up`.

import { cpus, loadavg, release } from 'node:os';
import { commands } from './commands.ts';
import { confusion } from './confusion.ts';
import { convergence } from './convergence.ts';
import { large } from './large.ts';
import { printRows } from './measure.ts';
import { traffic } from './traffic.ts';
import { shipped } from './shipped.ts';
import { hundredPods } from './up.ts';

const parts = {
  up: hundredPods,
  large,
  shipped,
  traffic,
  commands,
  convergence,
  confusion,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  process.stderr.write(`there is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}\n`);
  process.exitCode = 2;
} else {
  const load = loadavg()[0]?.toFixed(1);
  process.stdout.write(`Linux ${release()}, ${cpus().length} CPUs, load ${load}, Node ${process.version}\n`);
  for (const [name, part] of Object.entries(parts))
    if (chosen.length === 0 || chosen.includes(name)) printRows(await part());
}
