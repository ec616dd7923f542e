// What survives a change, and what does not outlive it, can fail too: because something in the lab is broken, or because
// the change is not made as it should be.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import type { Change, Disturbance } from '../src/plan/step.ts';
import { checkSurvival, type Fault, isOfSurvival } from './support/broken-lab.ts';
import { exactlyThese, rule, translate } from './support/fault-rows.ts';

type Row = {
  readonly lab: string;
  readonly faults?: readonly Fault[];
  readonly alter?: (change: Disturbance) => Disturbance;
  readonly fails: string;
  readonly unknown?: string;
};

/** The change without some of the steps that break. */
const without =
  (isLeftOut: (step: Change) => boolean) =>
  (change: Disturbance): Disturbance => ({ ...change, breaks: change.breaks.filter((step) => !isLeftOut(step)) });

/** Its rulesets without the lines that match. */
const withoutRules =
  (pattern: RegExp) =>
  (change: Disturbance): Disturbance => ({
    ...change,
    breaks: change.breaks.map((step) =>
      step.do === 'nft.load' ? { ...step, ruleset: step.ruleset.replaceAll(pattern, '') } : step,
    ),
  });

const endpoints = ['pod-a', 'pod-b', 'pod-c', 'pod-d'];

const rows: Readonly<Record<string, Row>> = {
  'a node does not remember who its clients are': {
    lab: 'services',
    faults: [
      {
        at: 'node3',
        by: endpoints
          .map((pod) => `endpoint-cart/${pod}`)
          .map(
            (chain) =>
              `nft delete rule ip causeway ${chain} handle $(nft -a list chain ip causeway ${chain} | sed -n 's/.*update.* # handle //p')`,
          )
          .join('; '),
      },
    ],
    fails: 'SVC-04',
  },
  'a node never forgets its clients': {
    lab: 'services',
    faults: [
      {
        at: 'node3',
        by: 'rules=$(nft list ruleset | sed \'s/timeout 1s/timeout 1h/\'); nft flush ruleset; echo "$rules" | nft -f -',
      },
    ],
    fails: 'SVC-04',
  },
  'a node takes all of its clients for one': {
    lab: 'services',
    faults: [
      {
        at: 'node3',
        by: translate('prerouting', 'ip saddr 10.0.3.0/24 ip daddr 172.30.0.2 tcp dport 81 dnat to 10.0.1.1:81'),
      },
    ],
    fails: 'SVC-04',
  },
  'a node goes on leading new connections to an endpoint that is gone': {
    lab: 'island',
    faults: [
      {
        at: 'node1',
        by: translate('prerouting', 'ip saddr 10.0.1.2 ip daddr 172.30.0.1 tcp dport 80 dnat to 10.0.1.1:80'),
      },
    ],
    fails: 'SVC-05',
  },
  'nobody forgets what an endpoint answered that is gone': {
    lab: 'island',
    // New flows may have a port that is remembered, too, which makes what a lost node leaves a matter of luck: that is left.
    alter: (change) =>
      change.why.includes(' is gone')
        ? change
        : without((step) => step.do === 'conntrack.forget' && step.answered !== undefined)(change),
    fails: 'FAIL-05 SVC-05 SVC-06',
  },
  'what nobody serves leaves a trace': {
    lab: 'island',
    alter: withoutRules(/^.*goto refuse$/gm),
    fails: 'SVC-06',
  },
  'the others still count on the pods of a node that is gone': {
    lab: 'island',
    alter: (change) =>
      change.breaks.some((step) => step.do === 'link.down')
        ? without((step) => step.do === 'nft.load')(change)
        : change,
    fails: 'FAIL-01',
  },
  'a node that should be gone is there': {
    lab: 'island',
    alter: (change) =>
      change.why.includes('is gone') ? without((step) => step.do.startsWith('link.'))(change) : change,
    fails: 'FAIL-01',
  },
  'a node lets nobody in whom it does not know': {
    lab: 'island',
    faults: [{ at: 'node1', by: 'sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0' }],
    fails: 'FAIL-02',
  },
  'a node lends every connection another source port than its own': {
    lab: 'island',
    faults: [{ at: 'node1', by: translate('postrouting', 'ip protocol tcp oifname eth0 masquerade random') }],
    fails: '',
    unknown: 'FAIL-02',
  },
  'what tells a client that its connection is over is lost': {
    lab: 'island-strict',
    faults: [{ at: 'node2', by: rule('forward', 'tcp flags & rst == rst drop') }],
    fails: 'FAIL-02',
  },
  'a node swallows what belongs to no connection that it knows, inside the cluster, too': {
    lab: 'island-strict',
    faults: [
      {
        at: 'node2',
        by: `sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0; ${rule('forward', 'ct state invalid drop')}`,
      },
    ],
    fails: 'FAIL-02',
  },
  'nobody answers who asks for the way again': {
    lab: 'island',
    faults: [
      { at: 'node1', by: 'ip neighbour add 10.240.0.254 lladdr 02:ca:88:ca:ff:b4 dev eth0 nud reachable' },
      { at: 'core', by: 'sysctl -qw net.ipv4.conf.lan2.arp_ignore=8' },
    ],
    fails: 'FAIL-04',
  },
  'a cable stays out': {
    lab: 'island',
    alter: (change) =>
      change.why.includes('for a moment')
        ? without((step) => step.do === 'link.up' || (step.do === 'link.await' && step.carrier))(change)
        : change,
    fails: '',
    unknown: 'FAIL-04 FAIL-05',
  },
  'a node takes the pods of a member for strangers': {
    lab: 'archipelago',
    faults: [{ at: 'red1', by: translate('postrouting', 'oifname eth1 ip daddr 10.2.0.0/16 masquerade') }],
    fails: 'X-10',
  },
  'what is meant for a member that has left tries the larger network': {
    lab: 'archipelago',
    faults: [{ at: 'red1', by: 'ip route del unreachable 10.2.0.0/16' }],
    fails: 'X-10',
  },
  'who stays loses its ways, too': {
    lab: 'archipelago',
    alter: (change) =>
      change.why.includes('blue leaves')
        ? {
            ...change,
            breaks: [...change.breaks, { do: 'link.down', netns: 'net-north', link: 'green1', why: change.why }],
            mends: [{ do: 'link.up', netns: 'net-north', link: 'green1', why: change.why }, ...change.mends],
          }
        : change,
    fails: 'X-10',
  },
  'a member that should have left is still there': {
    lab: 'archipelago-vxlan',
    alter: (change) => (change.why.includes('leaves') ? without((step) => step.do === 'undo')(change) : change),
    fails: 'X-10',
  },
};

const turnsRed = test.macro(async (t, { lab, faults = [], alter, fails, unknown = '' }: Row) => {
  exactlyThese(t, await checkSurvival(lab, faults, alter), { fail: fails, unknown });
});

for (const [title, row] of Object.entries(rows)) test.serial(`${row.lab}: ${title}: ${row.fails}`, turnsRed, row);

test('nothing that is claimed to survive is without a fault that turns it red', async (t) => {
  const labs = await Promise.all(['archipelago', 'island', 'services'].map(readLab));
  const claimed = new Set(labs.flatMap(({ lab }) => expectationsOf(lab).filter(isOfSurvival)).map(({ id }) => id));
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  t.deepEqual([...claimed].toSorted(), [
    'FAIL-01',
    'FAIL-02',
    'FAIL-04',
    'FAIL-05',
    'SVC-04',
    'SVC-05',
    'SVC-06',
    'X-10',
  ]);
  t.true(claimed.isSubsetOf(red));
});
