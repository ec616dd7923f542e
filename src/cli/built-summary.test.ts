import test from 'ava';
import { plain } from '../report/paint.ts';
import { triesText } from './built-summary.ts';
import { builtInLabs, readLab } from './lab-file.ts';

const tries = async (name: string): Promise<string> => triesText(plain, (await readLab(name)).lab);

test('what to try is at most 100 columns wide, whatever the lab', async (t) => {
  for (const { name } of builtInLabs())
    for (const line of (await tries(name)).split('\n')) t.true(line.length <= 100, `${name}: ${line}`);
});

test('what a command shows stands beside it, or under it', async (t) => {
  t.regex(await tries('island'), /\n {2}\.\/causeway check island {2,}prove that every promise holds\n$/);
  t.regex(await tries('egress-proxy'), /\n {2}\.\/causeway check egress-proxy\n {6}prove that every promise holds\n$/);
});

test('a VIP goes before a NodePort of another Service', async (t) => {
  t.regex(await tries('dual-stack'), /probe dual-stack other 10\.200\.0\.1:80/);
});
