/** One argument against the values allowed for it (see `check-calls.ts`). */
import { type ArgumentLanguage, languageRules } from './argument-language.ts'
import { type CallVerdict, VALID, invalid } from './call-verdict.ts'
import type { ParameterDoc } from './function-doc.ts'
import { type PyDict, type PyType, type PyValue, isDict, isIn, isList, pyRepr, pyType } from './python-value.ts'

export function checkValue(
  parameter: string,
  given: PyValue,
  allowed: readonly PyValue[],
  spec: ParameterDoc,
  language: ArgumentLanguage = 'python',
): CallVerdict {
  const { types, listed, convert } = languageRules[language]
  const expected = types[spec.type]
  const isListed = listed.has(spec.type)
  const nested = isListed ? types[spec.items?.type ?? ''] : undefined
  if (expected === undefined || (isListed && nested === undefined))
    return invalid('wrong_type', `${parameter} has a documented type that is not known: ${spec.type}.`)
  if (convert !== undefined && typeof given !== 'string')
    return invalid('wrong_type', `${parameter} is ${pyRepr(given)}, expected a text of ${language}.`)
  const value =
    typeof given === 'string' && convert ? convert(given, spec.type, isListed ? spec.items?.type : undefined) : given
  if (value === undefined) return invalid('wrong_type', `${parameter} has a type that is not read: ${spec.type}.`)
  const typed = checkType(value, allowed, expected, nested)
  if (typed === 'wrong')
    return invalid('wrong_type', `${parameter} is ${pyRepr(value)} (${pyType(value)}), expected ${spec.type}.`)
  const isRight = typed === 'variable' ? isIn(value, allowed) : isAllowed(value, allowed, expected, nested)
  return isRight ? VALID : invalid('wrong_value', `${parameter} is ${pyRepr(value)}, which no answer allows.`)
}

type TypeVerdict = 'right' | 'variable' | 'wrong'

/** `variable`: the answers are of another type than documented (a variable's name), and the value is compared as it is. */
function checkType(
  value: PyValue,
  allowed: readonly PyValue[],
  expected: PyType,
  nested: PyType | undefined,
): TypeVerdict {
  const answer = allowed.find((item) => item !== '')
  const answerType = answer === undefined ? undefined : pyType(answer)
  const type = pyType(value)
  if (type !== expected) return type === answerType ? 'variable' : 'wrong'
  const found = answerType !== undefined && answerType !== expected ? 'variable' : 'right'
  if (nested === undefined || !isList(value)) return found
  const fits = (item: PyValue) =>
    !isList(item) || value.every((inner) => checkType(inner, item, nested, undefined) !== 'wrong')
  return allowed.some(fits) ? found : 'wrong'
}

function isAllowed(value: PyValue, allowed: readonly PyValue[], expected: PyType, nested: PyType | undefined): boolean {
  if (isDict(value)) return fitsDict(value, allowed)
  if (isList(value) && nested === 'dict') return allowed.some((items) => fitsDicts(value, items))
  if (expected === 'str') return isIn(standardize(value), allowed.filter(isText).map(standardize))
  if (isList(value)) return isIn(value.map(standardize), allowed.filter(isSequence).map(standardizeAll))
  return isIn(value, allowed)
}

const isText = (value: PyValue): value is string => typeof value === 'string'
/** `""` among lists is, to Python, a list of no characters. */
const isSequence = (value: PyValue): value is string | readonly PyValue[] => isText(value) || isList(value)
const standardizeAll = (value: string | readonly PyValue[]): PyValue[] => [...value].map(standardize)

/** A text without spaces and `, . / - _ * ^`, in lower case, with one kind of quotes; anything else as it is. */
function standardize(value: PyValue): PyValue {
  if (typeof value !== 'string') return value
  return value
    .replaceAll(/[ ,./\-_*^]/g, '')
    .toLowerCase()
    .replaceAll("'", '"')
}

/** Each key known, each value among those allowed for it, and nothing missing that may not be. */
function fitsDict(value: PyDict, allowed: readonly PyValue[]): boolean {
  return allowed.some((answer) => {
    if (!isDict(answer)) return false
    const known = (key: string) => (Object.hasOwn(answer, key) ? answer[key] : undefined)
    const fits = Object.entries(value).every(([key, item]) => {
      const values = known(key)
      return values !== undefined && isSequence(values) && isIn(standardize(item), standardizeAll(values))
    })
    // `"" in values` is true of a list that has it, and of every text
    const isWhole = Object.entries(answer).every(
      ([key, values]) => Object.hasOwn(value, key) || isText(values) || (isList(values) && isIn('', values)),
    )
    return fits && isWhole
  })
}

function fitsDicts(value: readonly PyValue[], answer: PyValue): boolean {
  if (!isSequence(answer) || answer.length !== value.length) return false
  return value.every((item, i) => isDict(item) && fitsDict(item, [answer[i] ?? '']))
}
