import test from 'ava';
import { htmlReport } from './html.ts';
import { reportJson } from './json.ts';
import { junitReport } from './junit.ts';
import { failing, sample } from './sample.ts';
import { terminalReport } from './terminal.ts';
import { verdictsByFamily } from '../verdict/by-family.ts';
import { reportOf } from '../verdict/report.ts';

/** IPv6 keeps what it promises, and IPv4 does not. */
const claims = [
  ...sample.claims,
  ...sample.claims.filter(({ verdict }) => verdict === 'pass').map((claim) => ({ ...claim, family: 6 as const })),
];
const report = reportOf('two', claims, 640);

test('each family has a verdict of its own', (t) => {
  t.deepEqual(
    verdictsByFamily(claims).map(({ name, verdict, counts }) => [name, verdict, counts.pass, counts.fail]),
    [
      ['IPv4', 'fail', 2, 1],
      ['IPv6', 'pass', 2, 0],
    ],
  );
  t.deepEqual(verdictsByFamily([]), []);
  t.deepEqual(
    verdictsByFamily([{ ...failing, family: 6 }]).map(({ family }) => family),
    [6],
  );
});

test('it is told below the sum, where there are two', (t) => {
  const text = terminalReport(report);
  t.regex(
    text,
    /\n {2}IPv4 does not conform — 5 claims: 2 pass, 1 fail, 1 unknown, 1 skip\n {2}IPv6 conforms — 2 claims: /,
  );
  t.notRegex(terminalReport(sample), /IPv4 (does|conforms)/);
});

test('what holds in both families is a line for each', (t) => {
  t.is(terminalReport(report).match(/✔ POD-01/g)?.length, 2);
});

test('JSON has it', (t) => {
  t.deepEqual(
    reportJson(report).families.map(({ family, verdict }) => [family, verdict]),
    [
      [4, 'fail'],
      [6, 'pass'],
    ],
  );
});

test('JUnit has a suite for each, and the page a line', (t) => {
  const suites = new Set([...junitReport(report).matchAll(/<testsuite name="([^"]*)"/g)].map(([, name]) => name));
  t.true(suites.has('two IPv4 POD inside one cluster: pods and their nodes'));
  t.true(suites.has('two IPv6 POD inside one cluster: pods and their nodes'));
  t.notRegex(junitReport(sample), /island IPv4/);
  t.regex(htmlReport(report), /IPv6 <small class="pass">conforms<\/small> 2 claims: 2 pass/);
  t.notRegex(htmlReport(sample), /IPv4 <small/);
});
