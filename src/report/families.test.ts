import test from 'ava';
import { byFamily } from './families.ts';

test('families have one order, whatever comes first', (t) => {
  const ids = ['FAIL-01', 'LEAK-01', 'ODD-01', 'IN-02', 'MTU-01', 'X-01', 'IN-01', 'POD-01'];
  const groups = byFamily(ids.map((id) => ({ id })));
  t.deepEqual([...groups.keys()], ['POD', 'X', 'IN', 'MTU', 'LEAK', 'FAIL', 'ODD']);
  t.deepEqual(groups.get('IN'), [{ id: 'IN-02' }, { id: 'IN-01' }]);
});
