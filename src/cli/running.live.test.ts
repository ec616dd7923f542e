// Labs that are up: what is said of one that was changed inside, and of one that does not answer.

import { once } from 'node:events';
import { createServer } from 'node:net';
import test from 'ava';
import { run, smallIsland, temporaryLab } from '../../conformance/support/causeway.ts';

const lab = temporaryLab('running', smallIsland());
const mode = process.getuid?.() === 0 ? ['--rootless'] : [];

test.before(async (t) => {
  const { exitCode, stderr } = await run(['up', lab.file, ...mode]);
  t.is(exitCode, 0, stderr);
});

test.after.always(async () => {
  await run(['down', lab.name]);
  lab[Symbol.dispose]();
});

for (const verb of ['plan', 'predict'])
  test.serial(`${verb} knows a lab that is up by its name`, async (t) => {
    const [byName, byFile] = [await run([verb, lab.name]), await run([verb, lab.file])];
    t.is(byName.exitCode, 0, byName.stderr);
    t.is(byName.stdout, byFile.stdout);
  });

test.serial('a second up does not claim to have looked', async (t) => {
  const { stdout } = await run(['up', lab.file, ...mode]);
  t.regex(
    stdout,
    /was built from this file; what was changed inside since is not looked at\n.*inspect .*\n\nThings to try:\n/,
  );
});

test.serial('what cannot be probed is said beforehand', async (t) => {
  for (const [to, message] of [
    ['fd00::1', /this lab has no IPv6/],
    ['0.0.0.0', /address of nobody/],
  ] as const) {
    const { exitCode, stderr } = await run(['probe', lab.name, 'pod-a', to]);
    t.is(exitCode, 2);
    t.regex(stderr, message);
  }
});

test.serial('a report that cannot be written is a matter of its place', async (t) => {
  const { exitCode, stderr } = await run(['check', lab.name, '--only', 'POD-01', '--html', '/']);
  t.is(exitCode, 2);
  t.regex(stderr, /\nerror: cannot write \/: .*\nhint: that is a directory: name a file in it\n$/);
});

test.serial('a lab that was broken inside is told how to be mended', async (t) => {
  const only = ['check', lab.name, '--only', 'OUT'];
  const whole = await run(only);
  t.is(whole.exitCode, 0, whole.stdout);
  t.regex(whole.stderr, /^checking running-\d+: \d+ claims\n$/);
  await run(['exec', lab.name, 'node1', '--', 'nft', 'flush', 'ruleset']);
  const broken = await run(only);
  t.is(broken.exitCode, 1);
  t.regex(broken.stdout, /\nall \d+ that fail have pod-a on their way, and none that hold\nfailed: OUT-01 OUT-06\n$/);
  t.is(
    broken.stderr.split('\n')[1],
    `hint: ${lab.name} was up already; to build it anew: ./causeway down ${lab.name} && ./causeway up ${lab.file}`,
  );
});

test.serial('a lab that does not answer is listed as such', async (t) => {
  const name = `silent-${process.pid}`;
  const server = createServer((socket) => socket.destroy()).listen(`\0causeway/${process.getuid?.() ?? 0}/${name}`);
  await once(server, 'listening');
  try {
    t.regex((await run(['ls'])).stdout, new RegExp(`^${name} +not answering$`, 'm'));
    const rows: readonly { lab: string }[] = JSON.parse((await run(['ls', '--json'])).stdout);
    t.like(
      rows.find((row) => row.lab === name),
      { state: 'not answering', machines: null },
    );
    t.true(rows.some((row) => row.lab === lab.name));
  } finally {
    server.close();
  }
});
