/**
 * RAGAS's two scores of the calls an agent made over a conversation, against reference calls.
 *
 * Source: ragas 0.4.3, `metrics/_tool_call_accuracy.py` and `_tool_call_f1.py`. Unlike there, F1 is not rounded.
 */
import { type ToolCall, canonicalJson } from './tool-calling.ts'

/**
 * 0 unless the names are those of the reference, in its order (`strict`) or in any; then the mean over the reference's
 * calls of the share of its arguments that were given with the same text. No calls on either side is 1.
 */
export function toolCallAccuracy(
  made: readonly ToolCall[],
  reference: readonly ToolCall[],
  options: { order: 'strict' | 'any' } = { order: 'strict' },
): number {
  if (made.length === 0 && reference.length === 0) return 1
  const [left, right] = options.order === 'strict' ? [made, reference] : [sorted(made), sorted(reference)]
  if (left.length !== right.length || left.some(({ name }, i) => name !== right[i]?.name)) return 0
  const scores = right.map((call, i) => argumentShare(toRecord(left[i]?.arguments), toRecord(call.arguments)))
  return scores.reduce((sum, score) => sum + score, 0) / right.length
}

/** F1 over the sets of calls, name and arguments together; 0 if nothing is in common, two empty sets included. */
export function toolCallF1(made: readonly ToolCall[], reference: readonly ToolCall[]): number {
  const toSet = (calls: readonly ToolCall[]) =>
    new Set(calls.map((call) => `${call.name}(${canonicalJson(toRecord(call.arguments))})`))
  const [left, right] = [toSet(made), toSet(reference)]
  const common = [...left].filter((call) => right.has(call)).length
  return common === 0 ? 0 : (2 * common) / (left.size + right.size)
}

function argumentShare(made: Record<string, unknown>, reference: Record<string, unknown>): number {
  const names = Object.keys(reference)
  if (names.length === 0) return Object.keys(made).length === 0 ? 1 : 0
  const same = names.filter((name) => Object.hasOwn(made, name) && asText(made[name]) === asText(reference[name]))
  return same.length / names.length
}

/** A text as it is, so that "5" and 5 are the same. */
const asText = (value: unknown): string => (typeof value === 'string' ? value : canonicalJson(value))

function toRecord(value: unknown): Record<string, unknown> {
  try {
    const found: unknown = typeof value === 'string' ? JSON.parse(value === '' ? '{}' : value) : value
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function sorted(calls: readonly ToolCall[]): ToolCall[] {
  const key = ({ name, arguments: args }: ToolCall) => `${name}\n${canonicalJson(toRecord(args))}`
  return calls.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}
