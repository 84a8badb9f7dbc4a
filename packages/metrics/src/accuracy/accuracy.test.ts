import { describe, expect, it } from 'vitest'
import { golden } from '../fixtures/golden.ts'
import { accuracy, argmax, multipleChoice } from './accuracy.ts'

describe('multipleChoice', () => {
  it.each(golden.mc)('scores $choices as lm-eval', ({ choices, lls, gold, acc, acc_norm, acc_bytes }) => {
    const scores = multipleChoice(choices, lls, gold)

    expect(scores).toEqual({ acc, accNorm: acc_norm, accBytes: acc_bytes })
  })

  it('gives the first of equal choices', () => {
    expect(argmax([-1, -1])).toBe(0)
    expect(multipleChoice(['x', 'x'], [-1, -1], 1).acc).toBe(0)
  })

  it('accepts any of several gold answers', () => {
    expect(accuracy('b', ['a', 'b'])).toBe(1)
    expect(accuracy('c', ['a', 'b'])).toBe(0)
  })

  it('refuses lists that do not pair up', () => {
    expect(() => multipleChoice(['a'], [-1, -2], 0)).toThrow('differ in length: 1 and 2')
    expect(() => argmax([])).toThrow('empty')
  })
})
