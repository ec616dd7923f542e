import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { HostError } from '../errors.ts';
import { findTool } from './host-tools.ts';

const directoryWith = (files: Readonly<Record<string, string>>): string => {
  const directory = mkdtempSync(join(tmpdir(), 'causeway-tools-'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), text);
    chmodSync(join(directory, name), 0o755);
  }
  return directory;
};

test('a tool is found on the path given', (t) => {
  const directory = directoryWith({ sysctl: '#!/bin/sh\n' });
  t.teardown(() => rmSync(directory, { recursive: true }));
  t.is(findTool('sysctl', `/nowhere:${directory}`), join(directory, 'sysctl'));
});

test('a missing tool names the package that has it', (t) => {
  const error = t.throws(() => findTool('nft', '/nowhere'), { instanceOf: HostError });
  t.is(error.message, 'nft is missing on this host');
  t.is(error.hint, 'Install it with: apt-get install nftables (looked in /nowhere).');
});

test('an nft that is not nftables is not taken for it', (t) => {
  const directory = directoryWith({ nft: '#!/bin/sh\necho 0.24.4\n' });
  t.teardown(() => rmSync(directory, { recursive: true }));
  const error = t.throws(() => findTool('nft', directory), { instanceOf: HostError });
  t.is(error.message, `${join(directory, 'nft')} is not nftables`);
});

test('an nft that says it is nftables is taken', (t) => {
  const directory = directoryWith({ nft: '#!/bin/sh\necho "nftables v1.0.6 (Lester Gooch #5)"\n' });
  t.teardown(() => rmSync(directory, { recursive: true }));
  t.is(findTool('nft', directory), join(directory, 'nft'));
});
