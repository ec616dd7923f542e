// Which packets a capture keeps: classic BPF (linux/filter.h, Documentation/networking/filter.rst), run by the kernel
// on every packet from its network header on. Of TCP only what opens and refuses a connection, so that a busy lab
// does not fill the capture's buffers.

import { pointerTo } from './libc.ts';
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6 } from './packet.ts';

/** A `struct sock_fprog` and the program that it points to, which must live as long. */
export type Filter = { readonly program: Buffer; readonly instructions: Buffer };

type Instruction = readonly [code: number, onTrue: number, onFalse: number, operand: number];

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

// In program order; a jump counts the instructions that it passes over.
const instructions: readonly Instruction[] = [
  [BPF_LDH_ABS, 0, 0, SKF_AD_PROTOCOL],
  [BPF_JEQ, 13, 0, ETH_P_ARP],
  [BPF_JEQ, 0, 6, ETH_P_IP],
  [BPF_LDB_ABS, 0, 0, 9],
  [BPF_JEQ, 10, 0, 1],
  [BPF_JEQ, 9, 0, 17],
  [BPF_JEQ, 0, 9, 6],
  [BPF_LDX_MSH, 0, 0, 0],
  [BPF_LDB_IND, 5, 0, 13],
  [BPF_JEQ, 0, 6, ETH_P_IPV6],
  [BPF_LDB_ABS, 0, 0, 6],
  [BPF_JEQ, 3, 0, 17],
  [BPF_JEQ, 2, 0, 58],
  [BPF_LDB_ABS, 0, 0, 53],
  [BPF_JSET, 0, 1, synOrRst],
  [BPF_RET, 0, 0, everything],
  [BPF_RET, 0, 0, 0],
];

const assemble = (program: readonly Instruction[]): Filter => {
  // struct sock_filter: code, jump if true, jump if false, operand.
  const code = Buffer.allocUnsafeSlow(program.length * 8);
  program.forEach(([operation, onTrue, onFalse, operand], index) => {
    code.writeUInt16LE(operation, index * 8);
    code.writeUInt8(onTrue, index * 8 + 2);
    code.writeUInt8(onFalse, index * 8 + 3);
    code.writeUInt32LE(operand, index * 8 + 4);
  });
  const header = Buffer.alloc(16);
  header.writeUInt16LE(program.length, 0);
  header.writeBigUInt64LE(pointerTo(code), 8);
  return { program: header, instructions: code };
};

/** ARP, UDP, ICMP, and TCP segments with SYN or RST. */
export const acceptProbes: Filter = assemble(instructions);

export const acceptNothing: Filter = assemble([[BPF_RET, 0, 0, 0]]);
