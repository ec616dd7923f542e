// The formats that machines read. What matters is that no text from a lab can break out of them.

import test from 'ava';
import { parse } from 'yaml';
import { htmlReport } from './html.ts';
import { jsonDocument, reportJson } from './json.ts';
import { junitReport } from './junit.ts';
import { sample } from './sample.ts';
import { tapReport } from './tap.ts';

test('JSON is one document that ends with a newline', (t) => {
  const text = jsonDocument(reportJson(sample));
  const { counts, verdict } = sample;
  t.deepEqual(JSON.parse(text), { ...sample, families: [{ family: 4, verdict, counts }] });
  t.true(text.endsWith('}\n'));
});

test('TAP: unknown is not ok, skip says why, a # in a title is no directive', (t) => {
  const points = tapReport(sample)
    .split('\n')
    .filter((line) => /^(ok|not ok|1\.\.|TAP)/.test(line));
  t.deepEqual(points, [
    'TAP version 14',
    '1..5',
    'ok 1 - POD-01 pod-a reaches itself',
    'ok 2 - POD-01 pod-b reaches itself',
    'not ok 3 - OUT-01 pod-a reaches other \\# as "node1" & no <other>',
    'not ok 4 - LEAK-01 other never reaches pod-a',
    'ok 5 - PROTO-04 pod-a reaches other over SCTP # SKIP this kernel has no SCTP',
  ]);
});

test('TAP diagnostics are YAML', (t) => {
  const blocks = [...tapReport(sample).matchAll(/^ {2}---\n(?<yaml>[^]*?)^ {2}\.\.\.$/gm)].map(({ groups }) =>
    parse(groups?.['yaml'] ?? ''),
  );
  t.is(blocks.length, 2);
  t.like(blocks[0], { verdict: 'fail', from: 'pod-a', because: sample.claims[2]?.because ?? '' });
});

test('JUnit counts, and escapes what XML cannot hold', (t) => {
  const text = junitReport(sample);
  t.true(text.includes('<testsuites name="island" tests="5" failures="1" errors="1" skipped="1" time="0.640">'));
  t.true(
    text.includes('<testsuite name="island OUT from inside to outside" tests="1" failures="1" errors="0" skipped="0">'),
  );
  t.true(text.includes('name="pod-a reaches other # as &quot;node1&quot; &amp; no &lt;other&gt;" time="0.012"'));
  t.true(text.includes('<error message="the control before it failed">'));
  t.true(text.includes('<skipped message="this kernel has no SCTP"/>'));
  t.false(text.includes('\u0000'));
  t.false(text.includes(']]>'));
});

test('every XML element that is opened is closed', (t) => {
  const open: string[] = [];
  for (const [, end, name, alone] of junitReport(sample).matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (end === '/') t.is(open.pop(), name);
    else if (alone !== '/') open.push(name ?? '');
  }
  t.deepEqual(open, []);
});

test('the page shows every claim, runs no script and fetches nothing', (t) => {
  const page = htmlReport(sample);
  t.is(page.match(/<details /g)?.length, 5);
  t.true(page.includes('pod-a reaches other # as &quot;node1&quot; &amp; no &lt;other&gt;'));
  t.false(/<script|src=|href=|url\(|@import/.test(page));
});

test('the page opens what is not as it should be', (t) => {
  const open = [...htmlReport(sample).matchAll(/<details data-verdict="(?<verdict>\w+)" open>/g)];
  t.deepEqual(
    open.map(({ groups }) => groups?.['verdict']),
    ['fail', 'unknown'],
  );
});

test('the page hides what holds when something does not, and begins with what fails', (t) => {
  const page = htmlReport(sample);
  t.regex(page, /id="show-pass"> /);
  t.regex(page, /id="show-fail" checked> /);
  t.deepEqual(
    [...page.matchAll(/<h2>(?<family>[A-Z]+) /g)].map(({ groups }) => groups?.['family']),
    ['OUT', 'LEAK', 'POD', 'PROTO'],
  );
  const claims = sample.claims.filter(({ verdict }) => verdict === 'pass');
  const green = { ...sample, verdict: 'pass', counts: { pass: 2, fail: 0, unknown: 0, skip: 0 }, claims } as const;
  t.regex(htmlReport(green), /id="show-pass" checked> /);
});

test('no lab name breaks out of the page or of the XML', (t) => {
  const evil = { ...sample, lab: '<img onerror="x">' };
  t.false(htmlReport(evil).includes('<img'));
  t.false(junitReport(evil).includes('<img'));
});
