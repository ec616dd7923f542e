// Running a command as one machine: it is there and nowhere else, and what it says and ends with comes through.

import test, { type ExecutionContext } from 'ava';
import { run, smallIsland, start, temporaryLab } from '../../conformance/support/causeway.ts';
import { eventually } from '../../conformance/support/eventually.ts';

const lab = temporaryLab('exec', smallIsland());

test.before(async (t) => {
  const { exitCode, stderr } = await run(['up', lab.file, ...(process.getuid?.() === 0 ? ['--rootless'] : [])]);
  t.is(exitCode, 0, stderr);
});

test.after.always(async () => {
  await run(['down', lab.name]);
  lab[Symbol.dispose]();
});

const exec = (who: string, ...command: readonly string[]) => run(['exec', lab.name, who, '--', ...command]);

test("a command sees its machine's network", async (t) => {
  const { stdout } = await exec('pod-a', 'ip', '-4', '-o', 'address', 'show', 'dev', 'eth0');
  t.regex(stdout, /inet 10\.0\.1\.1\/32/);
  t.notRegex((await exec('pod-c', 'ip', '-4', '-o', 'address', 'show', 'dev', 'eth0')).stdout, /10\.0\.1\.1/);
});

const endsWith = test.macro({
  exec: async (t: ExecutionContext, command: readonly string[], exitCode: number) =>
    t.is((await exec('pod-a', ...command)).exitCode, exitCode),
  title: (_, command, exitCode) => `${command.join(' ')} ends with ${exitCode}`,
});
test(endsWith, ['true'], 0);
test(endsWith, ['sh', '-c', 'exit 7'], 7);
test(endsWith, ['sh', '-c', 'kill -KILL $$'], 137);
test(endsWith, ['/no/such/program'], 127);
test(endsWith, ['/etc/passwd'], 126);

test('a command that is not there is said to be missing', async (t) => {
  const { exitCode, stderr } = await exec('pod-a', 'no-such-program');
  t.is(exitCode, 127);
  t.is(stderr, 'error: command not found: no-such-program\n');
});

test('a machine that is not there is met with the one that was meant', async (t) => {
  const { exitCode, stderr } = await exec('pod-b', 'true');
  t.is(exitCode, 2);
  t.regex(stderr, /has no machine pod-b\nhint: did you mean pod-[ac]\?/);
});

test('nft is nftables there, whatever packages bring along', async (t) => {
  t.regex((await exec('node1', 'nft', '--version')).stdout, /^nftables /);
});

test('flags after -- are the command’s', async (t) => {
  t.is((await exec('pod-a', 'echo', '--json', '--', '-x')).stdout, '--json -- -x\n');
});

test('under --json the output is part of the one document', async (t) => {
  const { exitCode, stdout } = await run([
    'exec',
    lab.name,
    'pod-a',
    '--json',
    '--',
    'sh',
    '-c',
    'echo out; echo err >&2; exit 5',
  ]);
  t.is(exitCode, 5);
  t.like(JSON.parse(stdout), { lab: lab.name, machine: 'pod-a', exitCode: 5, stdout: 'out\n', stderr: 'err\n' });
});

test('SIGTERM ends the command too', async (t) => {
  const { child, ended } = start([
    'exec',
    lab.name,
    'pod-a',
    '--',
    'sh',
    '-c',
    'trap "echo ended; exit 9" TERM; echo ready; while :; do sleep 0.05; done',
  ]);
  let seen = '';
  child.stdout?.on('data', (text: string) => (seen += text));
  await eventually('the command to run', () => seen.includes('ready'));
  child.kill('SIGTERM');
  const { exitCode, stdout } = await ended;
  t.is(exitCode, 9);
  t.is(stdout, 'ready\nended\n');
});

test('a machine is inspected as its kernel has it', async (t) => {
  const { stdout } = await run(['inspect', lab.name, 'pod-a', '--json']);
  const { machines } = JSON.parse(stdout);
  t.like(machines[0], { name: 'pod-a', kind: 'pod', node: 'node1', addresses: ['10.0.1.1'] });
  t.true(machines[0].kernel.routes.some((route: string) => route.startsWith('default via 10.0.1.254')));
});

test('ls counts its machines', async (t) => {
  const rows = JSON.parse((await run(['ls', '--json'])).stdout);
  t.like(
    rows.find((row: { lab: string }) => row.lab === lab.name),
    { state: 'up', machines: 7, source: lab.file },
  );
});
