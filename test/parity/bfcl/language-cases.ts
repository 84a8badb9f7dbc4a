/** Answers in Java and JavaScript: the possible answers written as texts of the language, and texts bent in many ways. */
import { type ParameterDoc, PyFloat, type PyDict, type PyValue } from '@evalflow/metrics'
import { chance, int, pick, type Random } from '../texts.ts'
import type { Call, Row } from './cases.ts'

export type WrittenLanguage = 'java' | 'javascript'

/** Of each parameter the first allowed value, or any; what may be left out is, now and then. */
export function writtenAnswer(random: Random, row: Row, language: WrittenLanguage, isFirst: boolean): Call[] {
  return row.answers.map((possible) => {
    const [name = '', allowed = {}] = Object.entries(possible)[0] ?? []
    const doc = row.functions.find((found) => found.name === name)
    const args: Record<string, PyValue> = {}
    for (const [parameter, values] of Object.entries(allowed as PyDict)) {
      const list = (values as PyValue[]).filter((value) => value !== '')
      const isFree = list.length < (values as PyValue[]).length
      if (list.length === 0 || (isFree && (isFirst || chance(random, 0.5)))) continue
      const value = isFirst ? (list[0] ?? null) : pick(random, list)
      args[parameter] = writeValue(value, doc?.parameters.properties[parameter], language)
    }
    return { name, arguments: args }
  })
}

function writeValue(value: PyValue, spec: ParameterDoc | undefined, language: WrittenLanguage): string {
  const type = spec?.type ?? 'any'
  // a variable, or what upstream compares as a text
  if (typeof value === 'string' && !(type === 'String' && language === 'javascript')) return value
  if (language === 'javascript') return writeJavaScript(value, type)
  if (Array.isArray(value)) {
    const items = value as PyValue[]
    // upstream keeps quotes within an Array, and its answers have none
    if (type === 'Array') return `new ${spec?.items?.type}[]{${items.map(bare).join(', ')}}`
    const literal = (item: PyValue) => (spec?.items?.type === 'any' ? String(bare(item)) : javaLiteral(item, spec))
    return `new ArrayList<>(Arrays.asList(${items.map((item) => (typeof item === 'string' ? `"${item}"` : literal(item))).join(', ')}))`
  }
  if (isObject(value)) {
    const puts = Object.entries(value).map(([key, allowed]) => `put("${key}", ${quoted(first(allowed))});`)
    return `new HashMap<String, Object>() {{ ${puts.join(' ')} }}`
  }
  return javaLiteral(value, { type })
}

const isObject = (value: PyValue): value is PyDict =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof PyFloat)
const first = (allowed: PyValue): PyValue => (Array.isArray(allowed) ? ((allowed as PyValue[])[0] ?? null) : allowed)
const bare = (value: PyValue): string =>
  value instanceof PyFloat ? (Number.isInteger(value.value) ? `${value.value}.0` : String(value.value)) : String(value)
const quoted = (value: PyValue): string => (typeof value === 'string' ? `"${value}"` : bare(value))

function javaLiteral(value: PyValue, spec: ParameterDoc | undefined): string {
  const type = spec?.items?.type ?? spec?.type
  return `${bare(value)}${type === 'long' ? 'L' : type === 'float' ? 'f' : ''}`
}

function writeJavaScript(value: PyValue, type: string): string {
  if (Array.isArray(value)) return `[${(value as PyValue[]).map((item) => writeJavaScript(item, type)).join(', ')}]`
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, allowed]) => `"${key}": ${writeJavaScript(first(allowed), type)}`)
      .join(', ')}}`
  return `${quoted(value)}${type === 'Bigint' ? 'n' : ''}`
}

const SIGNS = [
  '"',
  "'",
  ',',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  ':',
  ' ',
  '\n',
  'L',
  'f',
  'n',
  '-',
  '.',
  '0',
  '_',
  'new ',
  '=',
]
const SNIPPETS = [
  'new ArrayList<>()',
  'new ArrayList<String>() {{ add("a"); add("b"); }}',
  'new ArrayList<Long>() {{ add(1L);\n add(2); }}',
  'new ArrayList<>(Arrays.asList(1, "abc", true, 2.5f, 7L, 1e3))',
  'new int[]{}',
  'new int[] { 1, 2, 3 }',
  'new String[]{"a", "b"}',
  'new HashMap<>()',
  'new HashMap<>() {{}}',
  'new HashMap<String, List<Integer>>() { { put("a", 1); put("b", "x"); } }',
  'new HashMap<String, Object>() {{ put("a",\n true); put("b", 2.5); }}',
  '5L',
  '-3.5f',
  '1e-3',
  '12n',
  "'c'",
  '[[1, 2], [3, 4]]',
  '[ [1], [2, "x"] , [] ]',
  'new Array(1, 2, 3)',
  'new Array([1, 2], [3])',
  '[]',
  '{}',
  '{"a": 1, b: [1, 2], \'c\': "x, y"}',
  '{a: {b: 1}}',
  "{ 'key': true, other: null }",
  'true',
  '1_000',
  ' 42 ',
  'inf',
  'nonsense',
]

/** One change, or several, in a text; or another text, or no text. */
export function bendText(random: Random, text: string): PyValue {
  const kind = int(random, 0, 9)
  if (kind === 0) return pick(random, SNIPPETS)
  if (kind === 1) return pick(random, [null, true, 5, new PyFloat(5), ['a'], { a: 1 }] as PyValue[])
  let bent = text
  for (let i = int(random, 1, 3); i > 0; i--) {
    const at = int(random, 0, bent.length)
    const cut = chance(random, 0.5) ? 1 : 0
    bent = bent.slice(0, at) + (chance(random, 0.6) ? pick(random, SIGNS) : '') + bent.slice(at + cut)
  }
  return bent
}

/** A text to be read as a value of some type: made of the pieces that the readers look for. */
export function inventText(random: Random): string {
  const parts = Array.from({ length: int(random, 1, 4) }, () =>
    chance(random, 0.5) ? pick(random, SNIPPETS) : pick(random, SIGNS),
  )
  const text = parts.join(chance(random, 0.3) ? ', ' : '')
  const bent = chance(random, 0.5) ? bendText(random, text) : text
  return typeof bent === 'string' ? bent : text
}

export const bendArguments = (random: Random, calls: readonly Call[]): Call[] =>
  calls.map((call) => {
    const names = Object.keys(call.arguments)
    const at = names.length === 0 ? undefined : pick(random, names)
    if (at === undefined) return call
    const value = call.arguments[at]
    return { ...call, arguments: { ...call.arguments, [at]: bendText(random, typeof value === 'string' ? value : '') } }
  })
