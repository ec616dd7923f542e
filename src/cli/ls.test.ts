import test from 'ava';
import { nothingUp } from './ls.ts';

test('when nothing is up, the labs that could be are named', (t) =>
  t.regex(nothingUp(), /^no lab is up; .*\nlabs that come with causeway: flat, .*island, .*vip-vrrp\n$/));
