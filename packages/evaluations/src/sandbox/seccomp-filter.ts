/**
 * A seccomp filter as bubblewrap takes it: classic BPF that answers EPERM to system calls no solution needs and many kernel
 * bugs were in. Everything else is allowed; a program for another kind of processor is killed.
 *
 * Layout: `struct sock_filter { u16 code; u8 jt; u8 jf; u32 k }`, little endian, over `struct seccomp_data { nr, arch, … }`.
 */
interface Machine {
  /** AUDIT_ARCH_*, from linux/audit.h. */
  arch: number
  /** Numbers of the refused calls. */
  calls: Readonly<Record<string, number>>
}

/** Calls that stand under one number on both kinds of processor. */
const SHARED = {
  pidfd_getfd: 438,
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  mount_setattr: 442,
}

const MACHINES: Readonly<Partial<Record<NodeJS.Architecture, Machine>>> = {
  x64: {
    arch: 0xc000003e,
    calls: {
      ...SHARED,
      ptrace: 101,
      syslog: 103,
      personality: 135,
      pivot_root: 155,
      chroot: 161,
      acct: 163,
      mount: 165,
      umount2: 166,
      swapon: 167,
      swapoff: 168,
      reboot: 169,
      init_module: 175,
      delete_module: 176,
      quotactl: 179,
      add_key: 248,
      request_key: 249,
      keyctl: 250,
      unshare: 272,
      perf_event_open: 298,
      open_by_handle_at: 304,
      setns: 308,
      process_vm_readv: 310,
      process_vm_writev: 311,
      kcmp: 312,
      finit_module: 313,
      kexec_file_load: 320,
      bpf: 321,
      userfaultfd: 323,
      kexec_load: 246,
    },
  },
  arm64: {
    arch: 0xc00000b7,
    calls: {
      ...SHARED,
      umount2: 39,
      mount: 40,
      pivot_root: 41,
      chroot: 51,
      quotactl: 60,
      acct: 89,
      personality: 92,
      unshare: 97,
      kexec_load: 104,
      init_module: 105,
      delete_module: 106,
      syslog: 116,
      ptrace: 117,
      reboot: 142,
      add_key: 217,
      request_key: 218,
      keyctl: 219,
      swapon: 224,
      swapoff: 225,
      perf_event_open: 241,
      open_by_handle_at: 265,
      setns: 268,
      process_vm_readv: 270,
      process_vm_writev: 271,
      kcmp: 272,
      finit_module: 273,
      bpf: 280,
      userfaultfd: 282,
      kexec_file_load: 294,
    },
  },
}

const LOAD = 0x20 // BPF_LD | BPF_W | BPF_ABS
const JUMP_EQUAL = 0x15 // BPF_JMP | BPF_JEQ | BPF_K
const JUMP_AT_LEAST = 0x35 // BPF_JMP | BPF_JGE | BPF_K
const RETURN = 0x06
const NUMBER_AT = 0
const ARCH_AT = 4
const KILL = 0x80000000
const ALLOW = 0x7fff0000
const EPERM = 0x00050001
/** Numbers from here on are x86-64's second table of calls, which nobody needs. */
const X32 = 0x40000000

/** Undefined for a processor whose numbers are not known here. */
export function seccompFilter(architecture: NodeJS.Architecture = process.arch): Buffer | undefined {
  const machine = MACHINES[architecture]
  if (machine === undefined) return undefined
  const numbers = Object.values(machine.calls)
  const refuse = numbers.length + 1
  const program: readonly (readonly [code: number, then: number, otherwise: number, value: number])[] = [
    [LOAD, 0, 0, ARCH_AT],
    [JUMP_EQUAL, 1, 0, machine.arch],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER_AT],
    [JUMP_AT_LEAST, refuse, 0, X32],
    // jumps count from the next instruction on
    ...numbers.map((number, i) => [JUMP_EQUAL, numbers.length - i, 0, number] as const),
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, EPERM],
  ]
  const bytes = Buffer.alloc(program.length * 8)
  for (const [i, [code, then, otherwise, value]] of program.entries()) {
    bytes.writeUInt16LE(code, i * 8)
    bytes.writeUInt8(then, i * 8 + 2)
    bytes.writeUInt8(otherwise, i * 8 + 3)
    bytes.writeUInt32LE(value, i * 8 + 4)
  }
  return bytes
}
