// Names become network namespaces, interfaces and words of nft rules: all machines of a lab share one space of names.
// Whoever is to be called is named too, so a Service is called what no machine is.

import type { Draft } from './draft.ts';
import { quote, type Path, type Report } from './finding.ts';

/** Linux: IFNAMSIZ is 16 with the closing zero byte. Each machine's name is that of an interface at its neighbour. */
const longestMachine = 15;
/** Leaves room for the `net-` in front, the switch's name. */
const longestCluster = 11;
const longestOther = 32;

export const checkNames = (draft: Draft, report: Report): void => {
  checkOne({ name: draft.name, path: ['name'] }, { longest: longestOther, report });
  for (const { name, path, services } of draft.clusters) {
    checkOne({ name, path, at: 'key' }, { longest: longestCluster, report });
    for (const service of services) checkOne({ ...service, at: 'key' }, { longest: longestOther, report });
  }
  checkServiceNames(draft, checkMachines(machinesOf(draft), report), report);
};

/** Services of two clusters may have one name: each is told of inside its own. */
const checkServiceNames = ({ clusters }: Draft, machines: Machines, report: Report): void => {
  for (const { name, path } of clusters.flatMap(({ services }) => services)) {
    const machine = machines.get(name);
    if (machine === undefined) {
      checkReserved({ name, path }, report);
      continue;
    }
    report({
      ...{ path, at: 'key', message: `service ${quote(name)} has the name of ${machine.what}` },
      hint: 'machines and Services share one space of names, in which each can be called: rename one',
    });
  }
};

/** For what has a switch as a cluster has: true if `net-` and the name make a name for it. */
export const checkNetworkName = (name: string, path: Path, report: Report): boolean =>
  checkOne({ name, path }, { longest: longestCluster, report });

type Named = {
  readonly name: string;
  readonly path: Path;
  readonly at?: 'key';
  readonly generated?: boolean;
  readonly what?: string;
};

const machinesOf = (draft: Draft): readonly Named[] => [
  ...draft.hosts.map(({ name, path }) => ({ name, path, at: 'key' as const, what: 'a host' })),
  ...draft.clusters.flatMap((cluster) => [
    ...cluster.hosts.map(({ name, path }) => ({
      ...{ name, path, at: 'key' as const, what: `a host of cluster ${cluster.name}` },
    })),
    ...cluster.nodes.flatMap(({ name, path, generated, pods }) => [
      { name, path, at: 'key' as const, generated, what: `a node of cluster ${cluster.name}` },
      ...pods.map((pod) => ({ ...pod, at: 'key' as const, what: `a pod of ${name} in cluster ${cluster.name}` })),
    ]),
    ...cluster.proxies.map(({ name, path }) => ({
      ...{ name, path, at: 'key' as const, what: `a proxy of cluster ${cluster.name}` },
    })),
    ...cluster.insiders.map(({ name, path }) => ({
      ...{ name, path, at: 'key' as const, what: `a host of archipelago ${cluster.archipelago}` },
    })),
  ]),
];

/** The first of each name. */
type Machines = ReadonlyMap<string, Named>;

const checkMachines = (machines: readonly Named[], report: Report): Machines => {
  const first = new Map<string, Named>();
  // One short form makes many names, and one word about them is enough.
  const said = new Set<string>();
  for (const machine of machines) {
    const once: Report = (finding) => {
      const key = finding.path.join('\n');
      if (machine.generated !== true) report(finding);
      else if (!said.has(key)) report({ ...finding, message: `generated ${finding.message}` });
      if (machine.generated === true) said.add(key);
    };
    const well = checkOne(machine, { longest: longestMachine, report: once }) && checkReserved(machine, once);
    const other = first.get(machine.name);
    if (other === undefined) first.set(machine.name, machine);
    else if (well) {
      const message = `name ${quote(machine.name)} is used twice: it is already ${other.what}`;
      once({
        path: machine.path,
        at: 'key',
        message,
        hint: 'hosts, nodes, proxies and pods of a lab share one space of names: rename one',
      });
    }
  }
  return first;
};

type Rule = { readonly longest: number; readonly report: Report };

/** True if the name is a DNS label (RFC 1123) that fits. */
const checkOne = ({ name, path, at, generated }: Named, { longest, report }: Rule): boolean => {
  const refuse = (message: string, hint: string): false => {
    report({ path, ...(at === undefined ? {} : { at }), message: `name ${quote(name)} ${message}`, hint });
    return false;
  };
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    return refuse('may hold only a-z, 0-9 and, inside, -', `write a name such as ${labelled(name, longest)}`);
  }
  if (name.length > longest) {
    const hint = longest === longestOther ? 'choose a shorter one' : lengthHint(longest, generated === true);
    return refuse(`has ${name.length} characters, at most ${longest} are possible`, hint);
  }
  if (/^\d+$/.test(name))
    return refuse('is a number, which ip(8) takes for a process', `write a name such as n${name}`);
  return true;
};

const lengthHint = (longest: number, generated: boolean): string => {
  if (generated) return 'shorten the name of the cluster, or name nodes and pods yourself';
  return longest === longestCluster
    ? 'net- and this name make the name of the switch, and Linux limits interface names to 15 bytes'
    : 'it becomes the name of an interface, which Linux limits to 15 bytes';
};

const checkReserved = ({ name, path }: Named, report: Report): boolean => {
  const reserved = /^(core|core-.*|lo|eth0|eth1|vxlan0|net-.*|lan\d+)$/.test(name);
  if (reserved) {
    const hint = 'core, core-…, lo, eth0, eth1, vxlan0, net-… and lan1, lan2… name parts of every lab: choose another';
    report({ path, at: 'key', message: `name ${quote(name)} is reserved`, hint });
  }
  return !reserved;
};

/** What a name would be with all that is not allowed in it replaced. */
const labelled = (name: string, longest: number): string => {
  const label = name
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+/g, '')
    .slice(0, longest)
    .replaceAll(/-+$/g, '');
  return label === '' ? 'pod-a' : label;
};
