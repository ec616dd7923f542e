// However a lab ends, nothing of it is left on the host, and whoever ended it is told what happened. One test after the
// other: a moment in a build must be met before the build is over.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { execa } from 'execa';
import {
  cli,
  largeIsland,
  type Ran,
  run,
  smallIsland,
  start,
  temporaryLab,
} from '../../conformance/support/causeway.ts';
import { eventually } from '../../conformance/support/eventually.ts';
import { type HostState, hostState } from '../../conformance/support/host-state.ts';
import { findTool } from '../linux/host-tools.ts';

/** Names of what the lab has on the host at this moment. */
const traces = (mark: string): readonly string[] => {
  const { processes, sockets } = hostState(mark);
  return [...processes, ...sockets];
};

/** The kernel ends processes when it gets to it, so their end is waited for; what is left then is left. */
const leavesNothing = async (t: ExecutionContext, mark: string, before: HostState): Promise<void> => {
  await eventually(`the end of ${mark}`, () => traces(mark).length === 0);
  t.deepEqual(hostState(mark), before);
};

const done = (t: ExecutionContext, { exitCode, stdout, stderr }: Ran): void => {
  t.is(exitCode, 0, `${stdout}${stderr}`);
};

/** The agent's process, which is the first one of its pid namespace. */
const agentOf = (mark: string): number | null => {
  const found = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && isAgent(entry, mark));
  return found === undefined ? null : Number(found);
};

const isAgent = (pid: string, mark: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === `causeway ${mark}`;
  } catch {
    // It ended while we looked.
    return false;
  }
};

/** How many of the lab's network namespaces have a name already. */
const namedNetns = (pid: number): number => {
  try {
    return readdirSync(`/proc/${pid}/root/run/netns`).length;
  } catch {
    return 0;
  }
};

test.serial('up, down, and down again', async (t) => {
  using lab = temporaryLab('twice', smallIsland());
  const before = hostState(lab.name);
  done(t, await run(['up', lab.file]));
  t.is(traces(lab.name).length, 2, 'an agent and a socket');
  const [first, second] = [await run(['down', lab.name]), await run(['down', lab.file])];
  done(t, first);
  done(t, second);
  t.regex(second.stdout, /not up/);
  await leavesNothing(t, lab.name, before);
});

test.serial('an agent that is killed takes the lab along', async (t) => {
  using lab = temporaryLab('killed', smallIsland());
  const before = hostState(lab.name);
  done(t, await run(['up', lab.file]));
  process.kill(agentOf(lab.name) ?? t.fail(), 'SIGKILL');
  await leavesNothing(t, lab.name, before);
  const { exitCode, stderr } = await run(['inspect', lab.file]);
  t.is(exitCode, 3);
  t.regex(stderr, /is not up/);
});

test.serial('what runs inside a lab ends with its agent', async (t) => {
  using lab = temporaryLab('inmates', smallIsland());
  const before = hostState(lab.name);
  done(t, await run(['up', lab.file]));
  const agent = agentOf(lab.name) ?? t.fail();
  const pidNamespace = readlinkSync(`/proc/${agent}/ns/pid`);
  const { ended } = start(['exec', lab.name, 'pod-a', '--', 'sleep', '1000']);
  await eventually('sleep in the lab', () => inmates(pidNamespace) > 1);
  process.kill(agent, 'SIGKILL');
  t.not((await ended).exitCode, 0);
  await eventually('the end of what ran inside', () => inmates(pidNamespace) === 0);
  await leavesNothing(t, lab.name, before);
});

const inmates = (pidNamespace: string): number =>
  readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readlinkSync(`/proc/${entry}/ns/pid`) === pidNamespace;
    } catch {
      return false;
    }
  }).length;

/** Ctrl-C, as soon as so many machines of a build under way have a name. */
const interrupted = test.macro(async (t, mark: string, machines: number) => {
  using lab = temporaryLab(mark, largeIsland);
  const before = hostState(lab.name);
  t.teardown(() => run(['down', lab.name]));
  const { child, ended } = start(['up', lab.file]);
  const agent = await eventually('an agent', () => agentOf(lab.name));
  await eventually(`machine ${machines}`, () => namedNetns(agent) >= machines);
  child.kill('SIGINT');
  const { exitCode, stderr } = await ended;
  t.is(exitCode, 130, stderr);
  t.regex(stderr, /interrupted/);
  await leavesNothing(t, lab.name, before);
});

test.serial('Ctrl-C while the agent starts', interrupted, 'c0', 0);
test.serial('Ctrl-C at the first machine', interrupted, 'c1', 1);
test.serial('Ctrl-C at the hundredth machine', interrupted, 'c100', 100);
test.serial('Ctrl-C when most machines are there', interrupted, 'c500', 500);

test.serial('Ctrl-C before there is an agent', async (t) => {
  using lab = temporaryLab('early', largeIsland);
  const before = hostState(lab.name);
  const { child, ended } = start(['up', lab.file]);
  child.kill('SIGINT');
  t.not((await ended).exitCode, 0);
  await leavesNothing(t, lab.name, before);
});

test.serial('a builder that is killed takes its half-built lab along', async (t) => {
  using lab = temporaryLab('builder', largeIsland);
  const before = hostState(lab.name);
  t.teardown(() => run(['down', lab.name]));
  const { child, ended } = start(['up', lab.file]);
  const agent = await eventually('an agent', () => agentOf(lab.name));
  await eventually('a machine', () => namedNetns(agent) >= 1);
  child.kill('SIGKILL');
  await ended;
  await leavesNothing(t, lab.name, before);
});

test.serial('two at the same time: one builds, the other says so', async (t) => {
  using lab = temporaryLab('rivals', largeIsland);
  const before = hostState(lab.name);
  const results = await Promise.all([run(['up', lab.file]), run(['up', lab.file])]);
  const [first, second] = results.toSorted((a, b) => (a.exitCode ?? 9) - (b.exitCode ?? 9));
  t.is(first?.exitCode, 0, first?.stderr);
  // Whoever comes when all is done finds it up; whoever comes before is told to wait.
  if (second?.exitCode !== 0) t.regex(second?.stderr ?? '', /already up|being built/);
  done(t, await run(['down', lab.name]));
  await leavesNothing(t, lab.name, before);
});

test.serial('up twice is up once; a changed file replaces what is up', async (t) => {
  using lab = temporaryLab('changed', smallIsland());
  const before = hostState(lab.name);
  done(t, await run(['up', lab.file]));
  const agent = agentOf(lab.name);
  const again = await run(['up', lab.file]);
  done(t, again);
  t.regex(again.stdout, /already up[^]*inspect [^]*\nThings to try:\n/);
  t.is(agentOf(lab.name), agent);

  lab.write(smallIsland('    egress: none\n')(lab.name));
  const refused = await run(['check', lab.file]);
  t.is(refused.exitCode, 3);
  t.regex(refused.stderr, /not as its file says/);
  const replaced = await run(['up', lab.file]);
  done(t, replaced);
  t.regex(replaced.stderr, /replacing it/);
  t.not(agentOf(lab.name), agent);
  done(t, await run(['down', lab.name]));
  await leavesNothing(t, lab.name, before);
});

test.serial('a check leaves no capture behind, which would hold up the lab’s end', async (t) => {
  using lab = temporaryLab('quiet', smallIsland());
  const captures = (): readonly string[] =>
    execFileSync(process.execPath, [cli, 'exec', lab.name, 'pod-a', '--', 'cat', '/proc/net/packet'], {
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
      .slice(1);
  done(t, await run(['up', lab.file]));
  done(t, await run(['check', lab.name]));
  await eventually('the end of the capture', () => captures().length === 0);
  done(t, await run(['down', lab.name]));
});

test.serial('a disk with no room: a lab writes nothing there', async (t) => {
  using lab = temporaryLab('fulldisk', smallIsland());
  const before = hostState(lab.name);
  // A file system of 16 KiB, filled to the brim, wherever a program might want to keep its state.
  const script = `set -e
    mount -t tmpfs -o size=16k tmpfs "$1"; cat /dev/zero > "$1/fill" 2>/dev/null || true
    ! echo more > "$1/more" 2>/dev/null
    export HOME="$1" TMPDIR="$1" XDG_RUNTIME_DIR="$1" XDG_STATE_HOME="$1" XDG_CACHE_HOME="$1"
    "$2" "$3" up "$4"; "$2" "$3" down "$4"`;
  const full = mkdtempSync(join(tmpdir(), 'causeway-full-'));
  const userNamespace = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const { exitCode, all } = await execa(
    findTool('unshare'),
    [...userNamespace, '--mount', 'sh', '-c', script, 'sh', full, process.execPath, cli, lab.file],
    { all: true, reject: false },
  );
  rmSync(full, { recursive: true });
  t.is(exitCode, 0, all);
  await leavesNothing(t, lab.name, before);
});

test.serial('nft missing: says which package has it, and leaves nothing', async (t) => {
  using lab = temporaryLab('nonft', smallIsland());
  const before = hostState(lab.name);
  const tools = join(tmpdir(), `causeway-tools-${process.pid}`);
  mkdirSync(tools);
  for (const tool of ['unshare', 'nsenter']) symlinkSync(`/usr/bin/${tool}`, join(tools, tool));
  const { exitCode, stderr } = await run(['up', lab.file], { CAUSEWAY_TOOL_PATH: tools });
  rmSync(tools, { recursive: true });
  t.is(exitCode, 3);
  t.regex(stderr, /nft is missing/);
  t.regex(stderr, /apt-get install nftables/);
  await leavesNothing(t, lab.name, before);
});

test.serial('the host’s own network has no part of a lab that is up', async (t) => {
  using lab = temporaryLab('apart', smallIsland());
  const before = hostState(lab.name);
  done(t, await run(['up', lab.file]));
  const { processes: _, sockets: __, ...during } = hostState(lab.name);
  const { processes: ___, sockets: ____, ...untouched } = before;
  t.deepEqual(during, untouched);
  done(t, await run(['down', lab.name]));
  await leavesNothing(t, lab.name, before);
});

test.serial('every cable of a lab ends in the lab', async (t) => {
  using lab = temporaryLab('cables', smallIsland());
  done(t, await run(['up', lab.file]));
  const inspected: { machines: { name: string }[] } = JSON.parse((await run(['inspect', lab.name, '--json'])).stdout);
  const machines = inspected.machines.map(({ name }) => name);
  const outer = await run(['exec', lab.name, machines[0] ?? '', '--', 'ip', '-j', 'link']);
  t.true(outer.exitCode === 0);
  for (const name of machines) {
    const { stdout } = await run(['exec', lab.name, name, '--', 'sh', '-c', 'ip -j -d link; ip netns list-id']);
    const [links, ...ids] = stdout.split('\n');
    const parsed: { ifname: string; link_netnsid?: number; linkinfo?: { info_kind: string } }[] = JSON.parse(
      links ?? '[]',
    );
    for (const { ifname, link_netnsid: id, linkinfo } of parsed) {
      const kind = linkinfo?.info_kind ?? 'loopback';
      t.true(['loopback', 'veth', 'bridge'].includes(kind), `${name} has ${ifname}, a ${kind}`);
      if (kind !== 'veth') continue;
      const far = ids.find((line) => line.startsWith(`nsid ${id} `));
      const owner = /\(iproute2 netns name: (?<owner>\S+)\)/.exec(far ?? '')?.groups?.['owner'];
      t.true(machines.includes(owner ?? ''), `${name} ${ifname} ends in ${far ?? 'an unknown namespace'}`);
    }
  }
  t.is(execFileSync(findTool('ip'), ['netns', 'list'], { encoding: 'utf8' }).includes('pod-a'), false);
  done(t, await run(['down', lab.name]));
});
