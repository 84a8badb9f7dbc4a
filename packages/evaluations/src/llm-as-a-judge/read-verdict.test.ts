import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ScoreSpec, findLastObject, readScores, readWinner, withoutReasoning } from './read-verdict.ts'
import { WINNER_PATTERN, compilePattern, toScoreSpecs } from './settings.ts'

const specs = (scores: Parameters<typeof toScoreSpecs>[0]): ScoreSpec[] => toScoreSpecs(scores, 'scores')
const MT_BENCH = { type: 'regex' as const, pattern: '\\[\\[(\\d+\\.?\\d*)\\]\\]' }
const rating = specs({ rating: { type: 'float', minimum: 1, maximum: 10, parser: MT_BENCH } })

describe('readScores', () => {
  it.each([
    ['Rating: [[7]]', 7],
    ["I'd say [[3]] ... Rating: [[8.5]]", 8.5],
    ['rating: 9', null],
    ['[[11]]', null],
    ['[[0]]', null],
    ['[[10]]', 10],
    ['', null],
  ])('[V1] reads "%s" as %s', (reply, value) => {
    const verdict = readScores(reply, rating, false)

    expect(verdict.scores['rating']).toBe(value)
    expect('rating' in verdict.unscored).toBe(value === null)
  })

  it('[V2] reads lines of a rubric, and not the name inside another word', () => {
    const rubric = specs({ 'is clear': { type: 'int' }, tone: { type: 'float' } })

    expect(readScores('is clear: 4\n- **tone**: 2.5', rubric, false).scores).toEqual({ 'is clear': 4, tone: 2.5 })
    expect(readScores('overtone: 3', rubric, false).scores).toEqual({ 'is clear': null, tone: null })
  })

  it('[V3] reads JSON by name or path, texts of numbers too; a part that is missing alone is unscored', () => {
    const json = specs({
      a: { type: 'int', maximum: 5 },
      b: { type: 'float', parser: { type: 'json', json_path: '$.v.b' } },
    })

    expect(readScores('{"a": "4", "v": {"b": 0.5}}', json, true).scores).toEqual({ a: 4, b: 0.5 })
    expect(readScores('{"a": 4}', json, true)).toEqual({
      scores: { a: 4, b: null },
      unscored: { b: 'the judge\'s JSON has no "v.b"' },
    })
    expect(readScores('{"a": 4.5, "v": {"b": true}}', json, true).scores).toEqual({ a: null, b: null })
  })

  it('[V4] never gives a number outside its range, whatever is said', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.double({ noNaN: true }), (noise, number) => {
        const value = readScores(`${noise} [[${number}]] ${noise}`, rating, false).scores['rating']

        expect(value === null || (value !== undefined && value >= 1 && value <= 10)).toBe(true)
      }),
    )
  })
})

describe('findLastObject', () => {
  it('[V5] finds the last of any objects in prose', () => {
    const prose = fc.string({ maxLength: 20 }).map((text) => text.replace(/[{}]/g, ''))

    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }), prose, prose, (object, before, after) => {
        const text = JSON.stringify(object)

        expect(findLastObject(`${before} {"first": 1} ${before}\n${text}\n${after}`)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('[V6] gives up soon on what has no end', () => {
    // without limits this would outlast the test's own deadline
    expect(findLastObject('{"a":'.repeat(5000) + '}'.repeat(20))).toBeUndefined()
  })
})

it.each([
  ['[[A]]', 1],
  ['[[B]]', 2],
  ['[[C]]', 0],
  ['[[A]] at first, but [[B]]', 2],
  ['A is better', null],
])('[V7] reads the winner of "%s" as %s', (reply, slot) => {
  expect(readWinner(reply, compilePattern(WINNER_PATTERN, ''), false).value).toBe(slot)
})

it('[V8] reads the winner from JSON', () => {
  expect(readWinner('{"winner": "tie"}', compilePattern(WINNER_PATTERN, ''), true).value).toBe(0)
  expect(readWinner('{"winner": "both"}', compilePattern(WINNER_PATTERN, ''), true).reason).toContain(
    'none of A, B, tie',
  )
})

it('[V9] drops thoughts, also those without an end', () => {
  expect(withoutReasoning('<think>[[9]]</think>[[2]]')).toBe('[[2]]')
  expect(withoutReasoning('<think>[[9]] and so on')).toBe('')
})
