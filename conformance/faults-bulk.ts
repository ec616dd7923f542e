// Bulk can stall where nobody else notices anything: each row loses large packets without a word, on one kind of way.

import { type Row, rule, turnRed } from './support/fault-rows.ts';

const large = 'meta length > 1000 drop';

const rows: Readonly<Record<string, Row>> = {
  'what is large does not leave a node': {
    lab: 'island',
    at: 'node1',
    by: rule('forward', `oifname "eth0" ip saddr 10.0.1.0/24 ${large}`),
    fails: 'MTU-01 MTU-03',
  },
  'what is large does not come back to the pods of a node': {
    lab: 'island',
    at: 'node2',
    by: rule('forward', `iifname "eth0" ip daddr 10.0.2.0/24 ct direction reply ${large}`),
    fails: 'MTU-03',
  },
  'what is large does not leave by the egress gateway': {
    lab: 'egress-gateway',
    at: 'node2',
    by: rule('forward', `oifname "eth0" ip saddr 10.0.1.1 ct direction original ${large}`),
    fails: 'MTU-01 MTU-03',
  },
  'what is large does not come in by a NodePort': {
    lab: 'island',
    at: 'node1',
    by: rule('forward', `ct original ip daddr 10.240.0.1 tcp dport 80 ${large}`),
    fails: 'MTU-03',
  },
  'what is large does not go back by a NodePort': {
    lab: 'flat',
    at: 'node2',
    by: rule('forward', `ct original ip daddr 10.240.0.2 tcp sport 80 ${large}`),
    fails: 'MTU-03',
  },
  'what is large does not come in by a VIP': {
    lab: 'vip',
    at: 'node1',
    by: rule('forward', `ct original ip daddr 10.200.0.1 ${large}`),
    fails: 'MTU-01 MTU-03',
  },
  'what is large does not go back by a VIP': {
    lab: 'vip',
    at: 'node1',
    by: rule('forward', `ct original ip daddr 10.200.0.1 ct direction reply ${large}`),
    fails: 'MTU-03',
  },
  'what is large does not get from a pod to another of its node': {
    lab: 'island',
    at: 'node2',
    by: rule('forward', `ip saddr 10.0.2.1 ip daddr 10.0.2.2 ${large}`),
    fails: 'MTU-03',
  },
};

turnRed(rows);
