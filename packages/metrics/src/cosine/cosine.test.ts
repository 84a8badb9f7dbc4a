import { expect, it } from 'vitest'
import { golden } from '../fixtures/golden.ts'
import { cosineSimilarity } from './cosine.ts'

it.each(golden.cosine)('$a and $b give $v', ({ a, b, v }) => {
  const { value } = cosineSimilarity(a, b)

  if (v === null) expect(value).toBeNull()
  else expect(value).toBeCloseTo(v, 12)
})

it('leaves vectors of unequal dimensions unscored', () => {
  expect(cosineSimilarity([1], [1, 2]).reason).toContain('1 and 2 dimensions')
})
