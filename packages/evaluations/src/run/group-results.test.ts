import { expect, it } from 'vitest'
import { createServices } from '../dev/test-services.ts'
import { planLive } from './plan-evaluation.ts'
import { runLive } from './run-evaluation.ts'

it('a group is the mean over the rows of its tasks together, with pooled stats', async () => {
  const check = { type: 'string-check', params: { check: ['{{ a }}', '==', 'x'] } }
  const task = (limit: number) => ({ type: 'data', dataset: { files_url: 'hf://unused', limit }, metrics: { check } })
  const config = { type: 'custom', tasks: { one: task(1), two: task(1) }, groups: { both: { tasks: ['one', 'two'] } } }
  const target = { type: 'rows', rows: [{ a: 'x' }, { a: 'y' }, { a: 'y' }] }

  const { groups } = await runLive(await planLive({ config, target, services: createServices({}) }))

  expect(groups['both']?.metrics?.['check']?.scores['string-check']).toMatchObject({
    value: 1 / 3,
    stats: { count: 6, sum: 2 },
  })
})
