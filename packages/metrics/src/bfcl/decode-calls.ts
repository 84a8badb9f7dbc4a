/**
 * Calls as a model wrote them, in either of BFCL's modes: native tool calls, or one text `[f(a=1), g()]`.
 * Source: bfcl-eval 2026.3.23, `model_handler/utils.py` (`default_decode_ast_prompting`, `resolve_ast_by_type`).
 */
import { MetricError } from '../errors.ts'
import { toConstant } from './python-arithmetic.ts'
import { type PyCall, type PyExpression, parsePython } from './python-expression.ts'
import { PyFloat, PyTuple, type PyDict, type PyValue, isDict, parsePyJson, pyRepr } from './python-value.ts'

export interface DecodedCall {
  readonly name: string
  readonly arguments: PyDict
}

/** Native calls; `arguments` is the JSON text a server gives. @throws MetricError `python_syntax` if it is no JSON object */
export function decodeToolCalls(calls: readonly { name: string; arguments: unknown }[]): DecodedCall[] {
  return calls.map(({ name, arguments: given }) => {
    const value = typeof given === 'string' ? parseArguments(given) : (given as PyValue)
    if (value !== undefined && isDict(value)) return { name, arguments: value }
    throw new MetricError('python_syntax', `The arguments of ${name} are no JSON object.`)
  })
}

function parseArguments(text: string): PyValue {
  try {
    return parsePyJson(text)
  } catch {
    throw new MetricError('python_syntax', `Not JSON: ${text.slice(0, 80)}`)
  }
}

/** A text of calls; brackets around it may be missing. @throws MetricError `python_syntax` for any other text */
export function decodePythonCalls(text: string): DecodedCall[] {
  return toCalls(text).map(resolveCall)
}

/** The calls of a text as expressions, to be executed. @throws MetricError `python_syntax` */
export function parsePythonCalls(text: string): PyCall[] {
  return toCalls(text)
}

function toCalls(text: string): PyCall[] {
  let trimmed = trimCharacters(text, '`\n ')
  if (!trimmed.startsWith('[')) trimmed = `[${trimmed}`
  if (!trimmed.endsWith(']')) trimmed = `${trimmed}]`
  const parsed = parsePython(trimCharacters(trimmed.trim(), "'"))
  if (parsed.kind === 'call') return [parsed]
  const items = 'items' in parsed ? parsed.items : undefined
  if (items?.every((item): item is PyCall => item.kind === 'call')) return [...items]
  throw new MetricError('python_syntax', 'Not a list of calls.')
}

function trimCharacters(text: string, characters: string): string {
  let start = 0
  let end = text.length
  while (start < end && characters.includes(text[start] ?? '')) start++
  while (end > start && characters.includes(text[end - 1] ?? '')) end--
  return text.slice(start, end)
}

/** Positional arguments are left out, as upstream does. */
function resolveCall({ target, keywords }: PyCall): DecodedCall {
  const named = keywords.map(([name, value]) => [name, resolve(value)] as const)
  return { name: toName(target), arguments: Object.fromEntries(named) }
}

/** `a.b.c`; what stands before the dots counts only if it is a name. */
function toName(target: PyExpression): string {
  const parts: string[] = []
  let at = target
  while (at.kind === 'attribute') {
    parts.unshift(at.name)
    at = at.value
  }
  if (at.kind === 'name') parts.unshift(at.name)
  return parts.join('.')
}

function resolve(expression: PyExpression): PyValue {
  switch (expression.kind) {
    case 'constant':
      return expression.value
    case 'ellipsis':
      return '...'
    case 'unary':
      return negate(expression.operand)
    case 'list':
      return expression.items.map(resolve)
    case 'tuple':
      return new PyTuple(expression.items.map(resolve))
    case 'dict':
      return Object.fromEntries(expression.entries.map(([key, value]) => [toKey(resolve(key)), resolve(value)]))
    case 'binary':
      return toConstant(expression)
    case 'name':
      return expression.name
    case 'call': {
      if (expression.keywords.length === 0) return unparse(expression)
      const { name, arguments: args } = resolveCall(expression)
      return { [name]: args }
    }
    case 'subscript':
      return unparse(expression)
    default:
      throw new MetricError('python_syntax', `A ${expression.kind} is no argument.`)
  }
}

/** Whatever the sign, upstream takes the negative of a constant. */
function negate(operand: PyExpression): PyValue {
  const value = operand.kind === 'constant' ? operand.value : undefined
  if (value instanceof PyFloat) return new PyFloat(-value.value)
  if (typeof value === 'number' || typeof value === 'boolean') return -Number(value)
  throw new MetricError('python_syntax', 'A sign stands before something that is no number.')
}

/** Keys of other types are written as their text; only texts are known to occur. */
const toKey = (key: PyValue): string => (typeof key === 'string' ? key : pyRepr(key))

/** The expression as Python's `ast.unparse` writes it. */
function unparse(expression: PyExpression): string {
  switch (expression.kind) {
    case 'constant':
      return pyRepr(expression.value)
    case 'name':
      return expression.name
    case 'ellipsis':
      return '...'
    case 'attribute':
      return `${unparse(expression.value)}.${expression.name}`
    case 'subscript':
      return `${unparse(expression.value)}[${unparse(expression.index)}]`
    case 'unary':
      return `${expression.operator}${unparse(expression.operand)}`
    case 'binary':
      return `${unparse(expression.left)} ${expression.operator} ${unparse(expression.right)}`
    case 'call': {
      const keywords = expression.keywords.map(([name, value]) => `${name}=${unparse(value)}`)
      return `${unparse(expression.target)}(${[...expression.positional.map(unparse), ...keywords].join(', ')})`
    }
    case 'dict':
      return `{${expression.entries.map(([key, value]) => `${unparse(key)}: ${unparse(value)}`).join(', ')}}`
    case 'list':
      return `[${expression.items.map(unparse).join(', ')}]`
    case 'set':
      return `{${expression.items.map(unparse).join(', ')}}`
    case 'tuple':
      return `(${expression.items.map(unparse).join(', ')}${expression.items.length === 1 ? ',' : ''})`
  }
}
