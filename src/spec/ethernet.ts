/** The largest packet that Ethernet carries (RFC 894). */
export const ethernetMtu = 1500;
