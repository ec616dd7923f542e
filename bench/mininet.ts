// The peer: Mininet with Linux bridges, in namespaces of its own, since it makes its links in the network it finds.

import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { findTool } from '../src/linux/host-tools.ts';
import { timed } from './measure.ts';

export const hasMininet = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/mn');

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
  const took = await timed(async () => {
    for await (const line of child) if (line === 'up') break;
  });
  child.kill('SIGKILL');
  await child;
  return took;
};
