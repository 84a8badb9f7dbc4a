/**
 * Patches: the smallest way to say what changed in a flow (rules P1 to P5 in SPEC.md).
 *
 * Untouched parts are shared between the flow before and after. A patched record is copied once per call however many
 * patches touch it, so the work is that of the change plus one shallow copy of each record on its path.
 */
import { graphErrors } from './errors.ts'
import type { Flow, JsonValue } from './flow.ts'
import { equalJson, isForbiddenKey } from './json.ts'

export type FlowPatch =
  | { op: 'add'; path: string[]; value: JsonValue }
  | { op: 'replace'; path: string[]; value: JsonValue }
  | { op: 'remove'; path: string[] }

/** As it travels: the server's `flowPatchSchema` lets `value` be missing. */
export interface LoosePatch {
  op: 'add' | 'replace' | 'remove'
  path: readonly string[]
  value?: JsonValue | undefined
}

type Container = Record<string, unknown> | unknown[]

/**
 * The flow after `patches`, in order; `flow` itself is not touched.
 *
 * @throws GraphError `invalid_patch` if a path does not exist (`add` needs only its parent), leaves JSON or names a
 * forbidden key; then nothing is applied
 */
export function applyPatches(flow: Flow, patches: readonly LoosePatch[]): Flow {
  return patches.length === 0 ? flow : run(flow, patches).flow
}

/** As `applyPatches`, and the patches that lead back exactly. */
export function applyWithInverse(flow: Flow, patches: readonly LoosePatch[]): { flow: Flow; inverse: FlowPatch[] } {
  return patches.length === 0 ? { flow, inverse: [] } : run(flow, patches)
}

function run(flow: Flow, patches: readonly LoosePatch[]): { flow: Flow; inverse: FlowPatch[] } {
  // Copies made by this call may be written to; anything else is shared and may not.
  const own = new Set<Container>()
  const root = { ...flow }
  own.add(root as unknown as Container)
  const inverse: FlowPatch[] = []

  for (const patch of patches) {
    const parent = openParent(root as unknown as Container, patch.path, own)
    const key = patch.path[patch.path.length - 1]
    if (key === undefined) throw graphErrors.invalidPatch(patch.path, 'the path is empty')
    if (isForbiddenKey(key)) throw graphErrors.invalidPatch(patch.path, `the key "${key}" is not allowed`)
    const undo = Array.isArray(parent) ? patchArray(parent, key, patch) : patchObject(parent, key, patch)
    if (undo) inverse.push(undo)
  }
  return { flow: root, inverse: inverse.toReversed() }
}

function openParent(root: Container, path: readonly string[], own: Set<Container>): Container {
  let at = root
  for (const key of path.slice(0, -1)) {
    if (isForbiddenKey(key)) throw graphErrors.invalidPatch(path, `the key "${key}" is not allowed`)
    const child: unknown = Array.isArray(at)
      ? at[toIndex(key, at.length - 1, path)]
      : Object.hasOwn(at, key)
        ? at[key]
        : undefined
    if (typeof child !== 'object' || child === null) throw graphErrors.invalidPatch(path, `there is no "${key}"`)
    const copy = own.has(child as Container) ? (child as Container) : copyOf(child as Container)
    own.add(copy)
    if (Array.isArray(at)) at[Number(key)] = copy
    else at[key] = copy
    at = copy
  }
  return at
}

const copyOf = (container: Container): Container => (Array.isArray(container) ? [...container] : { ...container })

function patchObject(parent: Record<string, unknown>, key: string, patch: LoosePatch): FlowPatch | undefined {
  const had = Object.hasOwn(parent, key)
  const before = parent[key] as JsonValue
  if (patch.op !== 'add' && !had) throw graphErrors.invalidPatch(patch.path, `there is no "${key}"`)
  if (patch.op === 'remove') {
    delete parent[key]
    return { op: 'add', path: [...patch.path], value: before }
  }
  const value = valueOf(patch)
  if (had && equalJson(before, value)) return undefined
  parent[key] = value
  return had ? { op: 'replace', path: [...patch.path], value: before } : { op: 'remove', path: [...patch.path] }
}

function patchArray(parent: unknown[], key: string, patch: LoosePatch): FlowPatch | undefined {
  if (patch.op === 'add') {
    const index = key === '-' ? parent.length : toIndex(key, parent.length, patch.path)
    parent.splice(index, 0, valueOf(patch))
    return { op: 'remove', path: [...patch.path.slice(0, -1), String(index)] }
  }
  const index = toIndex(key, parent.length - 1, patch.path)
  const before = parent[index] as JsonValue
  if (patch.op === 'remove') {
    parent.splice(index, 1)
    return { op: 'add', path: [...patch.path], value: before }
  }
  parent[index] = valueOf(patch)
  return { op: 'replace', path: [...patch.path], value: before }
}

function valueOf(patch: LoosePatch): JsonValue {
  if (patch.value === undefined) throw graphErrors.invalidPatch(patch.path, `"${patch.op}" needs a value`)
  return patch.value
}

function toIndex(key: string, last: number, path: readonly string[]): number {
  const index = Number(key)
  if (!/^(0|[1-9]\d*)$/.test(key) || index > last) {
    throw graphErrors.invalidPatch(path, `"${key}" is not a position in a list of ${last + 1}`)
  }
  return index
}
