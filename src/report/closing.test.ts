import test from 'ava';
import { closingLines } from './closing.ts';
import { failing } from './sample.ts';

test('what was not looked at has its reason, and what does not hold comes last', (t) => {
  const claims = [
    { ...failing, id: 'OUT-01' },
    { ...failing, id: 'IN-04' },
    { ...failing, id: 'IN-04' },
    { ...failing, id: 'LEAK-01', verdict: 'unknown' },
    { ...failing, id: 'PROTO-04', verdict: 'skip', because: 'SCTP is\nnot carried' },
    { ...failing, id: 'PROTO-04', verdict: 'skip', because: 'SCTP is not carried' },
    { ...failing, id: 'PROTO-04', verdict: 'skip', because: 'no kernel module' },
    { ...failing, id: 'NAT-08', verdict: 'skip', because: 'one address: it takes two' },
  ] as const;
  t.deepEqual(closingLines(claims), [
    'not looked at here: PROTO-04 (SCTP is not carried; no kernel module), NAT-08 (one address)',
    'unknown: LEAK-01',
    'failed: IN-04 OUT-01',
  ]);
});

test('when all hold there is nothing to say', (t) => t.deepEqual(closingLines([{ ...failing, verdict: 'pass' }]), []));
