/**
 * The simulated worlds of BFCL's multi-turn rows: each class of its API as state and methods. They behave as upstream's
 * (bfcl-eval 2026.3.23) in state, keys and values; messages of errors have words of their own.
 */
import type { LongContext } from '../long-context.ts'

export type Value = unknown
export type Args = Readonly<Record<string, Value>>
export type State = Record<string, Value>

/** A name, or a name with its default. */
export type Parameter = string | readonly [name: string, fallback: Value]

export interface Method {
  readonly parameters: readonly Parameter[]
  /** @throws Error for what Python would raise */
  run(args: Args): Value
}

export interface Backend {
  readonly methods: Readonly<Record<string, Method>>
  /** What two runs are compared by. */
  state(): State
}

export interface World {
  /** For ages of travellers. */
  readonly today: Date
  /** Texts that the worlds of `multi_turn_long_context` are filled with; without it they are as a row has them. */
  readonly longContext?: LongContext
}

/** Makes one class from a row's `initial_config`, which is not changed. */
export type CreateBackend = (scenario: Readonly<Record<string, Value>>, world: World) => Backend

export const method = (parameters: readonly Parameter[], run: (args: Args) => Value): Method => ({ parameters, run })

/** A copy, so that one row's run cannot change another's. */
export const given = <T>(scenario: Readonly<Record<string, Value>>, name: string, fallback: T): T =>
  structuredClone(Object.hasOwn(scenario, name) ? (scenario[name] as T) : fallback)

export const fault = (message: string) => ({ error: message })

export function number(value: Value, name: string): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  throw new Error(`${name} must be a number`)
}

export function text(value: Value, name: string): string {
  if (typeof value === 'string') return value
  throw new Error(`${name} must be a text`)
}

export function list(value: Value, name: string): Value[] {
  if (Array.isArray(value)) return value
  throw new Error(`${name} must be a list`)
}
