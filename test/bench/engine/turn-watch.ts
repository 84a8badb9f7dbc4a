/**
 * The longest turn of the event loop, by the clock and by the processor time of this thread: on a busy machine the
 * clock also counts the time that other processes had the core. And the peak of memory.
 */
const TICK_MS = 5

export class TurnWatch {
  peakRss = 0
  private clockMs = 0
  private cpuMs = 0
  private lastMs = performance.now()
  private lastCpu = process.threadCpuUsage()
  private readonly timer = setInterval(() => this.tick(), TICK_MS)

  /** The longest turns since the last call, in milliseconds. */
  take(): { clockMs: number; cpuMs: number } {
    this.tick()
    const longest = { clockMs: this.clockMs, cpuMs: this.cpuMs }
    this.clockMs = 0
    this.cpuMs = 0
    return longest
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** A late tick was held up by one turn, or by several that were due with it: an upper bound either way. */
  private tick(): void {
    const nowMs = performance.now()
    const cpu = process.threadCpuUsage(this.lastCpu)
    this.clockMs = Math.max(this.clockMs, nowMs - this.lastMs - TICK_MS)
    this.cpuMs = Math.max(this.cpuMs, (cpu.user + cpu.system) / 1000)
    this.peakRss = Math.max(this.peakRss, process.memoryUsage.rss())
    this.lastMs = nowMs
    this.lastCpu = process.threadCpuUsage()
  }
}
