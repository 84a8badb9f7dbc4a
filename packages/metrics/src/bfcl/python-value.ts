/**
 * Values as Python sees them. BFCL's checker asks for types: 5 is an int, 5.0 a float, and JavaScript knows one number.
 * So floats without a fraction are kept as `PyFloat`; a plain number with a fraction is a float anyway.
 */
export class PyFloat {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** Python's tuple; a plain array is a list. */
export class PyTuple {
  readonly items: readonly PyValue[]
  constructor(items: readonly PyValue[]) {
    this.items = items
  }
}

export type PyValue = null | boolean | number | string | PyFloat | PyTuple | readonly PyValue[] | PyDict
export interface PyDict {
  readonly [key: string]: PyValue
}
export type PyType = 'NoneType' | 'bool' | 'int' | 'float' | 'str' | 'list' | 'tuple' | 'dict'

export function pyType(value: PyValue): PyType {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value === 'string') return 'str'
  if (value instanceof PyFloat) return 'float'
  if (value instanceof PyTuple) return 'tuple'
  return Array.isArray(value) ? 'list' : 'dict'
}

export const isDict = (value: PyValue): value is PyDict => pyType(value) === 'dict'
export const isList = (value: PyValue): value is readonly PyValue[] => Array.isArray(value)

/** `==`: 1 equals 1.0 and True; a list never equals a tuple. */
export function pyEquals(left: PyValue, right: PyValue): boolean {
  const a = toNumber(left)
  const b = toNumber(right)
  if (a !== undefined || b !== undefined) return a === b
  if (left instanceof PyTuple || right instanceof PyTuple)
    return left instanceof PyTuple && right instanceof PyTuple && pyEquals(left.items, right.items)
  if (isList(left) && isList(right))
    return left.length === right.length && left.every((item, i) => pyEquals(item, right[i] ?? null))
  if (isDict(left) && isDict(right)) {
    const keys = Object.keys(left)
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && pyEquals(left[key] ?? null, right[key] ?? null))
    )
  }
  return left === right
}

/** `value in list`. */
export const isIn = (value: PyValue, list: readonly PyValue[]): boolean => list.some((item) => pyEquals(item, value))

/** JSON with `5.0` kept apart from `5`. @throws SyntaxError */
export function parsePyJson(text: string): PyValue {
  // the third argument (the number's own text) is ES2025, and not yet in the compiler's library
  const revive = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && /[.eE]/.test(context?.source ?? '') ? new PyFloat(value) : value
  return JSON.parse(text, revive) as PyValue
}

function toNumber(value: PyValue): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  return value instanceof PyFloat ? value.value : undefined
}

/** `repr()`. Floats as JavaScript writes them, with `.0` where they are whole. */
export function pyRepr(value: PyValue): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  if (value instanceof PyFloat) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value)
  if (typeof value === 'string') return reprText(value)
  if (value instanceof PyTuple) return `(${value.items.map(pyRepr).join(', ')}${value.items.length === 1 ? ',' : ''})`
  if (isList(value)) return `[${value.map(pyRepr).join(', ')}]`
  const entries = Object.entries(value as PyDict).map(([key, item]) => `${reprText(key)}: ${pyRepr(item)}`)
  return `{${entries.join(', ')}}`
}

/** Single quotes, unless that needs an escape and double quotes do not. */
function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote
}
