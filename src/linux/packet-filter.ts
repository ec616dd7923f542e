// Which packets a capture keeps: classic BPF (linux/filter.h, Documentation/networking/filter.rst), run by the kernel
// on every packet from its network header on. Of TCP only what opens and refuses a connection, so that a busy lab
// does not fill the capture's buffers.

import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, pointerTo } from './libc.ts';
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6 } from './packet.ts';

/** A `struct sock_fprog` and the program that it points to, which must live as long. */
export type Filter = { readonly program: Buffer; readonly instructions: Buffer };

/** A jump names the lines, counted from 0, where it goes on if the test holds and if not. */
type Instruction =
  | readonly [code: number, operand: number]
  | readonly [code: number, operand: number, holds: number, fails: number];

// linux/bpf_common.h
const BPF_LDH_ABS = 0x28;
const BPF_LDB_ABS = 0x30;
const BPF_LDB_IND = 0x50;
const BPF_LDX_MSH = 0xb1;
const BPF_JEQ = 0x15;
const BPF_JSET = 0x45;
const BPF_RET = 0x06;
// linux/filter.h: the EtherType, wherever the packet starts
const SKF_AD_PROTOCOL = 0xfffff000;
const everything = 0x40000;
const synOrRst = 0x06;
// Where a header says what comes next, and TCP its flags.
const ipv4Protocol = 9;
const ipv6NextHeader = 6;
const ipv6Length = 40;
const tcpFlags = 13;

const accept = 17;
const drop = 18;

const instructions: readonly Instruction[] = [
  /*  0 */ [BPF_LDH_ABS, SKF_AD_PROTOCOL],
  /*  1 */ [BPF_JEQ, ETH_P_ARP, accept, 2],
  /*  2 */ [BPF_JEQ, ETH_P_IP, 3, 10],
  /*  3 */ [BPF_LDB_ABS, ipv4Protocol],
  /*  4 */ [BPF_JEQ, IPPROTO_ICMP, accept, 5],
  /*  5 */ [BPF_JEQ, IPPROTO_UDP, accept, 6],
  /*  6 */ [BPF_JEQ, IPPROTO_TCP, 7, drop],
  /*  7 */ [BPF_LDX_MSH, 0],
  /*  8 */ [BPF_LDB_IND, tcpFlags],
  /*  9 */ [BPF_JSET, synOrRst, accept, drop],
  /* 10 */ [BPF_JEQ, ETH_P_IPV6, 11, drop],
  /* 11 */ [BPF_LDB_ABS, ipv6NextHeader],
  /* 12 */ [BPF_JEQ, IPPROTO_UDP, accept, 13],
  /* 13 */ [BPF_JEQ, IPPROTO_ICMPV6, accept, 14],
  /* 14 */ [BPF_JEQ, IPPROTO_TCP, 15, drop],
  /* 15 */ [BPF_LDB_ABS, ipv6Length + tcpFlags],
  /* 16 */ [BPF_JSET, synOrRst, accept, drop],
  /* 17 */ [BPF_RET, everything],
  /* 18 */ [BPF_RET, 0],
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

/** ARP, UDP, ICMP, and TCP segments with SYN or RST. */
export const acceptProbes: Filter = assemble(instructions);

export const acceptNothing: Filter = assemble([[BPF_RET, 0]]);
