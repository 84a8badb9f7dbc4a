/** Patches between two documents, and whether two sets of patches touch the same thing. Pure. */
import { equalJson, type FlowPatch, type JsonValue, type LoosePatch } from '@evalflow/graph'

type JsonObject = { [key: string]: JsonValue }

/** Patches that lead from `before` to `after`: as deep as both are objects; lists are replaced whole. */
export function patchesBetween(before: JsonObject, after: JsonObject, path: readonly string[] = []): FlowPatch[] {
  const patches: FlowPatch[] = []
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) patches.push({ op: 'remove', path: [...path, key] })
  }
  for (const [key, value] of Object.entries(after)) {
    const at = [...path, key]
    const old = before[key]
    if (old === undefined) patches.push({ op: 'add', path: at, value })
    else if (isObject(old) && isObject(value)) patches.push(...patchesBetween(old, value, at))
    else if (!equalJson(old, value)) patches.push({ op: 'replace', path: at, value })
  }
  return patches
}

/** Paths that both sides changed, to different values. One side inside what the other removed also counts. */
export function overlappingPaths(mine: readonly LoosePatch[], theirs: readonly LoosePatch[]): (readonly string[])[] {
  const found = new Map<string, readonly string[]>()
  for (const own of mine) {
    for (const other of theirs) {
      if (!isPrefix(own.path, other.path) && !isPrefix(other.path, own.path)) continue
      if (isSameChange(own, other)) continue
      const path = own.path.length >= other.path.length ? own.path : other.path
      found.set(path.join('/'), path)
    }
  }
  return Array.from(found.values())
}

export function valueAt(document: JsonValue, path: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = document
  for (const key of path) {
    if (!isObject(at)) return undefined
    at = at[key]
  }
  return at
}

function isSameChange(a: LoosePatch, b: LoosePatch): boolean {
  if (a.path.length !== b.path.length) return false
  return (a.op === 'remove') === (b.op === 'remove') && equalJson(a.value ?? null, b.value ?? null)
}

function isPrefix(short: readonly string[], long: readonly string[]): boolean {
  return short.length <= long.length && short.every((key, index) => key === long[index])
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
