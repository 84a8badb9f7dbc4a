/**
 * Gives memory back to the machine once the server rests.
 *
 * V8 keeps what it took for young objects (up to 64 MB after an evaluation) and unmaps it only under pressure, which a
 * server that waits never has. So after work, and when nothing has been done for some seconds, it is asked to: a pause of
 * some 50 ms when nobody waits for anything.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const CHECK_MS = 1000
const QUIET_CHECKS = 3
/** Processor time in one check, of all threads, up to which the process rests. */
const QUIET_MS = 30
/** Processor time since the last collection from which there is something to give back. */
const WORK_MS = 400

export interface GiveBackOptions {
  /** Processor time used so far, in ms. */
  cpuMs?: () => number
  collect?: () => void
}

/** The returned function ends the watch. */
export function giveMemoryBackWhenIdle({ cpuMs = usedMs, collect = collectGarbage }: GiveBackOptions = {}): () => void {
  let seen = cpuMs()
  let collectedAt = 0
  let quiet = 0
  const timer = setInterval(() => {
    const now = cpuMs()
    quiet = now - seen <= QUIET_MS ? quiet + 1 : 0
    seen = now
    if (quiet < QUIET_CHECKS || now - collectedAt < WORK_MS) return
    collect()
    // its own work is no work to collect after
    seen = collectedAt = cpuMs()
  }, CHECK_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function usedMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void
let collectMajor: Collect | undefined

/**
 * `last-resort` is what V8 does when memory is low: empty pages go back. Node has the function only under a flag, which a
 * process may set for itself; contexts made after that have it. An inspector session could ask for the same, and deadlocks.
 */
function collectGarbage(): void {
  if (collectMajor === undefined) {
    setFlagsFromString('--expose-gc')
    collectMajor = runInNewContext('gc') as Collect
  }
  collectMajor({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
