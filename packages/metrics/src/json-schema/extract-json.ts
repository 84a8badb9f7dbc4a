/**
 * Finds the JSON value in a model's answer.
 *
 * `strict`: the whole answer, or what a single code fence around the whole answer holds. `lenient`: else what the first
 * code fence holds, else the first object or list in the text. Size and depth are capped, since validation is recursive.
 */

export type JsonExtraction = 'strict' | 'lenient'
export type ExtractedJson = { ok: true; value: unknown } | { ok: false; reason: string }

export interface JsonLimits {
  /** Longer answers are not read. */
  maxLength: number
  /** Objects and lists within each other. */
  maxDepth: number
}

const DEFAULT_LIMITS: JsonLimits = { maxLength: 1_000_000, maxDepth: 100 }
const WHOLE_FENCE = /^```(?:json|JSON)?[^\S\n]*\n([^]*?)\n?[^\S\n]*```$/
const ANY_FENCE = /```(?:json|JSON)?[^\S\n]*\n([^]*?)```/
/** Places tried in lenient extraction; a text of many brackets and no JSON would take its square of steps. */
const MOST_STARTS = 50

export function extractJson(
  answer: string,
  extraction: JsonExtraction,
  limits: Partial<JsonLimits> = {},
): ExtractedJson {
  const { maxLength, maxDepth } = { ...DEFAULT_LIMITS, ...limits }
  if (answer.length > maxLength)
    return { ok: false, reason: `the answer has ${answer.length} characters; at most ${maxLength} are read` }
  const text = answer.trim()
  const strict = parseWhole(WHOLE_FENCE.exec(text)?.[1] ?? text, maxDepth)
  if (strict.ok || extraction === 'strict' || strict.reason.startsWith('the value is nested')) return strict
  const fenced = ANY_FENCE.exec(text)?.[1]
  const inFence = fenced === undefined ? undefined : parseWhole(fenced, maxDepth)
  return inFence?.ok === true ? inFence : (findValue(text, maxDepth) ?? strict)
}

function parseWhole(text: string, maxDepth: number): ExtractedJson {
  if (depthOf(text) > maxDepth) return { ok: false, reason: `the value is nested more than ${maxDepth} deep` }
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch (error) {
    return { ok: false, reason: `the answer is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** The first object or list that parses; none behind a bracket that nothing closes. */
function findValue(text: string, maxDepth: number): ExtractedJson | undefined {
  let starts = 0
  for (let start = text.search(/[[{]/); start >= 0 && starts < MOST_STARTS; starts++) {
    const end = endOf(text, start)
    // an answer that was cut off is not read in parts
    if (end === undefined) return undefined
    const found = parseWhole(text.slice(start, end), maxDepth)
    if (found.ok) return found
    const next = text.slice(start + 1).search(/[[{]/)
    start = next < 0 ? -1 : start + 1 + next
  }
  return undefined
}

/** Behind the bracket that closes the one at `start`; undefined if none does. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0
  for (const [at, change] of brackets(text, start)) {
    depth += change
    if (depth === 0) return at + 1
  }
  return undefined
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [, change] of brackets(text, 0)) {
    depth += change
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/** Brackets outside of strings: 1 opens, -1 closes. */
function* brackets(text: string, start: number): Generator<readonly [at: number, change: 1 | -1]> {
  let inString = false
  for (let i = start; i < text.length; i++) {
    const char = text.charAt(i)
    if (inString) {
      if (char === '\\') i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') yield [i, 1]
    else if (char === '}' || char === ']') yield [i, -1]
  }
}
