/**
 * Processor time and energy of jobs. Local models run in this process, so its processor time is theirs; what runs elsewhere
 * (remote endpoints, sandboxes) is not in it. Jobs that run at the same time share what was used evenly.
 *
 * Energy is measured where the machine's RAPL counters can be read, else estimated with the watts the user states, else
 * unavailable. Source of the counters: Linux kernel documentation, `power/powercap`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ComputeFigures, type JobReason, jobReasonText, toJobReason } from '@evalflow/contract'

const JOULES_PER_WH = 3600
const POWERCAP = '/sys/class/powercap'

interface Meter {
  cpuSeconds: number
  joules: number
  measured: boolean
  estimatedWatts: number | null
}

export interface ComputeMeterOptions {
  /** Seconds of processor time this process has used. */
  readCpuSeconds?: () => number
  /** Joules the machine's processors have used since the last call; null where they cannot be read. */
  readJoules?: () => number | null
}

export type ComputeMeter = ReturnType<typeof createComputeMeter>

export function createComputeMeter({
  readCpuSeconds = ownCpuSeconds,
  readJoules = createRapl(POWERCAP),
}: ComputeMeterOptions = {}) {
  const running = new Map<string, Meter>()
  let watts: number | null = null
  let lastCpu = readCpuSeconds()

  function advance(): void {
    const cpu = readCpuSeconds()
    const joules = readJoules()
    const share = Math.max(0, cpu - lastCpu) / Math.max(1, running.size)
    lastCpu = cpu
    for (const meter of running.values()) {
      meter.cpuSeconds += share
      if (joules !== null) {
        meter.joules += joules / running.size
        meter.measured = true
      } else if (watts !== null) {
        meter.joules += share * watts
        meter.estimatedWatts = watts
      }
    }
  }

  return {
    /** Watts of a busy core from now on; null to estimate nothing. */
    setWatts(next: number | null): void {
      advance()
      watts = next
    },
    begin(id: string, earlier?: Pick<ComputeFigures, 'cpu_seconds' | 'energy_wh'>): void {
      advance()
      running.set(id, {
        cpuSeconds: earlier?.cpu_seconds ?? 0,
        joules: (earlier?.energy_wh ?? 0) * JOULES_PER_WH,
        measured: false,
        estimatedWatts: null,
      })
    },
    read(id: string): ComputeFigures | undefined {
      advance()
      const meter = running.get(id)
      return meter && toFigures(meter)
    },
    end(id: string): void {
      advance()
      running.delete(id)
    },
  }
}

function toFigures({ cpuSeconds, joules, measured, estimatedWatts }: Meter): ComputeFigures {
  const isKnown = measured || estimatedWatts !== null || joules > 0
  const cpu = toJobReason('cpuShared')
  const energy = whyEnergy(measured, estimatedWatts, isKnown)
  return {
    cpu_seconds: cpuSeconds,
    cpu_method: jobReasonText(cpu),
    cpu_because: cpu,
    energy_wh: isKnown ? joules / JOULES_PER_WH : null,
    energy_method: jobReasonText(energy),
    energy_because: energy,
  }
}

function whyEnergy(isMeasured: boolean, watts: number | null, isKnown: boolean): JobReason {
  if (isMeasured) return toJobReason('energyMeasured')
  if (watts !== null) return toJobReason('energyEstimated', { watts: String(watts) })
  return toJobReason(isKnown ? 'energyFromBefore' : 'energyUnavailable')
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Reads the packages' counters (`intel-rapl:0`, not their parts `intel-rapl:0:1`), which wrap at a known value. */
export function createRapl(root: string): () => number | null {
  const zones = listZones(root)
  const last = zones.map(({ path }) => readMicrojoules(path))
  return () => {
    if (zones.length === 0 || last.includes(null)) return null
    let sum = 0
    for (const [at, { path, range }] of zones.entries()) {
      const now = readMicrojoules(path)
      const before = last[at]
      if (now === null || before === null || before === undefined) return null
      sum += now >= before ? now - before : now + range - before
      last[at] = now
    }
    return sum / 1e6
  }
}

function listZones(root: string): { path: string; range: number }[] {
  try {
    return readdirSync(root)
      .filter((name) => /^[a-z-]+:\d+$/.test(name))
      .map((name) => ({
        path: join(root, name, 'energy_uj'),
        range: Number(readFileSync(join(root, name, 'max_energy_range_uj'), 'utf8')),
      }))
  } catch {
    // no such folder, or not for this user: then energy is not measured, which the method says
    return []
  }
}

function readMicrojoules(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
