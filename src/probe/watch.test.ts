import test from 'ava';
import type { Capture } from '../linux/capture.ts';
import { SystemError } from '../linux/libc.ts';
import { watch } from './watch.ts';

const EMFILE = 24;

const broken = (error: Error): Capture => ({
  arm: () => {
    throw error;
  },
  stamping: async () => true,
  drain: () => [],
  drops: () => 0,
  disarm: () => {},
  [Symbol.asyncDispose]: async () => {},
});

test('a kernel that refuses to capture is told, not thrown', async (t) => {
  t.regex(String(await watch(broken(new SystemError('socket', EMFILE)))), /^no capture: socket: .* \(EMFILE\)$/);
});

test('a bug in the capture is thrown', async (t) => {
  await t.throwsAsync(watch(broken(new TypeError('oops'))), { message: 'oops' });
});

test('what is not stamped as it passes is in no order, and no evidence', async (t) => {
  const late = { ...broken(new TypeError('unused')), arm: () => true, stamping: async () => false };
  t.is(await watch(late), 'no capture: the kernel does not stamp packets as they pass');
});
