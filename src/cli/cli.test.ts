// The command line from outside: what it prints where, and what it ends with. Nothing here needs a kernel or root.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'causeway-cli-'));
test.after.always(() => rmSync(directory, { recursive: true }));

const run = async (...argv: readonly string[]) => {
  const child = spawn(process.execPath, [cli, ...argv], { stdio: ['ignore', 'pipe', 'pipe'], cwd: directory });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
};

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

const failsWith = test.macro({
  async exec(t: ExecutionContext, argv: readonly string[], exitCode: number, error: RegExp, hint: RegExp) {
    const ran = await run(...argv);
    t.is(ran.exitCode, exitCode);
    t.is(ran.stdout, '');
    t.regex(ran.stderr, error);
    t.regex(ran.stderr, hint);
  },
  title: (_, argv) => `causeway ${argv.join(' ')} is refused with a hint`,
});

test(failsWith, [], 2, /^error: what shall be done\?/, /^hint: .*--help/m);
test(failsWith, ['chek', 'island'], 2, /chek is neither a verb nor a lab/, /did you mean check\?/);
test(failsWith, ['iland'], 2, /iland is neither a verb nor a lab/, /did you mean island\?/);
test(failsWith, ['check'], 2, /missing required argument 'lab'/, /check --help/);
test(failsWith, ['check', 'island', '--lst'], 2, /unknown option '--lst'/, /did you mean --list\?/);
test(failsWith, ['check', 'island', '--only', 'CNI'], 2, /no claim of this lab begins with CNI/, /POD-01, /);
test(
  failsWith,
  ['check', 'island', '--only', 'OUT,IPv6'],
  2,
  /no claim of this lab is over IPv6/,
  /all of them are over IPv4/,
);
test(failsWith, ['check', 'island', '--only', ''], 2, /--only names no claim/, /--only OUT,IN-01/);
test(failsWith, ['frob'], 2, /frob is neither a verb nor a lab/, /verbs and labs: up, .*, vip-vrrp$/m);
test(failsWith, ['help', 'chek'], 2, /no verb chek/, /did you mean check\?/);
test(failsWith, ['plan', 'nosuch'], 2, /no lab nosuch/, /labs that come with causeway: flat, .*, vip-vrrp$/m);
test(failsWith, ['plan', './nosuch.yaml'], 2, /no file .\/nosuch.yaml/, /hint:/);
test(failsWith, ['plan', directory], 2, /is a directory/, /hint:/);
test(failsWith, ['plan', '/dev/null'], 2, /not a regular file/, /hint:/);
test(failsWith, ['plan', file('large.yaml', ' '.repeat(1024 * 1024 + 1))], 2, /1048577 bytes/, /podsPerNode/);
test(failsWith, ['plan', file('binary.yaml', Uint8Array.of(0xff, 0xfe))], 2, /not UTF-8/, /hint:/);
test(failsWith, ['graph', 'island', '--format', 'png'], 2, /Allowed choices are svg, mermaid, dot/, /graph --help/);
test(failsWith, ['down'], 2, /down what\?/, /--all/);
test(failsWith, ['down', 'island', '--all'], 2, /not both/, /hint:/);
test(failsWith, ['up', 'island', '--driver', 'vm'], 2, /Allowed choices are netns, docker/, /up --help/);
test(failsWith, ['up', 'island', '--driver', 'docker'], 3, /docker driver is not part of this version/, /namespaces/);
test(failsWith, ['exec', 'island', 'pod-a', 'ip', '-j', 'route'], 2, /unknown option '-j'/, /write -- before/);
test(failsWith, ['completion', 'fish'], 2, /Allowed choices are bash, zsh/, /completion --help/);

test('every problem of a lab file is told with its line', async (t) => {
  const path = file('bad.yaml', 'name: bad\nnetwrk: {}\nclusters: {}\n');
  const { exitCode, stderr, stdout } = await run('predict', path);
  t.is(exitCode, 2);
  t.is(stdout, '');
  t.regex(stderr, /^bad\.yaml:2:1: .+\n {2}hint: .+/m);
});

test('under --json an error is one document too', async (t) => {
  const { exitCode, stderr, stdout } = await run('predict', file('worse.yaml', 'name: [\n'), '--json');
  t.is(exitCode, 2);
  t.is(stderr, '');
  const { error } = JSON.parse(stdout);
  t.like(error, { kind: 'SpecError', hint: null });
  t.true(error.problems.length > 0);
});

test('a usage error under --json is one document, wherever the flag stands', async (t) => {
  for (const argv of [
    ['--json', 'plan', 'nosuch'],
    ['plan', 'nosuch', '--json'],
    ['nosuch', '--json'],
  ]) {
    const { exitCode, stdout } = await run(...argv);
    t.is(exitCode, 2);
    t.is(JSON.parse(stdout).error.kind, 'UsageError');
  }
});

test('predict prints the matrix, and as JSON the expectations', async (t) => {
  const prose = await run('predict', 'island');
  t.is(prose.exitCode, 0);
  t.regex(prose.stdout, /^pod-a +other +tcp +reached +node1 +OUT-01$/m);
  const { lab, expectations } = JSON.parse((await run('predict', 'island', '--json')).stdout);
  t.is(lab, 'island');
  t.regex(prose.stdout, new RegExp(`^island: ${expectations.length} claims$`, 'm'));
});

test('plan prints a script, and as JSON the plan', async (t) => {
  t.regex((await run('plan', 'island')).stdout, /^#!\/bin\/sh\n/);
  t.is(JSON.parse((await run('plan', 'island', '--json')).stdout).lab, 'island');
});

test('graph draws a picture, and as JSON says which', async (t) => {
  const { exitCode, stdout, stderr } = await run('graph', 'island');
  t.is(exitCode, 0);
  t.is(stderr, '');
  t.regex(stdout, /^<svg [^]*<\/svg>\n$/);
  t.regex((await run('graph', 'island', '--format', 'mermaid')).stdout, /^flowchart TB\n/);
  const { lab, format, text: picture } = JSON.parse((await run('graph', 'flat', '--format', 'dot', '--json')).stdout);
  t.deepEqual([lab, format], ['flat', 'dot']);
  t.regex(picture, /^graph "flat" \{\n/);
});

test('check --list sends nothing and --only chooses by prefix', async (t) => {
  const { claims } = JSON.parse((await run('check', 'island', '--list', '--only', 'out-01,IN-0', '--json')).stdout);
  t.deepEqual(new Set(claims.map(({ id }: { id: string }) => id.slice(0, 4))), new Set(['IN-0', 'OUT-']));
});

test('check --only chooses a family too, alone or of some claims', async (t) => {
  const titles = async (only: string): Promise<readonly string[]> => {
    const { claims } = JSON.parse((await run('check', 'dual-stack', '--list', '--only', only, '--json')).stdout);
    return claims.map(({ title }: { title: string }) => title);
  };
  t.true((await titles('ipv6')).every((title) => /IPv6|fd00/.test(title)));
  t.is((await titles('IN-01')).length, 2 * (await titles('IN-01,IPv4')).length);
});

test('every verb shows its help with an example', async (t) => {
  const { stdout } = await run('--help');
  const verbs = [...stdout.matchAll(/^ {2}(?<verb>[a-z]+) .*(?:<|\[)/gm)].map(({ groups }) => groups?.['verb'] ?? '');
  t.is(verbs.length, 13);
  const helps = await Promise.all(verbs.map((verb) => run(verb, '--help')));
  for (const [index, help] of helps.entries()) {
    t.is(help.exitCode, 0);
    t.regex(help.stdout, new RegExp(`^Example: ./causeway ${verbs[index]}`, 'm'));
  }
});

test('help is --help, of the program and of a verb', async (t) => {
  for (const [words, same] of [
    [['help'], ['--help']],
    [
      ['help', 'check'],
      ['check', '--help'],
    ],
  ] as const) {
    const { exitCode, stdout } = await run(...words);
    t.is(exitCode, 0);
    t.is(stdout, (await run(...same)).stdout);
  }
  t.regex((await run('help')).stdout, /labs\/README\.md describes/);
});

test('the help of check says what becomes of a lab that is not up', async (t) => {
  const { stdout } = await run('check', '--help');
  t.regex(stdout, /A lab that is not up is built for the check, and taken down again\./);
  t.regex(stdout, /--only IPv6$/m);
});

test('--version prints the version', async (t) => t.regex((await run('--version')).stdout, /^\d+\.\d+\.\d+\n$/));

test('a reader that goes away is no error', async (t) => {
  const child = spawn(process.execPath, [cli, 'predict', 'island', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  t.is(stderr, '');
  t.is(child.exitCode, 0);
});

test('completion offers verbs, labs, flags and machines', async (t) => {
  const offered = async (...words: readonly string[]) =>
    (await run('complete', '--', ...words)).stdout
      .split('\n')
      .map((line) => line.split('\t')[0])
      .filter((word) => word !== '');
  t.true((await offered('is')).includes('island'));
  t.deepEqual(await offered('pre'), ['predict']);
  t.deepEqual(await offered('check', 'island', '--j'), ['--json', '--junit']);
  t.deepEqual(await offered('exec', 'island', 'pod-'), ['pod-a', 'pod-b', 'pod-c', 'pod-d']);
  t.deepEqual(await offered('probe', 'island', 'pod-a', 'w'), ['web']);
  t.deepEqual(await offered('up', '--driver', ''), ['netns', 'docker']);
  t.deepEqual(await offered('gra'), ['graph']);
  t.deepEqual(await offered('graph', 'island', '--format', ''), ['svg', 'mermaid', 'dot']);
  t.deepEqual(await offered('check', 'island', '--only', 'OUT-01'), ['OUT-01']);
  t.deepEqual(await offered('exec', 'island', 'pod-a', '--', ''), []);
  t.deepEqual(await offered('exec', 'nosuch', ''), []);
});

for (const shell of ['bash', 'zsh'])
  test(`the completion script for ${shell} is one`, async (t) => {
    const { stdout } = await run('completion', shell);
    t.regex(stdout, /_causeway\(\) \{/);
    t.regex(stdout, /complete -- /);
  });
