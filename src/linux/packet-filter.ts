// Which packets a capture keeps: classic BPF (linux/filter.h, Documentation/networking/filter.rst), run by the kernel
// on every packet from its network header on. Of TCP only what opens and refuses a connection, and what belongs to none,
// so that a busy lab does not fill the capture's buffers.

import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, pointerTo } from './libc.ts';
import { macBytes } from './link.ts';
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6 } from './packet.ts';

/** A `struct sock_fprog` and the program that it points to, which must live as long. */
export type Filter = { readonly program: Buffer; readonly instructions: Buffer };

/** A test names the lines, counted from 0, where it goes on if it holds and if not; a jump how many it leaves out. */
type Instruction =
  | readonly [code: number, operand: number]
  | readonly [code: number, operand: number, holds: number, fails: number];

// linux/bpf_common.h
const BPF_LDW_ABS = 0x20;
const BPF_LDH_ABS = 0x28;
const BPF_LDB_ABS = 0x30;
const BPF_LDB_IND = 0x50;
const BPF_LDX_MSH = 0xb1;
const BPF_AND = 0x54;
const BPF_JA = 0x05;
const BPF_JEQ = 0x15;
const BPF_JSET = 0x45;
const BPF_RET = 0x06;
// linux/filter.h: the EtherType, wherever the packet starts
const SKF_AD_PROTOCOL = 0xfffff000;
// linux/filter.h: from the link layer's header on, which is not there to be read otherwise; a frame's sender is in it
const SKF_LL_OFF = 0xffe00000;
const sourceMac = SKF_LL_OFF + 6;
// linux/filter.h
const BPF_MAXINSNS = 4096;
const everything = 0x40000;
const synOrRst = 0x06;
// Where a header says what comes next, and TCP its length and its flags.
const ipv4Protocol = 9;
const ipv6NextHeader = 6;
const ipv6Length = 40;
const tcpLength = 12;
const tcpFlags = 13;
// 20 bytes, in words, in the upper half of a byte. What the kernel sends in a connection has options and is longer.
const lengthBits = 0xf0;
const withoutOptions = 0x50;

const accept = 22;
const drop = 23;

const instructions: readonly Instruction[] = [
  /*  0 */ [BPF_LDH_ABS, SKF_AD_PROTOCOL],
  /*  1 */ [BPF_JEQ, ETH_P_ARP, accept, 2],
  /*  2 */ [BPF_JEQ, ETH_P_IP, 3, 12],
  /*  3 */ [BPF_LDB_ABS, ipv4Protocol],
  /*  4 */ [BPF_JEQ, IPPROTO_ICMP, accept, 5],
  /*  5 */ [BPF_JEQ, IPPROTO_UDP, accept, 6],
  /*  6 */ [BPF_JEQ, IPPROTO_TCP, 7, drop],
  /*  7 */ [BPF_LDX_MSH, 0],
  /*  8 */ [BPF_LDB_IND, tcpFlags],
  /*  9 */ [BPF_JSET, synOrRst, accept, 10],
  /* 10 */ [BPF_LDB_IND, tcpLength],
  /* 11 */ [BPF_JA, 8],
  /* 12 */ [BPF_JEQ, ETH_P_IPV6, 13, drop],
  /* 13 */ [BPF_LDB_ABS, ipv6NextHeader],
  /* 14 */ [BPF_JEQ, IPPROTO_UDP, accept, 15],
  /* 15 */ [BPF_JEQ, IPPROTO_ICMPV6, accept, 16],
  /* 16 */ [BPF_JEQ, IPPROTO_TCP, 17, drop],
  /* 17 */ [BPF_LDB_ABS, ipv6Length + tcpFlags],
  /* 18 */ [BPF_JSET, synOrRst, accept, 19],
  /* 19 */ [BPF_LDB_ABS, ipv6Length + tcpLength],
  /* 20 */ [BPF_AND, lengthBits],
  /* 21 */ [BPF_JEQ, withoutOptions, accept, drop],
  /* 22 */ [BPF_RET, everything],
  /* 23 */ [BPF_RET, 0],
];

const assemble = (program: readonly Instruction[]): Filter => {
  // struct sock_filter: code, jump if true, jump if false, operand.
  const code = Buffer.allocUnsafeSlow(program.length * 8);
  program.forEach(([operation, operand, holds, fails], line) => {
    code.writeUInt16LE(operation, line * 8);
    code.writeUInt8(holds === undefined ? 0 : holds - line - 1, line * 8 + 2);
    code.writeUInt8(fails === undefined ? 0 : fails - line - 1, line * 8 + 3);
    code.writeUInt32LE(operand, line * 8 + 4);
  });
  const header = Buffer.alloc(16);
  header.writeUInt16LE(program.length, 0);
  header.writeBigUInt64LE(pointerTo(code), 8);
  return { program: header, instructions: code };
};

/** ARP, UDP, ICMP, and TCP segments with SYN or RST, or without options. */
export const acceptProbes: Filter = assemble(instructions);

export const acceptNothing: Filter = assemble([[BPF_RET, 0]]);

/** So many MACs fit into one program. */
export const mostMacs = Math.floor((BPF_MAXINSNS - 1) / 5);

/** Frames that one of these sent, whatever is in them; nothing of what is in them is kept. */
export const fromMacs = (macs: readonly string[]): Filter =>
  assemble([
    ...macs.flatMap((mac, at): readonly Instruction[] => {
      const bytes = macBytes(mac);
      const [line, next] = [5 * at, 5 * at + 5];
      return [
        [BPF_LDW_ABS, sourceMac],
        [BPF_JEQ, bytes.readUInt32BE(0), line + 2, next],
        [BPF_LDH_ABS, sourceMac + 4],
        [BPF_JEQ, bytes.readUInt16BE(4), line + 4, next],
        [BPF_RET, 1],
      ];
    }),
    [BPF_RET, 0],
  ]);
