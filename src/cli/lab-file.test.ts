import test from 'ava';
import { builtInLabs, readLab } from './lab-file.ts';

test('a built-in lab is called by the name that its file gives it', async (t) => {
  t.not(builtInLabs().length, 0);
  for (const { name } of builtInLabs()) t.is((await readLab(name)).lab.name, name);
});
