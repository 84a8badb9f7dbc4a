/**
 * Arguments written in JavaScript as BFCL reads them, type by type: `5n` for a Bigint, `['a', 'b']` for an array.
 *
 * Source: bfcl-eval 2026.3.23, `eval_checker/ast_eval/type_convertor/js_type_converter.py`. Its quirks are kept: what is
 * not of the type stays a text, elements are parted at every comma, an object ends at its first brace.
 */
import { readPyNumber } from './python-number.ts'
import { PyFloat, type PyType, type PyValue } from './python-value.ts'
import { untilOnLine } from './scan-text.ts'

export const JAVASCRIPT_TYPES: Readonly<Record<string, PyType>> = {
  String: 'str',
  integer: 'int',
  float: 'float',
  Bigint: 'int',
  Boolean: 'bool',
  dict: 'dict',
  array: 'list',
  any: 'str',
}

// Python's `$` also stands before a last newline
const INT = /^-?\d+\n?$/
const FLOAT = /^-?\d+(?:\.\d+)?\n?$/
const BIGINT = /^-?\d+n\n?$/
/** A longer text is no answer of the benchmark, and the pattern of pairs takes too long on some. */
const LONGEST_OBJECT = 10_000

/** Undefined for a type that upstream does not convert. */
export function convertJavaScript(value: string, type: string, nested?: string): PyValue | undefined {
  switch (type) {
    case 'String':
      return isQuoted(value) ? value.slice(1, -1) : value
    case 'integer':
      return INT.test(value) ? Number(value) : value
    case 'float':
      return FLOAT.test(value) ? new PyFloat(Number(value)) : value
    case 'Bigint':
      return BIGINT.test(value) ? Number(value.replace(/n\n?$/, '')) : value
    case 'Boolean':
      return value === 'true' || (value === 'false' ? false : value)
    case 'array':
      return toArray(value.trim(), nested)
    case 'dict':
      return toObject(value.trim())
    case 'any':
      return value
    default:
      return undefined
  }
}

const isQuoted = (text: string): boolean => ['"', "'"].some((quote) => text.startsWith(quote) && text.endsWith(quote))

const toArray = (code: string, nested: string | undefined): PyValue => toRows(code) ?? toElements(code, nested) ?? code

function toElements(code: string, nested: string | undefined): PyValue[] | undefined {
  const constructed = /^new\s+Array\(/.exec(code)
  const content = code.startsWith('[')
    ? untilOnLine(code, 1, ']')
    : constructed === null
      ? undefined
      : untilOnLine(code, constructed[0].length, ')')
  if (content === undefined) return undefined
  const items = content.trim() === '' ? [] : content.trim().split(',')
  return items.map((item) => {
    const text = item.trim()
    return (nested === undefined ? undefined : convertJavaScript(text, nested)) ?? toAny(text)
  })
}

/** Arrays within an array; their elements have no documented type. */
function toRows(code: string): PyValue[] | undefined {
  const end = findEndOfRows(code)
  if (end === undefined) return undefined
  return [...code.slice(0, end).matchAll(/\[([^\n]*?)\]/g)].map(([, inner = ''], i) => {
    const content = inner.trim()
    return (i === 0 && content.startsWith('[') ? content.slice(1) : content).split(',').map((item) => toAny(item))
  })
}

/**
 * Where `[[…], […]]` or `new Array([…], […])` ends, if the text begins so. An inner array may end at any `]` of its line
 * from which the rest can be read, and ends at the first; found from the back, so that no text takes long.
 */
function findEndOfRows(code: string): number | undefined {
  const opening = /^(?:\[|new\s+Array\()\s*\[/.exec(code)
  if (opening === null) return undefined
  const closing = code.startsWith('[') ? ']' : ')'
  /** By position, the end of the whole if an inner array's content begins there. */
  const ends: (number | undefined)[] = []
  /** By position, that of the next character that is no blank. */
  const solid: number[] = []
  solid[code.length] = code.length
  for (let at = code.length - 1; at >= opening[0].length; at--) {
    solid[at] = /\s/.test(code[at] ?? '') ? (solid[at + 1] ?? at) : at
    ends[at] = code[at] === '\n' ? undefined : ends[at + 1]
    if (code[at] !== ']') continue
    const next = solid[at + 1] ?? code.length
    const inner = solid[next + 1] ?? code.length
    const end =
      code[next] === closing ? next + 1 : code[next] === ',' && code[inner] === '[' ? ends[inner + 1] : undefined
    if (end !== undefined) ends[at] = end
  }
  return ends[opening[0].length]
}

function toObject(code: string): PyValue {
  if (code === '{}') return {}
  const content = code.startsWith('{') ? untilOnLine(code, 1, '}') : undefined
  if (content === undefined || content.length > LONGEST_OBJECT) return code
  const pairs = content.matchAll(/([^:]+):\s*([^]*?)(?:,\s*(?=[^,]+:)|$)/g)
  return Object.fromEntries([...pairs].map(([, key = '', value = '']) => [unquote(key.trim()), toMember(value.trim())]))
}

/** An object within one cannot be: it would have ended the outer. */
const toMember = (text: string): PyValue =>
  text.startsWith('[') && text.endsWith(']') ? toArray(text, undefined) : toAny(unquote(text))

const unquote = (text: string): string => text.replace(/^['"]+/, '').replace(/['"]+$/, '')

/** A value whose type is not documented. */
function toAny(given: string): PyValue {
  const text = given.trim()
  if (text === 'true' || text === 'false') return text === 'true'
  return isQuoted(text) ? text.slice(1, -1) : (readPyNumber(text) ?? text)
}
