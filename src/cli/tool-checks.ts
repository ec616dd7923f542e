// Programs that a lab needs of the host: all labs, or some.

import { spawnSync } from 'node:child_process';
import { LabError } from '../errors.ts';
import { findTool, type HostTool } from '../linux/host-tools.ts';

export type HostCheck = {
  readonly check: string;
  /** `missing` means that no lab can be built; `limited`, that some things cannot be done. */
  readonly status: 'ok' | 'missing' | 'limited';
  readonly found: string;
  readonly mend: string | null;
};

export const ok = (check: string, found: string): HostCheck => ({ check, status: 'ok', found, mend: null });

const versionFlags: Partial<Record<HostTool, string>> = { ip: '-V', haproxy: '-v', nginx: '-v' };

export const tool = (name: HostTool): HostCheck => {
  try {
    const path = findTool(name);
    const { output } = spawnSync(path, [versionFlags[name] ?? '--version'], { encoding: 'utf8' });
    return ok(name, `${path} ${output.join('').trim().split('\n')[0]}`);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { check: name, status: 'missing', found: error.message, mend: error.hint ?? null };
  }
};

/** Without them only the labs that ask for them cannot be built. */
const daemons = [
  { name: 'bird', runIn: 'Labs with BGP' },
  { name: 'bgpd', runIn: 'Labs with BGP' },
  { name: 'keepalived', runIn: 'Labs with VIPs by VRRP' },
  { name: 'haproxy', runIn: 'Labs with a proxy of that program' },
  { name: 'nginx', runIn: 'Labs with a proxy of that program' },
] as const satisfies readonly { readonly name: HostTool; readonly runIn: string }[];

export const toolsOfSomeLabs = (): readonly HostCheck[] => daemons.map(forSomeLabs);

const forSomeLabs = ({ name, runIn }: (typeof daemons)[number]): HostCheck => {
  const found = tool(name);
  return found.status === 'missing' ? { ...found, status: 'limited', mend: `${found.mend} ${runIn} run it.` } : found;
};
