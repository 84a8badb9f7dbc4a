/** Rates as the slope between two counts of rows, so that start-up and shut-down are left out. */

export interface Slope {
  /** Rows per second. */
  readonly rate: number
  /** Processor time per row in microseconds, the endpoint's left out; steadier than the rate on a busy machine. */
  readonly cpuUs: number
}

/** Runs `work` over the smaller and the larger count. `readCpuUs`: processor time so far, by default of this process. */
export async function toSlope(
  [small, large]: readonly [small: number, large: number],
  work: (rows: number) => Promise<unknown>,
  readCpuUs = readOwnCpuUs,
): Promise<Slope> {
  const short = await measure(() => work(small), readCpuUs)
  const long = await measure(() => work(large), readCpuUs)
  const rows = large - small
  return { rate: (rows / (long.ms - short.ms)) * 1000, cpuUs: (long.cpuUs - short.cpuUs) / rows }
}

export function toMedian(slopes: readonly Slope[]): Slope {
  return { rate: median(slopes.map(({ rate }) => rate)), cpuUs: median(slopes.map(({ cpuUs }) => cpuUs)) }
}

/** The middle value; the upper one of two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

async function measure(work: () => Promise<unknown>, readCpuUs: () => number): Promise<{ ms: number; cpuUs: number }> {
  const cpuUs = readCpuUs()
  const startMs = performance.now()
  await work()
  return { ms: performance.now() - startMs, cpuUs: readCpuUs() - cpuUs }
}

function readOwnCpuUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
