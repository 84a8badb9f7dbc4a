/** What a command gives: patches, the way back, and a name for people. */
import type { Flow } from './flow.ts'
import { invertIndependent } from './independent-patches.ts'
import { applyWithInverse, type FlowPatch, type LoosePatch } from './patches.ts'

export interface Change {
  /** Empty if the command changes nothing. */
  patches: FlowPatch[]
  inverse: FlowPatch[]
  /** For the undo menu, in English, e.g. `Move 3 nodes`. */
  label: string
}

export interface CommandContext {
  /** A fresh id; tests pass a counter. */
  newId: (prefix?: string) => string
}

/** A command: what `args` would change in `flow`. Pure; the caller applies `patches`. */
export type Command<Args> = (flow: Flow, args: Args, context: CommandContext) => Change

/** Patches that set what is set already are left out, so a command that changes nothing gives an empty change. */
export function toChange(flow: Flow, label: string, patches: readonly LoosePatch[]): Change {
  const independent = invertIndependent(flow, patches)
  if (independent) return { ...independent, label }
  const { flow: after, inverse } = applyWithInverse(flow, patches)
  if (inverse.length === 0) return { patches: [], inverse, label }
  // The inverse of the inverse is exactly the part of `patches` that did something.
  return { patches: applyWithInverse(after, inverse).inverse, inverse, label }
}

/** `3 nodes`, `1 node`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
