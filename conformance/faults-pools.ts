// What can go wrong where no node owns a range, where a cluster has several, and between clusters of different models.
// Rows as in `faults.ts`.

import { forget, type Row, translate, turnRed } from './support/fault-rows.ts';

const path = 'PROTO-01 PROTO-02 PROTO-03';

const rows: Readonly<Record<string, Row>> = {
  'the core forgets the route to one pod': {
    lab: 'pool',
    at: 'core',
    by: 'ip route del 10.0.0.1',
    fails: `ICMP-01 IN-01 IN-03 IN-04 IN-08 MTU-01 MTU-02 MTU-03 NAT-01 OUT-01 OUT-06 POD-03 POD-05 POD-07 POD-08 ${path} SVC-01`,
    unknown: 'LEAK-07',
  },
  'a node forgets the route to its own pod': {
    lab: 'pool',
    at: 'node1',
    by: 'ip route del 10.0.0.4',
    fails: `IN-01 IN-05 IN-08 MTU-01 MTU-03 NAT-01 OUT-01 OUT-06 POD-02 POD-03 POD-04 POD-05 POD-06 POD-07 POD-08 ${path} SVC-01 SVC-02 SVC-03`,
    unknown: 'IN-06 LEAK-07 LEAK-08 LEAK-10',
  },
  'a node forgets the route to a pod of another one': {
    lab: 'pool',
    at: 'node1',
    by: 'ip route del 10.0.0.3',
    fails: 'MTU-01 MTU-02 MTU-03 POD-03 POD-05 POD-07 POD-08',
  },
  'the core takes two pods of different nodes for each other, and the nodes know better': {
    lab: 'pool',
    at: 'core',
    by: 'ip route replace 10.0.0.1 via 10.240.0.2; ip route replace 10.0.0.2 via 10.240.0.1',
    fails: '',
  },
  'two pods of a node are swapped': {
    lab: 'pool',
    at: 'node1',
    by: 'ip route replace 10.0.0.1 dev pod-b; ip route replace 10.0.0.4 dev pod-a',
    fails: `ICMP-01 IN-01 IN-03 IN-04 IN-05 IN-08 MTU-01 MTU-02 MTU-03 NAT-01 OUT-01 OUT-06 POD-02 POD-03 POD-04 POD-05 POD-06 POD-07 POD-08 ${path} SVC-01 SVC-02 SVC-03`,
    unknown: 'IN-06 LEAK-07 LEAK-08 LEAK-10',
  },
  'a node forgets that the second range is inside': {
    lab: 'ranges',
    at: 'node1',
    by: `${forget('oifname "eth0" masquerade')}; ${translate('postrouting', 'ip saddr 10.0.1.0/24 ip daddr != 10.0.0.0/16 masquerade')}`,
    fails: 'LEAK-07 NAT-01 POD-03 POD-08',
  },
  'a node forgets the way to the second range': {
    lab: 'ranges',
    at: 'node1',
    by: 'ip route del 10.77.2.0/24',
    fails: `IN-03 IN-04 IN-08 LEAK-01 MTU-01 MTU-02 MTU-03 NAT-01 POD-03 POD-05 POD-08 ${path} SVC-01 SVC-02 SVC-03 X-05`,
    unknown: 'LEAK-07 LEAK-08',
  },
  'the node without pods forgets that it leads in': {
    lab: 'ranges',
    at: 'node3',
    by: forget('mark 0x0*1 masquerade'),
    fails: 'IN-04 IN-08 MTU-03 PROTO-01 PROTO-02 X-05',
  },
  'the larger network learns the second range': {
    lab: 'ranges',
    at: 'core',
    by: 'ip route add 10.77.2.0/24 via 10.240.0.2',
    fails: 'IN-01 LEAK-06 X-01 X-04',
  },
  'the flat cluster’s node masquerades its pods towards an island': {
    lab: 'many-models',
    at: 'flat1',
    by: translate('postrouting', 'ip saddr 10.10.1.1 ip daddr 10.240.0.2 masquerade'),
    fails: 'X-03',
  },
  'the overlay takes the other island’s pod for its own': {
    lab: 'many-models',
    at: 'over1',
    by: 'ip route replace 10.0.2.0/24 via 10.240.0.3',
    fails: `IN-03 IN-04 LEAK-01 MTU-01 MTU-02 MTU-03 NAT-01 POD-03 POD-05 POD-08 ${path} SVC-01 SVC-03 X-02 X-04 X-05 X-06`,
  },
  'a member of the archipelago masquerades towards the other one': {
    lab: 'many-models',
    at: 'red1',
    by: translate('postrouting', 'ip saddr 10.0.1.0/24 ip daddr 10.1.0.0/16 masquerade'),
    fails: 'NAT-01 X-01 X-09',
  },
};

turnRed(rows);
