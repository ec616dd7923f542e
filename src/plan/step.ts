// The steps of a plan: plain data, in the order in which they must happen. Two readers exist: `shell.ts` prints them
// as `ip`, `sysctl` and `nft` commands, `realize/` applies them over netlink. A step says what, `why` says why.

import type { AwaitCarrier, AwaitEmpty, ForgetConnections } from './step-change.ts';

export type MachineKind = 'host' | 'router' | 'switch' | 'node' | 'pod' | 'proxy';

/** One network namespace of the lab. `netns` of every step is the `name` of one of these. */
export type Machine = {
  readonly name: string;
  readonly kind: MachineKind;
  readonly cluster: string | null;
  /** The node a pod runs on. */
  readonly node: string | null;
  /** Addresses given to it, without prefix length. */
  readonly addresses: readonly string[];
};

/** Programs that a lab can keep running in a machine. */
export type Program = 'bird' | 'bgpd' | 'zebra' | 'keepalived' | 'haproxy' | 'nginx';

export type Plan = {
  readonly lab: string;
  readonly machines: readonly Machine[];
  readonly steps: readonly Step[];
};

type Why = { readonly why: string };

export type Step =
  | (Why & { readonly do: 'netns.add'; readonly netns: string })
  | (Why & {
      readonly do: 'link.veth';
      readonly netns: string;
      readonly name: string;
      readonly mac: string;
      /** Of both ends. */
      readonly mtu?: number;
      readonly peer: { readonly netns: string; readonly name: string; readonly mac: string };
    })
  | (Why & { readonly do: 'link.bridge'; readonly netns: string; readonly name: string; readonly mac: string })
  /** VXLAN (RFC 7348) that learns nothing: who is where is told by `fdb.add`. */
  | (Why & {
      readonly do: 'link.vxlan';
      readonly netns: string;
      readonly name: string;
      readonly mac: string;
      readonly mtu: number;
      readonly vni: number;
      readonly port: number;
      /** The link that carries it, and our address there. */
      readonly underlay: string;
      readonly local: string;
    })
  | (Why & { readonly do: 'link.master'; readonly netns: string; readonly link: string; readonly master: string })
  | (Why & { readonly do: 'link.up'; readonly netns: string; readonly link: string })
  | (Why & { readonly do: 'link.down'; readonly netns: string; readonly link: string })
  | AwaitCarrier
  /** `address` has a prefix length. IPv6 addresses are added with `nodad`. */
  | (Why & {
      readonly do: 'address.add';
      readonly netns: string;
      readonly link: string;
      readonly address: string;
      /** For IPv6: never chosen as a source by itself (RFC 4862: deprecated). */
      readonly deprecated?: true;
    })
  | (Why & {
      readonly do: 'route.add';
      readonly netns: string;
      /** A CIDR, or `default`. */
      readonly to: string;
      readonly family: 4 | 6;
      readonly via?: string;
      readonly link?: string;
      readonly source?: string;
      /** The next hop is on the link although no address of ours says so. */
      readonly onlink?: true;
      /** A route that answers instead of forwarding; `throw` leaves the answer to the tables that are asked next. */
      readonly type?: 'unreachable' | 'blackhole' | 'prohibit' | 'throw';
      readonly table?: number;
      /** Of several routes to the same, the least is taken. Left out: the kernel's own choice. */
      readonly metric?: number;
      /** The largest packet that goes this way, where that is less than the link's. */
      readonly mtu?: number;
      /** What TCP announces to the other end as the largest segment that it may send (RFC 9293, 3.7.1). */
      readonly advmss?: number;
    })
  | (Why & {
      readonly do: 'neighbour.add';
      readonly netns: string;
      readonly link: string;
      readonly address: string;
      readonly mac: string;
    })
  /** The machine answers neighbour solicitations for an IPv6 address that somebody behind it has. */
  | (Why & {
      readonly do: 'neighbour.proxy';
      readonly netns: string;
      readonly link: string;
      readonly address: string;
    })
  /** Frames for `mac` on a VXLAN link go to the node that has the address `to` on the underlay. */
  | (Why & {
      readonly do: 'fdb.add';
      readonly netns: string;
      readonly link: string;
      readonly mac: string;
      readonly to: string;
    })
  | (Why & {
      readonly do: 'rule.add';
      readonly netns: string;
      readonly family: 4 | 6;
      readonly priority: number;
      readonly table: number;
      readonly from?: string;
      readonly to?: string;
      readonly mark?: number;
    })
  /**
   * `key` with dots, as sysctl(8) prints it; must live below `net.`. `ifPresent`: a kernel that does not have it behaves
   * as if it were set.
   */
  | (Why & {
      readonly do: 'sysctl.set';
      readonly netns: string;
      readonly key: string;
      readonly value: string;
      readonly ifPresent?: true;
    })
  | ForgetConnections
  | AwaitEmpty
  | (Why & { readonly do: 'nft.load'; readonly netns: string; readonly ruleset: string })
  /** The machine loads the ruleset that it has, in place of itself and in one go: at no moment is there none. */
  | (Why & { readonly do: 'nft.reload'; readonly netns: string })
  /** A program that stays in the foreground and runs as long as the lab does; where it writes is said by `daemon.ts`. */
  | (Why & {
      readonly do: 'daemon.start';
      readonly netns: string;
      readonly program: Program;
      readonly arguments: readonly string[];
      /** Files written before it starts, in `folderOf` the machine. */
      readonly files: readonly NamedText[];
      /** Path of another daemon's socket, without which it must not start: it is waited for. */
      readonly needs?: string;
      /** What this program alone finds in place of the host's own: such a file, or an empty directory. */
      readonly instead?: { readonly files: readonly NamedText[]; readonly directories: readonly string[] };
    })
  /**
   * Waits until the main table has a route to the CIDR; by that next hop, if one is named, alone or among others. `absent`:
   * until there is none.
   */
  | (Why & {
      readonly do: 'route.await';
      readonly netns: string;
      readonly family: 4 | 6;
      readonly to: string;
      readonly via?: string;
      /** An address of the machine's own, instead of a way to another. */
      readonly own?: true;
      readonly absent?: true;
      /** After the deadline nothing is given up: what comes next shows what came of it. */
      readonly optional?: true;
      /** After so many the lab is given up. */
      readonly seconds: number;
    })
  | AwaitListening;

/** Waits until a program listens there, on TCP. */
export type AwaitListening = Why & {
  readonly do: 'listen.await';
  readonly netns: string;
  readonly address: string;
  readonly port: number;
  /** After so many the lab is given up. */
  readonly seconds: number;
};

/** `name` is a path. */
export type NamedText = { readonly name: string; readonly text: string };

export type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>;

export type Undo = Why & {
  readonly do: 'undo';
  readonly netns: string;
  readonly of: StepOf<'address.add' | 'route.add' | 'neighbour.add' | 'fdb.add'>;
};

export type Change =
  | Undo
  | Exclude<Step, StepOf<'netns.add' | 'link.veth' | 'link.bridge' | 'link.vxlan' | 'daemon.start' | 'listen.await'>>;

/** Something that happens to a lab that is up, and what takes it back. */
export type Disturbance = {
  readonly why: string;
  readonly breaks: readonly Change[];
  readonly mends: readonly Change[];
};
