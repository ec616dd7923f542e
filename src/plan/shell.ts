// The plan as a person would type it: plain `ip`, `sysctl` and `nft`. The same network comes out of the script as out
// of `realize/`, so whoever distrusts this program can build the lab without it.

import { commandWords, filesOf, folderOf, logOf, patience } from './daemon.ts';
import { changeCommand } from './shell-change.ts';
import { line, option, quoted } from './shell-line.ts';
import type { Plan, Step, StepOf, Undo } from './step.ts';

const versionFlag = (family: 4 | 6): readonly string[] => (family === 6 ? ['-6'] : []);

const vethCommand = ({ netns, name, mac, mtu, peer }: StepOf<'link.veth'>): string =>
  line(
    ...['ip', 'link', 'add', name, 'netns', netns, 'address', mac, ...option('mtu', mtu), 'type', 'veth'],
    ...['peer', 'name', peer.name, 'netns', peer.netns, 'address', peer.mac, ...option('mtu', mtu)],
  );

const vxlanCommand = ({ netns, name, mac, mtu, vni, port, underlay, local }: StepOf<'link.vxlan'>): string =>
  line(
    ...['ip', '-n', netns, 'link', 'add', name, 'address', mac, 'mtu', String(mtu), 'type', 'vxlan', 'id', String(vni)],
    ...['dev', underlay, 'local', local, 'dstport', String(port), 'nolearning'],
  );

const newLinkCommand = (step: StepOf<'link.veth' | 'link.bridge' | 'link.vxlan'>): string => {
  if (step.do === 'link.veth') return vethCommand(step);
  if (step.do === 'link.vxlan') return vxlanCommand(step);
  return line('ip', '-n', step.netns, 'link', 'add', step.name, 'address', step.mac, 'type', 'bridge');
};

const linkCommand = (step: StepOf<'link.master' | 'link.up' | 'link.down'>): string => {
  const set = ['ip', '-n', step.netns, 'link', 'set', step.link];
  return step.do === 'link.master' ? line(...set, 'master', step.master) : line(...set, step.do.replace('link.', ''));
};

const routeCommand = (step: StepOf<'route.add'>): string => {
  const { netns, family, type, to, via, link, source, onlink, table, metric, mtu, advmss } = step;
  return line(
    ...['ip', '-n', netns, ...versionFlag(family), 'route', 'add'],
    ...[type, to, ...option('via', via), ...option('dev', link), ...option('src', source), ...option('table', table)],
    ...[...option('metric', metric), ...option('mtu', mtu), ...option('advmss', advmss)],
    onlink ? 'onlink' : undefined,
  );
};

const ruleCommand = ({ netns, family, priority, table, from, to, mark }: StepOf<'rule.add'>): string =>
  line(
    ...['ip', '-n', netns, ...versionFlag(family), 'rule', 'add', 'priority', String(priority)],
    // ip(8) wants a selector: without one of our own the rule is for every packet.
    ...option('from', from ?? (to === undefined && mark === undefined ? 'all' : undefined)),
    ...[...option('to', to), ...option('fwmark', mark), 'table', String(table)],
  );

const addressCommand = ({ netns, link, address, deprecated }: StepOf<'address.add'>): string =>
  line(
    ...['ip', '-n', netns, 'address', 'add', address, 'dev', link, address.includes(':') ? 'nodad' : undefined],
    ...option('preferred_lft', deprecated ? 0 : undefined),
  );

const fdbCommand = ({ netns, link, mac, to }: StepOf<'fdb.add'>): string =>
  line('bridge', '-n', netns, 'fdb', 'add', mac, 'dev', link, 'dst', to, 'self', 'permanent');

const neighbourCommand = (step: StepOf<'neighbour.add' | 'neighbour.proxy'>): string => {
  const add = ['ip', '-n', step.netns, 'neighbour', 'add'];
  return step.do === 'neighbour.proxy'
    ? line(...add, 'proxy', step.address, 'dev', step.link)
    : line(...add, step.address, 'lladdr', step.mac, 'dev', step.link, 'nud', 'permanent');
};

const document = (text: string): string => `<<'EOF'\n${text.trimEnd()}\nEOF`;

/** Comes last: what stands before it makes the files that it reads. */
const daemonCommand = (step: StepOf<'daemon.start'>): string => {
  const start = line('ip', 'netns', 'exec', step.netns, ...commandWords(step, step.program));
  return [
    line('mkdir', '-p', folderOf(step.netns)),
    ...filesOf(step).map(({ name, text }) => `cat >${name} ${document(text)}`),
    ...(step.needs === undefined ? [] : [untilThere(`[ -S ${step.needs} ]`, { seconds: patience, what: step.needs })]),
    `${start} >${logOf(step)} 2>&1 &`,
  ].join('\n');
};

type Until = { readonly seconds: number; readonly what: string; readonly orElse?: string };

/** Of sh, with a deadline. */
const untilThere = (test: string, { seconds, what, orElse }: Until): string => {
  const complaint = `{ echo ${quoted(`no ${what} after ${seconds} s`)} >&2; exit 1; }`;
  return `timeout ${seconds} sh -c ${quoted(`until ${test}; do sleep 0.1; done`)} || ${orElse ?? complaint}`;
};

/** Without a next hop, every route that is one has a link. */
const awaitCommand = (step: StepOf<'route.await' | 'listen.await'>): string => {
  if (step.do === 'listen.await') return listenCommand(step);
  const { netns, family, to, via, own, absent, optional, seconds } = step;
  const show = line('ip', '-n', netns, ...versionFlag(family), 'route', 'show', ...(own ? ['table', 'local'] : []), to);
  const found = `${show} | grep -q "${via === undefined ? 'dev' : `via ${via}`} "`;
  const what = `${absent ? 'end of the ' : ''}${own ? 'address' : 'route to'} ${to} in ${netns}`;
  return untilThere(absent ? `! ${found}` : found, { seconds, what, ...(optional ? { orElse: 'true' } : {}) });
};

const listenCommand = ({ netns, address, port, seconds }: StepOf<'listen.await'>): string => {
  const at = address.includes(':') ? `[${address}]` : address;
  const found = `${line('ip', 'netns', 'exec', netns, 'ss', '-Hltn', 'src', `${at}:${port}`)} | grep -q .`;
  return untilThere(found, { seconds, what: `listener on ${at}:${port} in ${netns}` });
};

/** nft(8) changes nothing before it has read all, and then everything at once. */
const nftCommand = (step: StepOf<'nft.load' | 'nft.reload'>): string => {
  const nft = line('ip', 'netns', 'exec', step.netns, 'nft');
  if (step.do === 'nft.load') return `${nft} -f - ${document(step.ruleset)}`;
  return `{ echo flush ruleset; ${nft} list ruleset; } | ${nft} -f -`;
};

/** The command that does what the step says, as typed in a shell; several lines where there is text to hand over. */
export const commandOf = (step: Step | Undo): string => {
  if (step.do === 'undo') return commandOf(step.of).replace(' add ', ' del ');
  switch (step.do) {
    case 'netns.add':
      return line('ip', 'netns', 'add', step.netns);
    case 'link.veth':
    case 'link.bridge':
    case 'link.vxlan':
      return newLinkCommand(step);
    case 'link.master':
    case 'link.up':
    case 'link.down':
      return linkCommand(step);
    case 'link.await':
    case 'set.await-empty':
    case 'conntrack.forget':
      return changeCommand(step);
    case 'address.add':
      return addressCommand(step);
    case 'route.add':
      return routeCommand(step);
    case 'neighbour.add':
    case 'neighbour.proxy':
      return neighbourCommand(step);
    case 'fdb.add':
      return fdbCommand(step);
    case 'rule.add':
      return ruleCommand(step);
    case 'sysctl.set':
      return `${line('ip', 'netns', 'exec', step.netns, 'sysctl', step.ifPresent ? '-eqw' : '-qw')} ${step.key}=${quoted(step.value)}`;
    case 'nft.load':
    case 'nft.reload':
      return nftCommand(step);
    case 'daemon.start':
      return daemonCommand(step);
    case 'route.await':
    case 'listen.await':
      return awaitCommand(step);
  }
};

/** Debian's ordinary users look in neither of these for commands, and nobody in FRR's own folder. */
const pathOf = (steps: readonly Step[]): string =>
  [
    'PATH=$PATH',
    '/usr/sbin',
    '/sbin',
    ...(steps.some((step) => step.do === 'daemon.start') ? ['/usr/lib/frr'] : []),
  ].join(':');

const header = ({ lab, machines, steps }: Plan): string => {
  const run = 'mount -t tmpfs tmpfs /run && sh FILE && exec bash';
  return `#!/bin/sh
# Builds the lab ${lab}: ${machines.length} machines, each a network namespace, out of plain Linux networking. Made from the lab
# file, which is the place to change it. FILE is this script; run it where the host's own network is out of reach, as root
#   unshare --net --mount sh -c '${run}'
# or as anybody
#   unshare --user --map-root-user --net --mount --pid --fork --mount-proc sh -c '${run}'
# In the shell that follows, \`ip netns exec ${machines[0]?.name ?? 'NAME'} bash\` enters a machine, and \`exit\` removes the lab. Links may need a
# second before they carry packets.
set -eu
${pathOf(steps)}
`;
};

/** A POSIX sh script that builds the plan, with the reason above each step or run of steps that share one. */
export const printPlan = (plan: Plan): string => {
  const steps = plan.steps.map((step, at) =>
    step.why === plan.steps[at - 1]?.why ? commandOf(step) : `\n# ${step.why}\n${commandOf(step)}`,
  );
  return `${header(plan)}${steps.map((text) => `${text}\n`).join('')}`;
};
