/**
 * The way back of patches that do not touch each other, read off the flow without applying anything: what a command
 * costs is then its own size, not that of the flow.
 */
import { graphErrors } from './errors.ts'
import type { Flow, JsonValue } from './flow.ts'
import { equalJson, isForbiddenKey, isObject } from './json.ts'
import type { FlowPatch, LoosePatch } from './patches.ts'

/** Undefined if one path leads through a list or into another: then order counts and they must be applied. */
export function invertIndependent(
  flow: Flow,
  patches: readonly LoosePatch[],
): { patches: FlowPatch[]; inverse: FlowPatch[] } | undefined {
  if (!areIndependent(patches)) return undefined
  const done: FlowPatch[] = []
  const inverse: FlowPatch[] = []
  for (const patch of patches) {
    const path = [...patch.path]
    const key = path.at(-1)
    const parent = findParent(flow, path)
    if (key === undefined || !parent || isForbiddenKey(key)) return undefined
    const had = Object.hasOwn(parent, key)
    const before = parent[key] as JsonValue
    if (patch.op !== 'add' && !had) throw graphErrors.invalidPatch(path, `there is no "${key}"`)
    if (patch.op === 'remove') {
      done.push({ op: 'remove', path })
      inverse.push({ op: 'add', path, value: before })
      continue
    }
    const { value } = patch
    if (value === undefined) throw graphErrors.invalidPatch(path, `"${patch.op}" needs a value`)
    if (had && equalJson(before, value)) continue
    done.push({ op: had ? 'replace' : 'add', path, value })
    inverse.push(had ? { op: 'replace', path, value: before } : { op: 'remove', path })
  }
  return { patches: done, inverse: inverse.toReversed() }
}

/** Undefined where the path does not exist, or leads through a list. */
function findParent(flow: Flow, path: readonly string[]): Record<string, unknown> | undefined {
  let current: unknown = flow
  for (const key of path.slice(0, -1)) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined
    current = current[key]
  }
  return isObject(current) ? current : undefined
}

function areIndependent(patches: readonly LoosePatch[]): boolean {
  const keyOf = (path: readonly string[]) => JSON.stringify(path)
  const paths = new Set(patches.map(({ path }) => keyOf(path)))
  if (paths.size < patches.length) return false
  return patches.every(({ path }) => path.every((_key, i) => i === 0 || !paths.has(keyOf(path.slice(0, i)))))
}
