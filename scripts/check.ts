// `npm run check`: whatever can be said about the code without running it. All parts run, each says how it went.
import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { $, glob, type ProcessOutput } from 'zx';

const run = $({ preferLocal: true, nothrow: true, quiet: true });

/** A part's complaint, or nothing. */
type Part = () => Promise<string>;

const silentWhenRight = ({ exitCode, stdout, stderr }: ProcessOutput): string =>
  exitCode === 0 ? '' : stripVTControlCharacters(`${stdout}${stderr}`).trim() || `exit code ${String(exitCode)}`;

const generated = async (): Promise<ReadonlyMap<string, string>> => {
  const files = await glob(['lab.schema.json', 'labs/*.plan.sh', 'conformance/README.md']);
  return new Map(
    await Promise.all(files.toSorted().map(async (file) => [file, await readFile(file, 'utf8')] as const)),
  );
};

/** What `npm run generate` would change. It is changed on the way: only committing is left to do. */
const regenerated: Part = async () => {
  const before = await generated();
  const complaint = silentWhenRight(await run`npm run --silent generate`);
  if (complaint !== '') return complaint;
  const after = await generated();
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file) !== after.get(file))
    .map((file) => `${file} was out of date and has been written anew`)
    .join('\n');
};

const parts: readonly (readonly [string, Part])[] = [
  ['format', async () => silentWhenRight(await run`oxfmt --check`)],
  ['lint', async () => silentWhenRight(await run`oxlint --type-aware --deny-warnings`)],
  ['types', async () => silentWhenRight(await run`tsc`)],
  ['dead code', async () => silentWhenRight(await run`knip --no-progress`)],
  ['generated files', regenerated],
];

const complaints = await Promise.all(parts.map(async ([name, part]) => [name, await part()] as const));
for (const [name, complaint] of complaints) console.log(complaint === '' ? `✔ ${name}` : `✘ ${name}\n${complaint}\n`);
process.exitCode = complaints.some(([, complaint]) => complaint !== '') ? 1 : 0;
