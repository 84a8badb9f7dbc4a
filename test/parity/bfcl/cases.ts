/** Answers of a model, made from BFCL's possible answers: right ones, and ones bent in a way that a checker should see. */
import { type FunctionDoc, PyFloat, type PyDict, type PyValue, parsePyJson, pyRepr } from '@evalflow/metrics'
import { chance, int, pick, type Random } from '../texts.ts'

export type Mode = 'native' | 'text'

export interface Row {
  id: string
  category: string
  /** As the file has it: numbers keep their form for the original. */
  functionsText: string
  answersText: string
  functions: readonly FunctionDoc[]
  answers: readonly PyDict[]
}

export interface Call {
  name: string
  arguments: Record<string, PyValue>
}

/** A right answer: of each parameter any allowed value; what may be left out is, now and then. */
export function answer(random: Random, { answers }: Row): Call[] {
  return answers.map((possible) => {
    const [name = '', allowed = {}] = Object.entries(possible)[0] ?? []
    const args: Record<string, PyValue> = {}
    for (const [parameter, values] of Object.entries(allowed as PyDict)) {
      const list = Array.isArray(values) ? (values as PyValue[]) : []
      if (list.includes('') && chance(random, 0.5)) continue
      const given = list.filter((value) => value !== '')
      if (given.length > 0) args[parameter] = unwrap(random, pick(random, given))
    }
    return { name, arguments: args }
  })
}

/** Dicts of answers hold lists of allowed values. */
function unwrap(random: Random, value: PyValue): PyValue {
  if (Array.isArray(value)) return (value as PyValue[]).map((item) => unwrap(random, item))
  if (typeof value !== 'object' || value === null || value instanceof PyFloat) return value
  const entries = Object.entries(value as PyDict).map(([key, allowed]) => {
    const list = Array.isArray(allowed) ? (allowed as PyValue[]).filter((item) => item !== '') : [allowed]
    return [key, list.length === 0 ? null : pick(random, list)] as const
  })
  return Object.fromEntries(entries.filter(([, item]) => item !== null))
}

const BENDS: readonly ((random: Random, calls: Call[]) => Call[])[] = [
  (_random, calls) => calls,
  (_random, calls) => calls.toReversed(),
  (_random, calls) => calls.slice(1),
  (_random, calls) => [...calls, ...calls.slice(0, 1)],
  onOne((_random, call) => ({ ...call, name: `${call.name}x` })),
  onOne((_random, call) => ({ ...call, arguments: { ...call.arguments, unexpected: 1 } })),
  onOne((random, call) => {
    const [dropped] = shuffled(random, Object.keys(call.arguments))
    const { [dropped ?? '']: _gone, ...kept } = call.arguments
    return { ...call, arguments: kept }
  }),
  onOne((random, call) => onArgument(random, call, (value) => bendType(value))),
  onOne((random, call) => onArgument(random, call, (value) => bendValue(random, value))),
  onOne((random, call) => onArgument(random, call, (value) => respell(value))),
  onOne((random, call) => onArgument(random, call, () => pick(random, [null, true, '', [], {}, 0, new PyFloat(0)]))),
]

export const bend = (random: Random, calls: Call[]): Call[] => pick(random, BENDS)(random, calls)

function onOne(change: (random: Random, call: Call) => Call): (random: Random, calls: Call[]) => Call[] {
  return (random, calls) => {
    const at = int(random, 0, Math.max(0, calls.length - 1))
    return calls.map((call, i) => (i === at ? change(random, call) : call))
  }
}

function onArgument(random: Random, call: Call, change: (value: PyValue) => PyValue): Call {
  const [name] = shuffled(random, Object.keys(call.arguments))
  if (name === undefined) return call
  return { ...call, arguments: { ...call.arguments, [name]: change(call.arguments[name] ?? null) } }
}

const shuffled = (random: Random, items: string[]): string[] =>
  items.length === 0 ? [] : [pick(random, items), ...items]

/** 5 to 5.0 and back, within lists too; a number to its text. */
function bendType(value: PyValue): PyValue {
  if (value instanceof PyFloat) return Number.isInteger(value.value) ? value.value : String(value.value)
  if (typeof value === 'number') return new PyFloat(value)
  if (Array.isArray(value)) return (value as PyValue[]).map(bendType)
  return typeof value === 'string' ? [value] : String(value)
}

function bendValue(random: Random, value: PyValue): PyValue {
  if (value instanceof PyFloat) return new PyFloat(value.value + 1)
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return `${value}z`
  if (typeof value === 'boolean') return !value
  if (!Array.isArray(value)) return { ...(value as PyDict), more: 1 }
  return chance(random, 0.5) ? (value as PyValue[]).toReversed() : (value as PyValue[]).slice(1)
}

function respell(value: PyValue): PyValue {
  if (Array.isArray(value)) return (value as PyValue[]).map(respell)
  return typeof value === 'string' ? value.toUpperCase().replaceAll(' ', '-').replaceAll('"', "'") : value
}

/** As a server sends native calls, dots in names replaced; or as a model writes them in a text. */
export function write(calls: readonly Call[], mode: Mode): string | [string, string][] {
  if (mode === 'native') return calls.map((call) => [call.name.replaceAll('.', '_'), toJson(call.arguments)])
  const texts = calls.map(({ name, arguments: args }) => {
    const named = Object.entries(args).map(([key, value]) => `${key}=${pyRepr(value)}`)
    return `${name}(${named.join(', ')})`
  })
  return `[${texts.join(', ')}]`
}

/** JSON in which whole floats keep their `.0`. */
function toJson(value: PyValue): string {
  if (value instanceof PyFloat) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value)
  if (Array.isArray(value)) return `[${(value as PyValue[]).map(toJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value as PyDict).map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`)}}`
}

export const parseRows = (text: string): Record<string, PyValue>[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parsePyJson(line) as Record<string, PyValue>)
