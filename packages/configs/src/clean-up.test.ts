import { expect, it } from 'vitest'
import { cleanUpRuntimeConfig } from './clean-up.ts'
import { effectsOf, fakeConfigs, HttpError } from './fake-configs.ts'

const config = { namespace: 'default', name: 'qa_dataset_tickets_v1' }
const runtime = { ...config, type: 'custom', custom_fields: { evalflow: { kind: 'runtime' } } }
const input = { config, jobStatus: 'completed' }

it('[F9] an abort passes through untouched, and is no warning', async () => {
  const abort = new DOMException('stopped', 'AbortError')
  const configs = fakeConfigs([runtime])
  configs.trouble = (verb) => {
    if (verb === 'delete') throw abort
  }

  await expect(cleanUpRuntimeConfig(input, effectsOf(configs))).rejects.toBe(abort)
})

it('[C4] names the config, the reason and what to do, also where the failure says nothing', async () => {
  const configs = fakeConfigs([runtime])
  configs.trouble = (verb) => {
    // oxlint-disable-next-line no-throw-literal, only-throw-error -- what a foreign client may do
    if (verb === 'delete') throw 'no'
  }

  expect(await cleanUpRuntimeConfig(input, effectsOf(configs))).toEqual({
    removed: false,
    reason: 'failed',
    warning: expect.stringMatching(/default\/qa_dataset_tickets_v1 .*gave no reason.*Config Manager/) as string,
  })
})

it('[C3] asks whether it is used just before removing it, and removes it if not', async () => {
  const configs = fakeConfigs([runtime])
  const isUsed = (ref: typeof config) => {
    configs.calls.push(`used ${ref.name}`)
    return Promise.resolve(false)
  }

  expect(await cleanUpRuntimeConfig({ ...input, isUsed }, effectsOf(configs))).toEqual({ removed: true, warning: null })
  expect(configs.calls.map((call) => call.split(' ')[0])).toEqual(['get', 'used', 'delete'])
})

it('[F4] tries a removal that fails in passing again', async () => {
  const configs = fakeConfigs([runtime])
  configs.trouble = (verb, n) => {
    if (verb === 'delete' && n === 1) throw new HttpError(503)
  }

  expect(await cleanUpRuntimeConfig(input, effectsOf(configs))).toMatchObject({ removed: true })
})
