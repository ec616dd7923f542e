import test from 'ava';
import { daemonsText, endedLines } from './daemons.ts';

const runs = (machine: string, program: string) => ({ machine, program, ended: null });
const dead = { machine: 'node2', program: 'bird', ended: 'bird of node2 was ended by SIGKILL and said nothing' };

test('daemons are told by program, each with its machines, and the ended ones with their end', (t) => {
  const daemons = [runs('core', 'bird'), runs('node1', 'bird'), dead, runs('node3', 'bgpd')];
  t.is(
    daemonsText(daemons),
    'bird runs in core, node1\nbgpd runs in node3\nbird of node2 was ended by SIGKILL and said nothing\n',
  );
  t.deepEqual(endedLines(daemons), [dead.ended]);
});

test('a lab without daemons says nothing of them', (t) => {
  t.is(daemonsText([]), '');
});
