import test from 'ava';
import { failing, sample } from './sample.ts';
import { summaryLine, terminalReport } from './terminal.ts';

test('passes are folded, everything else is told in full', (t) => {
  t.is(
    terminalReport(sample),
    `POD  inside one cluster: pods and their nodes
  ✔ POD-01  pod-a reaches itself, and 1 more

OUT  from inside to outside
  ✘ OUT-01  pod-a reaches other # as "node1" & no <other>
      from      pod-a
      to        other by tcp over IPv4
      expected  reached, answered by other, source owned by node1
      observed  source owned by pod-a; otherwise reached, answered by other, on port 8080, source seen 10.0.1.1, source sent 10.0.1.1, closed by both sides
      because   other saw 10.0.1.1 (pod-a), not an address of node1 \u{fffd}]]>

PROTO  protocols
  – PROTO-04  pod-a reaches other over SCTP
      because   this kernel has no SCTP

LEAK  what must not leak
  ? LEAK-01  other never reaches pod-a
      from      other
      to        pod-a by tcp over IPv4
      expected  unreachable or lost, not one packet at pod-a
      observed  lost, on port 8080, source owned by pod-a, source sent 10.0.1.1, 0 translations, closed by both sides, never left the sender
      because   the control before it failed

island: does not conform — 5 claims: 2 pass, 1 fail, 1 unknown, 1 skip in 640 ms
not looked at here: PROTO-04 (this kernel has no SCTP)
unknown: LEAK-01
failed: OUT-01
`,
  );
});

test('--verbose shows each claim that holds', (t) => {
  t.true(terminalReport(sample, { verbose: true }).includes('  ✔ POD-01  pod-b reaches itself\n'));
  t.false(terminalReport(sample).includes('pod-b'));
});

test('colour is asked for by meaning', (t) => {
  const text = terminalReport(sample, { paint: (look, inner) => `<${look}>${inner}</${look}>` });
  t.true(text.includes('<bad>✘</bad> OUT-01'));
  t.true(text.includes('island: <bad>does not conform</bad> — '));
});

test('one claim is not claims', (t) => {
  const counts = { pass: 1, fail: 0, unknown: 0, skip: 0 };
  const report = { ...sample, verdict: 'pass', counts, tookMs: 12_340, claims: sample.claims.slice(0, 1) } as const;
  t.is(summaryLine(report), 'island: conforms — 1 claim: 1 pass, 0 fail, 0 unknown, 0 skip in 12.3 s');
});

test('what fails alike is told once, and --verbose tells all', (t) => {
  const claims = ['a', 'b', 'c'].map((name) => ({
    ...failing,
    title: `pod-${name} reaches other`,
    from: `pod-${name}`,
  }));
  const folded = terminalReport({ ...sample, claims });
  t.is(folded.match(/✘/g)?.length, 1);
  t.true(folded.includes('      and 2 more like it (--verbose shows all)\n'));
  t.regex(folded, /in 640 ms\nall 3 that fail have node1 on their way\nfailed: OUT-01\n$/);
  const all = terminalReport({ ...sample, claims }, { verbose: true });
  t.is(all.match(/✘/g)?.length, 3);
  t.false(all.includes('more like it'));
});
