/**
 * BFCL's verdict on calls by their syntax tree: do the calls a model made fit a possible answer?
 *
 * Source: bfcl-eval 2026.3.23, `eval_checker/ast_eval/ast_checker.py`. Its quirks are
 * kept: a float may be written as an int at top level but not within a list; a list's items are checked for type, a
 * dict's values are not; the items of parallel calls are matched greedily in the order of the answers.
 */
import type { ArgumentLanguage } from './argument-language.ts'
import { type CallVerdict, VALID, invalid } from './call-verdict.ts'
import { checkValue } from './check-value.ts'
import type { FunctionDoc, ParameterDoc } from './function-doc.ts'
import type { DecodedCall } from './decode-calls.ts'
import { PyFloat, PyTuple, type PyValue, isDict, isIn, isList, pyType } from './python-value.ts'

/** `{function: {parameter: [allowed values]}}`; `""` among the values means the parameter may be left out. */
export type PossibleAnswer = Readonly<Record<string, Readonly<Record<string, readonly PyValue[]>>>>

export type CallCategory = 'simple' | 'multiple' | 'parallel'

export interface CheckOptions {
  readonly category: CallCategory
  /** Names were sent with `_` for `.`, since servers take no dots in names of tools. */
  readonly dotsToUnderscores: boolean
  /**
   * Whether the answers' numbers are as their file has them (`parsePyJson`). By default they came through a JSON parser and
   * have lost the `.0` of whole floats, which the documented type gives back.
   */
  readonly exactNumbers?: boolean
  /** Java and JavaScript: every argument is a text of the language. Default `python`. */
  readonly language?: ArgumentLanguage
}

/** Never throws: what cannot be checked is invalid, with the reason. */
export function checkCalls(
  functions: readonly FunctionDoc[],
  made: readonly DecodedCall[],
  answers: readonly PossibleAnswer[],
  options: CheckOptions,
): CallVerdict {
  if (options.category === 'parallel') return checkParallel(functions, made, answers, options)
  const expected = options.category === 'multiple' ? answers.length : 1
  const [call] = made
  const [answer] = answers
  if (made.length !== expected || call === undefined || answer === undefined)
    return invalid('wrong_count', `${made.length} calls were made, expected ${expected}.`)
  const doc = options.category === 'multiple' ? findDoc(functions, answer) : functions[0]
  return checkCall(doc, call, answer, options)
}

function checkParallel(
  functions: readonly FunctionDoc[],
  made: readonly DecodedCall[],
  answers: readonly PossibleAnswer[],
  options: CheckOptions,
): CallVerdict {
  if (made.length !== answers.length)
    return invalid('wrong_count', `${made.length} calls were made, expected ${answers.length}.`)
  const matched = new Set<number>()
  for (const [i, answer] of answers.entries()) {
    const doc = findDoc(functions, answer)
    const reasons: string[] = []
    const found = made.findIndex((call, j) => {
      if (matched.has(j)) return false
      const verdict = checkCall(doc, call, answer, options)
      if (!verdict.valid) reasons.push(verdict.reason)
      return verdict.valid
    })
    if (found === -1) return invalid('no_match', `No call fits answer ${i + 1}. ${reasons.join(' ')}`)
    matched.add(found)
  }
  return VALID
}

const findDoc = (functions: readonly FunctionDoc[], answer: PossibleAnswer): FunctionDoc | undefined =>
  functions.find(({ name }) => name === Object.keys(answer)[0])

function checkCall(
  doc: FunctionDoc | undefined,
  call: DecodedCall,
  answer: PossibleAnswer,
  { dotsToUnderscores, exactNumbers = false, language = 'python' }: CheckOptions,
): CallVerdict {
  if (doc === undefined) return invalid('unknown_function', 'The answer names a function that is not documented.')
  const allowed = Object.values(answer)[0] ?? {}
  const name = dotsToUnderscores ? doc.name.replaceAll('.', '_') : doc.name
  if (call.name !== name) return invalid('wrong_function', `${call.name} was called, expected ${name}.`)
  const { properties, required = [] } = doc.parameters
  const missing = required.find((parameter) => !Object.hasOwn(call.arguments, parameter))
  if (missing !== undefined) return invalid('missing_required', `${missing} is missing.`)
  for (const [parameter, value] of Object.entries(call.arguments)) {
    const spec = Object.hasOwn(properties, parameter) ? properties[parameter] : undefined
    const values = Object.hasOwn(allowed, parameter) ? allowed[parameter] : undefined
    if (spec === undefined || values === undefined)
      return invalid('unexpected_parameter', `${parameter} is not expected.`)
    const answered = exactNumbers ? values : values.map((item) => asDocumented(item, spec))
    const verdict = checkValue(parameter, language === 'python' ? coerce(value, spec) : value, answered, spec, language)
    if (!verdict.valid) return verdict
  }
  const left = Object.entries(allowed).find(
    ([parameter, values]) => !Object.hasOwn(call.arguments, parameter) && !isIn('', values),
  )
  return left === undefined ? VALID : invalid('missing_optional', `${left[0]} is missing and not optional.`)
}

/** A tuple becomes a list where a tuple is expected, an int a float where a float is. */
function coerce(value: PyValue, { type }: ParameterDoc): PyValue {
  if (type === 'tuple' && value instanceof PyTuple) return value.items
  return type === 'float' && pyType(value) === 'int' ? new PyFloat(Number(value)) : value
}

function asDocumented(value: PyValue, spec: ParameterDoc | undefined): PyValue {
  if (typeof value === 'number' && (spec?.type === 'float' || spec?.type === 'double')) return new PyFloat(value)
  if (isList(value)) return value.map((item) => asDocumented(item, spec?.items))
  if (!isDict(value) || spec?.properties === undefined) return value
  const { properties } = spec
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asDocumented(item, properties[key])]))
}
