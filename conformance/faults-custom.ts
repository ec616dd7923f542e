// What a matrix promises can be broken like any promise. Rows as in `faults.ts`; `custom.ts` has what is not promised.

import { forget, type Row, rule, translate, turnRed } from './support/fault-rows.ts';

const rows: Readonly<Record<string, Row>> = {
  'pods leave with their own addresses': {
    lab: 'custom',
    at: 'half1',
    by: forget('oifname "eth0" masquerade'),
    fails: 'OUT-01 OUT-06 X-01 X-03',
  },
  'what comes in to the pods is translated': {
    lab: 'custom',
    at: 'half2',
    by: translate('postrouting', 'ip saddr 10.128.1.1 ip daddr 10.1.2.1 masquerade'),
    fails: 'IN-01',
  },
  'the core loses the way to the open pod': {
    lab: 'custom',
    at: 'core',
    by: 'ip route del 10.2.2.1',
    fails: 'IN-01 X-01 X-04',
  },
  'the core learns the way to a pod that is not open': {
    lab: 'custom',
    at: 'core',
    by: 'ip route add 10.2.1.1 via 10.240.0.3',
    fails: 'IN-01 X-01 X-04',
  },
  'the core masquerades a node of which that is promised, and one of which nothing is': {
    lab: 'custom',
    at: 'core',
    by: translate('postrouting', 'ip saddr { 10.240.0.2, 10.240.0.3 } masquerade'),
    fails: 'OUT-01 OUT-02 OUT-06 X-01 X-04',
  },
  'a node does not hear a pod of the other, of which nothing is promised': {
    lab: 'custom',
    at: 'coast1',
    by: rule('input', 'ip saddr 10.240.0.4 drop'),
    fails: '',
  },
};

turnRed(rows);
