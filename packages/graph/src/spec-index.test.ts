import { expect, it } from 'vitest'
import { sampleIndex, sampleSpecs } from './sample-specs.ts'
import { createSpecIndex } from './spec-index.ts'

it('finds components, ports and fields, and nothing where there is none', () => {
  expect(sampleIndex.list).toEqual(sampleSpecs)
  expect(sampleIndex.get('target')?.title).toBe('Model Target')
  expect(sampleIndex.input('evaluator', 'target')?.required).toBe(true)
  expect(sampleIndex.output('evaluator', 'result')?.type).toBe('result')
  expect(sampleIndex.field('target', 'key')?.kind).toBe('secret')
  for (const type of ['gone', 'toString', 'note']) {
    expect(sampleIndex.input(type, 'target')).toBeUndefined()
    expect(sampleIndex.output(type, 'result')).toBeUndefined()
    expect(sampleIndex.field(type, 'key')).toBeUndefined()
  }
})

it('refuses two components of one type, and two ports or fields of one id', () => {
  const [first, second, third] = sampleSpecs
  if (!first || !second || !third) throw new Error('the sample has fewer components')
  const twice = <T>(items: readonly T[]): T[] => [...items, ...items]

  expect(() => createSpecIndex([first, first])).toThrow('"dataset-creator" (component)')
  expect(() => createSpecIndex([{ ...first, inputs: twice(first.inputs) }])).toThrow(
    '"rows" (input of dataset-creator)',
  )
  expect(() => createSpecIndex([{ ...second, outputs: twice(second.outputs) }])).toThrow('"target" (output of target)')
  expect(() => createSpecIndex([{ ...third, fields: twice(third.fields) }])).toThrow('"mode" (field of evaluator)')
})
