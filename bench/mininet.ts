// The peer: Mininet with Linux bridges, in namespaces of its own, since it makes its links in the network it finds.

import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { findTool } from '../src/linux/host-tools.ts';
import { timed } from './measure.ts';

/** It takes brctl for its Linux bridges, and does not ask for the package that has it (Debian: bridge-utils). */
export const hasMininet = (): boolean =>
  process.getuid?.() === 0 && ['/usr/bin/mn', '/usr/sbin/brctl'].every((program) => existsSync(program));

const program = (hosts: number): string => `
from mininet.net import Mininet
from mininet.nodelib import LinuxBridge
from mininet.topo import SingleSwitchTopo
net = Mininet(topo=SingleSwitchTopo(${hosts}), switch=LinuxBridge, controller=None)
net.start()
print('up', flush=True)
`;

/** Milliseconds from nothing to so many hosts up on one switch. Taking them down is not counted: the namespaces end. */
export const mininetUp = async (hosts: number): Promise<number> => {
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const script = 'mount -t tmpfs tmpfs /run; ip link set lo up; exec /usr/bin/python3 -c "$1"';
  const child = execa(findTool('unshare'), [...namespaces, 'sh', '-c', script, 'sh', program(hosts)], {
    reject: false,
  });
  let isUp = false;
  const took = await timed(async () => {
    for await (const line of child) {
      isUp = line === 'up';
      if (isUp) break;
    }
  });
  child.kill('SIGKILL');
  const { stderr, stdout } = await child;
  if (!isUp) throw new Error(`Mininet did not come up: ${stderr || stdout}`);
  return took;
};
