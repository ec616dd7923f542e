import test from 'ava';
import { sysctlPath } from './sysctl.ts';

test('dots part directories', (t) => {
  t.is(sysctlPath('net.ipv4.conf.eth0.rp_filter'), '/proc/sys/net/ipv4/conf/eth0/rp_filter');
});

const refused = test.macro({
  exec: (t, key: string) => {
    t.throws(() => sysctlPath(key), { message: `${key} is not a sysctl that a lab may set` });
  },
  title: (_, key) => `${JSON.stringify(key)} is refused`,
});

test(refused, 'kernel.panic');
test(refused, 'net');
test(refused, 'net.ipv4');
test(refused, 'net.ipv4/conf/eth0.100/rp_filter');
test(refused, 'net.ipv4..ip_forward');
test(refused, 'net.ipv4.conf.../../../kernel/panic');
test(refused, 'vm.net.ipv4.ip_forward');
