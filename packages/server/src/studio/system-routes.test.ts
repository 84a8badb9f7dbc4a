import type { SystemInfo } from '@evalflow/contract'
import { evaluationForms } from '@evalflow/evaluations/fields'
import { expect, it } from 'vitest'
import { createParts } from '../parts.ts'

const { evaluationTypes } = createParts({ modelsDir: '/nowhere' })
const typeOf = (sandbox: SystemInfo['sandbox']) =>
  evaluationTypes(sandbox).find(({ id }) => id === 'bigcode_evaluation_harness')

it('offers generated code only where the sandbox works, and says why not', () => {
  expect(typeOf({ available: true })).toEqual({ id: 'bigcode_evaluation_harness', available: true })
  expect(typeOf({ available: false, reason: 'no bubblewrap' })).toEqual({
    id: 'bigcode_evaluation_harness',
    available: false,
    reason: 'no bubblewrap',
  })
})

it('lists every type, whatever the sandbox', () => {
  const ids = evaluationForms.map(({ id }) => id)

  expect(evaluationTypes({ available: false }).map(({ id }) => id)).toEqual(ids)
})
