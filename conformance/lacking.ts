// A host that lacks a program which only some labs run: the tests of these labs are skipped and say what is missing, and
// nothing fails for it.

import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { findTool } from '../src/linux/host-tools.ts';
import { root } from '../src/root.ts';

const ava = new URL('node_modules/ava/entrypoints/cli.js', root).pathname;

const skipped = test.macro(async (t, file: string, missing: string) => {
  const tools = mkdtempSync(join(tmpdir(), 'causeway-tools-'));
  t.teardown(() => rmSync(tools, { recursive: true }));
  for (const tool of ['ip', 'nft', 'nsenter', 'unshare'] as const) symlinkSync(findTool(tool), join(tools, tool));
  const env = { CAUSEWAY_TOOL_PATH: tools };
  const { stdout } = await execa(process.execPath, [ava, '--tap', file], { cwd: root, env });
  const said = stdout.split('\n').filter((line) => /^(not )?ok .*: /.test(line));
  t.true(said.length > 0);
  for (const line of said)
    t.true(line.startsWith('ok ') && line.endsWith(`(${missing} is missing on this host) # SKIP`), line);
});

test('claims', skipped, 'conformance/announced.ts', 'bird');
test('faults', skipped, 'conformance/faults-vrrp.ts', 'keepalived');
