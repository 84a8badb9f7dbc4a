/**
 * Where the time of a run goes, by who spends it. Samples the CPU; time in native code (sockets, SQLite, JSON) counts
 * for the nearest caller that has a file.
 */
import { type Profiler, Session } from 'node:inspector/promises'

const PARTS: readonly [name: string, pattern: RegExp][] = [
  ['undici', /\/undici\//],
  ['journal', /\/engine\/src\/journal\//],
  ['calls: policy, HTTP, parsing', /\/engine\/src\/call\//],
  ['runner: rows, records, figures', /\/engine\/src\/|hdr-histogram/],
  ['the bench itself', /\/test\/bench\//],
  ['node', /^node:/],
]

/** Microseconds per row by part, largest first. */
export async function profileRun(
  work: () => Promise<unknown>,
  rows: number,
): Promise<[part: string, microseconds: number][]> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  await session.post('Profiler.start')
  await work()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  const sums = new Map<string, number>()
  const parts = toParts(profile)
  for (const [at, id] of (profile.samples ?? []).entries()) {
    const part = parts.get(id) ?? 'other'
    sums.set(part, (sums.get(part) ?? 0) + (profile.timeDeltas?.[at] ?? 0))
  }
  return [...sums].map(([part, sum]) => [part, sum / rows] as [string, number]).toSorted((a, b) => b[1] - a[1])
}

function toParts(profile: Profiler.Profile): Map<number, string> {
  const parts = new Map<number, string>()
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const walk = (id: number, inherited: string) => {
    const node = byId.get(id)
    if (!node) return
    const { functionName, url } = node.callFrame
    const own = PARTS.find(([, pattern]) => pattern.test(url))?.[0]
    // node's own modules under a caller of ours work for that caller
    const part =
      functionName === '(idle)'
        ? 'idle'
        : functionName === '(garbage collector)'
          ? 'garbage collection'
          : own === 'node' && inherited !== 'other'
            ? inherited
            : (own ?? inherited)
    parts.set(id, part)
    for (const child of node.children ?? []) walk(child, part)
  }
  const root = profile.nodes[0]
  if (root) walk(root.id, 'other')
  return parts
}
