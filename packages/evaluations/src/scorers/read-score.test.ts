import { expect, it } from 'vitest'
import { type ScoreRule, readScore, toScorePattern } from './read-score.ts'

const MT_BENCH = 'Rating: \\[\\[(\\d+\\.?\\d*)\\]\\]'

it.each([
  [MT_BENCH, 'Rating: [[7]]', {}, 7],
  [MT_BENCH, "I'd say [[3]] ... Rating: [[2]] no, Rating: [[8.5]]", {}, 8.5],
  [MT_BENCH, 'rating: 9', {}, null],
  [MT_BENCH, 'Rating: [[11]]', { minimum: 1, maximum: 10 }, null],
  ['SCORE: (\\d)', 'SCORE: 10', {}, 10],
  ['SCORE: (\\d)', 'SCORE: 4.', {}, 4],
  ['SCORE: (\\d)', 'SCORE: 4.5', {}, 4.5],
  ['SCORE: (\\d)', 'SCORE: 4.5', { type: 'int' }, null],
  ['SCORE:.*(\\d)', 'SCORE: 10', {}, 10],
  ['SCORE: (\\d)/10', 'SCORE: 7/10', {}, 7],
  ['SCORE: (\\d+\\.\\d)', 'SCORE: 3.25', {}, 3.25],
  ['(good|bad)', 'good', {}, null],
])('%s on "%s" with %j reads %s', (pattern, reply, rule, expected) => {
  const found = readScore(reply, { type: 'float', pattern: toScorePattern(pattern), ...(rule as Partial<ScoreRule>) })

  expect(found.value).toBe(expected)
  if (expected === null) expect(found.reason).toBeTruthy()
})

it('reads by a pattern that would backtrack without end, and stops one that needs to backtrack', () => {
  const linear = readScore(`${'a'.repeat(60)}!`, { type: 'int', pattern: toScorePattern('^(a+)+$') })
  const found = readScore(`${'a'.repeat(60)}!`, { type: 'int', pattern: toScorePattern('^(a+)+\\1$') })

  expect(linear.reason).toContain('matches')
  expect(found.reason).toContain('took more than')
})
