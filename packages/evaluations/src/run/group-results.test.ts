import { openJournal } from '@evalflow/engine'
import { expect, it } from 'vitest'
import { createServices } from '../dev/test-services.ts'
import { planEvaluation, planLive } from './plan-evaluation.ts'
import { runEvaluation, runLive } from './run-evaluation.ts'

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

it.each([
  // values and pooled errors by lm-eval's aggregate_subtask_metrics and pooled_sample_stderr, unweighted_mean_stderr
  [true, 3 / 7, 0.2182178902359924],
  [false, 5 / 12, 0.22047927592204924],
])('weights tasks by their rows as lm-eval does: %s', async (weighted, value, stderr) => {
  const check = { type: 'string-check', params: { check: ['{{ a }}', '==', 'x'] } }
  const task = (name: string) => ({
    type: 'data',
    dataset: { files_url: `hf://datasets/default/${name}` },
    metrics: { check },
  })
  const groups = {
    both: { tasks: ['one', 'two'], metrics: { check: { type: 'mean', params: { weight_by_size: weighted } } } },
  }
  const services = createServices({
    one: [{ a: 'x' }, { a: 'y' }, { a: 'y' }],
    two: [{ a: 'x' }, { a: 'x' }, { a: 'y' }, { a: 'y' }],
  })
  const config = { type: 'custom', tasks: { one: task('one'), two: task('two') }, groups }

  const outcome = await runEvaluation(
    await planEvaluation({ config, target: { type: 'model', model: 'unused' }, services }),
    {
      journal: openJournal(':memory:'),
    },
  )

  const score = outcome.groups['both']?.metrics?.['check']?.scores['string-check']
  expect(score?.value).toBeCloseTo(value, 12)
  expect(score?.stats?.stderr).toBeCloseTo(stderr, 12)
})
