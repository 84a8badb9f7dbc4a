import { expect, it } from 'vitest'
import { toJobOptions } from './job-options.ts'

const job = (extra: object, launched?: object) => ({
  config: { params: { extra } },
  ...(launched ? { custom_fields: { evalflow_options: launched } } : {}),
})

it('takes the config, over it what the launch set, over both what a resume set', () => {
  expect(toJobOptions(job({ budget: 1, cache: true, top_k: 3 }, { budget: 2 }), {})).toEqual({ budget: 2, cache: true })
  expect(toJobOptions(job({ budget: 1 }, { budget: 2 }), { budget: null })).toEqual({ budget: null })
})

it.each([
  ['of the config', job({ budget: '3' }), 'config.params.extra.budget', 'found "3". Invalid input: expected number'],
  ['of the launch', job({}, { cache: 1 }), 'custom_fields.evalflow_options.cache', 'found 1'],
  ['within another', job({ slo: { e2e_ms: -1 } }), 'config.params.extra.slo.e2e_ms', 'found {"e2e_ms":-1}'],
])('refuses an option %s and names its place', (_whose, given, path, found) => {
  expect(() => toJobOptions(given, {})).toThrow(`${path}: ${found}`)
})
