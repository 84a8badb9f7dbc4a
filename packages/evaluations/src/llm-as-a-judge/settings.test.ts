import { expect, it } from 'vitest'
import { z } from 'zod'
import { parseParams } from './settings.ts'

const schema = z.strictObject({ mode: z.enum(['a', 'b']), model: z.object({ api_key: z.string().max(3) }).optional() })
const refusal = (params: unknown) => {
  try {
    parseParams(schema, params, 'params')
    return 'taken'
  } catch (error) {
    return String(error)
  }
}

it('says where, what was found and what was expected', () => {
  expect(refusal({ mode: 'c' })).toMatch(/params\.mode: found "c"\. Invalid option: expected one of "a"\|"b"/)
  expect(refusal({})).toMatch(/params\.mode: Invalid option/)
})

it('shows no secret, neither by itself nor in what holds it', () => {
  expect(refusal({ mode: 'a', model: { api_key: 'sk-secret' } })).not.toContain('sk-secret')
  expect(refusal({ mode: 'a', model: { api_key: 'ok' }, other: { api_key: 'sk-secret' } })).not.toContain('sk-secret')
})
