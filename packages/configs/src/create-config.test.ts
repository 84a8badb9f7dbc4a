import { describe, expect, it } from 'vitest'
import type { JsonObject } from './config-types.ts'
import { createConfigBody, type CreateConfigInput } from './create-config.ts'

const URL = 'hf://datasets/default/tickets/v1'
const bodyOf = (more: Partial<CreateConfigInput>): JsonObject =>
  createConfigBody({ name: 'qa', namespace: 'default', class: 'template', parts: { type: 'custom' }, ...more }).body

describe('createConfigBody', () => {
  it('[K8] gives a benchmark its task under main_task', () => {
    const parts = { type: 'humaneval', task: { type: 'code' } }

    expect(bodyOf({ class: 'direct', parts })['tasks']).toEqual({ main_task: { type: 'code' } })
    expect(bodyOf({ class: 'direct' })).not.toHaveProperty('tasks')
  })

  it('[K7] [I5] names the endpoint of another hub in task and record', () => {
    const dataset = { files_url: URL, hf_endpoint: 'https://huggingface.co' }

    const body = bodyOf({ dataset })

    expect(body['tasks']).toEqual({ main_task: { dataset } })
    expect(body['custom_fields']).toEqual({ evalflow: { kind: 'direct', ...dataset } })
  })

  it('[I5] names no endpoint where there is none', () => {
    const body = bodyOf({ dataset: { files_url: URL } })

    expect(body['tasks']).toStrictEqual({ main_task: { dataset: { files_url: URL } } })
    expect(body['custom_fields']).toStrictEqual({ evalflow: { kind: 'direct', files_url: URL } })
  })

  it.each([['ns/qa'], [null], [['a']]])('[K6] [K7] a dataset written as %j gives way to the chosen one', (before) => {
    const parts = { type: 'custom', task: { type: 'data', dataset: before } }

    expect(bodyOf({ parts, dataset: { files_url: URL } })['tasks']).toEqual({
      main_task: { type: 'data', dataset: { files_url: URL } },
    })
  })

  it('[K6] carries what was filled in, and nothing that was not', () => {
    const parts = { type: 'custom', params: { top_p: 1 }, groups: { g: {} } }

    expect(bodyOf({ description: 'about', project: 'support', parts })).toMatchObject({
      description: 'about',
      project: 'support',
      params: { top_p: 1 },
      groups: { g: {} },
    })
    expect(Object.keys(bodyOf({ description: '', project: '', parts: { type: 'custom', params: null } }))).toEqual([
      'type',
      'namespace',
      'name',
      'tasks',
      'custom_fields',
    ])
  })

  it('[I2] shares nothing with what it was given', () => {
    const params: JsonObject = { extra: { seed: 1 } }

    const body = bodyOf({ parts: { type: 'custom', params } })

    expect(body['params']).toEqual(params)
    expect((body['params'] as JsonObject)['extra']).not.toBe(params['extra'])
  })
})
