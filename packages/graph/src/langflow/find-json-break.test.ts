import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonBreak } from './find-json-break.ts'

describe('findJsonBreak', () => {
  it.each([
    ['a comma too many', '{\n  "nodes": [1,,2]\n}', { line: 2, column: 15, expected: 'a value' }],
    ['a comma missing', '{"a": 1\n "b": 2}', { line: 2, column: 2, expected: '"," or "}"' }],
    ['a name without quotes', '{a: 1}', { line: 1, column: 2, expected: 'a name in double quotes or "}"' }],
    ['a cut file', '{"a": [1, 2', { line: 1, column: 12, found: 'the end of the file', expected: '"," or "]"' }],
    ['a string over two lines', '["a\nb"]', { line: 1, column: 2, expected: 'a value or "]"' }],
    ['something after the end', '{} x', { line: 1, column: 4, found: '"x"', expected: 'the end of the file' }],
    ['a word of which the start is shown', `[1 ${'œ'.repeat(30)}]`, { column: 4, found: `"${'œ'.repeat(20)}"` }],
    ['a word up to the space behind it', '[1 two three]', { found: '"two"' }],
    ['a sign of its own', '{"a"  -> 1}', { column: 7, found: '"->"', expected: '":"' }],
    ['the wrong bracket behind a list', '[1}', { found: '"}"', expected: '"," or "]"' }],
    ['the wrong bracket behind an object', '{"a":1]', { found: '"]"', expected: '"," or "}"' }],
    ['a comma before the end of a list', '[1,]', { found: '"]"', expected: 'a value' }],
    ['a comma before the end of an object', '{"a":1,}', { found: '"}"', expected: 'a name in double quotes' }],
    ['a bracket in place of a value', '{"a":]', { found: '"]"', expected: 'a value' }],
    ['a second end', '[]]', { column: 3, found: '"]"', expected: 'the end of the file' }],
  ])('finds %s', (_case, text, place) => {
    expect(findJsonBreak(text)).toMatchObject(place)
  })

  it('finds nothing in JSON, and something in whatever the parser refuses', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (json, at, noise) => {
        const place = at % (json.length + 1)
        const text = json.slice(0, place) + noise + json.slice(place + (at % 3))
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }

        expect(findJsonBreak(json)).toBeUndefined()
        expect(findJsonBreak(text) === undefined).toBe(isJson)
      }),
      { numRuns: 1000 },
    )
  })
})
