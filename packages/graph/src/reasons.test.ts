import { expect, it } from 'vitest'
import { REASON_TEXTS, reasonText, toReason } from './reasons.ts'

it('names port types as people do, and fills in the rest as it is', () => {
  const reason = toReason('typeMismatch', { port: 'dataset', expects: 'dataset', got: 'target' })

  expect(reasonText(reason)).toBe('dataset expects Dataset, got Model target')
})

it('leaves a parameter that is missing, or one of a name that objects inherit, as it stands', () => {
  expect(reasonText(toReason('noInput', { title: 'Evaluator' }))).toBe('Evaluator has no input "{port}"')
  expect(reasonText(toReason('typeMismatch', { port: 'x', expects: 'constructor', got: 'rows' }))).toBe(
    'x expects constructor, got Rows',
  )
})

it('says a part with words of its own inside the sentence', () => {
  const value = toReason('valueList', { count: '3' })

  expect(reasonText(toReason('fieldNoText', { label: 'Name', value }))).toBe('Name: found a list of 3, expected text')
})

it('has no empty sentence', () => {
  expect(Object.values(REASON_TEXTS).filter((text) => text.length < 8)).toEqual([])
})
