import { describe, expect, it } from 'vitest'
import { ComponentError } from '../errors.ts'
import { targetValueSchema } from '../values.ts'
import { runModelTarget } from './run.ts'
import { toKeyReference, toTargetModel } from './to-body.ts'

const ENDPOINT = { kind: 'endpoint', url: 'https://host/v1', model_id: 'org/m' }
const read = (values: Parameters<typeof runModelTarget>[0]) => targetValueSchema.parse(runModelTarget(values)['target'])
const refusal = (values: Parameters<typeof runModelTarget>[0]): unknown => {
  try {
    return runModelTarget(values)
  } catch (error) {
    return error
  }
}

describe('an endpoint', () => {
  it('carries its own price and headers that name secrets, down to the stored target', () => {
    const target = read({
      ...ENDPOINT,
      api_key: 'openai',
      headers: { Authorization: 'Token ${secret:team}', 'x-team': 'a' },
      fallback: 'model:smollm2-135m-instruct',
      price_input: 0.15,
      price_output: 0,
      price_currency: 'EUR',
    })
    if (target.kind !== 'endpoint') throw new Error('expected an endpoint')

    expect(toTargetModel(target, toKeyReference(target))).toEqual({
      api_endpoint: {
        url: 'https://host/v1',
        model_id: 'org/m',
        format: 'openai',
        api_key: '$secret:openai',
        headers: { Authorization: 'Token ${secret:team}', 'x-team': 'a' },
        price: { input_per_million: 0.15, output_per_million: 0, currency: 'EUR' },
        fallbacks: ['smollm2-135m-instruct'],
      },
    })
  })

  it('has no price where none is given', () => {
    expect(read(ENDPOINT)).not.toHaveProperty('price')
  })

  it('names a stored target as its fallback by reference, and none where none is chosen', () => {
    expect(read({ ...ENDPOINT, fallback: 'target:default/spare' })).toMatchObject({ fallback: 'default/spare' })
    expect(read({ ...ENDPOINT, fallback: '' })).not.toHaveProperty('fallback')
  })

  it.each([
    ['half a price', { price_input: 1 }, 'price_output'],
    ['the other half', { price_output: 1 }, 'price_input'],
    ['what is no currency', { price_input: 1, price_output: 1, price_currency: 'dollars' }, 'price_currency'],
    ['a secret in a header', { headers: { Authorization: 'Bearer sk-1234' } }, 'headers'],
    ['a header of two lines', { headers: { 'x-a': 'a\nb' } }, 'headers'],
    ['an address with a password', { url: 'https://me:word@host/v1' }, 'url'],
  ])('refuses %s', (_case, values, field) => {
    const error = refusal({ ...ENDPOINT, ...values })

    expect(error).toBeInstanceOf(ComponentError)
    expect(error).toMatchObject({ code: 'target_unusable', field })
  })
})

describe('a deployment', () => {
  it('is named as the server finds it', () => {
    expect(read({ kind: 'deployment', deployment: 'meta/llama-8b' })).toEqual({
      kind: 'model',
      model_id: 'meta/llama-8b',
      label: 'llama-8b',
    })
    expect(read({ kind: 'deployment', deployment: 'team/both', deployment_model: 'org/b' })).toMatchObject({
      model_id: 'team/both/org/b',
      label: 'org/b',
    })
  })

  it('must be chosen', () => {
    expect(refusal({ kind: 'deployment' })).toMatchObject({ code: 'target_missing', field: 'deployment' })
  })
})
