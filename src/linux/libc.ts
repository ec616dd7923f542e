// The C library, as far as this program needs it. Every call here either succeeds or throws a SystemError that says
// which call failed and why; nobody else sees a raw -1. Constants carry their header's names.

import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import koffi from 'koffi';

// linux/sched.h
export const CLONE_NEWNET = 0x40000000;
// sys/mount.h
export const MS_BIND = 4096;
// sys/socket.h, linux/socket.h
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_RCVBUF = 8;
export const SO_PEERCRED = 17;
export const SO_RCVBUFFORCE = 33;
export const MSG_DONTWAIT = 0x40;
export const MSG_ERRQUEUE = 0x2000;
export const MSG_TRUNC = 0x20;
// asm-generic/socket.h
export const SO_ATTACH_FILTER = 26;
export const SO_TIMESTAMPNS = 35;
export const SO_MARK = 36;
// linux/in.h
export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_ICMPV6 = 58;

const libc = koffi.load('libc.so.6');

const calls = {
  unshare: libc.func('int unshare(int flags)'),
  setns: libc.func('int setns(int fd, int nstype)'),
  mount: libc.func(
    'int mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data)',
  ),
  socket: libc.func('int socket(int domain, int type, int protocol)'),
  bind: libc.func('int bind(int fd, const void *address, uint32_t length)'),
  accept4: libc.func('int accept4(int fd, void *address, void *addressLength, int flags)'),
  listen: libc.func('int listen(int fd, int backlog)'),
  connect: libc.func('int connect(int fd, const void *address, uint32_t length)'),
  close: libc.func('int close(int fd)'),
  send: libc.func('long send(int fd, const void *buffer, size_t length, int flags)'),
  sendto: libc.func(
    'long sendto(int fd, const void *buffer, size_t length, int flags, const void *address, uint32_t addressLength)',
  ),
  recv: libc.func('long recv(int fd, _Out_ void *buffer, size_t length, int flags)'),
  recvfrom: libc.func(
    'long recvfrom(int fd, _Out_ void *buffer, size_t length, int flags, _Out_ void *address, _Inout_ uint32_t *addressLength)',
  ),
  setsockopt: libc.func('int setsockopt(int fd, int level, int name, const void *value, uint32_t length)'),
  getsockopt: libc.func('int getsockopt(int fd, int level, int name, _Out_ void *value, _Inout_ uint32_t *length)'),
  recvmmsg: libc.func('int recvmmsg(int fd, void *messages, uint32_t count, int flags, void *timeout)'),
  clock_gettime: libc.func('int clock_gettime(int clock, _Out_ void *time)'),
  getsockname: libc.func('int getsockname(int fd, _Out_ void *address, _Inout_ uint32_t *length)'),
} as const;

/** A system call that failed. `code` is the errno's name (`EPERM`), `errno` its number. */
export class SystemError extends Error {
  override readonly name = 'SystemError';
  readonly syscall: string;
  readonly errno: number;
  readonly code: string;

  constructor(syscall: string, errno: number) {
    const code = getSystemErrorName(-errno);
    super(`${syscall}: ${getSystemErrorMessage(-errno)} (${code})`);
    this.syscall = syscall;
    this.errno = errno;
    this.code = code;
  }
}

/** Calls libc; throws SystemError where the call returns -1. Returns what the call returned. */
export const call = (name: keyof typeof calls, ...args: readonly unknown[]): number => {
  const result = Number(calls[name](...args));
  if (result === -1) throw new SystemError(name, koffi.errno());
  return result;
};

/** The same for calls whose failure is an ordinary answer (EAGAIN, EINPROGRESS): returns minus errno instead. */
export const attempt = (name: keyof typeof calls, ...args: readonly unknown[]): number => {
  const result = Number(calls[name](...args));
  return result === -1 ? -koffi.errno() : result;
};

/**
 * Where the bytes of a buffer lie, for structures that hold pointers. Only for a buffer that owns its memory
 * (`Buffer.allocUnsafeSlow`) and outlives the structure.
 */
export const pointerTo = (buffer: Buffer): bigint => koffi.address(buffer);
