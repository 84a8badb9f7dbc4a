/**
 * NeMo's `tool-calling`: do the calls a model made equal those expected?
 *
 * Bags are compared, order does not matter, a missing or extra call fails both scores. Names are case-sensitive, and
 * `.` equals `_` in them. Arguments are compared as JSON: key order ignored, 1 equals 1.0; arguments that do not parse
 * fail the second score only. No call expected and none made is 1.
 */

/** A call in OpenAI's form; `arguments` is a JSON text or already an object. */
export interface ToolCall {
  name: string
  arguments: unknown
}

export interface ToolCallingScores {
  function_name_accuracy: 0 | 1
  function_name_and_args_accuracy: 0 | 1
}

export function scoreToolCalls(predicted: readonly ToolCall[], expected: readonly ToolCall[]): ToolCallingScores {
  const name = (call: ToolCall) => toName(call.name)
  const nameAndArguments = (call: ToolCall) => {
    const values = canonicalArguments(call.arguments)
    return values === null ? null : `${toName(call.name)}(${values})`
  }
  return {
    function_name_accuracy: sameBag(predicted.map(name), expected.map(name)) ? 1 : 0,
    function_name_and_args_accuracy: sameBag(predicted.map(nameAndArguments), expected.map(nameAndArguments)) ? 1 : 0,
  }
}

/** `null` stands for what could not be read and equals nothing. */
function sameBag(left: readonly (string | null)[], right: readonly (string | null)[]): boolean {
  if (left.length !== right.length || left.includes(null) || right.includes(null)) return false
  const sorted = [...right].toSorted()
  return [...left].toSorted().every((value, i) => value === sorted[i])
}

const toName = (name: string) => name.replaceAll('.', '_')

function canonicalArguments(value: unknown): string | null {
  if (typeof value !== 'string') return canonicalJson(value ?? {})
  try {
    // a function without parameters is called with "" by some servers, with "{}" by others
    return canonicalJson(value.trim() === '' ? {} : JSON.parse(value))
  } catch {
    return null
  }
}

/** JSON with sorted keys. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}
