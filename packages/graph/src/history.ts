/**
 * Undo and redo as data (rules H1 to H6 in SPEC.md): plain JSON, so it survives a reload beside the flow it belongs to.
 *
 * An entry holds the patches of one gesture and those that lead back; its size is that of the change.
 */
import type { Change } from './change.ts'
import type { JsonValue } from './flow.ts'
import { equalJson } from './json.ts'
import type { FlowPatch } from './patches.ts'

export interface HistoryEntry {
  label: string
  patches: FlowPatch[]
  inverse: FlowPatch[]
  /** Gestures with one key within `COALESCE_MS` of each other become one entry. */
  key?: string
  /** Milliseconds since the epoch of the last change in it. */
  at: number
}

export interface History {
  /** Oldest first. */
  past: readonly HistoryEntry[]
  /** Next to redo last. */
  future: readonly HistoryEntry[]
}

export interface RecordOptions {
  /** Milliseconds since the epoch. */
  at: number
  /** Same key in quick succession is one gesture, e.g. `value:{node}:{field}` while typing. */
  key?: string
}

export const COALESCE_MS = 1_000
export const HISTORY_LIMIT = 500

export const emptyHistory: History = { past: [], future: [] }

/** `history` after `change`, which the caller has applied. A change without patches leaves it as it is. */
export function recordChange(history: History, change: Change, options: RecordOptions): History {
  if (change.patches.length === 0) return history
  const { at, key } = options
  const last = history.past.at(-1)
  const isSameGesture =
    last !== undefined &&
    key !== undefined &&
    last.key === key &&
    history.future.length === 0 &&
    at - last.at <= COALESCE_MS
  if (isSameGesture) {
    const merged = { ...last, ...merge(last, change), at }
    const before = history.past.slice(0, -1)
    return { past: isNothing(merged) ? before : [...before, merged], future: [] }
  }
  const entry: HistoryEntry = { label: change.label, patches: change.patches, inverse: change.inverse, at }
  if (key !== undefined) entry.key = key
  return { past: [...history.past.slice(-(HISTORY_LIMIT - 1)), entry], future: [] }
}

/** Ends the running gesture: what comes next is an entry of its own, e.g. after blur or pointer up. */
export function sealHistory(history: History): History {
  const last = history.past.at(-1)
  if (last?.key === undefined) return history
  const { key: _ended, ...sealed } = last
  return { ...history, past: [...history.past.slice(0, -1), sealed] }
}

export interface HistoryStep {
  history: History
  /** To be applied to the flow. */
  patches: readonly FlowPatch[]
  label: string
}

/** One step back; undefined if there is none. */
export function undo(history: History): HistoryStep | undefined {
  const entry = history.past.at(-1)
  if (!entry) return undefined
  return {
    history: { past: history.past.slice(0, -1), future: [...history.future, entry] },
    patches: entry.inverse,
    label: entry.label,
  }
}

/** One step forward again; undefined if there is none. */
export function redo(history: History): HistoryStep | undefined {
  const entry = history.future.at(-1)
  if (!entry) return undefined
  const { key: _ended, ...sealed } = entry
  return {
    history: { past: [...history.past, sealed], future: history.future.slice(0, -1) },
    patches: entry.patches,
    label: entry.label,
  }
}

type Patches = Pick<HistoryEntry, 'patches' | 'inverse'>

/** Two changes as one. Typing and dragging touch the same paths again, so the entry does not grow with them. */
function merge(first: Patches, second: Patches): Patches {
  const folded = foldSamePaths(first, second)
  if (folded) return folded
  return { patches: [...first.patches, ...second.patches], inverse: [...second.inverse, ...first.inverse] }
}

function foldSamePaths(first: Patches, second: Patches): Patches | undefined {
  const pathOf = (patch: FlowPatch) => JSON.stringify(patch.path)
  if (first.patches.length !== second.patches.length) return undefined
  const patches: FlowPatch[] = []
  const seen = new Set<string>()
  for (const [i, before] of first.patches.entries()) {
    const after = second.patches[i]
    // Only "set, then set again" at distinct record keys folds; anything else keeps its order.
    if (!after || before.op === 'remove' || after.op !== 'replace' || pathOf(before) !== pathOf(after)) return undefined
    // An insertion into a list shifts what later paths mean.
    if (before.op === 'add' && /^\d+$/.test(before.path.at(-1) ?? '')) return undefined
    if (seen.has(pathOf(before)) || before.path.length !== first.patches[0]?.path.length) return undefined
    seen.add(pathOf(before))
    patches.push({ op: before.op, path: before.path, value: after.value })
  }
  return { patches, inverse: first.inverse }
}

/** Does the entry end where it began, as after typing a letter and deleting it? */
function isNothing(entry: Patches): boolean {
  const before = new Map<string, JsonValue>()
  for (const patch of entry.inverse) {
    if (patch.op !== 'replace') return false
    before.set(JSON.stringify(patch.path), patch.value)
  }
  return (
    entry.patches.length === before.size &&
    entry.patches.every(
      (patch) => patch.op === 'replace' && equalJson(patch.value, before.get(JSON.stringify(patch.path))),
    )
  )
}
