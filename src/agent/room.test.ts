import test from 'ava';
import { islandLab } from '../plan/fixture.ts';
import { HostError } from '../errors.ts';
import { blueprintOf } from './blueprint.ts';
import { mustHaveRoom } from './room.ts';

const blueprint = blueprintOf(islandLab(), 'island');

test('a lab that fits is built', (t) => {
  t.notThrows(() => mustHaveRoom(blueprint, 4096));
  t.notThrows(() => mustHaveRoom(blueprint));
});

test('a lab that does not fit is refused before its first step, with the number to ask for', (t) => {
  const error = t.throws(() => mustHaveRoom(blueprint, 1024), { instanceOf: HostError });
  t.regex(error?.message ?? '', /needs \d+ open files at once, and only 1024 are allowed/);
  t.regex(error?.hint ?? '', /ulimit -n \d+/);
});
