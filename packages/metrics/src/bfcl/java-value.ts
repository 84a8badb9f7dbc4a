/**
 * Arguments written in Java as BFCL reads them, type by type: `5L` for a long, `new int[]{1, 2}` for an array.
 *
 * Source: bfcl-eval 2026.3.23, `eval_checker/ast_eval/type_convertor/java_type_converter.py`. Its quirks are kept: what is
 * not of the type stays a text, elements are parted at every comma, texts in an Array keep their quotes and those in an
 * ArrayList lose them. Written without its patterns, since those take too long on some texts.
 */
import { textUntil, untilOnLine } from './scan-text.ts'
import { readPyNumber } from './python-number.ts'
import { PyFloat, type PyType, type PyValue } from './python-value.ts'

/** What a value of each documented type is to the checker. */
export const JAVA_TYPES: Readonly<Record<string, PyType>> = {
  byte: 'int',
  short: 'int',
  integer: 'int',
  long: 'int',
  float: 'float',
  double: 'float',
  boolean: 'bool',
  char: 'str',
  String: 'str',
  any: 'str',
  Array: 'list',
  ArrayList: 'list',
  Queue: 'list',
  Stack: 'list',
  HashMap: 'dict',
  Hashtable: 'dict',
}

// Python's `$` also stands before a last newline
const INT = /^-?\d+\n?$/
const LONG = /^-?\d+[lL]\n?$/
const FLOAT = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[fF]\n?$/
const DOUBLE = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\n?$/
const LIST_OF = /new\s+ArrayList<\w*>\(Arrays\.asList\(/g
const LIST_ADDING = /new\s+ArrayList<\w*>\(\)\s*\{\{\s*/
const LIST_EMPTY = /new\s+ArrayList<\w*>\(\)/
const ARRAY = /new\s+\w+\[\]\s*\{/g
const MAP = /new\s+HashMap</g

/** Undefined for a type that upstream does not convert (its run ends there). */
export function convertJava(value: string, type: string, nested?: string): PyValue | undefined {
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
      return INT.test(value) ? Number(value) : value
    case 'long':
      return LONG.test(value) ? Number(value.replace(/[lL]\n?$/, '')) : value
    case 'float':
      return FLOAT.test(value) ? new PyFloat(Number(value.replace(/[fF]\n?$/, ''))) : value
    case 'double':
      return DOUBLE.test(value) ? new PyFloat(Number(value)) : value
    case 'boolean':
      return value === 'true' || (value === 'false' ? false : value)
    case 'Array':
      return toArray(value, nested)
    case 'ArrayList':
      return toList(value, nested)
    case 'HashMap':
      return toMap(value)
    case 'char':
    case 'String':
    case 'any':
      return value
    default:
      return undefined
  }
}

function toArray(text: string, nested: string | undefined): PyValue | undefined {
  for (const found of text.matchAll(ARRAY)) {
    const content = untilOnLine(text, found.index + found[0].length, '}')
    if (content === undefined) continue
    const items = content.split(',').map((item) => item.trim())
    return toItems(
      items.filter((item) => item !== ''),
      (item) => (nested === undefined ? toAny(item) : convertJava(item, nested)),
    )
  }
  return text
}

function toList(text: string, nested: string | undefined): PyValue | undefined {
  const toItem = (item: string) => {
    if (nested === undefined) return toAny(item)
    return nested === 'char' || nested === 'String' ? item.slice(1, -1) : convertJava(item, nested)
  }
  for (const found of text.matchAll(LIST_OF)) {
    const content = untilOnLine(text, found.index + found[0].length, '))', 1)
    if (content !== undefined) {
      const items = content.split(',').map((item) => item.trim())
      return toItems(items, toItem)
    }
  }
  const adding = LIST_ADDING.exec(text)
  const body = adding === null ? undefined : textUntil(text, adding.index + adding[0].length, '}}', 1)
  if (body !== undefined) return toItems(findAdded(body), toItem)
  return LIST_EMPTY.test(text) ? [] : text
}

/** What stands in `add(…)`, up to the first bracket. */
function findAdded(body: string): string[] {
  const added: string[] = []
  for (let at = body.indexOf('add('); at >= 0; at = body.indexOf('add(', at)) {
    const item = untilOnLine(body, at + 4, ')', 1)
    if (item !== undefined) added.push(item.trim())
    at += 4 + (item === undefined ? 0 : item.length + 1)
  }
  return added
}

function toItems(items: readonly string[], toItem: (item: string) => PyValue | undefined): PyValue[] | undefined {
  const made = items.map(toItem)
  return made.every((item) => item !== undefined) ? made : undefined
}

function toMap(text: string): PyValue {
  let isEmpty = false
  for (const found of text.matchAll(MAP)) {
    const opened = findConstructor(text, found.index + found[0].length)
    if (opened === undefined) continue
    isEmpty = true
    const content = opened.body === undefined ? undefined : textUntil(text, opened.body, '}')
    if (content !== undefined) return Object.fromEntries(findPuts(content))
  }
  return isEmpty ? {} : text
}

/**
 * `>() {{`: where what is put begins. Of several `>` the first that a pair of brackets follows, one with a body before
 * one without.
 */
function findConstructor(text: string, from: number): { body: number | undefined } | undefined {
  let found: { body: number | undefined } | undefined
  const pattern = />\s*\(\)(\s*\{\s*\{?\s*)?/g
  pattern.lastIndex = from
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[1] !== undefined) return { body: match.index + match[0].length }
    found ??= { body: undefined }
  }
  return found
}

/** `put("key", value)`: the value ends at the first bracket on its line. */
function findPuts(body: string): [string, PyValue][] {
  const puts: [string, PyValue][] = []
  for (let at = body.indexOf('put("'); at >= 0; at = body.indexOf('put("', at)) {
    at += 5
    const put = readPut(body, at)
    if (put === undefined) continue
    puts.push([put.key, toAny(put.value.trim())])
    at = put.end
  }
  return puts
}

function readPut(body: string, start: number): { key: string; value: string; end: number } | undefined {
  const newline = body.indexOf('\n', start)
  const line = body.slice(start, newline < 0 ? undefined : newline)
  // only after the last `",` of a line can blanks lead to the next
  for (const keyEnd of new Set([line.indexOf('",'), line.lastIndexOf('",')])) {
    if (keyEnd < 0) return undefined
    const rest = body.slice(start + keyEnd + 2)
    const blanks = rest.length - rest.trimStart().length
    const value = untilOnLine(rest, blanks, ')')
    if (value !== undefined)
      return { key: line.slice(0, keyEnd), value, end: start + keyEnd + 2 + blanks + value.length + 1 }
  }
  return undefined
}

/** A value whose type is not documented. */
function toAny(text: string): PyValue {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text.startsWith('"') && text.endsWith('"')) return text.slice(1, -1)
  if (LONG.test(text)) return Number(text.slice(0, -1))
  if (FLOAT.test(text)) return new PyFloat(Number(text.replace(/[fF]\n?$/, '')))
  return readPyNumber(text) ?? text
}
