/**
 * Arguments that start a program in bubblewrap: own namespaces (no network), read-only system, a small /tmp, no
 * capabilities, no variables of ours, limits on CPU, memory, processes, files. No shell takes part.
 */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface SandboxTools {
  bwrap: string
  prlimit: string
  /** For root only: RLIMIT_NPROC binds nobody who is root. */
  setpriv: string | null
  /** Whether this bubblewrap knows `--disable-userns` (0.8 and newer). */
  disableUserns: boolean
  /** Filter of system calls; null where the machine takes none. */
  seccomp: Buffer | null
}

export interface SandboxLimits {
  cpuSeconds: number
  /** Options of prlimit. */
  memory: readonly string[]
  processes: number
}

/** Sent as argv to `tools.setpriv ?? tools.prlimit`. */
export interface SandboxCommand {
  file: string
  args: string[]
  /** Written to fd 4, which bubblewrap reads and closes. */
  seccomp: Buffer | null
}

const TMP_BYTES = 64 * 2 ** 20
const FILE_BYTES = 16 * 2 ** 20
/** User ids that own nothing, far from those in use. Each run of a root server has its own, so that no run counts another's. */
const FIRST_UID = 1_900_000_000
const UIDS = 1_000_000
let nextUid = process.pid % UIDS

export function toSandboxCommand(
  tools: SandboxTools,
  limits: SandboxLimits,
  mounts: readonly string[],
  command: readonly string[],
): SandboxCommand {
  const uid = FIRST_UID + (nextUid = (nextUid + 1) % UIDS)
  const argv = [
    ...(tools.setpriv === null
      ? []
      : [tools.setpriv, `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--no-new-privs']),
    tools.prlimit,
    // the soft limit sends SIGXCPU, the hard one kills
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 1}`,
    `--fsize=${FILE_BYTES}`,
    '--nofile=64',
    '--core=0',
    ...limits.memory,
    tools.bwrap,
    '--unshare-all',
    // the userns must be named for --disable-userns
    ...(tools.disableUserns ? ['--unshare-user', '--disable-userns'] : []),
    ...(tools.seccomp === null ? [] : ['--seccomp', '4']),
    '--die-with-parent',
    '--new-session',
    ...mounts,
    '--dev',
    '/dev',
    '--size',
    String(TMP_BYTES),
    '--tmpfs',
    '/tmp',
    // both are of memory, and without a limit
    '--remount-ro',
    '/dev',
    '--remount-ro',
    '/',
    '--chdir',
    '/tmp',
    '--clearenv',
    '--setenv',
    'PATH',
    '/usr/bin:/bin',
    '--setenv',
    'HOME',
    '/tmp',
    '--setenv',
    'LC_ALL',
    'C.UTF-8',
    '--cap-drop',
    'ALL',
    '--',
    // in here, where only processes of this sandbox count
    '/usr/bin/prlimit',
    `--nproc=${limits.processes}`,
    ...command,
  ]
  const [file = tools.prlimit, ...args] = argv
  return { file, args, seccomp: tools.seccomp }
}

/** Path of an executable on PATH, or in the usual folders, which a service's PATH may lack. */
export function findExecutable(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/sbin']
  for (const folder of folders) {
    const path = join(folder || '.', name)
    try {
      accessSync(path, constants.X_OK)
      if (folder !== '') return path
    } catch {
      // not here: look in the next folder
    }
  }
  return null
}
