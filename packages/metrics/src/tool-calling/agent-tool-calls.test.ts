import { describe, expect, it } from 'vitest'
import { toolCallAccuracy, toolCallF1 } from './agent-tool-calls.ts'

const f = (args: object) => ({ name: 'f', arguments: args })
const g = (args: object) => ({ name: 'g', arguments: args })

// by the definition of ragas 0.4.3
describe('toolCallAccuracy', () => {
  it.each([
    ['same', [f({ a: 1 })], [f({ a: 1 })], 1],
    ['half of the arguments', [f({ a: 1, b: 3 })], [f({ a: 1, b: 2 })], 0.5],
    ['an argument more than asked', [f({ a: 1, b: 3 })], [f({ a: 1 })], 1],
    ['a text for a number', [f({ a: '1' })], [f({ a: 1 })], 1],
    ['another name', [g({ a: 1 })], [f({ a: 1 })], 0],
    ['another order', [g({}), f({})], [f({}), g({})], 0],
    ['one call short', [f({ a: 1 })], [f({ a: 1 }), g({})], 0],
    ['two calls, one half right', [f({ a: 1 }), g({ b: 1, c: 0 })], [f({ a: 1 }), g({ b: 1, c: 2 })], 0.75],
    ['none wanted, none made', [], [], 1],
    ['none wanted', [f({})], [], 0],
    ['none made', [], [f({})], 0],
  ])('%s', (_case, made, reference, expected) => {
    expect(toolCallAccuracy(made, reference)).toBe(expected)
  })

  it('takes any order where that is asked for', () => {
    expect(toolCallAccuracy([g({ b: 2 }), f({ a: 1 })], [f({ a: 1 }), g({ b: 2 })], { order: 'any' })).toBe(1)
  })
})

describe('toolCallF1', () => {
  it.each([
    ['same, in another order', [g({}), f({ a: [1, { b: 2 }] })], [f({ a: [1, { b: 2 }] }), g({})], 1],
    ['one of two', [f({ a: 1 }), g({})], [f({ a: 1 }), g({ x: 1 })], 0.5],
    ['one more', [f({}), g({})], [f({})], 2 / 3],
    ['nothing in common', [f({})], [g({})], 0],
    ['nothing at all', [], [], 0],
  ])('%s', (_case, made, reference, expected) => {
    expect(toolCallF1(made, reference)).toBeCloseTo(expected, 12)
  })

  it('reads arguments that are a text', () => {
    expect(toolCallF1([{ name: 'f', arguments: '{"a": 1}' }], [f({ a: 1 })])).toBe(1)
  })
})
