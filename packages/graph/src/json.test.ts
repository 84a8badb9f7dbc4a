import { describe, expect, it } from 'vitest'
import { equalJson, findJsonIssues, isForbiddenKey, isJsonObject, isObject, type JsonLimits, sortKeys } from './json.ts'

const limits: JsonLimits = { depth: 3, textLength: 5, totalLength: 12, values: 6 }
const issuesOf = (value: unknown, some: Partial<JsonLimits> = {}) =>
  findJsonIssues(value, { ...limits, ...some }).map(({ path, message }) => `${path.join('.')}: ${message}`)

describe('equalJson', () => {
  it.each<[unknown, unknown]>([
    [
      { a: 1, b: [1, { c: null }] },
      { b: [1, { c: null }], a: 1 },
    ],
    [[], []],
    [{}, {}],
    [null, null],
    [NaN, NaN],
    [0, -0],
    ['a', 'a'],
  ])('%j equals %j', (a, b) => {
    expect(equalJson(a, b)).toBe(true)
    expect(equalJson(b, a)).toBe(true)
  })

  it.each<[unknown, unknown]>([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [{ a: 1 }, { b: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [[], {}],
    [['a'], { 0: 'a' }],
    [null, {}],
    [null, 0],
    [1, '1'],
    ['a', { a: 1 }],
    [undefined, null],
  ])('%j differs from %j', (a, b) => {
    expect(equalJson(a, b)).toBe(false)
    expect(equalJson(b, a)).toBe(false)
  })
})

describe('findJsonIssues', () => {
  it('[D4] takes what just fits', () => {
    expect(issuesOf({ a: { b: { c: 'x' } } })).toEqual([])
    expect(issuesOf('12345')).toEqual([])
    expect(issuesOf(['12345', '12345', '12'])).toEqual([])
    expect(issuesOf([1, 2, 3, 4, 5])).toEqual([])
    expect(issuesOf([true, null, Object.create(null)])).toEqual([])
  })

  it.each<[string, unknown, string]>([
    ['one level more', { a: { b: { c: { d: 1 } } } }, 'a.b.c.d: nested deeper than 3 levels'],
    ['one character more', ['123456'], '0: text of 6 characters, expected at most 5'],
    ['more characters in all, keys counted', { abcdefgh: '12345' }, ': holds more than 12 characters'],
    ['more characters in all', ['12345', '12345', '123'], ': holds more than 12 characters'],
    ['one value more', [1, 2, 3, 4, 5, 6], ': holds more than 6 values'],
    ['a number without end', [1, Infinity], '1: found Infinity, expected a finite number'],
    ['no number', { a: NaN }, 'a: found NaN, expected a finite number'],
    ['a function', { a: () => 1 }, 'a: found function, expected JSON'],
    ['nothing', { a: undefined }, 'a: found undefined, expected JSON'],
    ['an object of a class', { a: new Date(0) }, 'a: is not plain JSON'],
    ['a key that reaches a prototype', { a: { prototype: 1 } }, 'a.prototype: the key "prototype" is not allowed'],
  ])('[D4] finds %s', (_what, value, issue) => {
    expect(issuesOf(value)).toContain(issue)
  })

  it('looks at what comes first, first, and ends after twenty findings', () => {
    expect(issuesOf([Infinity, 1, NaN])).toEqual([
      '0: found Infinity, expected a finite number',
      '2: found NaN, expected a finite number',
    ])
    expect(
      issuesOf(
        Array.from({ length: 50 }, () => NaN),
        { values: 99 },
      ),
    ).toHaveLength(20)
  })

  it('cuts the path of what is too deep', () => {
    const deep = JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`) as unknown

    expect(findJsonIssues(deep, { ...limits, depth: 10, values: 99 })).toEqual([
      { path: Array.from({ length: 8 }, () => '0'), message: 'nested deeper than 10 levels' },
    ])
  })
})

describe('sortKeys', () => {
  it('[E1] sorts by code unit at every depth, and leaves lists in their order', () => {
    const sorted = sortKeys({ b: [{ d: 1, c: 2 }, 'x'], a: null, B: { z: 1, ä: 2 } })

    expect(JSON.stringify(sorted)).toBe('{"B":{"z":1,"ä":2},"a":null,"b":[{"c":2,"d":1},"x"]}')
  })
})

it('tells objects from lists, null and the rest', () => {
  const values = [{}, [], null, 'text', undefined, 1]

  expect(values.map((value) => isObject(value))).toEqual([true, false, false, false, false, false])
  expect(values.map((value) => isJsonObject(value as never))).toEqual([true, false, false, false, false, false])
})

it('[D3] knows the keys that reach a prototype', () => {
  expect(['__proto__', 'constructor', 'prototype', 'proto', 'toString'].filter(isForbiddenKey)).toEqual([
    '__proto__',
    'constructor',
    'prototype',
  ])
})
