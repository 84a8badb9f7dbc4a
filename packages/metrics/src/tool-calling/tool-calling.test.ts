import { expect, it } from 'vitest'
import { scoreToolCalls } from './tool-calling.ts'

const f = (value: unknown) => ({ name: 'f', arguments: value })
const g = (value: unknown) => ({ name: 'g', arguments: value })

it.each([
  ['same call', [f({ a: 1 })], [f({ a: 1 })], 1, 1],
  ['arguments as text, 1.0 for 1', [f('{"a": 1.0}')], [f({ a: 1 })], 1, 1],
  ['other argument', [f({ a: 2 })], [f({ a: 1 })], 1, 0],
  ['other function', [g({ a: 1 })], [f({ a: 1 })], 0, 0],
  ['other order', [g({ x: 2 }), f({ a: 1 })], [f({ a: 1 }), g({ x: 2 })], 1, 1],
  ['one call too many', [f({ a: 1 }), f({ a: 1 })], [f({ a: 1 })], 0, 0],
  ['none expected, none made', [], [], 1, 1],
  ['none made', [], [f({})], 0, 0],
  ['arguments that are no JSON', [f('{"a": ')], [f({ a: 1 })], 1, 0],
  ['key order', [f({ b: [1], a: { y: 1, x: null } })], [f({ a: { x: null, y: 1 }, b: [1] })], 1, 1],
  ['empty text for no arguments', [f('')], [f({})], 1, 1],
])('%s', (_case, predicted, expected, name, nameAndArguments) => {
  expect(scoreToolCalls(predicted, expected)).toEqual({
    function_name_accuracy: name,
    function_name_and_args_accuracy: nameAndArguments,
  })
})

it('takes a dot in a name for an underscore', () => {
  const call = (name: string) => [{ name, arguments: {} }]

  expect(scoreToolCalls(call('math.add'), call('math_add')).function_name_and_args_accuracy).toBe(1)
})
