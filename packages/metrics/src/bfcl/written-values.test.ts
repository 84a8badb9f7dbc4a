import { describe, expect, it } from 'vitest'
import { checkCalls } from './check-calls.ts'
import { convertJava } from './java-value.ts'
import { convertJavaScript } from './javascript-value.ts'
import { pyRepr } from './python-value.ts'

// compared with the original over thousands of texts in test/parity/bfcl/values.ts
describe('arguments in Java', () => {
  it.each([
    ['5', 'integer', undefined, '5'],
    ['5.0', 'integer', undefined, "'5.0'"],
    ['5L', 'long', undefined, '5'],
    ['5', 'long', undefined, "'5'"],
    ['2.5f', 'float', undefined, '2.5'],
    ['3e3F', 'float', undefined, '3000.0'],
    ['3', 'double', undefined, '3.0'],
    ['true', 'boolean', undefined, 'True'],
    ['True', 'boolean', undefined, "'True'"],
    ['42', 'any', undefined, "'42'"],
    ['new int[] { 1, 2 }', 'Array', 'integer', '[1, 2]'],
    // upstream keeps quotes within an Array, and takes them off in an ArrayList
    ['new String[]{"a", "b"}', 'Array', 'String', `['"a"', '"b"']`],
    ['new ArrayList<>(Arrays.asList("a", "b"))', 'ArrayList', 'String', "['a', 'b']"],
    ['new ArrayList<Long>() {{ add(1L); add(2); }}', 'ArrayList', 'long', "[1, '2']"],
    ['new ArrayList<>()', 'ArrayList', 'long', '[]'],
    ['items', 'ArrayList', 'long', "'items'"],
    [
      'new HashMap<>() {{ put("a", 1); put("b", "x"); put("c", 2.5f); }}',
      'HashMap',
      undefined,
      "{'a': 1, 'b': 'x', 'c': 2.5}",
    ],
    ['new HashMap<String, List<Integer>>()', 'HashMap', undefined, '{}'],
  ])('reads %s as %s<%s>', (text, type, nested, expected) => {
    expect(pyRepr(convertJava(text, type, nested) ?? null)).toBe(expected)
  })

  it('reads no queue, as upstream', () => {
    expect(convertJava('new Queue()', 'Queue')).toBeUndefined()
  })
})

describe('arguments in JavaScript', () => {
  it.each([
    ['"a"', 'String', undefined, "'a'"],
    ['a', 'String', undefined, "'a'"],
    ['5', 'float', undefined, '5.0'],
    ['12n', 'Bigint', undefined, '12'],
    ['12', 'Bigint', undefined, "'12'"],
    ["['a', 'b']", 'array', 'String', "['a', 'b']"],
    ['new Array(1, 2)', 'array', 'integer', '[1, 2]'],
    ['[ [1, 2], [3, "x"] ]', 'array', 'array', "[[1, 2], [3, 'x']]"],
    ['new Array([1], [2])', 'array', 'array', '[[1], [2]]'],
    ['[1, 2', 'array', 'integer', "'[1, 2'"],
    [`{"a": 1, b: [1, 2], 'c': "x"}`, 'dict', undefined, "{'a': 1, 'b': [1, 2], 'c': 'x'}"],
    ['{}', 'dict', undefined, '{}'],
    ['state', 'dict', undefined, "'state'"],
  ])('reads %s as %s<%s>', (text, type, nested, expected) => {
    expect(pyRepr(convertJavaScript(text, type, nested) ?? null)).toBe(expected)
  })

  it.each(['[[', '[[],', 'new Array([', '{a: ', '[[1]\n,'])('takes no time over %j a thousand times', (piece) => {
    const text = `[[${piece.repeat(5000)}`

    expect(convertJavaScript(text, 'array', 'array')).toBeDefined()
  })
})

it('wants a text for every argument, and reads it before it is compared', () => {
  const doc = { name: 'f', parameters: { properties: { n: { type: 'long' }, on: { type: 'boolean' } } } }
  const verdict = (args: Record<string, string | number>) =>
    checkCalls([doc], [{ name: 'f', arguments: args }], [{ f: { n: [5], on: [true, ''] } }], {
      category: 'simple',
      dotsToUnderscores: false,
      language: 'java',
    })

  expect(verdict({ n: '5L' })).toEqual({ valid: true })
  expect(verdict({ n: '5L', on: 'true' })).toEqual({ valid: true })
  expect(verdict({ n: '5' })).toMatchObject({ kind: 'wrong_type' })
  expect(verdict({ n: '6L' })).toMatchObject({ kind: 'wrong_value' })
  expect(verdict({ n: 5 })).toMatchObject({ kind: 'wrong_type', reason: 'n is 5, expected a text of java.' })
})
