// How a netlink message is laid out: a header, a fixed struct, and attributes (netlink(7), linux/netlink.h). Numbers
// are in the machine's own order, which is little endian on everything that Node's Linux binaries are made for.

// linux/netlink.h
export const NLM_F_REQUEST = 0x1;
export const NLM_F_ACK = 0x4;
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_CAPPED = 0x100;
export const NLM_F_ACK_TLVS = 0x200;
const NLM_F_EXCL = 0x200;
export const NLM_F_DUMP = 0x300;
const NLM_F_CREATE = 0x400;
export const NLMSG_HDRLEN = 16;
const NLA_HDRLEN = 4;
const NLA_TYPE_MASK = 0x3fff;

export type Attribute = { readonly type: number; readonly value: Uint8Array };

/** A message to send. `fixed` is the struct that follows the header (ifinfomsg, rtmsg…). */
export type Message = {
  readonly type: number;
  readonly flags: number;
  readonly fixed: Uint8Array;
  readonly attributes?: readonly Attribute[];
};

/** The flags of `ip … add`: refuse what exists already. */
export const NLM_F_ADD = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL;

/** The bytes of a message. The sequence number is left 0: the socket that sends it numbers it. */
export const encodeMessage = ({ type, flags, fixed, attributes = [] }: Message): Buffer => {
  const length = NLMSG_HDRLEN + aligned(fixed.length) + sizeOf(attributes);
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.set(fixed, NLMSG_HDRLEN);
  writeAttributes(bytes, NLMSG_HDRLEN + aligned(fixed.length), attributes);
  return bytes;
};

/**
 * The message that takes away what the given one adds: rtnetlink numbers it one higher, whatever it is about
 * (linux/rtnetlink.h).
 */
export const deletionOf = (message: Buffer): Buffer => {
  const bytes = Buffer.from(message);
  bytes.writeUInt16LE(message.readUInt16LE(4) + 1, 4);
  bytes.writeUInt16LE(NLM_F_REQUEST, 6);
  return bytes;
};

export const bytesAttribute = (type: number, value: Uint8Array): Attribute => ({ type, value });

export const u32Attribute = (type: number, number: number): Attribute => {
  const value = Buffer.allocUnsafe(4);
  value.writeUInt32LE(number, 0);
  return { type, value };
};

/** A string as NLA_NUL_STRING wants it. */
export const textAttribute = (type: number, text: string): Attribute => ({ type, value: Buffer.from(`${text}\0`) });

/** Attributes inside an attribute; `fixed` is the struct that a few of them (VETH_INFO_PEER) begin with. */
export const nestedAttribute = (
  type: number,
  attributes: readonly Attribute[],
  fixed: Uint8Array = Buffer.alloc(0),
): Attribute => {
  const value = Buffer.alloc(fixed.length + sizeOf(attributes));
  value.set(fixed, 0);
  writeAttributes(value, fixed.length, attributes);
  return { type, value };
};

/** The attributes found in `bytes`, by type; the last one of a type counts. */
export const decodeAttributes = (bytes: Buffer): ReadonlyMap<number, Buffer> => {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + NLA_HDRLEN <= bytes.length;) {
    const length = bytes.readUInt16LE(at);
    if (length < NLA_HDRLEN) break;
    found.set(bytes.readUInt16LE(at + 2) & NLA_TYPE_MASK, bytes.subarray(at + NLA_HDRLEN, at + length));
    at += aligned(length);
  }
  return found;
};

/** The text of a string attribute, without the NUL that ends it. */
export const attributeText = (value: Buffer): string => value.toString('utf8').replace(/\0.*$/s, '');

export const attributeNumber = (value: Buffer | undefined): number | null => value?.readUInt32LE(0) ?? null;

/** NLMSG_ALIGN and NLA_ALIGN are the same. */
export const aligned = (length: number): number => (length + 3) & ~3;

const sizeOf = (attributes: readonly Attribute[]): number =>
  attributes.reduce((size, { value }) => size + NLA_HDRLEN + aligned(value.length), 0);

const writeAttributes = (bytes: Buffer, start: number, attributes: readonly Attribute[]): void => {
  let at = start;
  for (const { type, value } of attributes) {
    bytes.writeUInt16LE(NLA_HDRLEN + value.length, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.set(value, at + NLA_HDRLEN);
    at += NLA_HDRLEN + aligned(value.length);
  }
};
