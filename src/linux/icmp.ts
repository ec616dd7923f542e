// What ICMP's types and codes mean, in tcpdump's words (RFC 792, RFC 4443).

export type Icmp = {
  readonly echoRequest: number;
  readonly echoReply: number;
  /** Type, or type and code, to meaning. */
  readonly errors: Readonly<Record<string, string>>;
};

export const icmp: Icmp = {
  echoRequest: 8,
  echoReply: 0,
  errors: {
    '3': 'unreachable',
    '3/0': 'network unreachable',
    '3/1': 'host unreachable',
    '3/2': 'protocol unreachable',
    '3/3': 'port unreachable',
    '3/4': 'fragmentation needed',
    '3/9': 'network prohibited',
    '3/10': 'host prohibited',
    '3/13': 'administratively prohibited',
    '11': 'time exceeded',
  },
};

export const icmpv6: Icmp = {
  echoRequest: 128,
  echoReply: 129,
  errors: {
    '1': 'unreachable',
    '1/0': 'no route',
    '1/1': 'administratively prohibited',
    '1/3': 'address unreachable',
    '1/4': 'port unreachable',
    '1/5': 'source address failed policy',
    '1/6': 'route rejected',
    '2': 'packet too big',
    '3': 'time exceeded',
  },
};
