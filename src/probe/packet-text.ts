// Packets as people read them, in tcpdump's words. Pure.

import { endText, type Packet } from '../linux/packet.ts';

/** Where a packet comes from and goes to. A port is null where the protocol has none. */
export type Ends = {
  readonly source: string;
  readonly sourcePort: number | null;
  readonly destination: string;
  readonly destinationPort: number | null;
  /** ICMP echo: the identifier, which translation rewrites as it does ports. */
  readonly id: number | null;
};

export const endsOf = (packet: Packet): Ends => ({
  source: packet.source,
  destination: packet.destination,
  sourcePort: 'sourcePort' in packet ? packet.sourcePort : null,
  destinationPort: 'destinationPort' in packet ? packet.destinationPort : null,
  id: packet.kind === 'echo' ? packet.id : null,
});

/** `10.0.1.1:40000`; of an ICMP echo `10.0.1.1 id 7`. */
export const sourceText = ({ source, sourcePort, id }: Ends): string =>
  id === null ? endText(source, sourcePort) : `${source} id ${id}`;

export const destinationText = ({ destination, destinationPort }: Ends): string =>
  endText(destination, destinationPort);

/** `10.0.1.1:40000 > 10.128.1.1:8080` */
export const flowText = (ends: Ends): string => `${sourceText(ends)} > ${destinationText(ends)}`;

/** What kind of packet it is: `[S]`, `echo request`, `host unreachable`. */
export const summaryOf = (packet: Packet): string => {
  const { fragment, inside } = packet;
  const parts = [
    kindOf(packet),
    fragment === true && 'first fragment',
    inside !== undefined && `in VXLAN ${inside.source} > ${inside.destination}`,
    inside?.fragment === true && 'first fragment',
  ];
  return parts.filter((part) => part !== false && part !== '').join(' ');
};

const kindOf = (packet: Packet): string => {
  switch (packet.kind) {
    case 'tcp':
      return `[${packet.flags}]`;
    case 'udp':
      return '';
    case 'echo':
      return `ICMP echo ${packet.reply ? 'reply' : 'request'}`;
    case 'error':
      return `ICMP ${packet.meaning}`;
    case 'arp':
      return packet.reply ? `ARP reply, is at ${packet.sourceMac}` : 'ARP request, who has';
    case 'ndp':
      return packet.reply
        ? `neighbour advertisement, ${packet.target} is at ${packet.mac}`
        : `neighbour solicitation, who has ${packet.target}`;
  }
};
