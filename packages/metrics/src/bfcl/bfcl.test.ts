import { describe, expect, it } from 'vitest'
import { type CallCategory, type PossibleAnswer, checkCalls } from './check-calls.ts'
import { type DecodedCall, decodePythonCalls, decodeToolCalls } from './decode-calls.ts'
import type { FunctionDoc, ParameterDoc } from './function-doc.ts'
import { PyFloat, PyTuple, parsePyJson, pyRepr } from './python-value.ts'

const doc = (
  name: string,
  properties: Record<string, ParameterDoc>,
  required = Object.keys(properties),
): FunctionDoc => ({
  name,
  parameters: { properties, required },
})
const text = { type: 'string' }
const integer = { type: 'integer' }
const float = { type: 'float' }
const floats = { type: 'array', items: float }

function check(
  functions: readonly FunctionDoc[],
  made: readonly DecodedCall[],
  answers: readonly PossibleAnswer[],
  category: CallCategory = 'simple',
) {
  const verdict = checkCalls(functions, made, answers, { category, dotsToUnderscores: false })
  return verdict.valid ? 'valid' : verdict.kind
}

describe('checkCalls', () => {
  it.each([
    ['equal', integer, [5], '5', 'valid'],
    ['a float for an int', integer, [5], '5.0', 'wrong_type'],
    ['an int for a float', float, [5], '5', 'valid'],
    ['another value', integer, [5], '6', 'wrong_value'],
    ['one of several', integer, [5, 6], '6', 'valid'],
    ['a text for a number', integer, [5], '"5"', 'wrong_type'],
    ['texts without spaces, signs and case', text, ['April 1, 2024'], '"april 1/2024"', 'valid'],
    ['quotes of either kind', text, ['"x"'], `"'X'"`, 'valid'],
    ['another text', text, ['Paris'], '"Rome"', 'wrong_value'],
    ['a truth for an int', integer, [1], 'true', 'wrong_type'],
    ['a list of floats', floats, [[1, 2.5]], '[1.0, 2.5]', 'valid'],
    // the top level takes an int for a float, a list does not
    ['a list of ints for floats', floats, [[1, 2]], '[1, 2]', 'wrong_type'],
    ['a list in another order', floats, [[1, 2]], '[2.0, 1.0]', 'wrong_value'],
    ['texts in a list', { type: 'array', items: text }, [['New York']], '["new-york"]', 'valid'],
    ['the name of a variable', integer, ['n'], '"n"', 'valid'],
    ['a variable in other case', integer, ['n'], '"N"', 'wrong_value'],
    ['a dict', { type: 'dict' }, [{ a: [1], b: ['x', ''] }], '{"a": 1}', 'valid'],
    ['a dict without what it needs', { type: 'dict' }, [{ a: [1], b: ['x'] }], '{"a": 1}', 'wrong_value'],
    ['a dict with more', { type: 'dict' }, [{ a: [1] }], '{"a": 1, "c": 2}', 'wrong_value'],
    ['dicts', { type: 'array', items: { type: 'dict' } }, [[{ a: [1] }, { a: [2] }]], '[{"a": 1}, {"a": 2}]', 'valid'],
    [
      'dicts, one short',
      { type: 'array', items: { type: 'dict' } },
      [[{ a: [1] }, { a: [2] }]],
      '[{"a": 1}]',
      'wrong_value',
    ],
  ])('judges %s', (_case, spec, allowed, value, expected) => {
    const made = decodeToolCalls([{ name: 'f', arguments: `{"x": ${value}}` }])

    expect(check([doc('f', { x: spec })], made, [{ f: { x: allowed } }])).toBe(expected)
  })

  it('takes answers with whole floats kept as they are', () => {
    const made = decodeToolCalls([{ name: 'f', arguments: '{"x": [1, 2]}' }])
    const judge = (allowed: string) =>
      checkCalls([doc('f', { x: floats })], made, [{ f: { x: parsePyJson(allowed) as [] } }], {
        category: 'simple',
        dotsToUnderscores: false,
        exactNumbers: true,
      }).valid

    expect([judge('[[1, 2]]'), judge('[[1.0, 2.0]]')]).toEqual([true, false])
  })

  it('asks for what is required, lets go what may be left out, and takes nothing else', () => {
    const functions = [doc('f', { a: integer, b: integer }, ['a'])]
    const call = (args: string) => decodeToolCalls([{ name: 'f', arguments: args }])

    expect(check(functions, call('{"b": 2}'), [{ f: { a: [1], b: [2] } }])).toBe('missing_required')
    expect(check(functions, call('{"a": 1}'), [{ f: { a: [1], b: [2, ''] } }])).toBe('valid')
    expect(check(functions, call('{"a": 1}'), [{ f: { a: [1], b: [2] } }])).toBe('missing_optional')
    expect(check(functions, call('{"a": 1, "c": 3}'), [{ f: { a: [1] } }])).toBe('unexpected_parameter')
  })

  it('matches parallel calls in any order, each once', () => {
    const functions = [doc('f', { x: integer }), doc('g', { x: integer })]
    const answers = [{ f: { x: [1] } }, { g: { x: [2] } }, { f: { x: [1] } }]
    const made = (source: string) => decodePythonCalls(source)

    expect(check(functions, made('[g(x=2), f(x=1), f(x=1)]'), answers, 'parallel')).toBe('valid')
    expect(check(functions, made('[g(x=2), f(x=1), g(x=2)]'), answers, 'parallel')).toBe('no_match')
    expect(check(functions, made('[g(x=2), f(x=1)]'), answers, 'parallel')).toBe('wrong_count')
  })

  it('finds the function an answer means among several', () => {
    const functions = [doc('f', { x: integer }), doc('a.g', { x: integer })]

    expect(check(functions, decodePythonCalls('a.g(x=2)'), [{ 'a.g': { x: [2] } }], 'multiple')).toBe('valid')
    expect(check(functions, decodePythonCalls('f(x=2)'), [{ 'a.g': { x: [2] } }], 'multiple')).toBe('wrong_function')
    expect(
      checkCalls(functions, [{ name: 'a_g', arguments: { x: 2 } }], [{ 'a.g': { x: [2] } }], {
        category: 'multiple',
        dotsToUnderscores: true,
      }).valid,
    ).toBe(true)
  })
})

describe('decodePythonCalls', () => {
  it.each([
    ['[f(a=1)]', { a: 1 }],
    ["```\n[f(a='x', b=\"it's\")]\n```".replaceAll('```', '`'), { a: 'x', b: "it's" }],
    ['f(a=[1, 2.0], b={"k": True, "n": None})', { a: [1, new PyFloat(2)], b: { k: true, n: null } }],
    ['[f(a=-5, b=-1.5e3)]', { a: -5, b: new PyFloat(-1500) }],
    ['[f(a=2 * (3 + 4), b=1/2)]', { a: 14, b: new PyFloat(0.5) }],
    ['[f(a=(1, "x"))]', { a: new PyTuple([1, 'x']) }],
    ['[f(a=name, b=g(1, [2]))]', { a: 'name', b: 'g(1, [2])' }],
    ['[f(a=g(x=1))]', { a: { g: { x: 1 } } }],
    ['[f("left out", a=xs[0])]', { a: 'xs[0]' }],
    ["[f(a='tab\\t\\u00e9' 'joined', b=r'\\n',)]", { a: 'tab\té' + 'joined', b: '\\n' }],
    ['[f(a=1_000)]', { a: 1000 }],
  ])('reads %s', (source, expected) => {
    expect(decodePythonCalls(source)).toEqual([{ name: 'f', arguments: expected }])
  })

  it.each([
    'I cannot help with that.',
    'Sorry',
    '[1, 2]',
    '[f(a=1]',
    '[f(a=1) for x in y]',
    '[f(a=1, a=2)]',
    'f(a=lambda x: x)',
    "[f(a='x]",
    '[f(a=007)]',
    `[f(a=${'['.repeat(500)}${']'.repeat(500)})]`,
  ])('refuses %s', (source) => {
    expect(() => decodePythonCalls(source)).toThrow(expect.objectContaining({ code: 'python_syntax' }))
  })

  it('takes nothing for no calls', () => {
    expect(decodePythonCalls('')).toEqual([])
  })
})

it('keeps whole floats apart from ints', () => {
  expect(parsePyJson('{"a": 5, "b": 5.0, "c": 5e0, "d": 5.5}')).toEqual({
    a: 5,
    b: new PyFloat(5),
    c: new PyFloat(5),
    d: new PyFloat(5.5),
  })
  expect(pyRepr(parsePyJson('{"a": [5.0, null, true], "b": "it\'s"}'))).toBe(`{'a': [5.0, None, True], 'b': "it's"}`)
})
